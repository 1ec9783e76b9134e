#!/usr/bin/env Rscript
# How long limma takes for what `examples/speed.rs` does: every cancer against the rest by voom.
#
#     EXOSCOPE_DATA=… Rscript speed.R        (Bioconductor limma and edgeR)
suppressMessages({ library(limma); library(edgeR) })
data <- Sys.getenv("EXOSCOPE_DATA")
tcga <- read.csv(gzfile(file.path(data, "tcga/tcga.csv.gz")), row.names = 1, check.names = FALSE)
counts <- t(as.matrix(tcga[, grepl("^hsa-", colnames(tcga)) & !grepl("-as$", colnames(tcga))]))
class <- factor(tcga$label)
time <- system.time({
  dge <- DGEList(counts)
  dge <- calcNormFactors(dge[filterByExpr(dge, group = class), , keep.lib.sizes = FALSE], method = "TMM")
  design <- model.matrix(~ 0 + class)
  k <- nlevels(class)
  contrasts <- diag(k) - (1 - diag(k)) / (k - 1)
  fit <- eBayes(contrasts.fit(lmFit(voom(dge, design), design), contrasts))
  tables <- lapply(seq_len(k), function(i) topTable(fit, coef = i, number = Inf))
})
cat("limma", dim(dge), k, "contrasts:", time[["elapsed"]], "s elapsed,", time[["user.self"]], "s user\n")
