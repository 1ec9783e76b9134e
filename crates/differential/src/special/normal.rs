//! Logarithm of the normal distribution's tail.

use std::f64::consts::{PI, SQRT_2};

use statrs::function::erf::erfc;

/// ln P(Z > z) of a standard normal Z. Far out by the continued fraction z + 1/(z + 2/(z + …))
/// (Abramowitz & Stegun 26.2.14), where the tail itself would underflow.
pub(super) fn ln_upper_tail(z: f64) -> f64 {
    /// Levels of the fraction; at z = 5 the first left out changes less than 1e-16.
    const LEVELS: i32 = 80;
    if z < 5.0 {
        return (0.5 * erfc(z / SQRT_2)).ln();
    }
    let fraction = (1..=LEVELS).rev().fold(z, |below, k| z + f64::from(k) / below);
    -0.5 * z * z - 0.5 * (2.0 * PI).ln() - fraction.ln()
}
