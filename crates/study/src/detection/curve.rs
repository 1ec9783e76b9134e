//! Curves of sensitivity against size, with intervals over people and over what is not known.

use exoscope_score::Interval;
use serde::Serialize;

use crate::StudyError;

/// Sensitivity at one diameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Diameter in mm.
    pub diameter_mm: f64,
    /// Part of the people above the cut-off.
    pub sensitivity: f64,
    /// Its 95 % Wilson interval, over people.
    pub interval: Interval,
    /// The smallest and the largest sensitivity over draws of the parameters; `None` without draws.
    pub over_parameters: Option<Interval>,
}

/// From the smallest to the largest diameter in mm; `None` for an end that is at no size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sizes {
    /// The smallest.
    pub low: Option<f64>,
    /// The largest.
    pub high: Option<f64>,
}

/// A curve of sensitivity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seen {
    /// Diameter in mm at which half of the tumours are seen, interpolated in its logarithm; `None`
    /// where that is never so.
    pub diameter_mm: Option<f64>,
    /// The same along the ends of the intervals over people.
    pub over_people: Sizes,
    /// The ends of the same over draws of the parameters; `None` without draws.
    pub over_parameters: Option<Sizes>,
    /// The curve.
    pub curve: Vec<Point>,
}

/// A curve: diameters in mm with sensitivities.
pub(super) type Line = Vec<(f64, f64)>;

impl Seen {
    /// The curve `published` of `people` at each size, between those of other parameters.
    pub(super) fn of(published: &Line, people: usize, draws: &[Line]) -> Result<Self, StudyError> {
        let mut curve = Vec::with_capacity(published.len());
        for (place, &(diameter_mm, sensitivity)) in published.iter().enumerate() {
            let interval = Interval::wilson(sensitivity, people as f64)
                .ok_or(StudyError::Setting { what: "people", why: "there are none" })?;
            let here = draws.iter().filter_map(|line| line.get(place)).map(|point| point.1);
            let ends = |(low, high): (f64, f64), x: f64| (low.min(x), high.max(x));
            let (low, high) = here.fold((sensitivity, sensitivity), ends);
            let over_parameters = (!draws.is_empty()).then_some(Interval { low, high });
            curve.push(Point { diameter_mm, sensitivity, interval, over_parameters });
        }
        let along = |of: fn(&Point) -> f64| -> Line {
            curve.iter().map(|point| (point.diameter_mm, of(point))).collect()
        };
        let over_people = Sizes {
            low: half(&along(|point| point.interval.high)),
            high: half(&along(|point| point.interval.low)),
        };
        let halves: Vec<Option<f64>> =
            std::iter::once(published).chain(draws).map(|line| half(line)).collect();
        let seen = || halves.iter().flatten().copied();
        let never = halves.iter().any(Option::is_none);
        let over_parameters = (!draws.is_empty()).then(|| Sizes {
            low: seen().reduce(f64::min),
            high: if never { None } else { seen().reduce(f64::max) },
        });
        Ok(Self { diameter_mm: half(published), over_people, over_parameters, curve })
    }
}

/// The diameter at which a curve first passes one half.
fn half(curve: &[(f64, f64)]) -> Option<f64> {
    let &(smallest, first) = curve.first()?;
    if first >= 0.5 {
        return Some(smallest);
    }
    curve.windows(2).find_map(|pair| {
        let &[(small, below), (large, above)] = pair else { return None };
        (below < 0.5 && above >= 0.5).then(|| {
            let part = (0.5 - below) / (above - below);
            small * (large / small).powf(part)
        })
    })
}

/// The value that `specificity` of `background` does not pass.
pub(super) fn cutoff(mut background: Vec<f64>, specificity: f64) -> Result<f64, StudyError> {
    background.sort_by(f64::total_cmp);
    let above = (specificity * background.len() as f64).ceil() as usize;
    let place = above.saturating_sub(1).min(background.len().saturating_sub(1));
    let none = StudyError::Setting { what: "controls", why: "there are none" };
    background.get(place).copied().ok_or(none)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn half_is_found_between_two_sizes_or_not_at_all() {
        let curve = [(10.0, 0.25), (40.0, 0.75)];
        assert!((half(&curve).unwrap() - 20.0).abs() < 1e-9);
        assert_eq!(half(&curve[..1]), None);
        assert_eq!(half(&curve[1..]), Some(40.0));
    }

    #[test]
    fn intervals_hold_the_curve_and_a_world_that_never_sees_opens_the_upper_end() {
        let published = vec![(10.0, 0.25), (40.0, 0.75)];
        let draws = [vec![(10.0, 0.5), (40.0, 1.0)], vec![(10.0, 0.0), (40.0, 0.25)]];
        let seen = Seen::of(&published, 100, &draws).unwrap();
        assert_eq!(seen.over_parameters, Some(Sizes { low: Some(10.0), high: None }));
        let ends = seen.curve[1].over_parameters.unwrap();
        assert_eq!((ends.low, ends.high), (0.25, 1.0));
        let (low, high) = (seen.over_people.low.unwrap(), seen.over_people.high.unwrap());
        assert!(low < 20.0 && 20.0 < high, "{low} {high}");
        assert_eq!(Seen::of(&published, 100, &[]).unwrap().over_parameters, None);
    }

    #[test]
    fn a_cutoff_leaves_the_asked_part_at_or_below_it() {
        let background: Vec<f64> = (1..=100).map(f64::from).collect();
        let above = |cut: f64| background.iter().filter(|x| **x > cut).count();
        assert_eq!(above(cutoff(background.clone(), 0.95).unwrap()), 5);
        assert!(cutoff(Vec::new(), 0.95).is_err());
    }
}
