//! Stratified folds: each class spread evenly over the folds.

use rand::{Rng, seq::SliceRandom};

use super::{Folds, FoldsError};

/// Draws `k` folds in which the counts of each class differ by at most one between folds, and so
/// do the fold sizes; one repeat for each random stream in `streams`.
///
/// `labels`: the class of each sample, any numbers. The samples are shuffled, sorted by class and
/// dealt out like cards, which gives the counts of scikit-learn's `StratifiedKFold(shuffle=True)`.
/// A class with fewer samples than folds is legal; [`Folds::thin_classes`] names it.
///
/// ```
/// use exoscope_learn::split::stratified;
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
///
/// let labels = [0, 0, 0, 0, 1, 1];
/// let folds = stratified(&labels, 2, [Xoshiro256PlusPlus::seed_from_u64(1)])?;
/// for split in folds.splits() {
///     assert_eq!(split.held_out.numbers().iter().filter(|&&row| labels[row] == 1).count(), 1);
/// }
/// # Ok::<(), exoscope_learn::split::FoldsError>(())
/// ```
pub fn stratified<R: Rng>(
    labels: &[usize],
    k: usize,
    streams: impl IntoIterator<Item = R>,
) -> Result<Folds, FoldsError> {
    if k < 2 {
        return Err(FoldsError::TooFewFolds { k });
    }
    let deal = |mut stream: R| {
        let mut samples: Vec<_> = labels.iter().copied().enumerate().collect();
        samples.shuffle(&mut stream);
        samples.sort_by_key(|&(_, class)| class);
        let mut dealt: Vec<_> =
            samples.into_iter().enumerate().map(|(card, (row, _))| (row, card % k)).collect();
        dealt.sort_unstable();
        dealt.into_iter().map(|(_, fold)| fold).collect()
    };
    Folds::new(k, streams.into_iter().map(deal).collect())
}
