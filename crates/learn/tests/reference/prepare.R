#!/usr/bin/env Rscript
# Reference values for `prepare`: edgeR's TMM factors and sva's ComBat on small made-up matrices.
#
#     Rscript prepare.R > prepare.json        (Bioconductor edgeR and sva, CRAN jsonlite)
#
# Matrices are written samples × miRNAs, as Exoscope keeps them; both packages take the transpose.
suppressMessages({ library(edgeR); library(sva); library(jsonlite) })
set.seed(20)

# Counts over five orders of magnitude, a fifth of them zero, one miRNA never seen, one sample of
# another composition (one miRNA takes half of the reads), one sample a multiple of another.
counts <- function(samples, mirnas, zero) {
  level <- 10^runif(mirnas, -0.5, 4.5)
  x <- matrix(rnbinom(samples * mirnas, mu = rep(level, each = samples) * runif(samples, 0.3, 3), size = 2), samples)
  x[matrix(runif(length(x)) < zero, samples)] <- 0
  x
}
dense <- counts(12, 80, 0.2)
dense[, 7] <- 0
dense[3, 11] <- sum(dense[3, ])
dense[5, ] <- 3 * dense[4, ]
# So sparse that the upper quartile of most samples is zero: edgeR then takes another reference.
sparse <- counts(8, 120, 0.85)

tmm <- function(x) {
  factor <- calcNormFactors(t(x), method = "TMM")
  list(counts = x, factors = factor, log2 = log2(sweep(x, 1, rowSums(x) * factor, "/") * 1e6 + 1))
}

# Values a multiple of 2^-10 are exact in 32 bits, so that the two programs see the same numbers.
exact <- function(x) round(x * 1024) / 1024
n <- c(a = 9, b = 6, c = 5)
batch <- rep(names(n), n)
class <- c(0, 0, 0, 0, 0, 0, 1, 1, 2,  0, 1, 1, 1, 1, 2,  0, 0, 1, 2, 2)
p <- 40
x <- matrix(rnorm(20 * p, 8, 1), 20) + outer(class, rnorm(p, 0, 0.8))
for (b in names(n)) {
  rows <- batch == b
  x[rows, ] <- sweep(sweep(x[rows, ], 2, exp(rnorm(p, 0, 0.3)), "*"), 2, rnorm(p, rnorm(1), 0.5), "+")
}
x <- exact(x)
x[batch == "b", 13] <- 4 # uniform in one batch: sva leaves it alone everywhere

# `centre` is what sva standardises about: the mean over batches plus the effect of the class. Exoscope
# corrects about the training mean, as a new sample has no class; the test undoes that difference.
combat <- function(x, batch, class = NULL, ...) {
  mod <- if (is.null(class)) NULL else model.matrix(~ factor(class))
  capture.output(adjusted <- suppressMessages(ComBat(t(x), batch, mod = mod, par.prior = TRUE, ...)))
  design <- cbind(model.matrix(~ 0 + batch), mod[, -1])
  effect <- qr.coef(qr(design), x)
  batches <- seq_along(unique(batch))
  weights <- matrix(table(batch) / length(batch), nrow(x), length(batches), byrow = TRUE)
  centre <- cbind(weights, mod[, -1]) %*% effect
  list(x = x, batch = batch, class = class, centre = centre, adjusted = t(adjusted))
}
single <- c(1:15, 16) # the third batch is left with one sample

version <- function(p) as.character(packageVersion(p))
cat(toJSON(list(
  made_by = list(R = R.version.string, edgeR = version("edgeR"), sva = version("sva")),
  tmm = list(dense = tmm(dense), sparse = tmm(sparse)),
  combat = list(
    plain = combat(x, batch),
    class = combat(x, batch, class),
    mean_only = combat(x, batch, class, mean.only = TRUE),
    single = combat(x[single, ], batch[single])
  )
), digits = NA, auto_unbox = TRUE, null = "null"), "\n")
