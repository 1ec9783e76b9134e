# Reference p-values for crates/read/src/score/mcnemar.rs: Rscript mcnemar.R > mcnemar.tsv   (R 4.2.2)
cat("only_a\tonly_b\tkind\tp\n")
for (pair in list(c(0, 0), c(1, 0), c(3, 1), c(0, 7), c(12, 12), c(20, 4), c(13, 12), c(10, 30), c(100, 80), c(400, 330))) {
  a <- pair[1]; b <- pair[2]; few <- a + b < 25
  p <- if (a + b == 0) 1 else if (few) binom.test(a, a + b)$p.value
       else mcnemar.test(matrix(c(50, a, b, 50), 2), correct = TRUE)$p.value
  cat(a, b, if (few) "exact" else "chi2", format(p, digits = 15), sep = "\t"); cat("\n")
}
