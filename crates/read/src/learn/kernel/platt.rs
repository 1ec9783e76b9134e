//! From a score to the log-odds of a class.

use crate::learn::Examples;

/// Ridge on the slope, in samples: keeps it finite where the scores part the class from the rest.
const RIDGE: f64 = 0.01;
const STEPS: usize = 30;
/// Longest step of a parameter, on scores of unit spread.
const LONGEST: f64 = 2.0;

/// Log-odds = slope · score + intercept: Platt, "Probabilistic outputs for support vector
/// machines" (1999), with his smoothed targets, by Newton's method.
pub(super) struct Platt {
    pub slope: f64,
    pub intercept: f64,
    /// Summed log-loss of the class against the rest.
    pub loss: f64,
}

impl Platt {
    /// From the scores of some rows.
    pub fn fit(scores: &[f64], class: usize, examples: &Examples, rows: &[usize]) -> Self {
        let sample = |&i: &usize| ((&examples.weights()[i], &examples.y()[i]), &scores[i]);
        let samples = || rows.iter().map(sample);
        let total: f64 = samples().map(|((w, _), _)| w).sum();
        let of_class: f64 = samples().filter(|((_, y), _)| **y == class).map(|((w, _), _)| w).sum();
        let mean = samples().map(|((w, _), s)| w * s).sum::<f64>() / total;
        let variance = samples().map(|((w, _), s)| w * (s - mean).powi(2)).sum::<f64>() / total;
        let spread = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        let rest = total - of_class;
        let (high, low) = ((of_class + 1.0) / (of_class + 2.0), 1.0 / (rest + 2.0));
        let target = |y: usize| if y == class { high } else { low };

        let mut at = (1.0, ((of_class + 1.0) / (rest + 1.0)).ln());
        for _ in 0..STEPS {
            let (mut g, mut h) = ((RIDGE * at.0, 0.0), (RIDGE, 0.0, 0.0));
            for ((w, y), s) in samples() {
                let z = (s - mean) / spread;
                let p = 1.0 / (1.0 + (-(at.0 * z + at.1)).exp());
                let (off, curve) = (w * (p - target(*y)), w * (p * (1.0 - p)).max(1e-9));
                g = (g.0 + off * z, g.1 + off);
                h = (h.0 + curve * z * z, h.1 + curve * z, h.2 + curve);
            }
            let determinant = h.0 * h.2 - h.1 * h.1;
            let step = |v: f64| (v / determinant).clamp(-LONGEST, LONGEST);
            at.0 -= step(h.2 * g.0 - h.1 * g.1);
            at.1 -= step(h.0 * g.1 - h.1 * g.0);
        }
        let loss = samples()
            .map(|((w, y), s)| {
                let odds = at.0 * (s - mean) / spread + at.1;
                // log(1 + e^odds), without overflow.
                w * (odds.max(0.0) + (-odds.abs()).exp().ln_1p() - target(*y) * odds)
            })
            .sum();
        Self { slope: at.0 / spread, intercept: at.1 - at.0 * mean / spread, loss }
    }

    pub fn log_odds(&self, score: f64) -> f64 {
        self.slope * score + self.intercept
    }

    /// This sigmoid with its log-odds times `share`.
    pub fn times(&self, share: f64) -> Self {
        Self { slope: self.slope * share, intercept: self.intercept * share, loss: self.loss }
    }
}
