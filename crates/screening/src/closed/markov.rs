//! Two-stage Markov natural history and what regular testing does to it (Lange 2024).
//!
//! Healthy → early preclinical (E) → late preclinical (L); E surfaces with rate a, progresses with rate b; L
//! surfaces with rate c. Times in years, rates per year.

use serde::Serialize;
use thiserror::Error;

/// A two-stage natural history.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TwoStage {
    /// Overall mean sojourn time, from onset to clinical diagnosis, in years (OMST).
    pub overall_sojourn: f64,
    /// Mean sojourn time in the late stage, in years (DMST).
    pub late_sojourn: f64,
    /// Fraction of clinical diagnoses that are late-stage without a test, from 0 to 1.
    pub late_fraction: f64,
}

/// Sensitivity of one test by stage, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TwoSensitivities {
    /// In the early preclinical stage.
    pub early: f64,
    /// In the late preclinical stage.
    pub late: f64,
}

/// Why a natural history is impossible.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum MarkovError {
    /// A mean sojourn time is not a positive number.
    #[error("a mean sojourn time of {0} years is not a positive, finite number")]
    NotPositive(f64),
    /// A fraction outside of 0 to 1.
    #[error("{0} is not a fraction from 0 to 1")]
    Fraction(f64),
    /// No time is left for the early stage.
    #[error(
        "a late-stage sojourn of {late} years in a fraction {fraction} of cancers leaves nothing of an overall sojourn of {overall} years for the early stage"
    )]
    NoEarlyStage {
        /// Overall mean sojourn, years.
        overall: f64,
        /// Late mean sojourn, years.
        late: f64,
        /// Late fraction.
        fraction: f64,
    },
}

/// Cancers of one year by stage, as fractions of the yearly incidence without a test.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct YearOfCancers {
    /// Early, found by the test.
    pub screen_early: f64,
    /// Late, found by the test.
    pub screen_late: f64,
    /// Early, surfaced.
    pub clinical_early: f64,
    /// Late, surfaced.
    pub clinical_late: f64,
}

impl YearOfCancers {
    /// All late-stage cancers of the year.
    pub fn late(&self) -> f64 {
        self.screen_late + self.clinical_late
    }

    /// All early-stage cancers of the year.
    pub fn early(&self) -> f64 {
        self.screen_early + self.clinical_early
    }
}

impl TwoStage {
    /// Mean time in the early stage, 1/λ = 1/(a + b) = OMST − p·DMST, in years.
    pub fn early_sojourn(&self) -> Result<f64, MarkovError> {
        let Self { overall_sojourn: overall, late_sojourn: late, late_fraction: fraction } = *self;
        for time in [overall, late] {
            if !(time > 0.0 && time.is_finite()) {
                return Err(MarkovError::NotPositive(time));
            }
        }
        if !(0.0..=1.0).contains(&fraction) {
            return Err(MarkovError::Fraction(fraction));
        }
        let early = overall - fraction * late;
        if early > 0.0 {
            Ok(early)
        } else {
            Err(MarkovError::NoEarlyStage { overall, late, fraction })
        }
    }

    /// Relative reduction of late-stage incidence under steady testing every `interval` years,
    /// R = s(1 − e^{−λT})/(λT) / (1 − (1 − s)e^{−λT}): the tumours found early that would have become late.
    ///
    /// ```
    /// use exoscope_screening::closed::markov::TwoStage;
    /// let history = TwoStage { overall_sojourn: 2.0, late_sojourn: 0.5, late_fraction: 0.6 };
    /// assert!((history.steady_late_reduction(0.3, 1.0)? - 0.3710).abs() < 1e-4);
    /// # Ok::<(), exoscope_screening::closed::markov::MarkovError>(())
    /// ```
    pub fn steady_late_reduction(
        &self,
        sensitivity: f64,
        interval: f64,
    ) -> Result<f64, MarkovError> {
        let x = interval / self.early_sojourn()?;
        if !(0.0..=1.0).contains(&sensitivity) {
            return Err(MarkovError::Fraction(sensitivity));
        }
        if !(x > 0.0 && x.is_finite()) {
            return Err(MarkovError::NotPositive(interval));
        }
        let left = (-x).exp();
        Ok(sensitivity * (1.0 - left) / x / (1.0 - (1.0 - sensitivity) * left))
    }

    /// Cancers by year and stage where all are tested at the start of each of `tests` years and followed for
    /// `years`, from the steady state without a test: dE/dt = 1 − λE, dL/dt = pλE − L/DMST, of which each test
    /// takes its sensitivity. Results of rounds are independent.
    pub fn years(
        &self,
        sensitivity: TwoSensitivities,
        tests: usize,
        years: usize,
    ) -> Result<Vec<YearOfCancers>, MarkovError> {
        let (mean, p) = (self.early_sojourn()?, self.late_fraction);
        for s in [sensitivity.early, sensitivity.late] {
            if !(0.0..=1.0).contains(&s) {
                return Err(MarkovError::Fraction(s));
            }
        }
        let (l, c) = (1.0 / mean, 1.0 / self.late_sojourn);
        // Prevalence of E and L: in units of one year's incidence.
        let (mut early, mut late) = (mean, p / c);
        let mut found = Vec::with_capacity(years);
        for year in 0..years {
            let mut of_year = YearOfCancers::default();
            if year < tests {
                of_year.screen_early = sensitivity.early * early;
                of_year.screen_late = sensitivity.late * late;
                early -= of_year.screen_early;
                late -= of_year.screen_late;
            }
            // Deviations from the steady state decay: of E as e^{−λt}, of L by what comes from E and as e^{−ct}.
            let (de, dl) = (early - mean, late - p / c);
            let (fade_e, fade_l) = ((-l).exp(), (-c).exp());
            let mix = if (c - l).abs() < 1e-7 { (-l).exp() } else { (fade_e - fade_l) / (c - l) };
            let next_late = dl * fade_l + p * l * de * mix;
            let early_sum = de * (1.0 - fade_e) / l;
            // Late tumours of the year's start, plus what came, less what is left, surfaced.
            let progressed = p + p * l * early_sum;
            of_year.clinical_early = (1.0 - p) * (1.0 + l * early_sum);
            of_year.clinical_late = late + progressed - (p / c + next_late);
            early = mean + de * fade_e;
            late = p / c + next_late;
            found.push(of_year);
        }
        Ok(found)
    }
}
