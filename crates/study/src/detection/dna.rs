//! Screening by tumour DNA in blood: Avanzini 2020, person by person.

use exoscope_core::Streams;
use exoscope_sim::world::shedding::Avanzini;
use exoscope_sim::world::tumour::branching::{binomial, poisson};
use rand::RngExt;
use rayon::prelude::*;
use serde::Serialize;
use statrs::distribution::{DiscreteCDF, Poisson};

use super::screening::{Found, Outcome, Said, Screening, density, follow_until, varied};
use crate::StudyError;

/// A panel that looks for mutations it does not know beforehand.
///
/// Assumed, and stated with every result: 300 kb with 1.5e-5 errors per base (the order of CAPP-Seq
/// with digital error suppression, Newman 2016), one clonal mutation of the tumour on it, 15 mL of blood,
/// 1,500 genome equivalents of other DNA per mL of plasma.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Panel {
    /// Bases on the panel.
    pub bases: f64,
    /// Errors per base and genome read.
    pub error: f64,
    /// Blood drawn, mL.
    pub blood: f64,
    /// Plasma as a fraction of it.
    pub plasma_part: f64,
    /// All plasma, mL.
    pub plasma: f64,
    /// Genome equivalents per mL of plasma from elsewhere.
    pub background: f64,
}

impl Default for Panel {
    fn default() -> Self {
        Self {
            bases: 3e5,
            error: 1.5e-5,
            blood: 15.0,
            plasma_part: 0.55,
            plasma: 2750.0,
            background: 1500.0,
        }
    }
}

impl Panel {
    /// Mutant fragments at one base from which the test is positive: errors alone reach that many at
    /// any of the bases with a chance of 1 − `specificity` at most.
    ///
    /// ```
    /// use exoscope_study::detection::Panel;
    /// assert_eq!(Panel::default().needed(0.99), 7.0);
    /// ```
    pub fn needed(&self, specificity: f64) -> f64 {
        let errors = self.errors();
        let Ok(at_a_base) = Poisson::new(errors) else { return f64::INFINITY };
        let false_at_a_base = -(specificity.ln() / self.bases).exp_m1();
        let enough = |k: &u64| at_a_base.sf(k.saturating_sub(1)) <= false_at_a_base;
        (1..10_000).find(enough).map_or(f64::INFINITY, |k| k as f64)
    }

    /// Chance that errors reach `needed` fragments at none of the bases of one test.
    fn silent(&self, needed: f64) -> f64 {
        let Ok(at_a_base) = Poisson::new(self.errors()) else { return f64::NAN };
        if needed.is_infinite() {
            return 1.0;
        }
        (self.bases * (-at_a_base.sf((needed as u64).saturating_sub(1))).ln_1p()).exp()
    }

    /// Erroneous fragments at one base of one test, on average.
    fn errors(&self) -> f64 {
        self.error * self.background * self.blood * self.plasma_part
    }
}

/// What screening by tumour DNA finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Screened {
    /// The screening.
    pub screening: Screening,
    /// The panel.
    pub panel: Panel,
    /// Mutant fragments from which a test is positive.
    pub needed: f64,
    /// What was found; over parameters: birth and death (their difference by a third), shedding (by a
    /// factor of two), half-life (15 to 60 minutes).
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Screens people in whom a tumour grows: the model is the published one, varied for the interval over
/// parameters.
///
/// # Errors
///
/// Where the screening makes no sense, or a default is missing.
pub fn screen(
    panel: Panel,
    screening: Screening,
    streams: Streams,
) -> Result<Screened, StudyError> {
    screening.check()?;
    let (density, model) = (density()?, Avanzini::published()?);
    let needed = panel.needed(screening.specificity);
    let drawn = panel.blood * panel.plasma_part / panel.plasma;
    let run = |people: u64, draw: u64| -> Vec<Found> {
        let model = varied(model, streams, draw);
        let one = |number: u64| {
            let stream = &mut streams.stream(&format!("screening, draw {draw}"), number);
            follow_until(screening, model, density, stream, |now, stream| {
                let seen = binomial(now.fragments, drawn, stream);
                let errors = poisson(panel.errors(), stream);
                // Errors reach the cut-off at any of the panel's bases in 1 − specificity of the tests.
                let elsewhere = stream.random::<f64>() >= panel.silent(needed);
                Said {
                    positive: seen + errors >= needed,
                    without_tumour: elsewhere || errors >= needed,
                }
            })
        };
        (0..people).into_par_iter().map(one).collect()
    };
    let all = run(screening.people, 0);
    let few = screening.people_of_a_draw();
    let draws: Vec<Vec<Found>> = (1..=screening.draws).map(|draw| run(few, draw)).collect();
    Ok(Screened { screening, panel, needed, outcome: Outcome::of(&all, &draws)? })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn yearly_screening_finds_tumours_near_the_published_medians() {
        // Avanzini 2020: medians of 2.0 to 2.3 cm at yearly screening, 3.5 cm without.
        let screening = Screening { people: 300, draws: 4, ..Screening::default() };
        let seen = screen(Panel::default(), screening, Streams::new(1)).unwrap();
        println!("{seen:?}");
        let Outcome { diameter_mm, lead_years, median_over_parameters, tests, false_alarm, .. } =
            seen.outcome;
        let (low, high) = median_over_parameters.unwrap();
        assert!((17.0..25.0).contains(&diameter_mm.p50), "{diameter_mm:?}");
        assert!(lead_years.p50 > 0.5);
        assert!(low < high && low > 5.0 && high <= 35.0, "{low} {high}");
        // Each test alarms at most in 1 % of those without a tumour.
        assert!(false_alarm < 1.5 * tests * 0.01 + 0.02, "{false_alarm} in {tests} tests");
        let often = Screening { interval: 30.0, ..screening };
        let often = screen(Panel::default(), often, Streams::new(1)).unwrap();
        assert!(often.outcome.diameter_mm.p50 < diameter_mm.p50);
    }

    #[test]
    fn a_screening_that_makes_no_sense_is_refused() {
        let wrong = Screening { specificity: 1.0, ..Screening::default() };
        assert!(screen(Panel::default(), wrong, Streams::new(1)).is_err());
    }
}
