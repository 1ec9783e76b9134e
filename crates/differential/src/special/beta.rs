//! Logarithm of the regularised incomplete beta function.

use statrs::function::gamma::ln_gamma;

/// ln `I_x(a, b)` with y = 1 − x given beside x, so that neither loses digits near its end: Lentz's continued
/// fraction (Press et al., *Numerical Recipes*, 6.4), in logarithms so that far tails do not underflow.
pub(super) fn ln_incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if y <= 0.0 {
        return 0.0;
    }
    if x >= (a + 1.0) / (a + b + 2.0) {
        return ln_one_minus_exp(ln_incomplete_beta_direct(b, a, y, x));
    }
    ln_incomplete_beta_direct(a, b, x, y)
}

/// ln(1 − eᵛ) of v ≤ 0.
fn ln_one_minus_exp(v: f64) -> f64 {
    if v > -std::f64::consts::LN_2 { (-v.exp_m1()).ln() } else { (-v.exp()).ln_1p() }
}

fn ln_incomplete_beta_direct(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * y.ln() - a.ln();
    front + fraction(a, b, x).ln()
}

/// The continued fraction of x < (a + 1)/(a + b + 2), where it converges in some √max(a, b) steps.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const MOST: u32 = 100_000;
    const TINY: f64 = 1e-300;
    let kept = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / kept(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..MOST {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a - 1.0 + 2.0 * m) * (a + 2.0 * m));
        d = 1.0 / kept(1.0 + even * d);
        c = kept(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 1.0 + 2.0 * m));
        d = 1.0 / kept(1.0 + odd * d);
        c = kept(1.0 + odd / c);
        let change = d * c;
        h *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}
