//! Digamma, trigamma and the inverse of trigamma.

pub(crate) use statrs::function::gamma::digamma;

/// Arguments from which the asymptotic series is used: its first term left out is below 1e-17.
const ASYMPTOTIC: f64 = 16.0;

/// Trigamma ψ′(x) of x > 0: recurrence ψ′(x) = ψ′(x + 1) + 1/x², then the asymptotic series
/// (Abramowitz & Stegun 6.4.6, 6.4.12).
pub(crate) fn trigamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < ASYMPTOTIC {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series =
        1.0 / 6.0 - y * (1.0 / 30.0 - y * (1.0 / 42.0 - y * (1.0 / 30.0 - y * 5.0 / 66.0)));
    sum + (1.0 + 0.5 / x + y * series) / x
}

/// Tetragamma ψ″(x) of x > 0, the derivative of [`trigamma`] (Abramowitz & Stegun 6.4.6, 6.4.13).
fn tetragamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < ASYMPTOTIC {
        sum -= 2.0 / (x * x * x);
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = 0.5 - y * (1.0 / 6.0 - y * (1.0 / 6.0 - y * (0.3 - y * 5.0 / 6.0)));
    sum - y * (1.0 + 1.0 / x + y * series)
}

/// Argument at which [`trigamma`] is `value` > 0: Newton's method on 1/ψ′, which is nearly linear and
/// converges from below (Smyth 2004, *Stat Appl Genet Mol Biol* 3:3, appendix).
pub(crate) fn trigamma_inverse(value: f64) -> f64 {
    /// Steps after which limma gives up; five suffice.
    const MOST: usize = 50;
    if value > 1e7 {
        return 1.0 / value.sqrt();
    }
    if value < 1e-6 {
        return 1.0 / value;
    }
    let mut y = 0.5 + 1.0 / value;
    for _ in 0..MOST {
        let tri = trigamma(y);
        let step = tri * (1.0 - tri / value) / tetragamma(y);
        y += step;
        if -step / y < 1e-8 {
            break;
        }
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2.2, `digamma`, `trigamma`, `psigamma(x, 2)`.
    #[test]
    fn agrees_with_r() {
        for line in include_str!("../../tests/reference/special.tsv").lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let number = |i: usize| cells[i].parse::<f64>().unwrap_or(f64::NAN);
            if cells[0] != "polygamma" {
                continue;
            }
            for (found, at) in
                [(digamma(number(1)), 2), (trigamma(number(1)), 3), (tetragamma(number(1)), 4)]
            {
                let expected = number(at);
                assert!(
                    (found - expected).abs() <= 2e-13 * expected.abs().max(1e-3),
                    "{line}: {found}"
                );
            }
        }
    }

    #[test]
    fn the_inverse_of_trigamma_inverts_it() {
        for x in [1e-4, 0.03, 0.5, 1.0, 4.7, 120.0, 9e5] {
            let back = trigamma_inverse(trigamma(x));
            assert!((back - x).abs() < 1e-7 * x, "{x}: {back}");
        }
    }
}
