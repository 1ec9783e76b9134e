#!/usr/bin/env Rscript
# Reference values for `prepare::quantiles`: limma's normalizeQuantiles on a small made-up matrix with
# ties (absent miRNAs at 0.1) and missing values.
#
#     Rscript quantiles.R > quantiles.json        (Bioconductor limma, CRAN jsonlite)
#
# Matrices are written samples × miRNAs, as Exoscope keeps them; limma takes the transpose. Values are
# multiples of 2^-10, exact in 32 bits.
suppressMessages({ library(limma); library(jsonlite) })
set.seed(7)
x <- matrix(round(rnorm(6 * 15, rep(c(6, 7, 8, 6.5, 9, 7.5), 15), 2) * 1024) / 1024, 6)
x[x < 6] <- 0.125
x[2, 3] <- x[2, 9]
missing <- x
missing[cbind(c(1, 1, 4, 6), c(2, 11, 15, 1))] <- NA
case <- function(x) list(x = x, normalised = t(normalizeQuantiles(t(x), ties = TRUE)))
version <- as.character(packageVersion("limma"))
cat(toJSON(list(
  made_by = list(R = R.version.string, limma = version),
  whole = case(x), missing = case(missing)
), digits = NA, auto_unbox = TRUE, na = "null"), "\n")
