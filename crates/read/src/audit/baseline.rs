//! Calls that need no miRNA: each sample is taken to be what its batch mostly is.

use ndarray::Array2;

use super::Key;
use crate::split::Folds;
use exoscope_score::{ScoreError, Scores, Truth};

/// What parts classes that tie in a batch, in samples.
const TIE: f64 = 1e-6;

/// Calls each held-out sample by the classes that its batch has among the training samples of each
/// fold, and scores the calls: what a reader reaches that knows the key alone.
///
/// The probability of a class is its share in the batch, so that the call is the commonest class of
/// the batch; of classes that tie, the one that is rarer overall, as the batch speaks more for it. A
/// batch without training samples, or a sample without a batch, has the shares of all training
/// samples.
pub(super) fn of_key(key: &Key, truth: &Truth, folds: &Folds) -> Result<Scores, ScoreError> {
    let (y, n_classes) = (truth.y(), truth.classes().len());
    let shape = (y.len(), n_classes);
    let mut probabilities = vec![Array2::zeros(shape); folds.repeats().len()];
    for split in folds.splits() {
        let mut overall = vec![0.0; n_classes];
        let mut of_batch = vec![vec![0.0; n_classes]; key.batches().len()];
        for &sample in split.training.iter() {
            let Some(&class) = y.get(sample) else { continue };
            let batch = key.of_samples().get(sample).copied().flatten();
            let counts = batch.and_then(|batch| of_batch.get_mut(batch));
            for counts in counts.into_iter().chain([&mut overall]) {
                if let Some(count) = counts.get_mut(class) {
                    *count += 1.0;
                }
            }
        }
        let all: f64 = overall.iter().sum();
        let Some(probabilities) = probabilities.get_mut(split.repeat) else { continue };
        for &sample in split.held_out.numbers() {
            let batch = key.of_samples().get(sample).copied().flatten();
            let counts = batch.and_then(|batch| of_batch.get(batch));
            let n: f64 = counts.map_or(0.0, |counts| counts.iter().sum());
            for (class, p) in probabilities.row_mut(sample).iter_mut().enumerate() {
                let in_batch = counts.and_then(|counts| counts.get(class)).copied().unwrap_or(0.0);
                let share = overall.get(class).copied().unwrap_or(0.0) / all;
                *p = if n > 0.0 {
                    (in_batch + if in_batch > 0.0 { TIE * (1.0 - share) } else { 0.0 }) / n
                } else {
                    share
                };
            }
        }
    }
    Scores::new(truth, &probabilities)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_called_its_commonest_class_and_a_new_one_the_commonest_of_all() {
        let key = Key::of_values("k", &["a", "a", "a", "b", "b", "a", "b", "c"]);
        let classes = vec!["x".to_owned(), "y".to_owned()];
        let y = vec![1, 1, 0, 0, 0, 1, 1, 1];
        let truth = Truth::new(classes, vec![true, false], y).unwrap();
        let folds = Folds::new(2, vec![vec![0, 0, 0, 0, 0, 1, 1, 1]]).unwrap();
        let scores = of_key(&key, &truth, &folds).unwrap();
        // Training of fold 0 has a: y, b: y, c: y; training of fold 1 a: y, y, x and b: x, x, and
        // three x of five over all, which is what the new batch c is taken for.
        assert_eq!(scores.confusion, [[0.0, 3.0], [2.0, 3.0]]);
        assert_eq!(scores.accuracy_cancers, Some(0.0));
    }
}
