//! Calibration of resamples, from counts of how often each sample was drawn.

use super::calibration::{BINS, Gap, bin, debiased, intercept, line, logistic, logit};
use super::mean::ratio;

/// What does not change from resample to resample: of one yes-or-no question in one repeat.
pub(super) struct Calibrated {
    samples: Vec<Given>,
    /// Intercept and slope of the fitted line.
    line: Option<(f64, f64)>,
    /// Calibration in the large.
    intercept: Option<f64>,
}

/// A sample's probability and answer.
struct Given {
    bin: usize,
    p: f64,
    yes: f64,
    /// Logit of `p`.
    x: f64,
    /// What it adds to the likelihood equations, at the whole sample's solution.
    on_line: GradHess,
    in_the_large: GradHess,
}

/// Gradient and curvature of a sample's loss along the intercept; the logit times them along the slope.
#[derive(Clone, Copy, Default)]
struct GradHess {
    error: f64,
    weight: f64,
}

impl GradHess {
    fn at(z: f64, yes: f64) -> Self {
        let p = logistic(z);
        Self { error: p - yes, weight: p * (1.0 - p) }
    }
}

impl Calibrated {
    /// Of the probabilities `p` that are given for `yes`.
    pub fn of(p: &[f64], yes: &[bool]) -> Self {
        let mut pairs: Vec<_> = p.iter().copied().zip(yes.iter().copied()).collect();
        pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (line, intercept) = (line(&pairs), intercept(&pairs));
        let given = |(&p, &yes): (&f64, &bool)| {
            let (x, yes) = (logit(p), f64::from(u8::from(yes)));
            let on_line = line.map(|(a, b)| GradHess::at(a + b * x, yes)).unwrap_or_default();
            let in_the_large = intercept.map(|a| GradHess::at(a + x, yes)).unwrap_or_default();
            Given { bin: bin(p), p, yes, x, on_line, in_the_large }
        };
        Self { samples: p.iter().zip(yes).map(given).collect(), line, intercept }
    }

    /// ECE, slope and intercept with each sample counted `times`.
    ///
    /// Slope and intercept are one Newton step from those of the whole sample, on the resample's own
    /// likelihood equations (Hu & Kalbfleisch, Can J Stat 28:449, 2000): to fit thousands of lines
    /// anew would say the same for many times the work.
    pub fn figures(&self, times: &[u32]) -> [Option<f64>; 3] {
        let mut bins = [(0.0, 0.0, 0.0); BINS];
        let (mut g, mut h) = ([0.0; 3], [0.0; 4]);
        for (given, &n) in self.samples.iter().zip(times) {
            let n = f64::from(n);
            if let Some((of, p, yes)) = bins.get_mut(given.bin) {
                *of += n;
                *p += n * given.p;
                *yes += n * given.yes;
            }
            let (x, GradHess { error, weight }) = (given.x, given.on_line);
            g = [g[0] + n * error, g[1] + n * error * x, g[2] + n * given.in_the_large.error];
            h = [
                h[0] + n * weight,
                h[1] + n * weight * x,
                h[2] + n * weight * x * x,
                h[3] + n * given.in_the_large.weight,
            ];
        }
        let filled = bins.into_iter().filter(|(n, ..)| *n > 0.0);
        let ece = debiased(filled.map(|(n, p, yes): (f64, f64, f64)| Gap::new(n, p / n, yes / n)));
        let step = ratio(h[0] * g[1] - h[1] * g[0], h[0] * h[2] - h[1] * h[1]);
        let slope = self.line.zip(step).map(|((_, slope), step)| slope - step);
        let intercept = self.intercept.zip(ratio(g[2], h[3])).map(|(a, step)| a - step);
        [ece, slope, intercept]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Calibration;

    fn given() -> (Vec<f64>, Vec<bool>) {
        let p: Vec<f64> = (0..300).map(|i| 0.02 + 0.96 * f64::from(i * 37 % 300) / 300.0).collect();
        let yes = p.iter().enumerate().map(|(i, p)| 0.2 + 0.5 * p > (i * 29 % 100) as f64 / 100.0);
        let yes = yes.collect();
        (p, yes)
    }

    #[test]
    fn drawn_once_each_is_the_calibration_itself() {
        let (p, yes) = given();
        let whole = Calibration::of(std::slice::from_ref(&p), &yes);
        let found = Calibrated::of(&p, &yes).figures(&[1; 300]);
        for (found, expected) in found.into_iter().zip([whole.ece, whole.slope, whole.intercept]) {
            let (found, expected) = (found.unwrap(), expected.unwrap());
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn one_step_comes_near_the_fit_of_the_resample() {
        let (p, yes) = given();
        let times: Vec<u32> = (0..300).map(|i| [0, 1, 1, 2, 1, 0, 3, 0][i * 13 % 8]).collect();
        let drawn = |i: usize| std::iter::repeat_n(i, times[i] as usize);
        let drawn: Vec<usize> = (0..300).flat_map(drawn).collect();
        let of_drawn: Vec<bool> = drawn.iter().map(|&i| yes[i]).collect();
        let fitted = Calibration::of(&[drawn.iter().map(|&i| p[i]).collect()], &of_drawn);
        let [ece, slope, intercept] = Calibrated::of(&p, &yes).figures(&times);
        assert!((ece.unwrap() - fitted.ece.unwrap()).abs() < 1e-12);
        assert!((slope.unwrap() - fitted.slope.unwrap()).abs() < 0.01);
        assert!((intercept.unwrap() - fitted.intercept.unwrap()).abs() < 0.01);
    }

    #[test]
    fn what_has_no_line_has_no_interval() {
        let [ece, slope, intercept] = Calibrated::of(&[0.1, 0.9], &[false, true]).figures(&[1, 1]);
        assert!(ece.is_some() && slope.is_none() && intercept.is_some());
        assert_eq!(Calibrated::of(&[0.1, 0.9], &[true, true]).figures(&[1, 1])[2], None);
    }
}
