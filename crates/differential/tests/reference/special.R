#!/usr/bin/env Rscript
# Reference values of special functions: R's own, and limma's normal scores of t.
#
#     Rscript special.R > special.tsv        (Bioconductor limma)
suppressMessages(library(limma))
number <- function(x) ifelse(is.infinite(x), ifelse(x > 0, "inf", "-inf"), sprintf("%.17g", x))
line <- function(...) cat(paste(c(...), collapse = "\t"), "\n", sep = "")
line("made by", R.version.string, paste("limma", packageVersion("limma")))
for (x in c(0.01, 0.5, 1, 2.7, 9.5, 40, 1234.5, 1e6))
  line("polygamma", number(c(x, digamma(x), trigamma(x), psigamma(x, 2))))
for (df in c(1.5, 4, 30.7, 700, 2e4, 9e5, 3e6, Inf)) for (t in c(0.01, -0.7, 2.3, -11, 45))
  line("t", number(c(t, df, log(2) + pt(-abs(t), df, log.p = TRUE),
                     if (is.infinite(df)) t else zscoreT(t, df, approx = TRUE, method = "hill"))))
for (df in c(0.9, 3, 17.2, 888, 1e5, Inf)) line("qt", number(c(df, qt(0.975, df))))
for (d1 in c(3, 148)) for (d2 in c(2.5, 90, Inf)) for (f in c(0.2, 1.1, 4))
  line("f", number(c(d1, d2, f, pf(f, d1, d2, lower.tail = FALSE, log.p = TRUE), pf(f, d1, d2, log.p = TRUE), df(f, d1, d2))))
