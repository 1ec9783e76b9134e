# Reference Wilson intervals for crates/read/src/score/interval.rs: Rscript wilson.R > wilson.tsv
# R's stats::prop.test without continuity correction gives the score interval.
cat("right\tn\tlow\thigh\n")
for (case in list(c(0, 10), c(10, 10), c(1, 3), c(45, 50), c(124, 192), c(781, 784), c(8731, 9921), c(14263, 16190))) {
  ci <- suppressWarnings(prop.test(case[1], case[2], correct = FALSE))$conf.int
  cat(sprintf("%d\t%d\t%.15f\t%.15f\n", case[1], case[2], ci[1], ci[2]))
}
