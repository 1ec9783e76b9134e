# Reference values of the tests of exoscope-therapy. R 4.2.2.
options(digits = 10)
power.prop.test(p1 = .35, p2 = .30, power = .8)$n
power.prop.test(n = 130, p1 = .30, p2 = .45)$power
fisher.test(matrix(c(12, 1, 6, 7), 2))$p.value
binom.test(12, 13)$conf.int
prop.test(c(60, 45), c(130, 130), correct = FALSE)$p.value
binom.test(0, 13, alternative = "less")$conf.int
uniroot(function(p) pbinom(11, 13, p, lower.tail = FALSE) - .05, c(.1, .99), tol = 1e-12)$root
x <- c(1.2, 3.4, 2.2, 5.1, 0.3); y <- c(0.1, 1.4, 2.0, 0.9, 1.1, -0.4)
t.test(x, y)[c("p.value", "conf.int")]
t.test(x)[c("p.value", "conf.int")]
binom.test(38, 55)$conf.int
