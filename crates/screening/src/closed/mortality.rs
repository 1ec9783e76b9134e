//! Stage shift to mortality: expected mortality reduction from a reduction of late-stage incidence (Owens 2022).
//!
//! Source: Owens L. et al. 2022, PMC9250620. A disease is diagnosed with constant hazard λ_d; death follows with
//! hazard λ₀ after an early and λ₁ after a late diagnosis; P of diagnoses are late.

use thiserror::Error;

/// A cohort followed for cancer deaths. Hazards per year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StageShift {
    /// Hazard of diagnosis, λ_d.
    pub diagnosis: f64,
    /// Hazard of cancer death after an early diagnosis, λ₀.
    pub early: f64,
    /// Hazard of cancer death after a late diagnosis, λ₁.
    pub late: f64,
    /// Fraction of diagnoses that are late, P, from 0 to 1.
    pub late_fraction: f64,
    /// Length of follow-up, t, in years.
    pub years: f64,
}

/// Why a reduction of mortality cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum StageShiftError {
    /// A hazard or the follow-up is not a positive number.
    #[error("{0} is not a positive, finite number")]
    NotPositive(&'static str),
    /// The fraction of late diagnoses lies outside of 0 to 1.
    #[error("the fraction of late diagnoses, {0}, is not from 0 to 1")]
    Fraction(f64),
}

impl StageShift {
    /// Probability of cancer death by the end of follow-up, r = 1 − (λ e^{−tλ_d} − λ_d e^{−tλ}) / (λ − λ_d): the
    /// sum of two exponential times is below t. Where λ = λ_d its limit, 1 − e^{−λt}(1 + λt).
    fn death_by_end(&self, hazard: f64) -> f64 {
        let (d, t) = (self.diagnosis, self.years);
        if (hazard - d).abs() < 1e-9 * hazard.max(d) {
            return 1.0 - (-hazard * t).exp() * (1.0 + hazard * t);
        }
        1.0 - (hazard * (-t * d).exp() - d * (-t * hazard).exp()) / (hazard - d)
    }

    fn checked(&self) -> Result<(), StageShiftError> {
        let positive = [
            ("the hazard of diagnosis", self.diagnosis),
            ("the hazard of death after an early diagnosis", self.early),
            ("the hazard of death after a late diagnosis", self.late),
            ("the length of follow-up", self.years),
        ];
        for (name, value) in positive {
            if !(value > 0.0 && value.is_finite()) {
                return Err(StageShiftError::NotPositive(name));
            }
        }
        if !(0.0..=1.0).contains(&self.late_fraction) {
            return Err(StageShiftError::Fraction(self.late_fraction));
        }
        Ok(())
    }

    /// Ratio ρ of mortality reduction to late-stage reduction, P(r₁ − r₀) / (P r₁ + (1 − P) r₀).
    ///
    /// ```
    /// use exoscope_screening::closed::mortality::StageShift;
    /// let ovary = StageShift { diagnosis: 7.381180959365716e-6, early: 0.030048686305259243,
    ///     late: 0.1975519762186709, late_fraction: 0.5563981042654028, years: 10.0 };
    /// assert!((ovary.ratio()? - 0.6359).abs() < 1e-4);
    /// # Ok::<(), exoscope_screening::closed::mortality::StageShiftError>(())
    /// ```
    pub fn ratio(&self) -> Result<f64, StageShiftError> {
        self.checked()?;
        let (early, late) = (self.death_by_end(self.early), self.death_by_end(self.late));
        let p = self.late_fraction;
        Ok(p * (late - early) / (p * late + (1.0 - p) * early))
    }

    /// Expected relative reduction of mortality, ρα, where late-stage incidence falls by the fraction `alpha`.
    pub fn mortality_reduction(&self, alpha: f64) -> Result<f64, StageShiftError> {
        Ok(self.ratio()? * alpha)
    }
}
