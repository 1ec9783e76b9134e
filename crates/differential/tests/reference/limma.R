#!/usr/bin/env Rscript
# Reference values of differential expression: limma and edgeR on made-up data that the script draws.
#
#     Rscript limma.R ../../data/sets.tsv > limma.json        (Bioconductor limma and edgeR, CRAN statmod and jsonlite)
#
# Every contrast is a coefficient of the design: there limma is exact for every miRNA, where contrasts.fit approximates
# the variance once weights or missing values differ between miRNAs.
suppressMessages({ library(limma); library(edgeR); library(jsonlite) })
set.seed(23)
exact <- function(x) round(x * 1024) / 1024 # the same in 32 bits

# Names of miRNAs that have families and clusters, then others.
sets <- read.delim(commandArgs(TRUE)[1], comment.char = "#")
members <- strsplit(sets$members, ",")
big <- order(-lengths(members))
mature <- unique(grep("miR|let", unlist(members[big[seq(2, 40, 3)]]), value = TRUE))
mature <- mature[grepl("-[35]p$", mature)]
p <- 150
names <- c(head(mature, 110), sprintf("hsa-miR-%d-5p", 9001:9040))
stopifnot(length(names) == p, !anyDuplicated(names))

n <- 30
class <- rep(c("lung", "benign", "none"), c(11, 9, 10))
batch <- c("p1", "p2", "p3")[c(1, 2, 3, 1, 2, 3, 1, 1, 2, 2, 3, 1, 2, 3, 1, 2, 3, 1, 1, 2, 2, 3, 1, 3, 3, 3, 2, 1, 3, 3)]
age <- round(runif(n, 35, 80), 1)
person <- c(sprintf("P%02d", c(1:11, 1:9, 1:10))) # each person has up to three samples, of different classes
samples <- sprintf("S%02d", seq_len(n))
facts <- data.frame(class, batch, age, person)

level <- runif(p, 2, 14)
sd <- sqrt(0.3 * exp(-0.15 * (level - 8))^2 * 5 / rchisq(p, 5))
log2 <- matrix(level, p, n) + sd * matrix(rnorm(p * n), p)
log2[1:15, class == "lung"] <- log2[1:15, class == "lung"] + 1
log2[10:40, batch == "p2"] <- log2[10:40, batch == "p2"] - 0.7
log2 <- log2 + 0.01 * rnorm(p) %o% (age - 55)
wild <- log2; wild[141:150, ] <- wild[141:150, ] + 3 * rnorm(10 * n) # variances out of line
missing <- log2; missing[sample(p * n, 200)] <- NA
mu <- 2^(level + log2 - rowMeans(log2) - 2) * rep(runif(n, 0.4, 2.5), each = p)
counts <- matrix(rnbinom(p * n, mu = mu, size = 6), p)
counts[145:148, ] <- 0; counts[149, ] <- rpois(n, 0.4)
for (m in c("log2", "wild", "missing", "counts")) {
  x <- get(m)
  if (m != "counts") x <- exact(x)
  dimnames(x) <- list(names, samples)
  assign(m, x)
}

top <- function(fit, coef) {
  t <- topTable(fit, coef = coef, number = Inf, sort.by = "none", confint = TRUE)
  list(mirna = rownames(t), log2_fold_change = t$logFC, ci_low = t$CI.L, ci_high = t$CI.R, average = t$AveExpr, t = t$t,
       p = t$P.Value, fdr = t$adj.P.Val)
}
# Columns beside the class, each contrast by a design whose first class is the one below.
analyse <- function(values, contrasts, terms = character(0), method, robust = FALSE, sets = FALSE) {
  used <- class %in% unlist(strsplit(contrasts, ","))
  if ("person" %in% terms) used <- used & person %in% names(which(table(person[used]) > 1))
  f <- droplevels(transform(facts[used, ], class = factor(class), batch = factor(batch), person = factor(person)))
  y <- values[, used]
  kept <- rownames(y)
  if (method %in% c("voom", "trend-counts")) {
    dge <- DGEList(y)
    keep <- filterByExpr(dge, group = f$class)
    dge <- calcNormFactors(dge[keep, , keep.lib.sizes = FALSE], method = "TMM")
    kept <- rownames(y)[keep]
  }
  tables <- list(); prior <- NULL; tested <- NULL
  for (contrast in contrasts) {
    sides <- strsplit(contrast, ",")[[1]]
    f$class <- relevel(f$class, ref = sides[2])
    design <- model.matrix(reformulate(c("class", terms)), f)
    coef <- paste0("class", sides[1])
    object <- switch(method, voom = voom(dge, design), "trend-counts" = cpm(dge, log = TRUE, prior.count = 3), y)
    fit <- eBayes(lmFit(object, design), trend = method %in% c("limma-trend", "trend-counts"), robust = robust)
    tables[[contrast]] <- top(fit, coef)
    prior <- list(df = if (is.infinite(fit$df.prior[1])) "Inf" else max(fit$df.prior), sd = median(sqrt(fit$s2.prior)))
    if (sets) {
      index <- lapply(members, function(m) which(rownames(y) %in% m))
      names(index) <- .GlobalEnv$sets$name
      index <- index[lengths(index) >= 3]
      index <- index[!duplicated(names(index))]
      tested <- camera(y, index, design, contrast = match(coef, colnames(design)), inter.gene.cor = NA, trend.var = TRUE)
      tested <- list(name = rownames(tested), correlation = tested$Correlation, up = tested$Direction == "Up",
                     p = tested$PValue, fdr = tested$FDR)
    }
  }
  list(contrasts = contrasts, terms = terms, method = sub("trend-counts", "limma-trend", method), robust = robust,
       samples = sum(used), kept = kept, prior = prior, tables = tables, sets = tested)
}

# A against the mean of the others' means, as a coefficient.
rest <- function(values) {
  f <- transform(facts, class = factor(class), batch = factor(batch))
  design <- model.matrix(~ 0 + class + batch, f)
  tables <- list()
  for (a in levels(f$class)) {
    contrast <- ifelse(levels(f$class) == a, 1, -1 / 2)
    d <- contrastAsCoef(design, c(contrast, rep(0, ncol(design) - 3)))
    fit <- eBayes(lmFit(values, d$design), trend = TRUE)
    tables[[paste0(a, ",rest")]] <- top(fit, d$coef)
  }
  prior <- list(df = fit$df.prior, sd = median(sqrt(fit$s2.prior)))
  list(contrasts = names(tables), terms = "batch", method = "limma-trend", robust = FALSE, samples = n,
       kept = rownames(values), prior = prior, tables = tables, sets = NULL)
}

two <- c("lung,none", "benign,none")
cases <- list(
  trend = c(data = "log2", analyse(log2, two, c("batch", "age"), "limma-trend")),
  plain = c(data = "log2", analyse(log2, "lung,none", "batch", "limma")),
  gaps = c(data = "missing", analyse(missing, two, c("batch", "age"), "limma-trend")),
  gaps_plain = c(data = "missing", analyse(missing, "lung,benign", character(0), "limma")),
  gaps_robust = c(data = "missing", analyse(missing, "lung,none", "batch", "limma-trend", robust = TRUE)),
  robust = c(data = "wild", analyse(wild, "lung,none", "batch", "limma", robust = TRUE)),
  robust_trend = c(data = "wild", analyse(wild, two, "batch", "limma-trend", robust = TRUE)),
  paired = c(data = "log2", analyse(log2, "lung,none", "person", "limma-trend")),
  rest = c(data = "log2", rest(log2)),
  sets = c(data = "log2", analyse(log2, "lung,none", "batch", "limma-trend", sets = TRUE)),
  voom = c(data = "counts", analyse(counts, "lung,none", character(0), "voom")),
  voom_batch = c(data = "counts", analyse(counts, two, c("batch", "age"), "voom")),
  voom_robust = c(data = "counts", analyse(counts, "lung,none", "batch", "voom", robust = TRUE)),
  voom_paired = c(data = "counts", analyse(counts, "lung,none", "person", "voom")),
  trend_counts = c(data = "counts", analyse(counts, "lung,none", "batch", "trend-counts"))
)
version <- function(p) as.character(packageVersion(p))
cat(toJSON(list(
  made_by = list(R = R.version.string, limma = version("limma"), edgeR = version("edgeR"), statmod = version("statmod")),
  mirnas = names, samples = samples, facts = facts,
  data = list(log2 = t(log2), wild = t(wild), missing = t(missing), counts = t(counts)),
  cases = cases
), digits = NA, auto_unbox = TRUE, na = "null"))
