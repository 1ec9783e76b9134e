//! Tests at regular times while a tumour grows.

use exoscope_core::random::Stream;
use exoscope_sim::world::people::Percentiles;
use exoscope_sim::world::shedding::Avanzini;
use exoscope_sim::world::tumour::Density;
use exoscope_sim::world::tumour::branching::{Shed, follow, step};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use serde::Serialize;

use super::curve::percentiles;
use crate::StudyError;

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

impl Screening {
    pub(super) fn check(&self) -> Result<(), StudyError> {
        let fine = self.interval >= 1.0
            && self.specificity > 0.0
            && self.specificity < 1.0
            && self.clinical > 0.0
            && self.people > 0;
        let why = "an interval of a day or more, a specificity between 0 and 1, and people";
        if fine { Ok(()) } else { Err(StudyError::Setting { what: "screening", why }) }
    }

    /// People with a tumour in each draw of the parameters: fewer, as their median alone is shown.
    pub(super) fn people_of_a_draw(&self) -> u64 {
        self.people.min(100)
    }
}

/// What screening finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Diameter in mm at which tumours are found, over people; the clinical one where no test does.
    pub diameter_mm: Percentiles,
    /// Years from being found to the clinical diameter, over people; 0 where no test finds it.
    pub lead_years: Percentiles,
    /// 5th and 95th percentile of the median diameter over draws of the parameters; `None` without draws.
    pub median_over_parameters: Option<(f64, f64)>,
    /// Fraction of the tumours that grow to the clinical diameter unseen.
    pub missed: f64,
    /// Fraction of the people whom the same programme, until the tumour is found without it, alarms at least once
    /// without anything of the tumour: what it would do to people in whom none grows. No such alarm counts as a
    /// find or as lead time.
    pub false_alarm: f64,
    /// Tests of one person in that time, on average.
    pub tests: f64,
}

/// One tumour when it is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    diameter: f64,
    lead: f64,
    missed: bool,
    tests: u32,
    alarms: u32,
}

/// What one test says of a person with a tumour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    /// Whether it is positive.
    pub positive: bool,
    /// Whether it would be without anything of the tumour: a false alarm.
    pub without_tumour: bool,
}

impl Outcome {
    /// Of these people, and of those of each draw of the parameters.
    pub(super) fn of(people: &[Found], draws: &[Vec<Found>]) -> Result<Self, StudyError> {
        let over = |people: &[Found], of: fn(&Found) -> f64| {
            Percentiles::of(people.iter().map(of).collect())
                .ok_or(StudyError::Setting { what: "people", why: "none were screened" })
        };
        let diameter_mm = over(people, |found| found.diameter)?;
        let median = |draw: &Vec<Found>| Ok(over(draw, |found| found.diameter)?.p50);
        let medians = draws.iter().map(median).collect::<Result<Vec<f64>, StudyError>>()?;
        let n = people.len().max(1) as f64;
        Ok(Self {
            diameter_mm,
            lead_years: over(people, |found| found.lead)?,
            median_over_parameters: percentiles(medians),
            missed: people.iter().filter(|found| found.missed).count() as f64 / n,
            false_alarm: people.iter().filter(|found| found.alarms > 0).count() as f64 / n,
            tests: people.iter().map(|found| f64::from(found.tests)).sum::<f64>() / n,
        })
    }
}

/// Cells before which no test can see a tumour; blood is not drawn before.
const UNSEEN: f64 = 1e6;
/// Steps of growth between two tests.
const STEPS: u32 = 12;

/// Follows one tumour from its first cell until it would be found without tests, and keeps when a test was
/// first positive by it. A test that would be positive without it is a false alarm: nothing is found then, and
/// tests go on.
pub(super) fn follow_until(
    screening: Screening,
    model: Avanzini,
    density: Density,
    stream: &mut Stream,
    mut test: impl FnMut(Shed, &mut Stream) -> Said,
) -> Found {
    let days = screening.interval / f64::from(STEPS);
    let clinical = density.cells(screening.clinical);
    // The first test after the tumour could be seen comes at any part of the interval.
    let first = stream.random_range(0..STEPS);
    let mut now = Shed { days: 0.0, cells: 1.0, fragments: 0.0 };
    let mut since = 0;
    let (mut tests, mut alarms) = (0, 0);
    let mut found: Option<Shed> = None;
    loop {
        let next = step(now.cells, model.birth, model.death, days, stream);
        if next == 0.0 {
            now = Shed { days: 0.0, cells: 1.0, fragments: 0.0 };
            continue;
        }
        now = follow(model, now, next, days, stream);
        if now.cells >= clinical {
            let growth = model.birth - model.death;
            let Some(then) = found else {
                let diameter = screening.clinical;
                return Found { diameter, lead: 0.0, missed: true, tests, alarms };
            };
            let lead = (clinical / then.cells).ln() / growth / 365.25;
            let diameter = density.diameter(then.cells);
            return Found { diameter, lead, missed: false, tests, alarms };
        }
        if now.cells < UNSEEN {
            continue;
        }
        if since % STEPS == first {
            let said = test(now, stream);
            tests += 1;
            alarms += u32::from(said.without_tumour);
            if said.positive && !said.without_tumour && found.is_none() {
                found = Some(now);
            }
        }
        since += 1;
    }
}

/// Draw `draw` of a model whose parameters are unsure: birth less death by a third, shedding and
/// half-life by a factor of two either way (95 %). Draw 0 is the model itself.
pub(super) fn varied(model: Avanzini, streams: exoscope_core::Streams, draw: u64) -> Avanzini {
    if draw == 0 {
        return model;
    }
    let stream = &mut streams.stream("parameters of screening", draw);
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

/// 1e9 cells per cm³, as Avanzini 2020 has it.
pub(super) fn density() -> Result<Density, StudyError> {
    let cells = exoscope_sim::parameter::look_up("tumour.density")?.value.in_base() * 1e-6; // per m³ to per cm³
    Density::new(cells).ok_or(StudyError::Setting { what: "density", why: "must be positive" })
}
