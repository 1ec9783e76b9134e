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
        "a late-stage sojourn of {} in a fraction {fraction:.3} of cancers leaves nothing of an overall sojourn of {} for the early stage",
        crate::rows::years(*late), crate::rows::years(*overall)
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

    /// Preclinical disease of a population that was never tested: E = 1/λ, L = p·DMST.
    pub fn untested(&self) -> Result<Preclinical, MarkovError> {
        Ok(Preclinical {
            early: self.early_sojourn()?,
            late: self.late_fraction * self.late_sojourn,
        })
    }

    /// The population `years` later without a test, dE/dt = 1 − λE, dL/dt = pλE − L/DMST, and the early and late cancers
    /// that surfaced in the time between.
    pub fn later(
        &self,
        now: Preclinical,
        years: f64,
    ) -> Result<(Preclinical, (f64, f64)), MarkovError> {
        let steady = self.untested()?;
        let (l, c, p) = (1.0 / steady.early, 1.0 / self.late_sojourn, self.late_fraction);
        // Deviations from the steady state decay: of E as e^{−λt}, of L by what comes from E and as e^{−ct}.
        let (de, dl) = (now.early - steady.early, now.late - steady.late);
        let (fade_e, fade_l) = ((-l * years).exp(), (-c * years).exp());
        let mix = if (c - l).abs() < 1e-7 { years * fade_e } else { (fade_e - fade_l) / (c - l) };
        let late = steady.late + dl * fade_l + p * l * de * mix;
        let early_sum = de * (1.0 - fade_e) / l;
        // Late tumours of the beginning, plus what came, less what is left, surfaced.
        let progressed = p * (years + l * early_sum);
        let surfaced = ((1.0 - p) * (years + l * early_sum), now.late + progressed - late);
        Ok((Preclinical { early: steady.early + de * fade_e, late }, surfaced))
    }

    /// Cancers by year and stage where all are tested `tests` times, every `interval` years from the start, and followed
    /// for `years`, from the steady state without a test. Results of rounds are independent.
    pub fn years(
        &self,
        sensitivity: TwoSensitivities,
        (tests, interval): (usize, f64),
        years: usize,
    ) -> Result<Vec<YearOfCancers>, MarkovError> {
        sensitivity.checked()?;
        if !(interval > 0.0 && interval.is_finite()) {
            return Err(MarkovError::NotPositive(interval));
        }
        let mut now = self.untested()?;
        let (mut found, mut next) = (Vec::with_capacity(years), 0);
        for year in 0..years {
            let (mut of_year, mut at, end) =
                (YearOfCancers::default(), year as f64, (year + 1) as f64);
            while at < end {
                let due = next as f64 * interval;
                if next < tests && due <= at {
                    let (early, late) = now.test(sensitivity);
                    of_year.screen_early += early;
                    of_year.screen_late += late;
                    next += 1;
                    continue;
                }
                let until = if next < tests { due.min(end) } else { end };
                let (later, (early, late)) = self.later(now, until - at)?;
                of_year.clinical_early += early;
                of_year.clinical_late += late;
                (now, at) = (later, until);
            }
            found.push(of_year);
        }
        Ok(found)
    }

    /// Cancers found by each of `tests` tests (early, late), every `interval` years from the steady state without a test.
    pub fn rounds(
        &self,
        sensitivity: TwoSensitivities,
        (tests, interval): (usize, f64),
    ) -> Result<Vec<(f64, f64)>, MarkovError> {
        sensitivity.checked()?;
        let mut now = self.untested()?;
        let mut found = Vec::with_capacity(tests);
        for _ in 0..tests {
            found.push(now.test(sensitivity));
            now = self.later(now, interval)?.0;
        }
        Ok(found)
    }
}

/// Preclinical disease in a population, in units of one year's incidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preclinical {
    /// In the early stage.
    pub early: f64,
    /// In the late stage.
    pub late: f64,
}

impl Preclinical {
    /// Takes away what one test of all finds, and gives it back: early, late.
    pub fn test(&mut self, sensitivity: TwoSensitivities) -> (f64, f64) {
        let found = (sensitivity.early * self.early, sensitivity.late * self.late);
        self.early -= found.0;
        self.late -= found.1;
        found
    }
}

impl TwoSensitivities {
    fn checked(self) -> Result<(), MarkovError> {
        let outside = [self.early, self.late].into_iter().find(|s| !(0.0..=1.0).contains(s));
        outside.map_or(Ok(()), |s| Err(MarkovError::Fraction(s)))
    }
}
