//! Slow tumours among others: a fraction of tumours whose sojourn is some times as long.

use exoscope_core::random::Stream;
use rand::RngExt as _;

use super::{Course, NaturalHistory};

/// A natural history of which all times are stretched, those of slow tumours more.
pub struct Mixture {
    history: Box<dyn NaturalHistory>,
    factor: f64,
    slow: (f64, f64),
}

impl Mixture {
    /// `history` with all times `factor` times as long, and of the fraction `slow.0` of tumours `slow.1` times as
    /// long again.
    pub fn new(history: Box<dyn NaturalHistory>, factor: f64, slow: (f64, f64)) -> Self {
        Self { history, factor, slow }
    }

    /// Probability that a tumour is slow and long, and that it is not slow and long.
    fn parts(&self, cancer: usize, stage: usize, years: f64) -> (f64, f64) {
        let (fraction, times) = self.slow;
        let of = |factor: f64| self.history.envelope(cancer, stage, years / factor);
        let usual = (1.0 - fraction) * of(self.factor);
        (if fraction > 0.0 { fraction * of(self.factor * times) } else { 0.0 }, usual)
    }
}

impl NaturalHistory for Mixture {
    fn envelope(&self, cancer: usize, stage: usize, years: f64) -> f64 {
        let (slow, usual) = self.parts(cancer, stage, years);
        slow + usual
    }

    fn course(&self, cancer: usize, stage: usize, beyond: f64, random: &mut Stream) -> Course {
        let mut factor = self.factor;
        if self.slow.0 > 0.0 {
            let (slow, usual) = self.parts(cancer, stage, beyond);
            if random.random::<f64>() * (slow + usual) < slow {
                factor *= self.slow.1;
            }
        }
        self.history.course(cancer, stage, beyond / factor, random).slower(factor)
    }
}
