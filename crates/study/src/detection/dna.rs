//! Screening by tumour DNA in blood: Avanzini 2020, person by person.

use exoscope_core::Streams;
use exoscope_sim::world::people::Percentiles;
use exoscope_sim::world::shedding::Avanzini;
use exoscope_sim::world::tumour::Density;
use exoscope_sim::world::tumour::branching::{Shed, binomial, follow, poisson, step};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use serde::Serialize;
use statrs::distribution::{DiscreteCDF, Poisson};

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
    /// Plasma as a part of it.
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

    /// Erroneous fragments at one base of one test, on average.
    fn errors(&self) -> f64 {
        self.error * self.background * self.blood * self.plasma_part
    }
}

/// How people are screened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Screening {
    /// Days between tests.
    pub interval: f64,
    /// Specificity of one test.
    pub specificity: f64,
    /// People with a tumour.
    pub people: u64,
    /// Draws of the model's uncertain parameters.
    pub draws: u64,
    /// Diameter in mm at which a tumour is found without screening.
    pub clinical: f64,
}

impl Default for Screening {
    fn default() -> Self {
        Self { interval: 365.25, specificity: 0.99, people: 500, draws: 20, clinical: 35.0 }
    }
}

/// What screening finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Screened {
    /// The screening.
    pub screening: Screening,
    /// The panel.
    pub panel: Panel,
    /// Mutant fragments from which a test is positive.
    pub needed: f64,
    /// Diameter in mm at which tumours are found, over people.
    pub diameter_mm: Percentiles,
    /// Years from being found to the clinical diameter, over people.
    pub lead_years: Percentiles,
    /// The smallest and the largest median diameter over draws of the parameters: birth and death (their
    /// difference by a third), shedding (by a factor of two), half-life (15 to 60 minutes).
    pub median_over_parameters: (f64, f64),
    /// Part of the tumours that grow to the clinical diameter unseen.
    pub missed: f64,
}

/// Cells before which no test can see a tumour; blood is not drawn before.
const UNSEEN: f64 = 1e6;
/// Steps of growth between two tests.
const STEPS: u32 = 12;

struct Found {
    diameter: f64,
    lead: f64,
    missed: bool,
}

/// Screens people in whom a tumour grows: `model` is the published one, varied for the interval over
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
    let fine = screening.interval >= 1.0
        && screening.specificity > 0.0
        && screening.specificity < 1.0
        && screening.clinical > 0.0
        && screening.people > 0;
    if !fine {
        let why = "an interval of a day or more, a specificity between 0 and 1, and people";
        return Err(StudyError::Setting { what: "screening", why });
    }
    let density = Density::new(1e9);
    let density =
        density.ok_or(StudyError::Setting { what: "density", why: "must be positive" })?;
    let model = Avanzini::published()?;
    let run = |model: Avanzini, people: u64, draw: u64| -> Vec<Found> {
        let one = |number: u64| {
            let purpose = format!("screening, draw {draw}");
            let stream = &mut streams.stream(&purpose, number);
            found(panel, screening, model, density, stream)
        };
        (0..people).into_par_iter().map(one).collect()
    };
    let all = run(model, screening.people, 0);
    let over = |of: fn(&Found) -> f64| {
        let percentiles = Percentiles::of(all.iter().map(of).collect());
        percentiles.ok_or(StudyError::Setting { what: "people", why: "none were screened" })
    };
    let (diameter_mm, lead_years) = (over(|f| f.diameter)?, over(|f| f.lead)?);
    let mut medians = vec![diameter_mm.p50];
    for draw in 1..=screening.draws {
        let varied = varied(model, &mut streams.stream("parameters of screening", draw));
        let some = run(varied, screening.people.min(100), draw);
        let seen = Percentiles::of(some.iter().map(|f| f.diameter).collect());
        medians.extend(seen.map(|p| p.p50));
    }
    medians.sort_by(f64::total_cmp);
    let ends = medians.first().copied().zip(medians.last().copied());
    let missed = all.iter().filter(|f| f.missed).count() as f64 / all.len() as f64;
    Ok(Screened {
        screening,
        panel,
        needed: panel.needed(screening.specificity),
        diameter_mm,
        lead_years,
        median_over_parameters: ends.unwrap_or_default(),
        missed,
    })
}

/// The model with its uncertain parameters drawn anew.
fn varied(model: Avanzini, stream: &mut impl rand::Rng) -> Avanzini {
    let mut factor = |by: f64| -> f64 {
        let z: f64 = StandardNormal.sample(stream);
        (z * by.ln() / 1.96).exp()
    };
    let net = (model.birth - model.death) * factor(1.33);
    Avanzini {
        birth: model.death + net,
        per_death: model.per_death * factor(2.0),
        elimination: model.elimination * factor(2.0),
        ..model
    }
}

/// Follows one tumour from its first cell until a test is positive or it is found without one.
fn found(
    panel: Panel,
    screening: Screening,
    model: Avanzini,
    density: Density,
    stream: &mut impl rand::Rng,
) -> Found {
    let needed = panel.needed(screening.specificity);
    let days = screening.interval / f64::from(STEPS);
    let clinical = density.cells(screening.clinical);
    let drawn = panel.blood * panel.plasma_part / panel.plasma;
    // The first test after the tumour could be seen comes at any part of the interval.
    let first = stream.random_range(0..STEPS);
    let mut now = Shed { days: 0.0, cells: 1.0, fragments: 0.0 };
    let mut since = 0;
    loop {
        let next = step(now.cells, model.birth, model.death, days, stream);
        if next == 0.0 {
            now = Shed { days: 0.0, cells: 1.0, fragments: 0.0 };
            continue;
        }
        now = follow(model, now, next, days, stream);
        if now.cells >= clinical {
            return Found { diameter: screening.clinical, lead: 0.0, missed: true };
        }
        if now.cells < UNSEEN {
            continue;
        }
        if since % STEPS == first {
            let seen = binomial(now.fragments, drawn, stream) + poisson(panel.errors(), stream);
            if seen >= needed {
                let growth = model.birth - model.death;
                let lead = (clinical / now.cells).ln() / growth / 365.25;
                return Found { diameter: density.diameter(now.cells), lead, missed: false };
            }
        }
        since += 1;
    }
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
        assert!((17.0..25.0).contains(&seen.diameter_mm.p50), "{:?}", seen.diameter_mm);
        assert!(seen.lead_years.p50 > 0.5);
        let (low, high) = seen.median_over_parameters;
        assert!(low <= seen.diameter_mm.p50 && seen.diameter_mm.p50 <= high);
        let often = Screening { interval: 30.0, ..screening };
        let often = screen(Panel::default(), often, Streams::new(1)).unwrap();
        assert!(often.diameter_mm.p50 < seen.diameter_mm.p50);
    }

    #[test]
    fn a_screening_that_makes_no_sense_is_refused() {
        let wrong = Screening { specificity: 1.0, ..Screening::default() };
        assert!(screen(Panel::default(), wrong, Streams::new(1)).is_err());
    }
}
