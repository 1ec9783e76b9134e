//! At what size a trained reader sees a tumour: from what the tumour sheds alone, and with the host's
//! response.

use exoscope_core::{Cohort, Streams};
use exoscope_read::reader::{DEFAULT_MAX_MISSING, Reader, ReaderSettings};
use exoscope_read::score::Interval;
use exoscope_read::split::{Labelled, Training};
use exoscope_sim::cohort::{Design, Role, Study};
use serde::Serialize;

use crate::StudyError;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sight {
    /// Diameters in mm at which people are simulated, rising.
    pub diameters: Vec<f64>,
    /// People with a tumour at each.
    pub people: usize,
    /// People without disease that set the cut-off.
    pub controls: usize,
    /// Specificity at the cut-off.
    pub specificity: f64,
}

impl Default for Sight {
    fn default() -> Self {
        Self {
            diameters: vec![2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 80.0],
            people: 120,
            controls: 1000,
            specificity: 0.95,
        }
    }
}

/// Sensitivity at one diameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Diameter in mm.
    pub diameter_mm: f64,
    /// Part of the people above the cut-off.
    pub sensitivity: f64,
    /// Its 95 % Wilson interval, over people.
    pub interval: Interval,
}

/// A curve of sensitivity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seen {
    /// Diameter in mm at which half of the tumours are seen, interpolated in its logarithm; `None`
    /// where that is never so.
    pub diameter_mm: Option<f64>,
    /// The curve.
    pub curve: Vec<Point>,
}

/// Trains a reader on the people of `design`, and finds at what size it sees the tumours of new people
/// measured in new batches, with a response of the host of `host` (0 for none).
///
/// # Errors
///
/// Where people cannot be simulated, or the reader not be trained.
pub fn see(
    design: &Design,
    host: f64,
    sight: &Sight,
    settings: &ReaderSettings,
    streams: Streams,
) -> Result<Seen, StudyError> {
    let mut training = design.clone();
    training.host.scale = host;
    let cohort = draw(training.clone(), streams, 0)?;
    let reader = Reader::fit(&Training::new(Labelled::of(&cohort, None)?), settings)?;
    let controls = testing(&training, Role::Control, sight.controls, None);
    let mut background = cancer(&reader, &draw(controls, streams, LATER)?)?;
    background.sort_by(f64::total_cmp);
    let above = (sight.specificity * background.len() as f64).ceil() as usize;
    let cutoff = background.get(above.min(background.len().saturating_sub(1))).copied();
    let cutoff = cutoff.ok_or(StudyError::Setting { what: "controls", why: "there are none" })?;
    let mut curve = Vec::with_capacity(sight.diameters.len());
    for (at, &diameter) in (1..).zip(&sight.diameters) {
        let ill = testing(&training, Role::Cancer, sight.people, Some(diameter));
        let chances = cancer(&reader, &draw(ill, streams, LATER * (1 + at))?)?;
        let seen = chances.iter().filter(|p| **p > cutoff).count() as f64;
        let (n, diameter_mm) = (chances.len() as f64, diameter);
        let sensitivity = seen / n;
        let interval = Interval::wilson(sensitivity, n)
            .ok_or(StudyError::Setting { what: "people", why: "there are none" })?;
        curve.push(Point { diameter_mm, sensitivity, interval });
    }
    Ok(Seen { diameter_mm: half(&curve), curve })
}

/// Number of the first person of each further cohort: nobody is in two.
const LATER: u64 = 10_000_000;

/// People of a design, numbered from `first`.
fn draw(design: Design, streams: Streams, first: u64) -> Result<Cohort, StudyError> {
    let study = Study::later(design, streams, first)?;
    Ok(study.cohort(0..study.len())?)
}

/// The design with people of one role alone, `people` in all, whose tumours have this diameter.
fn testing(design: &Design, role: Role, people: usize, diameter: Option<f64>) -> Design {
    let mut testing = design.clone();
    testing.class.retain(|class| class.role == role);
    let classes = testing.class.len().max(1);
    for (place, class) in testing.class.iter_mut().enumerate() {
        class.people = people / classes + usize::from(place < people % classes);
    }
    if let Some(diameter) = diameter {
        testing.tumour.diameter = [(diameter, diameter); 5];
    }
    testing.handling.duplicates = 0.0;
    testing.handling.swaps = 0.0;
    testing
}

/// The probability of any cancer, of each sample.
fn cancer(reader: &Reader, cohort: &Cohort) -> Result<Vec<f64>, StudyError> {
    let rows: Vec<usize> = (0..cohort.n_samples()).collect();
    let calls = reader.call(cohort, &rows, DEFAULT_MAX_MISSING)?;
    let why = "the classes of the design have no roles";
    calls.cancer().ok_or(StudyError::Setting { what: "design", why })
}

/// The diameter at which a curve first passes one half.
fn half(curve: &[Point]) -> Option<f64> {
    let first = curve.first()?;
    if first.sensitivity >= 0.5 {
        return Some(first.diameter_mm);
    }
    curve.windows(2).find_map(|pair| {
        let [a, b] = pair else { return None };
        (a.sensitivity < 0.5 && b.sensitivity >= 0.5).then(|| {
            let part = (0.5 - a.sensitivity) / (b.sensitivity - a.sensitivity);
            a.diameter_mm * (b.diameter_mm / a.diameter_mm).powf(part)
        })
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn half_is_found_between_two_sizes_or_not_at_all() {
        let point = |diameter_mm: f64, sensitivity: f64| Point {
            diameter_mm,
            sensitivity,
            interval: Interval { low: 0.0, high: 1.0 },
        };
        let curve = [point(10.0, 0.25), point(40.0, 0.75)];
        assert!((half(&curve).unwrap() - 20.0).abs() < 1e-9);
        assert_eq!(half(&curve[..1]), None);
        assert_eq!(half(&curve[1..]), Some(40.0));
    }
}
