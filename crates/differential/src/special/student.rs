//! Student's t distribution: logarithms of tails, quantiles, and the normal score of a t.

use std::f64::consts::LN_2;

use super::beta::ln_incomplete_beta;
use super::normal;

/// Degrees of freedom above which Hill's normal score is exact to all digits that matter.
const NEARLY_NORMAL: f64 = 1e6;

/// ln P(|T| ≥ |t|) of a T with `df` > 0 degrees of freedom, which may be infinite.
pub(crate) fn ln_two_sided(t: f64, df: f64) -> f64 {
    if t.is_nan() || df.is_nan() {
        return f64::NAN;
    }
    if df > NEARLY_NORMAL {
        return (LN_2 + normal::ln_upper_tail(hill_z(t, df).abs())).min(0.0);
    }
    let square = t * t;
    ln_incomplete_beta(df / 2.0, 0.5, df / (df + square), square / (df + square))
}

/// ln P(T ≤ t).
pub(crate) fn ln_lower_tail(t: f64, df: f64) -> f64 {
    let half = ln_two_sided(t, df) - LN_2;
    if t <= 0.0 { half } else { (-half.exp()).ln_1p() }
}

/// The t that |T| exceeds with probability `alpha`, by bisection of the logarithm of the tail.
pub(crate) fn two_sided_quantile(alpha: f64, df: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    let wanted = alpha.ln();
    while ln_two_sided(high, df) > wanted && high < 1e300 {
        (low, high) = (high, high * 2.0);
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if ln_two_sided(middle, df) > wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Normal score of a t with `df` degrees of freedom (Hill 1970, *Commun ACM* 13:617), as limma's `zscoreT` takes it.
pub(crate) fn hill_z(t: f64, df: f64) -> f64 {
    if df.is_infinite() {
        return t;
    }
    let a = df - 0.5;
    let b = 48.0 * a * a;
    let z = a * (t / df * t).ln_1p();
    let series = (((-0.4 * z - 3.3) * z - 24.0) * z - 85.5) / (0.8 * z * z + 100.0 + b);
    ((series + z + 3.0) / b + 1.0) * z.sqrt() * if t < 0.0 { -1.0 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2.2: `log(2) + pt(-abs(t), df, log.p = TRUE)`, `qt(0.975, df)`, and limma 3.54.1 `zscoreT(method = "hill")`.
    #[test]
    fn agrees_with_r() {
        let mut seen = 0;
        for line in include_str!("../../tests/reference/special.tsv").lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let number = |i: usize| cells[i].parse::<f64>().unwrap_or(f64::INFINITY);
            match cells[0] {
                "t" => {
                    let (t, df) = (number(1), number(2));
                    let (p, z) = (ln_two_sided(t, df), hill_z(t, df));
                    assert!(
                        (p - number(3)).abs() <= 1e-8 * number(3).abs().max(1e-3),
                        "{line}: {p}"
                    );
                    assert!((z - number(4)).abs() <= 1e-10 * number(4).abs(), "{line}: {z}");
                    seen += 1;
                }
                "qt" => {
                    let q = two_sided_quantile(0.05, number(1));
                    assert!((q - number(2)).abs() <= 1e-9 * q, "{line}: {q}");
                    seen += 1;
                }
                _ => {}
            }
        }
        assert!(seen > 20);
    }

    #[test]
    fn tails_of_both_sides_add_up() {
        for (t, df) in [(-1.3, 4.0), (0.0, 7.0), (2.5, 1e7), (0.4, f64::INFINITY)] {
            let sum = ln_lower_tail(t, df).exp() + ln_lower_tail(-t, df).exp();
            assert!((sum - 1.0).abs() < 1e-12, "{t} {df}: {sum}");
        }
    }
}
