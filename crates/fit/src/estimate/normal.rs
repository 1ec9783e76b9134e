//! The normal distribution far into its tails.

use statrs::function::erf::erfc;

/// ln √(2π).
const LN_ROOT_2PI: f64 = 0.918_938_533_204_672_8;

/// ln Φ(z).
pub(super) fn ln_cdf(z: f64) -> f64 {
    if z > -30.0 {
        (0.5 * erfc(-z * std::f64::consts::FRAC_1_SQRT_2)).ln()
    } else {
        // Φ(z) ≈ φ(z)/|z| (1 − 1/z²); the next term is below 4e-6 here.
        let zz = z * z;
        -0.5 * zz - LN_ROOT_2PI - (-z).ln() + (-1.0 / zz).ln_1p()
    }
}

/// φ(z)/Φ(z), the inverse Mills ratio.
pub(super) fn mills(z: f64) -> f64 {
    (-0.5 * z * z - LN_ROOT_2PI - ln_cdf(z)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_join_and_known_values_hold() {
        // scipy 1.17.1: scipy.stats.norm.logcdf.
        for (z, known) in [
            (0.0, -std::f64::consts::LN_2),
            (-5.0, -15.064_998_393_988_727),
            (-40.0, -804.608_442_013_754),
        ] {
            assert!((ln_cdf(z) / known - 1.0).abs() < 1e-8, "{z}: {}", ln_cdf(z));
        }
        assert!((ln_cdf(-29.999_999) / ln_cdf(-30.000_001) - 1.0).abs() < 1e-6);
        let h = 1e-5;
        let slope = (ln_cdf(-2.0 + h) - ln_cdf(-2.0 - h)) / (2.0 * h);
        assert!((mills(-2.0) - slope).abs() < 1e-8);
    }
}
