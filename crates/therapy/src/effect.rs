//! Effect laws: hazard ratio of recovery as a function of the dose at the lesion.
//!
//! No effect of vesicles on a lesion is known in people. A law is assumed, its strength β has either sign, and every result
//! stands beside that of β = 0.

use serde::{Deserialize, Serialize};

/// The logarithm of the hazard ratio (of a mean, the shift in standard deviations) at a dose.
pub trait EffectLaw {
    /// At `dose` in units of D₅₀ (0 or more) and strength `beta` (any sign). At `beta` 0 or `dose` 0 it is exactly 0.
    fn log_ratio(&self, beta: f64, dose: f64) -> f64;
}

/// Laws that a plan can name.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Law {
    /// β · ln(1 + D/D₅₀): grows without an end, ever more slowly.
    #[default]
    Log,
    /// β · D/(D + D₅₀): saturates (Emax model).
    Emax,
    /// β where D ≥ D₅₀, else nothing.
    Threshold,
    /// β · x e^{1 − x}, x = D/D₅₀: best at D₅₀, and lost above it.
    Bell,
}

impl EffectLaw for Law {
    /// ```
    /// use exoscope_therapy::effect::{EffectLaw, Law};
    /// assert!((Law::Log.log_ratio(1.0, 1.0).exp() - 2.0).abs() < 1e-12);
    /// assert_eq!(Law::Emax.log_ratio(1.0, 1.0), 0.5);
    /// assert!(Law::Bell.log_ratio(1.0, 10.0) < 0.01);
    /// assert_eq!(Law::Log.log_ratio(0.0, 5.0).exp().to_bits(), 1.0_f64.to_bits());
    /// ```
    fn log_ratio(&self, beta: f64, dose: f64) -> f64 {
        match self {
            Self::Log => beta * dose.ln_1p(),
            Self::Emax => beta * (dose / (dose + 1.0)),
            Self::Threshold => beta * f64::from(u8::from(dose >= 1.0)),
            Self::Bell => beta * dose * (1.0 - dose).exp(),
        }
    }
}
