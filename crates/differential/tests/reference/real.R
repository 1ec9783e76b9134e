#!/usr/bin/env Rscript
# Reference values of differential expression on public data: limma and edgeR's statistics of each miRNA, no measured value.
#
#     EXOSCOPE_DATA=… Rscript real.R > real.tsv        (Bioconductor limma and edgeR)
#
# The paired fit takes a QR decomposition of some 1,280 × 643 for each stem-loop: ten minutes and more.
suppressMessages({ library(limma); library(edgeR) })
data <- Sys.getenv("EXOSCOPE_DATA")
number <- function(x) sprintf("%.10g", x)
version <- function(p) paste(p, packageVersion(p))
cat("# made by", R.version.string, version("limma"), version("edgeR"), "\n")
cat("case\tmirna\tlog2_fold_change\taverage\tt\tlog10_p\tfdr\n")
# Many p values are below the least number: their logarithms are not.
show <- function(case, fit, coef) {
  t <- topTable(fit, coef = coef, number = Inf, sort.by = "none")
  log10_p <- (log(2) + pt(-abs(t$t), fit$df.total, log.p = TRUE)) / log(10)
  seen <- t$P.Value > 1e-290
  stopifnot(abs(log10_p[seen] - log10(t$P.Value[seen])) < 1e-9)
  cat(paste(case, rownames(t), number(t$logFC), number(t$AveExpr), number(t$t), number(log10_p), number(t$adj.P.Val), sep = "\t"),
      sep = "\n")
}
counted <- function(counts, group) {
  dge <- DGEList(counts)
  calcNormFactors(dge[filterByExpr(dge, group = group), , keep.lib.sizes = FALSE], method = "TMM")
}

serum <- read.csv(file.path(data, "gse73002/train.csv"), row.names = 1, check.names = FALSE)
class <- factor(serum[["breast cancer"]])
y <- t(as.matrix(serum[, colnames(serum) != "breast cancer"]))
show("gse73002", eBayes(lmFit(y, model.matrix(~ class)), trend = TRUE), "class1")
show("gse73002_robust", eBayes(lmFit(y, model.matrix(~ class)), trend = TRUE, robust = TRUE), "class1")

counts <- t(as.matrix(read.csv(file.path(data, "gse71008/counts.csv"), row.names = 1, check.names = FALSE)))
classes <- read.csv(file.path(data, "gse71008/classes.txt"), row.names = 1)
batches <- read.csv(file.path(data, "gse71008/batch.txt"), row.names = 1, check.names = FALSE)
f <- merge(classes, batches, by = 0)
f <- f[f$label %in% c("Colorectal Cancer", "Healthy Control") & !is.na(f[["RNA Isolation batch"]]), ]
class <- relevel(factor(f$label), ref = "Healthy Control")
batch <- factor(f[["RNA Isolation batch"]])
dge <- counted(counts[, f$Row.names], class)
design <- model.matrix(~ class + batch)
show("gse71008", eBayes(lmFit(voom(dge, design), design)), 2)
show("gse71008_robust", eBayes(lmFit(voom(dge, design), design), robust = TRUE), 2)

tcga <- read.csv(gzfile(file.path(data, "tcga/tcga.csv.gz")), row.names = 1, check.names = FALSE)
counts <- t(as.matrix(tcga[, grepl("^hsa-", colnames(tcga))]))
two <- tcga$kind %in% c("tumour", "normal")
both <- tapply(tcga$kind[two], tcga$person[two], function(k) length(unique(k)) > 1)
used <- two & tcga$person %in% names(which(both))
class <- relevel(factor(tcga$kind[used]), ref = "normal")
person <- factor(tcga$person[used])
dge <- counted(counts[, used], class)
design <- model.matrix(~ class + person)
show("tcga", eBayes(lmFit(voom(dge, design), design)), 2)
