//! Curves of sensitivity against size, with intervals over people and over what is not known.

use exoscope_score::Interval;
use serde::Serialize;

use crate::StudyError;

/// Sensitivity at one diameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Diameter in mm.
    pub diameter_mm: f64,
    /// Fraction of the people above the cut-off.
    pub sensitivity: f64,
    /// Its 95 % Wilson interval, over people.
    pub interval: Interval,
    /// 5th and 95th percentile of the sensitivity over draws of the parameters; `None` without draws.
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
    /// 5th and 95th percentile of the same over draws of the parameters; `None` without draws.
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
            let over_parameters =
                percentiles(here.collect()).map(|(low, high)| Interval { low, high });
            curve.push(Point { diameter_mm, sensitivity, interval, over_parameters });
        }
        let along = |of: fn(&Point) -> f64| -> Line {
            curve.iter().map(|point| (point.diameter_mm, of(point))).collect()
        };
        let over_people = Sizes {
            low: half(&along(|point| point.interval.high)),
            high: half(&along(|point| point.interval.low)),
        };
        // A draw in which half are seen at no size counts as one of a size without end.
        let halves = draws.iter().map(|line| half(line).unwrap_or(f64::INFINITY)).collect();
        let some = |mm: f64| mm.is_finite().then_some(mm);
        let over_parameters =
            percentiles(halves).map(|(low, high)| Sizes { low: some(low), high: some(high) });
        Ok(Self { diameter_mm: half(published), over_people, over_parameters, curve })
    }
}

/// 5th and 95th percentile by linear interpolation between order statistics; without end where it lies
/// between a value and one without end. `None` where there are none.
///
/// Unlike smallest and largest they do not grow apart as more is drawn.
pub(super) fn percentiles(mut values: Vec<f64>) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    let at = |p: f64| {
        let place = p * (values.len().checked_sub(1)?) as f64;
        let below = *values.get(place.floor() as usize)?;
        let above = *values.get(place.ceil() as usize)?;
        let share = place.fract();
        // Without this, an endless neighbour of no weight, or two of them, would give no number.
        let even = share <= 0.0 || (below.is_infinite() && above.is_infinite());
        Some(if even { below } else { below + (above - below) * share })
    };
    Some((at(0.05)?, at(0.95)?))
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

/// False positives among the controls that a cut-off rests on, at least: their number then has a
/// coefficient of variation of about a fifth (1/√20).
const FALSE_POSITIVES: f64 = 20.0;
/// Most controls that are simulated for one cut-off.
const MOST_CONTROLS: f64 = 40_000.0;
/// Fewest, however low the specificity.
const FEWEST_CONTROLS: f64 = 200.0;

/// Controls that a cut-off at `specificity` needs: 20 / (1 − specificity), at least 200.
///
/// ```
/// use exoscope_study::detection::controls_needed;
/// assert_eq!(controls_needed(0.99).unwrap(), 2000);
/// assert!(controls_needed(0.9999).is_err());
/// ```
///
/// # Errors
///
/// Where the specificity is not between 0 and 1, or that would be more than 40,000 controls.
pub fn controls_needed(specificity: f64) -> Result<usize, StudyError> {
    let fine = specificity > 0.0 && specificity < 1.0;
    let needed = (FALSE_POSITIVES / (1.0 - specificity) - 1e-6).ceil().max(FEWEST_CONTROLS);
    if fine && needed <= MOST_CONTROLS {
        return Ok(needed as usize);
    }
    let most = 1.0 - FALSE_POSITIVES / MOST_CONTROLS;
    Err(StudyError::Specificity { specificity, most })
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
    use proptest::prelude::*;

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
        assert_eq!(seen.over_parameters.unwrap().high, None);
        let ends = seen.curve[1].over_parameters.unwrap();
        assert!((ends.low - 0.2875).abs() < 1e-12 && (ends.high - 0.9625).abs() < 1e-12);
        let (low, high) = (seen.over_people.low.unwrap(), seen.over_people.high.unwrap());
        assert!(low < 20.0 && 20.0 < high, "{low} {high}");
        assert_eq!(Seen::of(&published, 100, &[]).unwrap().over_parameters, None);
    }

    proptest! {
        #[test]
        fn more_draws_of_the_same_spread_do_not_widen_the_interval(n in 20..400_usize, times in 2..20_usize) {
            let draws = |n: usize| (0..n).map(|i| (i as f64 + 0.5) / n as f64).collect::<Vec<_>>();
            let (few, many) = (percentiles(draws(n)).unwrap(), percentiles(draws(n * times)).unwrap());
            prop_assert!((few.0 - many.0).abs() < 0.05 && (few.1 - many.1).abs() < 0.05);
            prop_assert!(many.0 >= 0.04 && many.1 <= 0.96);
        }
    }

    #[test]
    fn a_draw_that_never_sees_opens_the_interval_and_nothing_becomes_no_number() {
        let never = f64::INFINITY;
        assert_eq!(percentiles(vec![never, never]), Some((never, never)));
        let (low, high) = percentiles(vec![3.0, never, 5.0]).unwrap();
        assert!((low - 3.2).abs() < 1e-12);
        assert_eq!(high.to_bits(), never.to_bits());
        assert_eq!(percentiles(Vec::new()), None);
    }

    #[test]
    fn a_cutoff_leaves_the_asked_part_at_or_below_it() {
        let background: Vec<f64> = (1..=100).map(f64::from).collect();
        let above = |cut: f64| background.iter().filter(|x| **x > cut).count();
        assert_eq!(above(cutoff(background.clone(), 0.95).unwrap()), 5);
        assert!(cutoff(Vec::new(), 0.95).is_err());
    }
}
