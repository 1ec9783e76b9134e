//! From a score to the log-odds of a class.

/// Ridge on the slope, in samples: keeps it finite where the scores part the class from the rest.
const RIDGE: f64 = 0.01;
const STEPS: usize = 30;
/// Longest step of a parameter, on scores of unit spread.
const LONGEST: f64 = 2.0;

/// Log-odds = slope · score + intercept: Platt, "Probabilistic outputs for support vector
/// machines" (1999), with his smoothed targets, by Newton's method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Platt {
    pub slope: f64,
    pub intercept: f64,
    /// Summed log-loss of the class against the rest.
    pub loss: f64,
}

/// What a sigmoid is fitted to: one sample and one class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scored {
    /// Weight of the sample.
    pub weight: f64,
    /// Whether the sample is of the class.
    pub own: bool,
    /// Score of the class.
    pub score: f64,
    /// Added to the log-odds.
    pub offset: f64,
}

impl Scored {
    /// The same brought to what classes of different sizes have in common. The score of a class of
    /// share π, a regression of its indicator, moves about π by an amount proportional to π(1 − π)
    /// (Hastie, Tibshirani & Friedman 2009, exercise 4.2): (score − π) / (π(1 − π)), about logit π.
    fn shared(self, share: f64) -> Self {
        let spread = share * (1.0 - share);
        Self { score: (self.score - share) / spread, offset: logit(share), ..self }
    }
}

fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

impl Platt {
    /// From scores. A slope below 0 becomes 0: a higher score is never evidence against its class.
    /// `None` unless samples of the class and others are there.
    pub fn fit(samples: &[Scored]) -> Option<Self> {
        let sum = |of: &dyn Fn(&Scored) -> f64| -> f64 { samples.iter().map(of).sum() };
        let total = sum(&|s| s.weight);
        let of_class = sum(&|s| if s.own { s.weight } else { 0.0 });
        if !(of_class > 0.0 && samples.iter().any(|s| !s.own)) {
            return None;
        }
        let mean = sum(&|s| s.weight * s.score) / total;
        let variance = sum(&|s| s.weight * (s.score - mean).powi(2)) / total;
        let spread = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        let rest = total - of_class;
        let (high, low) = ((of_class + 1.0) / (of_class + 2.0), 1.0 / (rest + 2.0));
        let target = |own: bool| if own { high } else { low };
        let offset = sum(&|s| s.weight * s.offset) / total;

        let start = ((of_class + 1.0) / (rest + 1.0)).ln() - offset;
        let mut at = (1.0, start);
        for _ in 0..STEPS {
            let (mut g, mut h) = ((RIDGE * at.0, 0.0), (RIDGE, 0.0, 0.0));
            for s in samples {
                let z = (s.score - mean) / spread;
                let p = 1.0 / (1.0 + (-(at.0 * z + at.1 + s.offset)).exp());
                let off = s.weight * (p - target(s.own));
                let curve = s.weight * (p * (1.0 - p)).max(1e-9);
                g = (g.0 + off * z, g.1 + off);
                h = (h.0 + curve * z * z, h.1 + curve * z, h.2 + curve);
            }
            let determinant = h.0 * h.2 - h.1 * h.1;
            let step = |v: f64| (v / determinant).clamp(-LONGEST, LONGEST);
            at.0 -= step(h.2 * g.0 - h.1 * g.1);
            at.1 -= step(h.0 * g.1 - h.1 * g.0);
        }
        if at.0 < 0.0 {
            // The best constant: the log-odds of the mean target.
            at = (0.0, logit((of_class * high + rest * low) / total) - offset);
        }
        let loss = sum(&|s| {
            let odds = at.0 * (s.score - mean) / spread + at.1 + s.offset;
            // log(1 + e^odds), without overflow.
            s.weight * (odds.max(0.0) + (-odds.abs()).exp().ln_1p() - target(s.own) * odds)
        });
        Some(Self { slope: at.0 / spread, intercept: at.1 - at.0 * mean / spread, loss })
    }

    /// The sigmoid of every class: its own where it has samples of the class and others, else the
    /// one that all classes share, and where there is none the tangent of the log-odds at the class's
    /// share (assumed), for which a score is a probability. `scored`: what each class's is fitted to.
    pub fn of_classes(scored: &[Vec<Scored>], shares: &[f64]) -> Vec<Self> {
        let own: Vec<Option<Self>> = scored.iter().map(|scored| Self::fit(scored)).collect();
        if own.iter().all(Option::is_some) {
            return own.into_iter().flatten().collect();
        }
        let all = scored.iter().zip(shares);
        let all = all.flat_map(|(scored, &share)| scored.iter().map(move |s| s.shared(share)));
        let shared = Self::fit(&all.collect::<Vec<_>>());
        let (slope, intercept) = shared.map_or((1.0, 0.0), |s| (s.slope, s.intercept));
        let prior = |share: f64| {
            let slope = slope / (share * (1.0 - share));
            Self { slope, intercept: logit(share) + intercept - slope * share, loss: 0.0 }
        };
        own.into_iter()
            .zip(shares)
            .map(|(own, &share)| own.unwrap_or_else(|| prior(share)))
            .collect()
    }

    pub fn log_odds(self, score: f64) -> f64 {
        self.slope * score + self.intercept
    }

    /// This sigmoid with its log-odds times `share`.
    pub fn times(self, share: f64) -> Self {
        Self { slope: self.slope * share, intercept: self.intercept * share, ..self }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn scored(scores: &[(bool, f64)]) -> Vec<Scored> {
        let of = |&(own, score)| Scored { weight: 1.0, own, score, offset: 0.0 };
        scores.iter().map(of).collect()
    }

    #[test]
    fn a_slope_is_never_negative() {
        let reversed: Vec<(bool, f64)> =
            (0..40).map(|i| (i % 4 == 0, if i % 4 == 0 { 0.1 } else { 0.4 })).collect();
        let sigmoid = Platt::fit(&scored(&reversed)).unwrap();
        assert!(sigmoid.slope == 0.0);
        let p = 1.0 / (1.0 + (-sigmoid.log_odds(0.2)).exp());
        assert!((p - 0.25).abs() < 0.03, "{p}");
    }

    #[test]
    fn a_class_without_evidence_gets_the_sigmoid_of_the_others() {
        // Scores of two classes of share 0.4 that are probabilities about right.
        let of = |i: usize| {
            (
                i % 5 < 2,
                0.4 + 0.03 * ((i * 7 % 11) as f64 - 5.0) + if i % 5 < 2 { 0.15 } else { -0.1 },
            )
        };
        let two: Vec<(bool, f64)> = (0..200).map(of).collect();
        let alone = scored(&[(false, 0.1), (false, 0.15)]);
        let shares = [0.4, 0.4, 0.2];
        let all = Platt::of_classes(&[scored(&two), scored(&two), alone], &shares);
        assert!(all[2].slope > 0.0 && all[2].loss == 0.0);
        // As far above its share in its own unit the log-odds are as much above those of the share.
        let above = |class: usize| {
            let share: f64 = shares[class];
            all[class].log_odds(share + 0.5 * share * (1.0 - share)) - logit(share)
        };
        assert!((above(2) - above(0)).abs() < 0.5, "{} {}", above(2), above(0));
        let none = Platt::of_classes(&[scored(&[]), scored(&[])], &[0.3, 0.7]);
        assert!((none[0].log_odds(0.3) - logit(0.3)).abs() < 1e-12);
    }
}
