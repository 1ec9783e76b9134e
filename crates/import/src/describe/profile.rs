//! What is measured: detection, depth, and the miRNAs on top.

use exoscope_core::scale::CT_CYCLES;
use exoscope_core::{Cohort, Scale};
use serde::Serialize;

/// Lowest, median and highest of some numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The lowest.
    pub min: f64,
    /// The one in the middle; of an even number, the mean of the two in the middle.
    pub median: f64,
    /// The highest.
    pub max: f64,
}

/// Which part of the miRNAs is detected.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detected {
    /// The rule by which a value counts as detected.
    pub rule: String,
    /// The part of a sample's miRNAs that is detected, missing ones taken as not, over samples;
    /// from 0 to 1.
    pub fraction: Spread,
}

/// A miRNA and its median over samples.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopMirna {
    /// Its canonical name.
    pub mirna: String,
    /// Median of its values, missing ones left out.
    pub median: f64,
}

impl Spread {
    /// The spread of `values` that are not NaN; `None` where there are none.
    pub fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let (&min, &max, &above) = (sorted.first()?, sorted.last()?, sorted.get(middle)?);
        let below = sorted.get((sorted.len() - 1) / 2).copied().unwrap_or(above);
        Some(Self { min, median: f64::midpoint(below, above), max })
    }
}

/// The least part of all values that must stand at the lowest one for it to be a floor, and not
/// just the lowest of many different values.
const FLOOR_SHARE: f64 = 0.001;

impl Detected {
    /// Reads and CPM: above 0. On a log2 scale, undetected miRNAs are written as one low value, the
    /// floor; where no value is one, everything measured counts.
    pub(super) fn of(cohort: &Cohort) -> Self {
        let (above, rule) = match cohort.scale() {
            Scale::Counts | Scale::Cpm | Scale::Fraction | Scale::Percent => {
                (0.0, "above 0".to_owned())
            }
            Scale::Log2Cpm | Scale::Log2Intensity => match floor(cohort) {
                // As it was before it was kept in 32 bits.
                Some(floor) => (floor, format!("above the floor of {}", floor as f32)),
                None => (f64::NEG_INFINITY, "measured: there is no floor".to_owned()),
            },
            // On the sign of analysis, where what was not detected in 40 cycles is 0.
            Scale::Ct => (0.0, format!("below {CT_CYCLES} cycles")),
            Scale::DeltaCt | Scale::ZScore => (f64::NEG_INFINITY, "measured".to_owned()),
            Scale::Unknown => (f64::NEG_INFINITY, "measured: the scale is not known".to_owned()),
        };
        let n_mirnas = cohort.n_mirnas().max(1) as f64;
        let fractions = (0..cohort.n_samples()).map(|row| {
            // NaN is not above anything.
            let values = cohort.values().row(row).map(|value| cohort.scale().for_analysis(value));
            values.filter(|&value| value > above).count() as f64 / n_mirnas
        });
        let none = Spread { min: 0.0, median: 0.0, max: 0.0 };
        Self { rule, fraction: Spread::of(fractions).unwrap_or(none) }
    }
}

/// The lowest value, where enough values stand at it.
fn floor(cohort: &Cohort) -> Option<f64> {
    let values = || (0..cohort.n_samples()).flat_map(|row| cohort.values().row(row));
    let present = values().filter(|value| !value.is_nan()).count();
    let lowest = values().filter(|value| !value.is_nan()).reduce(f64::min)?;
    let at_lowest = values().filter(|&value| value <= lowest).count();
    (at_lowest > 1 && at_lowest as f64 >= FLOOR_SHARE * present as f64).then_some(lowest)
}

/// Sums of counts, over samples.
pub(super) fn totals(cohort: &Cohort) -> Option<Spread> {
    let sum = |row| cohort.values().row(row).filter(|value| !value.is_nan()).sum::<f64>();
    (cohort.scale() == Scale::Counts)
        .then(|| Spread::of((0..cohort.n_samples()).map(sum)))
        .flatten()
}

/// The `count` miRNAs with the highest medians (lowest Ct), highest first, then in the cohort's order.
pub(super) fn top(cohort: &Cohort, count: usize) -> Vec<TopMirna> {
    let medians = cohort.mirnas().iter().enumerate().filter_map(|(column, mirna)| {
        let median = Spread::of(cohort.values().column(column))?.median;
        Some(TopMirna { mirna: mirna.to_string(), median })
    });
    let mut top: Vec<TopMirna> = medians.collect();
    let much = |top: &TopMirna| cohort.scale().for_analysis(top.median);
    top.sort_by(|a, b| much(b).total_cmp(&much(a)));
    top.truncate(count);
    top
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use ndarray::Array2;

    use super::*;

    fn cohort(values: &[[f64; 2]], scale: Scale) -> Cohort {
        let samples = (0..values.len()).map(|n| format!("s{n}").parse().unwrap()).collect();
        let mirnas = vec!["miR-1-3p".parse().unwrap(), "miR-2-3p".parse().unwrap()];
        let matrix = Array2::from_shape_fn((values.len(), 2), |(row, column)| values[row][column]);
        Cohort::new(samples, mirnas, matrix, scale).unwrap()
    }

    #[test]
    fn a_floor_is_a_value_that_is_shared() {
        let log = [[0.5, 8.0], [0.5, 9.0], [7.0, f64::NAN]];
        let detected = Detected::of(&cohort(&log, Scale::Log2Intensity));
        assert_eq!(detected.rule, "above the floor of 0.5");
        assert!((detected.fraction.max - 0.5).abs() < 1e-12);
        let smooth = Detected::of(&cohort(&[[5.1, 8.0], [6.2, 9.0]], Scale::Log2Intensity));
        assert!((smooth.fraction.min - 1.0).abs() < 1e-12, "{}", smooth.rule);
    }

    #[test]
    fn depth_and_tops_leave_missing_values_out() {
        let counts = cohort(&[[10.0, f64::NAN], [20.0, 1000.0], [30.0, 500.0]], Scale::Counts);
        let totals = totals(&counts).unwrap();
        assert_eq!((totals.min, totals.median, totals.max), (10.0, 530.0, 1020.0));
        let top = top(&counts, 5);
        assert_eq!(top[0], TopMirna { mirna: "hsa-miR-2-3p".into(), median: 750.0 });
        assert_eq!(top.len(), 2);
    }

    #[test]
    fn no_numbers_have_no_spread() {
        assert_eq!(Spread::of([f64::NAN].into_iter()), None);
    }
}
