//! Grouped folds: every group whole in one fold, classes balanced as well as the groups allow.

use std::cmp::Reverse;

use rand::{Rng, seq::SliceRandom};

use super::{Folds, FoldsError, ranks::ranks};

/// Samples of each class.
type Counts = Vec<u64>;

/// Draws `k` folds that keep each group (a person, a slide, a site) whole, one repeat for each
/// random stream in `streams`.
///
/// `labels`: the class of each sample, any numbers; `groups`: the group of each sample, all of
/// them known. Groups are shuffled, sorted by how unevenly they hold the classes, the most uneven
/// first, and each goes to the fold that then leaves the classes most evenly spread: the rule of
/// scikit-learn's `StratifiedGroupKFold`, after a public notebook by J. Wąsikowski. Which rows a
/// sample stands in does not matter, only its label and group and the random stream.
///
/// A class that comes from few groups may be missing from a training set;
/// [`Folds::unseen_classes`] names it.
///
/// ```
/// use exoscope_learn::split::grouped;
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
///
/// let groups = ["ann", "ann", "ben", "ben", "cleo", "dan"].map(Some);
/// let folds = grouped(&[0, 1, 0, 1, 0, 1], &groups, 2, [Xoshiro256PlusPlus::seed_from_u64(1)])?;
/// let fold_of = &folds.repeats()[0];
/// assert!(fold_of[0] == fold_of[1] && fold_of[2] == fold_of[3]);
/// # Ok::<(), exoscope_learn::split::FoldsError>(())
/// ```
pub fn grouped<R: Rng>(
    labels: &[usize],
    groups: &[Option<&str>],
    k: usize,
    streams: impl IntoIterator<Item = R>,
) -> Result<Folds, FoldsError> {
    if k < 2 {
        return Err(FoldsError::TooFewFolds { k });
    }
    if groups.len() != labels.len() {
        let (samples, found) = (labels.len(), groups.len());
        return Err(FoldsError::Length { what: "groups", samples, found });
    }
    let missing = groups.iter().enumerate().filter(|(_, group)| group.is_none());
    let rows: Vec<usize> = missing.map(|(row, _)| row).collect();
    if !rows.is_empty() {
        return Err(FoldsError::NoGroup { rows });
    }

    let (class_of, classes) = ranks(labels);
    let (group_of, names) = ranks(groups);
    if k > names.len() {
        return Err(FoldsError::TooManyFolds { k, what: "groups", found: names.len() });
    }
    let mut counts: Vec<Counts> = vec![vec![0; classes.len()]; names.len()];
    for (&group, &class) in group_of.iter().zip(&class_of) {
        counts[group][class] += 1;
    }

    let draw = |mut stream: R| {
        let mut order: Vec<usize> = (0..counts.len()).collect();
        order.shuffle(&mut stream);
        let fold_of = assign(&counts, order, k);
        group_of.iter().map(|&group| fold_of[group]).collect()
    };
    Folds::new(k, streams.into_iter().map(draw).collect())
}

/// The fold of each group, given the class counts of the groups and the order in which groups of
/// equal spread are placed.
fn assign(groups: &[Counts], mut order: Vec<usize>, k: usize) -> Vec<usize> {
    let n_classes = groups.first().map_or(0, Vec::len);
    let totals: Counts = (0..n_classes).map(|c| groups.iter().map(|g| g[c]).sum()).collect();
    order.sort_by_key(|&group| Reverse(spread(groups[group].iter().copied())));

    let mut folds: Vec<Counts> = vec![vec![0; n_classes]; k];
    let mut fold_of = vec![0; groups.len()];
    for group in order {
        let fold = best_fold(&folds, &groups[group], &totals);
        folds[fold].iter_mut().zip(&groups[group]).for_each(|(n, add)| *n += add);
        fold_of[group] = fold;
    }
    fold_of
}

/// The fold in which `group` leaves the least mean over classes of the standard deviation, over
/// folds, of the share of the class; ties go to the fold with the fewest samples, then the first.
fn best_fold(folds: &[Counts], group: &Counts, totals: &Counts) -> usize {
    let mut best = (0, f64::INFINITY, u64::MAX);
    for (fold, counts) in folds.iter().enumerate() {
        let deviation = |class: usize| {
            let added = |f: usize| if f == fold { group[class] } else { 0 };
            let column = folds.iter().enumerate().map(|(f, n)| n[class] + added(f));
            (spread(column) as f64).sqrt() / (folds.len() as f64 * totals[class] as f64)
        };
        let unevenness = (0..totals.len()).map(deviation).sum::<f64>() / totals.len() as f64;
        let samples: u64 = counts.iter().sum();
        let wins_tie = is_close(unevenness, best.1) && samples < best.2;
        if unevenness < best.1 || wins_tie {
            best = (fold, unevenness, samples);
        }
    }
    best.0
}

/// `m² · variance` of `m` counts, `m Σ c² − (Σ c)²`: in whole numbers, so that equal spreads
/// compare equal whatever the order of the counts.
fn spread(counts: impl Iterator<Item = u64>) -> u64 {
    let (m, sum, squares) =
        counts.fold((0, 0, 0), |(m, sum, squares), c| (m + 1, sum + c, squares + c * c));
    m * squares - sum * sum
}

/// numpy's `isclose` with its default tolerances, the tie rule of the peer.
fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-8 + 1e-5 * b.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Case {
        counts: Vec<Counts>,
        k: usize,
        fold_of: Vec<usize>,
    }

    /// Folds numbered in the order in which the groups meet them.
    fn renumbered(fold_of: &[usize]) -> Vec<usize> {
        let mut met = Vec::new();
        let number = |fold: &usize| {
            met.iter().position(|f| f == fold).unwrap_or_else(|| {
                met.push(*fold);
                met.len() - 1
            })
        };
        fold_of.iter().map(number).collect()
    }

    /// The rule without the shuffle is that of scikit-learn 1.9.1 (`tests/reference/split.py`), up
    /// to the numbers of the folds: between two empty folds scikit-learn is led by rounding errors.
    #[test]
    fn assigns_groups_as_scikit_learn_does() -> Result<(), serde_json::Error> {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../tests/reference/split.json"))?;
        assert!(cases.len() > 5);
        for Case { counts, k, fold_of } in cases {
            let ours = assign(&counts, (0..counts.len()).collect(), k);
            assert_eq!(renumbered(&ours), renumbered(&fold_of), "{counts:?}");
        }
        Ok(())
    }
}
