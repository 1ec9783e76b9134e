//! Gauss–Legendre quadrature.

use std::f64::consts::PI;

/// Nodes in (0, 1) and weights, which sum to 1, of the rule of `n` points: Newton's method on the Legendre
/// polynomial from its asymptotic roots (Abramowitz & Stegun 25.4.30).
pub(crate) fn gauss_legendre(n: u32) -> Vec<(f64, f64)> {
    let mut rule: Vec<(f64, f64)> = (0..n).map(|i| root(n, i)).collect();
    rule.sort_by(|a, b| a.0.total_cmp(&b.0));
    rule
}

fn root(n: u32, i: u32) -> (f64, f64) {
    let mut x = (PI * (f64::from(i) + 0.75) / (f64::from(n) + 0.5)).cos();
    let mut slope = 1.0;
    for _ in 0..100 {
        let (mut before, mut here) = (1.0, x);
        for k in 2..=n {
            let k = f64::from(k);
            (before, here) = (here, ((2.0 * k - 1.0) * x * here - (k - 1.0) * before) / k);
        }
        slope = f64::from(n) * (x * here - before) / (x * x - 1.0);
        let step = here / slope;
        x -= step;
        if step.abs() < 1e-16 {
            break;
        }
    }
    (f64::midpoint(1.0, x), 1.0 / ((1.0 - x * x) * slope * slope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrates_polynomials_exactly() {
        let rule = gauss_legendre(128);
        for power in [0, 1, 7, 40, 255] {
            let sum: f64 = rule.iter().map(|(x, w)| w * x.powi(power)).sum();
            let expected = 1.0 / f64::from(power + 1);
            assert!((sum - expected).abs() < 1e-13, "{power}: {sum}");
        }
    }
}
