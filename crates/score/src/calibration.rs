//! Whether probabilities are what they say.

use serde::{Deserialize, Serialize};

use super::{
    Interval,
    mean::{mean, ratio},
};

/// Bins of a reliability curve, equally wide.
pub(super) const BINS: usize = 10;

/// How far from 0 and 1 a probability is taken to be where its logit is needed.
const CLIP: f64 = 1e-6;

/// How probabilities of a yes-or-no question agree with how often the answer is yes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Expected calibration error: the mean over samples of |mean probability − share of yes| of
    /// the bin, over ten equal bins (Naeini 2015, AAAI 2901). 0 is best.
    pub ece: Option<f64>,
    /// Slope `b` of `logit P(yes) = a + b logit p`, fitted by maximum likelihood. 1 is best; below,
    /// probabilities are too extreme. `None` where the answer follows from `p` without an error.
    pub slope: Option<f64>,
    /// Calibration in the large: `a` of `logit P(yes) = a + logit p`. 0 is best; above, `p` is too
    /// low (van Calster 2016, J Clin Epidemiol 74:167).
    pub intercept: Option<f64>,
    /// The reliability curve, of the first repeat: bins that hold a sample.
    pub bins: Vec<Bin>,
}

/// A bin of a reliability curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Samples whose probability is in it.
    pub n: usize,
    /// Their mean probability.
    pub p: f64,
    /// The share of them with yes.
    pub share: f64,
    /// Wilson interval of `share`.
    #[serde(default)]
    pub share_ci: Option<Interval>,
}

impl Calibration {
    /// Of the probabilities `p` that are given for `yes` in each repeat; mean over repeats.
    pub fn of(repeats: &[Vec<f64>], yes: &[bool]) -> Self {
        let sorted: Vec<Vec<(f64, bool)>> = repeats
            .iter()
            .map(|p| {
                // In order of the probabilities, so that the order of the samples does not matter.
                let mut pairs: Vec<_> = p.iter().copied().zip(yes.iter().copied()).collect();
                pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                pairs
            })
            .collect();
        let binned: Vec<Vec<Bin>> = sorted.iter().map(|pairs| bins(pairs)).collect();
        Self {
            ece: mean(binned.iter().map(|bins| ece(bins))),
            slope: mean(sorted.iter().map(|pairs| line(pairs).map(|(_, slope)| slope))),
            intercept: mean(sorted.iter().map(|pairs| intercept(pairs))),
            bins: binned.into_iter().next().unwrap_or_default(),
        }
    }
}

/// The bin of a probability; a bin holds its upper edge, as in scikit-learn.
pub(super) fn bin(p: f64) -> usize {
    let width = 1.0 / BINS as f64;
    (1..BINS).filter(|&edge| edge as f64 * width < p).count()
}

fn bins(pairs: &[(f64, bool)]) -> Vec<Bin> {
    pairs
        .chunk_by(|a, b| bin(a.0) == bin(b.0))
        .map(|pairs| {
            let n = pairs.len();
            let p: f64 = pairs.iter().map(|(p, _)| p).sum();
            let yes = pairs.iter().filter(|(_, yes)| *yes).count();
            let share = yes as f64 / n as f64;
            Bin { n, p: p / n as f64, share, share_ci: Interval::wilson(share, n as f64) }
        })
        .collect()
}

fn ece(bins: &[Bin]) -> Option<f64> {
    let n: usize = bins.iter().map(|bin| bin.n).sum();
    ratio(bins.iter().map(|bin| bin.n as f64 * (bin.p - bin.share).abs()).sum(), n as f64)
}

pub(super) fn logit(p: f64) -> f64 {
    let p = p.clamp(CLIP, 1.0 - CLIP);
    (p / (1.0 - p)).ln()
}

pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Intercept and slope of `logit P(yes) = a + b logit p`, of pairs in the order of p: Newton's method,
/// the step halved until the likelihood does not fall. The
/// maximum is there and unique where yes and no overlap.
pub(super) fn line(pairs: &[(f64, bool)]) -> Option<(f64, f64)> {
    let ends = |yes: bool| {
        let mut own = pairs.iter().filter(|pair| pair.1 == yes).map(|pair| pair.0);
        let first = own.next()?;
        Some((first, own.next_back().unwrap_or(first)))
    };
    let ((low_yes, high_yes), (low_no, high_no)) = (ends(true)?, ends(false)?);
    if logit(low_yes) >= logit(high_no) || logit(low_no) >= logit(high_yes) {
        return None;
    }
    let x: Vec<(f64, f64)> =
        pairs.iter().map(|&(p, yes)| (logit(p), f64::from(u8::from(yes)))).collect();
    let loss = |(a, b): (f64, f64)| -> f64 {
        x.iter()
            .map(|&(x, y)| {
                let z = a + b * x;
                z.max(0.0) + (-z.abs()).exp().ln_1p() - y * z
            })
            .sum()
    };
    let mut at = (0.0, 1.0);
    for _ in 0..100 {
        let (mut g, mut h) = ([0.0; 2], [0.0; 3]);
        for &(x, y) in &x {
            let p = logistic(at.0 + at.1 * x);
            let (error, weight) = (p - y, p * (1.0 - p));
            g = [g[0] + error, g[1] + error * x];
            h = [h[0] + weight, h[1] + weight * x, h[2] + weight * x * x];
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        if determinant.is_nan() || determinant <= 0.0 {
            return None;
        }
        let step =
            ((h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant);
        let before = loss(at);
        let mut share = 1.0;
        let mut next = (at.0 - step.0, at.1 - step.1);
        // Near the maximum a good step may raise the sum by its rounding.
        while loss(next) > before * (1.0 + 1e-12) && share > 1e-6 {
            share *= 0.5;
            next = (at.0 - share * step.0, at.1 - share * step.1);
        }
        let moved = (next.0 - at.0).abs() + (next.1 - at.1).abs();
        at = next;
        if moved <= 1e-12 * (1.0 + at.0.abs() + at.1.abs()) {
            break;
        }
    }
    Some(at)
}

/// The root of `Σ (logistic(a + x) − y)`, which rises with `a`, by bisection.
pub(super) fn intercept(pairs: &[(f64, bool)]) -> Option<f64> {
    let yes = pairs.iter().filter(|pair| pair.1).count();
    if yes == 0 || yes == pairs.len() {
        return None;
    }
    let yes = yes as f64;
    let x: Vec<f64> = pairs.iter().map(|pair| logit(pair.0)).collect();
    let (mut low, mut high) = (-60.0, 60.0);
    for _ in 0..80 {
        let a = f64::midpoint(low, high);
        if x.iter().map(|x| logistic(a + x)).sum::<f64>() < yes { low = a } else { high = a }
    }
    Some(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_that_hold_have_slope_one() {
        let p: Vec<f64> = (0..1000).map(|i| [0.2, 0.4, 0.6, 0.8][i % 4]).collect();
        let yes: Vec<bool> = (0..1000).map(|i| ((i / 4) % 10) < [2, 4, 6, 8][i % 4]).collect();
        let calibration = Calibration::of(&[p], &yes);
        let close = |found: Option<f64>, expected: f64| {
            assert!((found.unwrap_or(f64::NAN) - expected).abs() < 1e-9, "{found:?}");
        };
        close(calibration.ece, 0.0);
        close(calibration.slope, 1.0);
        close(calibration.intercept, 0.0);
        assert_eq!(calibration.bins.len(), 4);
    }

    #[test]
    fn what_is_always_right_has_no_slope_and_one_answer_no_intercept() {
        let sure = Calibration::of(&[vec![0.1, 0.2, 0.8, 0.9]], &[false, false, true, true]);
        assert_eq!(sure.slope, None);
        assert!(sure.intercept.is_some());
        let all = Calibration::of(&[vec![0.1, 0.9]], &[true, true]);
        assert_eq!((all.slope, all.intercept), (None, None));
    }
}
