//! Figures as means over samples, so that a resample costs one pass.

use crate::evaluate::HeldOutCalls;
use exoscope_score::{FLOOR, call};

/// What one run says of each sample, the mean over its repeats.
pub(super) struct PerSample {
    /// Share of repeats in which it is called right.
    right: Vec<f64>,
    /// Log-loss of its class.
    loss: Vec<f64>,
}

impl PerSample {
    pub fn of(calls: &HeldOutCalls) -> Self {
        let n = calls.y.len();
        let share = 1.0 / calls.probabilities.len().max(1) as f64;
        let (mut right, mut loss) = (vec![0.0; n], vec![0.0; n]);
        for p in &calls.probabilities {
            let called = call(p);
            for (i, ((&y, row), called)) in
                calls.y.iter().zip(p.outer_iter()).zip(called).enumerate()
            {
                let sum: f64 = row.iter().map(|p| p.max(FLOOR)).sum();
                let own = row.get(y).copied().unwrap_or_default().max(FLOOR);
                right[i] += share * f64::from(u8::from(called == y));
                loss[i] -= share * (own / sum).ln();
            }
        }
        Self { right, loss }
    }

    /// The samples in another order.
    pub fn reordered(&self, order: &[usize]) -> Self {
        let of =
            |values: &[f64]| order.iter().filter_map(|&row| values.get(row).copied()).collect();
        Self { right: of(&self.right), loss: of(&self.loss) }
    }
}

/// How figures are made of them.
pub(super) struct Figures<'a> {
    /// The class of each sample.
    pub y: &'a [usize],
    pub n_classes: usize,
    /// Whether each class is a cancer.
    pub is_cancer: &'a [bool],
}

impl Figures<'_> {
    /// Accuracy, balanced accuracy, log-loss and cancer accuracy of the samples drawn; a class that
    /// was not drawn does not count in the balanced accuracy.
    pub fn of(&self, samples: &PerSample, drawn: &[usize]) -> Vec<Option<f64>> {
        let (mut right, mut n) = (vec![0.0; self.n_classes], vec![0.0; self.n_classes]);
        let mut loss = 0.0;
        for &i in drawn {
            right[self.y[i]] += samples.right[i];
            n[self.y[i]] += 1.0;
            loss += samples.loss[i];
        }
        let share = |chosen: &dyn Fn(usize) -> bool| {
            let of = |values: &[f64]| -> f64 {
                values.iter().enumerate().filter(|(c, _)| chosen(*c)).map(|(_, v)| v).sum()
            };
            (of(&n) > 0.0).then(|| of(&right) / of(&n))
        };
        let recalls: Vec<f64> =
            (0..self.n_classes).filter_map(|class| share(&|c| c == class)).collect();
        let balanced = recalls.iter().sum::<f64>() / recalls.len() as f64;
        let cancer = |class: usize| self.is_cancer.get(class).copied().unwrap_or(false);
        vec![
            share(&|_| true),
            (!recalls.is_empty()).then_some(balanced),
            (!drawn.is_empty()).then(|| loss / drawn.len() as f64),
            share(&cancer),
        ]
    }
}
