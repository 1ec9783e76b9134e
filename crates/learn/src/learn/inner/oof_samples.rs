//! Training samples with a usable out-of-fold prediction.

use super::InnerFolds;
use crate::learn::Examples;

/// Training samples whose out-of-fold predictions settings and weights may be judged by.
///
/// A sample counts if the fit without its inner fold saw its class. Where all samples of a class
/// stand in one group, one inner fold holds them all; what a fit says of a class that it never saw
/// is nothing about that class. Classes are compared in a sample's prediction if that fit saw them
/// and some sample of them counts; of the others there is no evidence.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::learn) struct OofSamples {
    /// Their rows among the training samples, ascending.
    pub rows: Vec<usize>,
    /// The class of each.
    pub y: Vec<usize>,
    /// The weight of each.
    pub weights: Vec<f64>,
    /// The inner fold of each.
    pub fold: Vec<usize>,
    /// Folds × classes: the classes compared in the predictions of a fold's samples.
    compared: Vec<Vec<bool>>,
}

impl OofSamples {
    /// Of the inner folds that `judges` holds for.
    pub fn of(folds: &InnerFolds, examples: &Examples, judges: impl Fn(usize) -> bool) -> Self {
        let counts = |&row: &usize| folds.usable[row] && judges(folds.fold_of[row]);
        let rows: Vec<usize> = (0..folds.fold_of.len()).filter(counts).collect();
        let y: Vec<usize> = rows.iter().map(|&row| examples.y()[row]).collect();
        let weights = rows.iter().map(|&row| examples.weights()[row]).collect();
        let fold = rows.iter().map(|&row| folds.fold_of[row]).collect();
        let mut judged = vec![false; examples.n_classes()];
        for &class in &y {
            judged[class] = true;
        }
        let compared = folds
            .seen
            .iter()
            .map(|seen| seen.iter().zip(&judged).map(|(seen, judged)| *seen && *judged).collect());
        Self { rows, y, weights, fold, compared: compared.collect() }
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no sample has a usable prediction.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Which classes are compared in the prediction of the sample at this place.
    pub fn compared(&self, place: usize) -> &[bool] {
        &self.compared[self.fold[place]]
    }

    /// Rows of samples in whose prediction a class is compared.
    pub fn comparing(&self, class: usize) -> Vec<usize> {
        let places = (0..self.len()).filter(|&place| self.compared(place)[class]);
        places.map(|place| self.rows[place]).collect()
    }
}
