//! The miRNAs by which classes differ most, to look at.

use ndarray::ArrayView1;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::quality::log2_values;
use crate::split::Samples;

/// miRNAs that are shown.
const MOST: usize = 30;

/// The least share of the samples in which a miRNA stands above the lowest value of all.
const DETECTED: f64 = 0.1;

/// Mean levels by class of the miRNAs by which the classes differ most.
///
/// It describes the samples that were called and tests nothing: the miRNAs are chosen by a look at
/// the labels of all of them, which no reader of the evaluation has had. Each class in turn gives
/// the miRNA in which its mean is farthest from the mean of the other classes, until there are 30.
/// Values are log2 (of counts per million plus one for counts).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeatMap {
    /// The classes that have samples enough for a mean: two.
    pub classes: Vec<String>,
    /// The miRNAs, those given by one class together.
    pub rows: Vec<HeatRow>,
}

/// A miRNA of a [`HeatMap`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeatRow {
    /// The miRNA.
    pub mirna: String,
    /// The class that gave it, an index of [`HeatMap::classes`].
    pub by: usize,
    /// Mean of each class less the mean over the classes, in standard deviations within classes.
    pub levels: Vec<f64>,
}

impl HeatMap {
    /// Chooses among the miRNAs that stand above the lowest value in a tenth of the samples; `None` with
    /// fewer than two classes of two samples, or no miRNA that varies within them.
    pub fn of(labelled: &dyn Samples) -> Option<Self> {
        let size = |class: usize| labelled.y().iter().filter(|y| **y == class).count();
        let kept: Vec<usize> =
            (0..labelled.classes().len()).filter(|&class| size(class) >= 2).collect();
        if kept.len() < 2 {
            return None;
        }
        let log2 = log2_values(labelled.cohort());
        let lowest = log2.iter().copied().filter(|v| !v.is_nan()).fold(f32::INFINITY, f32::min);
        let columns: Vec<usize> = (0..log2.ncols()).collect();
        let levels: Vec<Option<Vec<f64>>> = columns
            .par_iter()
            .map(|&column| levels(log2.column(column), labelled, &kept, lowest))
            .collect();
        let rows: Vec<HeatRow> = chosen(&levels, kept.len())
            .into_iter()
            .filter_map(|(column, by)| {
                let mirna = labelled.cohort().mirnas().get(column)?.to_string();
                Some(HeatRow { mirna, by, levels: levels.get(column)?.clone()? })
            })
            .collect();
        let classes = kept.iter().filter_map(|&class| labelled.classes().get(class).cloned());
        (!rows.is_empty()).then(|| Self { classes: classes.collect(), rows })
    }
}

/// The levels of one miRNA; `None` where it is seldom detected or does not vary within classes.
fn levels(
    values: ArrayView1<'_, f32>,
    labelled: &dyn Samples,
    kept: &[usize],
    lowest: f32,
) -> Option<Vec<f64>> {
    let mut sums = vec![(0.0, 0.0, 0.0); labelled.classes().len()];
    let mut detected = 0_usize;
    for (&row, &class) in labelled.rows().iter().zip(labelled.y()) {
        let value = values.get(row).copied().filter(|value| !value.is_nan());
        if let (Some(value), Some((n, sum, squares))) = (value, sums.get_mut(class)) {
            detected += usize::from(value > lowest);
            let value = f64::from(value);
            (*n, *sum, *squares) = (*n + 1.0, *sum + value, *squares + value * value);
        }
    }
    if (detected as f64) < DETECTED * labelled.len() as f64 {
        return None;
    }
    let of_kept: Vec<(f64, f64, f64)> =
        kept.iter().filter_map(|&class| sums.get(class).copied()).collect();
    if of_kept.iter().any(|(n, _, _)| *n < 2.0) {
        return None;
    }
    let within: f64 = of_kept.iter().map(|(n, sum, squares)| squares - sum * sum / n).sum();
    let freedom: f64 = of_kept.iter().map(|(n, _, _)| n - 1.0).sum();
    let sd = (within.max(0.0) / freedom).sqrt();
    let means: Vec<f64> = of_kept.iter().map(|(n, sum, _)| sum / n).collect();
    let centre = means.iter().sum::<f64>() / means.len() as f64;
    (sd > 1e-6).then(|| means.iter().map(|mean| (mean - centre) / sd).collect())
}

/// Columns with the class that gave each: classes take turns, each with the column in which it is
/// farthest from the others among those not taken yet.
fn chosen(levels: &[Option<Vec<f64>>], classes: usize) -> Vec<(usize, usize)> {
    let far = |column: usize, class: usize| {
        levels.get(column).and_then(Option::as_ref).and_then(|l| l.get(class)).map(|l| l.abs())
    };
    let mut queues: Vec<Vec<usize>> = (0..classes)
        .map(|class| {
            let mut queue: Vec<usize> =
                (0..levels.len()).filter(|&column| far(column, class).is_some()).collect();
            queue.sort_by(|&a, &b| {
                far(a, class)
                    .partial_cmp(&far(b, class))
                    .unwrap_or(std::cmp::Ordering::Equal)
                    .then(b.cmp(&a))
            });
            queue
        })
        .collect();
    let mut taken = vec![false; levels.len()];
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    while chosen.len() < MOST {
        let before = chosen.len();
        for (class, queue) in queues.iter_mut().enumerate() {
            while let Some(column) = queue.pop() {
                if chosen.len() < MOST && !taken[column] {
                    taken[column] = true;
                    chosen.push((column, class));
                    break;
                }
            }
        }
        if chosen.len() == before {
            break;
        }
    }
    chosen.sort_by_key(|(_, class)| *class);
    chosen
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::example;
    use crate::split::Labelled;
    use exoscope_core::Streams;

    #[test]
    fn classes_take_turns_and_levels_are_about_their_mean() {
        let cohort = example::cohort(Streams::new(1)).unwrap();
        let labelled = Labelled::of(&cohort, None).unwrap();
        let map = HeatMap::of(&labelled).unwrap();
        assert_eq!((map.classes.len(), map.rows.len()), (4, MOST));
        for class in 0..4 {
            let given = map.rows.iter().filter(|row| row.by == class).count();
            assert!((7..=8).contains(&given), "{given}");
        }
        for row in &map.rows {
            assert!(row.levels.iter().sum::<f64>().abs() < 1e-9);
        }
        let one = labelled.part(&[0]);
        assert_eq!(HeatMap::of(&one), None);
    }
}
