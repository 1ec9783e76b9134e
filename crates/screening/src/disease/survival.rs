//! Survival by stage: a cure model, π + (1 − π)e^{−μt}, through the 5-year survival of the registry.

/// Survival after diagnosis in one stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Survival {
    /// Fraction cured, π.
    pub cured: f64,
    /// Hazard of cancer death of the others per year, μ.
    pub hazard: f64,
}

impl Survival {
    /// Of 5-year survival `five` and the fraction `cure` of those alive then that is cured (0 to below 1).
    ///
    /// ```
    /// use exoscope_screening::disease::Survival;
    /// let survival = Survival::new(0.5, 0.9);
    /// assert!((survival.at(5.0) - 0.5).abs() < 1e-12);
    /// assert_eq!(survival.quantile(0.4), f64::INFINITY);
    /// assert!((survival.at(survival.quantile(0.7)) - 0.7).abs() < 1e-12);
    /// ```
    pub fn new(five: f64, cure: f64) -> Self {
        let cured = cure * five;
        // Nobody alive after 5 years would be an infinite hazard.
        let left = ((five - cured) / (1.0 - cured)).max(1e-6);
        Self { cured, hazard: if five >= 1.0 { 0.0 } else { -left.ln() / 5.0 } }
    }

    /// Survival after this many years.
    pub fn at(&self, years: f64) -> f64 {
        self.cured + (1.0 - self.cured) * (-self.hazard * years).exp()
    }

    /// Years after which survival is `alive`: infinite for those who are cured. Rises with survival at every
    /// quantile, so that an earlier stage never kills sooner.
    pub fn quantile(&self, alive: f64) -> f64 {
        if alive <= self.cured || self.hazard <= 0.0 {
            return f64::INFINITY;
        }
        -((alive - self.cured) / (1.0 - self.cured)).ln() / self.hazard
    }
}
