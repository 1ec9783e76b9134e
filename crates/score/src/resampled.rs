//! Figures of resamples, from counts of how often each sample was drawn.

use std::ops::Range;

use ndarray::{Array2, ArrayView1, Axis};

use super::{
    FLOOR, Truth,
    calibrated::Calibrated,
    call,
    decided::Decided,
    decision::THRESHOLDS,
    mean::{mean, ratio},
    order::Order,
};

/// What does not change from resample to resample.
pub(super) struct Calls {
    /// Called class, by repeat and sample.
    called: Vec<Vec<usize>>,
    /// Loss of each sample, mean over repeats.
    log_loss: Vec<f64>,
    brier: Vec<f64>,
    /// For each repeat and class, the samples from the highest probability down, and where the
    /// next is lower.
    of_class: Vec<Vec<Order>>,
    /// The same of the summed probability of the cancers.
    signal: Vec<Order>,
    /// Calibration, by repeat and class, and of any cancer.
    calibrated: Vec<Vec<Calibrated>>,
    signal_calibrated: Vec<Calibrated>,
    /// Decisions on the probability of any cancer, by repeat.
    signal_decided: Vec<Decided>,
    cancer: Vec<bool>,
    /// Samples of each class.
    sizes: Vec<usize>,
}

impl Calls {
    pub fn of(truth: &Truth, probabilities: &[Array2<f64>]) -> Self {
        let n = truth.n();
        let repeats = probabilities.len() as f64;
        let (mut log_loss, mut brier) = (vec![0.0; n], vec![0.0; n]);
        for p in probabilities {
            for ((row, &y), (loss, square)) in
                p.outer_iter().zip(truth.y()).zip(log_loss.iter_mut().zip(&mut brier))
            {
                let sum: f64 = row.iter().map(|p| p.max(FLOOR)).sum();
                *loss -= (row.get(y).copied().unwrap_or(0.0).max(FLOOR) / sum).ln() / repeats;
                for (class, p) in row.iter().enumerate() {
                    *square += (p - f64::from(u8::from(class == y))).powi(2) / repeats;
                }
            }
        }
        let of_class = |p: &Array2<f64>| {
            p.axis_iter(Axis(1)).map(|column| Order::of(&column.to_vec())).collect()
        };
        let calibrated = |p: &Array2<f64>| {
            let of = |(class, column): (usize, ArrayView1<'_, f64>)| {
                let yes: Vec<bool> = truth.y().iter().map(|&y| y == class).collect();
                Calibrated::of(&column.to_vec(), &yes)
            };
            p.axis_iter(Axis(1)).enumerate().map(of).collect()
        };
        let cancer = truth.has_cancer();
        let signal = |p: &Array2<f64>| Calibrated::of(&truth.cancer_probability(p), &cancer);
        let decided = |p: &Array2<f64>| Decided::of(&truth.cancer_probability(p));
        let size = |class| truth.y().iter().filter(|&&y| y == class).count();
        Self {
            signal_decided: probabilities.iter().map(decided).collect(),
            calibrated: probabilities.iter().map(calibrated).collect(),
            signal_calibrated: probabilities.iter().map(signal).collect(),
            called: probabilities.iter().map(|p| call(p)).collect(),
            log_loss,
            brier,
            of_class: probabilities.iter().map(of_class).collect(),
            signal: probabilities.iter().map(|p| Order::of(&truth.cancer_probability(p))).collect(),
            cancer,
            sizes: (0..truth.classes().len()).map(size).collect(),
        }
    }

    /// Whether there are samples with and without a cancer.
    fn asks_for_cancer(&self) -> bool {
        self.cancer.contains(&true) && self.cancer.contains(&false)
    }

    /// Places of the decision curve's thresholds; none where cancer is not asked for.
    pub fn thresholds(&self) -> Range<usize> {
        0..if self.asks_for_cancer() { THRESHOLDS.len() } else { 0 }
    }

    /// The figures of the samples `drawn`, in the order of [`Bootstrap`](super::Bootstrap). Means over classes are
    /// undefined where a class was not drawn: over fewer classes they would be other figures.
    pub fn figures(&self, truth: &Truth, drawn: &[usize]) -> Vec<Option<f64>> {
        let mut times = vec![0_u32; truth.n()];
        for &sample in drawn {
            if let Some(times) = times.get_mut(sample) {
                *times += 1;
            }
        }
        let n_classes = truth.classes().len();
        let total = drawn.len() as f64;
        let cancers = self.asks_for_cancer();
        let (mut accuracy, mut of_cancers, mut recall, mut f1) = (vec![], vec![], vec![], vec![]);
        let (mut auroc, mut signal, mut precision) = (vec![], vec![], vec![]);
        let mut of_each: Vec<[Vec<Option<f64>>; 6]> = vec![Default::default(); n_classes];
        let mut signal_calibration: [Vec<Option<f64>>; 3] = Default::default();
        let mut decision: Vec<Vec<Option<f64>>> = self.thresholds().map(|_| vec![]).collect();
        let mut classwise_ece = vec![];
        for (r, called) in self.called.iter().enumerate() {
            let (mut right, mut of, mut as_) =
                (vec![0.0; n_classes], vec![0.0; n_classes], vec![0.0; n_classes]);
            let add = |counts: &mut [f64], class: usize, n: f64| {
                if let Some(count) = counts.get_mut(class) {
                    *count += n;
                }
            };
            for ((&n, &y), &c) in times.iter().zip(truth.y()).zip(called) {
                let n = f64::from(n);
                add(&mut of, y, n);
                add(&mut as_, c, n);
                add(&mut right, y, if y == c { n } else { 0.0 });
            }
            let among = |values: &[f64]| -> f64 {
                values.iter().zip(truth.is_cancer()).filter(|(_, c)| **c).map(|(v, _)| v).sum()
            };
            let all_drawn = self.sizes.iter().zip(&of).all(|(&size, &of)| size == 0 || of > 0.0);
            let of_all = |figure: Option<f64>| figure.filter(|_| all_drawn);
            accuracy.push(ratio(right.iter().sum(), total));
            of_cancers.push(ratio(among(&right), among(&of)));
            let recalls = right.iter().zip(&of).map(|(right, of)| ratio(*right, *of));
            recall.push(of_all(mean(recalls)));
            let f = |((right, of), as_): ((&f64, &f64), &f64)| ratio(2.0 * right, of + as_);
            let f1s: Vec<_> = right.iter().zip(&of).zip(&as_).map(f).collect();
            let orders = self.of_class.get(r).into_iter().flatten().enumerate();
            let area = |(class, order): (usize, &Order)| {
                order.areas(&times, |sample| truth.y().get(sample) == Some(&class))
            };
            let areas: Vec<_> = orders.map(area).collect();
            f1.push(of_all(mean(f1s.iter().copied())));
            auroc.push(of_all(mean(areas.iter().map(|(area, _)| *area))));
            let calibrated = self.calibrated.get(r).into_iter().flatten();
            let calibrated: Vec<_> = calibrated.map(|of| of.figures(&times)).collect();
            classwise_ece.push(of_all(mean(calibrated.iter().map(|[ece, ..]| *ece))));
            let found = f1s.into_iter().zip(areas).zip(calibrated);
            for (of, ((f1, (area, gain)), [ece, slope, intercept])) in of_each.iter_mut().zip(found)
            {
                let figures = [f1, area, gain, ece, slope, intercept];
                of.iter_mut().zip(figures).for_each(|(of, figure)| of.push(figure));
            }
            if let (Some(order), true) = (self.signal.get(r), cancers) {
                let is_cancer = |sample: usize| self.cancer.get(sample) == Some(&true);
                let (area, gain) = order.areas(&times, is_cancer);
                signal.push(area);
                precision.push(gain);
                let figures = self.signal_calibrated.get(r).map(|of| of.figures(&times));
                for (of, figure) in signal_calibration.iter_mut().zip(figures.into_iter().flatten())
                {
                    of.push(figure);
                }
                let benefits = self.signal_decided.get(r);
                let benefits = benefits.map(|of| of.figures(&times, &self.cancer));
                for (of, benefit) in decision.iter_mut().zip(benefits.into_iter().flatten()) {
                    of.push(benefit);
                }
            }
        }
        let weighted = |loss: &[f64]| {
            ratio(times.iter().zip(loss).map(|(&n, loss)| f64::from(n) * loss).sum(), total)
        };
        let overall = [
            mean(accuracy),
            mean(of_cancers),
            mean(recall),
            mean(f1),
            mean(auroc),
            weighted(&self.log_loss),
            weighted(&self.brier),
            mean(signal),
            mean(precision),
        ];
        let calibration = signal_calibration.into_iter().chain(decision).map(mean);
        let calibration = calibration.chain([mean(classwise_ece)]);
        let of_each = of_each.into_iter().flatten().map(mean);
        overall.into_iter().chain(calibration).chain(of_each).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{Calibration, Scores};
    use ndarray::array;

    /// A resample that draws everyone once has the figures of `Scores`.
    #[test]
    fn everyone_once_is_the_sample_itself() {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        let truth = Truth::new(names, vec![true, true, false], vec![0, 1, 2, 2, 1, 0]).unwrap();
        let p = [
            array![
                [0.5, 0.3, 0.2],
                [0.2, 0.5, 0.3],
                [0.1, 0.3, 0.6],
                [0.4, 0.2, 0.4],
                [0.6, 0.3, 0.1],
                [0.0, 0.3, 0.7]
            ],
            array![
                [0.7, 0.1, 0.2],
                [0.2, 0.5, 0.3],
                [0.5, 0.1, 0.4],
                [0.4, 0.2, 0.4],
                [0.1, 0.8, 0.1],
                [0.3, 0.3, 0.4]
            ],
        ];
        let scores = Scores::new(&truth, &p).unwrap();
        let found = Calls::of(&truth, &p).figures(&truth, &[5, 3, 1, 0, 2, 4]);
        let signal = scores.signal.unwrap();
        let overall = [
            Some(scores.accuracy),
            scores.accuracy_cancers,
            Some(scores.balanced_accuracy),
            Some(scores.macro_f1),
            scores.macro_auroc,
            Some(scores.log_loss),
            Some(scores.brier),
            Some(signal.auroc),
            Some(signal.average_precision),
            signal.calibration.ece,
            signal.calibration.slope,
            signal.calibration.intercept,
        ];
        let decision = signal.decision.iter().map(|at| Some(at.reader));
        let expected = overall.into_iter().chain(decision).chain([scores.classwise_ece]);
        let of_each = scores.per_class.iter().flat_map(|class| {
            let Calibration { ece, slope, intercept, .. } = class.calibration;
            [class.f1, class.auroc, class.average_precision, ece, slope, intercept]
        });
        let expected: Vec<_> = expected.chain(of_each).collect();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            let (Some(found), Some(expected)) = (found, expected) else {
                assert_eq!(found, expected);
                continue;
            };
            // The slope of six samples that almost part is found to a hundredth only.
            let near = if *expected > 10.0 { 0.01 * expected } else { 1e-9 };
            assert!((found - expected).abs() < near, "{found} {expected}");
        }
    }
}
