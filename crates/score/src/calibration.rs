//! Whether probabilities are what they say.

use std::f64::consts::{PI, SQRT_2};

use serde::{Deserialize, Serialize};
use statrs::function::erf::erf;

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
    /// Expected calibration error, debiased, 0 to 1: the mean over samples of |mean probability − share of yes| of
    /// the bin, over ten equal bins (Naeini 2015, AAAI 2901), less what chance alone adds to it (Kumar, Liang
    /// & Ma 2019, NeurIPS). 0 is best.
    pub ece: Option<f64>,
    /// The same without that correction, as most tools give it: never 0 of a finite sample.
    #[serde(default)]
    pub ece_plugin: Option<f64>,
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
            ece: mean(binned.iter().map(|bins| debiased(gaps(bins)))),
            ece_plugin: mean(binned.iter().map(|bins| plugin(gaps(bins)))),
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

/// A bin's calibration gap: its weight, the difference of mean probability and share of yes, and the variance of that
/// share by chance.
#[derive(Clone, Copy)]
pub(super) struct Gap {
    pub n: f64,
    pub apart: f64,
    pub variance: f64,
}

impl Gap {
    /// Of a bin of `n` samples with mean probability `p` and share of yes `share`.
    pub fn new(n: f64, p: f64, share: f64) -> Self {
        Self { n, apart: (p - share).abs(), variance: share * (1.0 - share) / n }
    }
}

fn gaps(bins: &[Bin]) -> impl Iterator<Item = Gap> {
    bins.iter().map(|bin| Gap::new(bin.n as f64, bin.p, bin.share))
}

fn plugin(gaps: impl Iterator<Item = Gap>) -> Option<f64> {
    let (sum, n) = gaps.fold((0.0, 0.0), |(sum, n), at| (sum + at.n * at.apart, n + at.n));
    ratio(sum, n)
}

/// The expected calibration error less its bias, at least 0: `2 Σ wᵢ dᵢ − Σ wᵢ E|dᵢ + σᵢ Z|`, with Z standard normal
/// and `E|d + σ Z| = σ √(2/π) exp(−d²/2σ²) + d (1 − 2 Φ(−d/σ))`: what another draw of the labels would add to
/// the gaps seen is taken to be what this draw added to the true ones (Kumar, Liang & Ma 2019, NeurIPS, whose package
/// finds the same expectation by drawing).
pub(super) fn debiased(gaps: impl Iterator<Item = Gap>) -> Option<f64> {
    let (mut sum, mut total) = (0.0, 0.0);
    for Gap { n, apart, variance } in gaps {
        let sd = variance.sqrt();
        let again = if sd > 0.0 {
            let z = apart / sd;
            sd * (2.0 / PI).sqrt() * (-z * z / 2.0).exp() + apart * erf(z / SQRT_2)
        } else {
            apart
        };
        sum += n * (2.0 * apart - again);
        total += n;
    }
    ratio(sum, total).map(|ece| ece.max(0.0))
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
    use exoscope_core::Streams;
    use rand::RngExt;

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

    /// Probabilities that hold, drawn: without the correction the error of 200 samples is far from 0, with it the mean
    /// over draws is near.
    #[test]
    fn what_chance_adds_is_taken_off() {
        let mut stream = Streams::new(7).stream("labels", 0);
        let (mut plain, mut corrected) = (0.0, 0.0);
        for _ in 0..200 {
            let p: Vec<f64> = (0..200).map(|i| (f64::from(i) + 0.5) / 200.0).collect();
            let yes: Vec<bool> = p.iter().map(|&p| stream.random::<f64>() < p).collect();
            let found = Calibration::of(&[p], &yes);
            plain += found.ece_plugin.unwrap_or(f64::NAN) / 200.0;
            corrected += found.ece.unwrap_or(f64::NAN) / 200.0;
        }
        assert!(plain > 0.06, "{plain}");
        assert!(corrected < 0.65 * plain, "{corrected} {plain}");
    }

    /// The Python package uncertainty-calibration 0.1.4 (`get_calibration_error(…, p=1, debias=True)` on ten equal bins)
    /// finds by drawing what stands here in closed form = 0.057 220, of drawn ones (`tests/reference/ece.py`) 0.057 215.
    #[test]
    fn the_expectation_is_that_of_the_drawn_one() {
        let gaps = [(50.0, 0.31, 0.22), (30.0, 0.55, 0.60), (20.0, 0.9, 0.95)];
        let found = debiased(gaps.into_iter().map(|(n, p, share)| Gap::new(n, p, share)));
        let plain = plugin(gaps.into_iter().map(|(n, p, share)| Gap::new(n, p, share)));
        let close = |found: Option<f64>, expected: f64, tolerance: f64| {
            assert!((found.unwrap_or(f64::NAN) - expected).abs() < tolerance, "{found:?}");
        };
        close(plain, 0.07, 1e-12);
        close(found, 0.057_21, 5e-5);
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
