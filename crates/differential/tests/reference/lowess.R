#!/usr/bin/env Rscript
# Reference values of lowess: R's own.
#
#     Rscript lowess.R > lowess.tsv
set.seed(4)
cat("made by", R.version.string, "\n")
number <- function(x) sprintf("%.17g", x)
show <- function(name, span, x, y) {
  x <- sort(x)
  cat(paste(paste(span, name), number(x), number(y), number(lowess(x, y, f = span)$y), sep = "\t"), sep = "\n")
}
x <- c(runif(150, 0, 12), rnorm(50, 6, 0.05))
y <- sin(x) + rnorm(200, 0, 0.2); y[40] <- 30
show("smooth", 0.5, x, y)
show("ties", 0.4, round(runif(120, 0, 5) * 4) / 4, rnorm(120))
show("gaps", 0.3, c(runif(20), 5 + runif(20), 90), rnorm(41))
