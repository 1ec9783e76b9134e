//! The decision curve of resamples, from counts of how often each sample was drawn.

use super::decision::THRESHOLDS;
use super::mean::ratio;

/// Thresholds of the decision curve that each sample's probability of a cancer reaches.
pub(super) struct Decided(Vec<usize>);

impl Decided {
    pub fn of(p: &[f64]) -> Self {
        let reached = |p: &f64| THRESHOLDS.iter().filter(|threshold| p >= threshold).count();
        Self(p.iter().map(reached).collect())
    }

    /// Net benefit at each threshold, each sample counted `times`, as
    /// [`decision_curve`](super::decision_curve) has it at the share of cancers among those drawn.
    pub fn figures(&self, times: &[u32], cancer: &[bool]) -> [Option<f64>; THRESHOLDS.len()] {
        // Samples with and without a cancer by the last threshold that they reach.
        let mut last = [(0.0, 0.0); THRESHOLDS.len()];
        let mut total = 0.0;
        for ((&reached, &n), &cancer) in self.0.iter().zip(times).zip(cancer) {
            let n = f64::from(n);
            total += n;
            if let Some((hits, alarms)) = reached.checked_sub(1).and_then(|at| last.get_mut(at)) {
                *(if cancer { hits } else { alarms }) += n;
            }
        }
        let mut benefit = [None; THRESHOLDS.len()];
        let (mut hits, mut alarms) = (0.0, 0.0);
        let each = benefit.iter_mut().zip(last).zip(THRESHOLDS).rev();
        for ((benefit, (more_hits, more_alarms)), threshold) in each {
            (hits, alarms) = (hits + more_hits, alarms + more_alarms);
            *benefit = ratio(hits - alarms * threshold / (1.0 - threshold), total);
        }
        benefit
    }
}
