//! Fisher's F distribution, χ²/df where its second degrees of freedom are infinite.

use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

use super::beta::ln_incomplete_beta;

/// An F distribution.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FDistribution {
    /// Degrees of freedom of the numerator, finite and above 0.
    pub d1: f64,
    /// Of the denominator, above 0, perhaps infinite.
    pub d2: f64,
}

impl FDistribution {
    /// ln P(F > f).
    pub(crate) fn ln_upper(self, f: f64) -> f64 {
        let Self { d1, d2 } = self;
        if d2.is_infinite() {
            return if f <= 0.0 { 0.0 } else { gamma_ur(d1 / 2.0, d1 * f / 2.0).ln() };
        }
        let whole = d1 * f + d2;
        ln_incomplete_beta(d2 / 2.0, d1 / 2.0, d2 / whole, d1 * f / whole)
    }

    /// ln P(F ≤ f).
    pub(crate) fn ln_lower(self, f: f64) -> f64 {
        let Self { d1, d2 } = self;
        if d2.is_infinite() {
            return if f <= 0.0 {
                f64::NEG_INFINITY
            } else {
                gamma_lr(d1 / 2.0, d1 * f / 2.0).ln()
            };
        }
        let whole = d1 * f + d2;
        ln_incomplete_beta(d1 / 2.0, d2 / 2.0, d1 * f / whole, d2 / whole)
    }

    /// Density at f > 0.
    pub(crate) fn density(self, f: f64) -> f64 {
        let Self { d1, d2 } = self;
        let (a, b) = (d1 / 2.0, d2 / 2.0);
        if d2.is_infinite() {
            return (a * a.ln() - ln_gamma(a) + (a - 1.0) * f.ln() - a * f).exp();
        }
        let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
        let ratio = d1 * f / d2;
        (a * (d1 / d2).ln() + (a - 1.0) * f.ln() - (a + b) * ratio.ln_1p() - ln_beta).exp()
    }

    /// The f with ln P(F > f) = `ln_p`.
    pub(crate) fn upper_quantile(self, ln_p: f64) -> f64 {
        bisect(|f| self.ln_upper(f) > ln_p)
    }

    /// The f with ln P(F ≤ f) = `ln_p`.
    pub(crate) fn lower_quantile(self, ln_p: f64) -> f64 {
        bisect(|f| self.ln_lower(f) < ln_p)
    }
}

/// Where `below` turns false along f > 0, by bisection of ln f.
fn bisect(below: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (-700.0_f64, 700.0_f64);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if below(middle.exp()) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2.2: `pf(…, log.p = TRUE)` of both tails, `df`, `qf`.
    #[test]
    fn agrees_with_r() {
        let mut seen = 0;
        for line in include_str!("../../tests/reference/special.tsv").lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let number = |i: usize| cells[i].parse::<f64>().unwrap_or(f64::INFINITY);
            if cells[0] != "f" {
                continue;
            }
            let f = FDistribution { d1: number(1), d2: number(2) };
            let x = number(3);
            let found = [f.ln_upper(x), f.ln_lower(x), f.density(x)];
            for (found, at) in found.into_iter().zip(4..) {
                let expected = number(at);
                assert!(
                    (found - expected).abs() <= 1e-9 * expected.abs().max(1e-3),
                    "{line}: {found}"
                );
            }
            let back = [f.upper_quantile(number(4)), f.lower_quantile(number(5))];
            let tail = number(4).max(number(5)) < -1e-6;
            assert!(!tail || back.iter().all(|b| (b - x).abs() < 1e-6 * x), "{line}: {back:?}");
            seen += 1;
        }
        assert!(seen > 8);
    }
}
