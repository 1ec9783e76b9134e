//! Grades as a continuous-time Markov chain in operational time.

use super::GRADES;

/// Days in which hazards fall to 1/e (assumed 90 days: most conversion within 6 to 9 months, fastest in the first three).
pub const DECAY: f64 = 90.0;
/// Year that rates are stated for.
pub const REFERENCE_YEAR: f64 = 2005.0;
/// Share of first examinations that read a grade worse than it is (assumed: about 5 to 10 %).
pub const MISCLASSIFIED: f64 = 0.05;
/// Share of last examinations read one grade off (assumed).
pub const MISREAD: f64 = 0.03;

/// Operational time at day `t` after injury: ∫₀ᵗ e^{−u/τ} du = τ(1 − e^{−t/τ}), days.
///
/// ```
/// use exoscope_therapy::patient::spinal::chain::{DECAY, clock};
/// assert_eq!(clock(0.0), 0.0);
/// assert!((clock(1e6) - DECAY).abs() < 1e-9);
/// ```
pub fn clock(t: f64) -> f64 {
    -DECAY * (-t / DECAY).exp_m1()
}

/// Hazards at the injury, per day, and what A skips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// Hazard of leaving A, B, C, D, per day.
    pub leaving: [f64; 4],
    /// Share of those leaving A that reach C at once.
    pub skip: f64,
    /// Growth of the hazard of leaving A per calendar year, of its logarithm, in cervical injuries: the one series of years
    /// is of tetraplegia, and says nothing of other levels.
    pub trend: f64,
}

impl Rates {
    /// Posterior means of the fit to all four tables (see [`super::fit`]; a test fits again and compares).
    pub const PUBLISHED: Self =
        Self { leaving: [0.00295, 0.00729, 0.0165, 0.00128], skip: 0.405, trend: 0.0951 };

    /// Factor on the hazard of leaving A after a cervical injury of `year`, beside one of [`REFERENCE_YEAR`].
    pub fn of_year(&self, year: f64) -> f64 {
        (self.trend * (year - REFERENCE_YEAR)).exp()
    }

    /// Probabilities of the grades after `time` of operational time from grade `start`, with the hazard of leaving A
    /// multiplied by `from_a`: v e^{Qt} by uniformisation, Σ Poisson(k; Λt) v (I + Q/Λ)ᵏ.
    pub fn after(&self, start: [f64; GRADES], from_a: f64, time: f64) -> [f64; GRADES] {
        let mut leaving = self.leaving;
        leaving[0] *= from_a;
        let fastest = leaving.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let (mut state, mut sum) = (start, [0.0; GRADES]);
        let mean = fastest * time;
        let (mut weight, mut total) = ((-mean).exp(), 0.0);
        for k in 1..2000_u32 {
            for (sum, p) in sum.iter_mut().zip(state) {
                *sum += weight * p;
            }
            total += weight;
            if 1.0 - total < 1e-15 {
                break;
            }
            let mut next = state;
            for (from, rate) in leaving.iter().enumerate() {
                let moved = state[from] * rate / fastest;
                next[from] -= moved;
                let skipped = if from == 0 { moved * self.skip } else { 0.0 };
                next[from + 1] += moved - skipped;
                if from == 0 {
                    next[2] += skipped;
                }
            }
            state = next;
            weight *= mean / f64::from(k);
        }
        sum
    }
}

/// Shares as read by an examiner who is one grade off, either way, with probability `misread`.
pub fn as_read(true_shares: [f64; GRADES], misread: f64) -> [f64; GRADES] {
    let mut read = [0.0; GRADES];
    for (grade, share) in true_shares.into_iter().enumerate() {
        read[grade] += share * (1.0 - misread);
        read[grade.saturating_sub(1)] += share * misread / 2.0;
        read[(grade + 1).min(GRADES - 1)] += share * misread / 2.0;
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_stay_shares_and_nobody_gets_worse(
            rates in prop::array::uniform4(1e-4..0.05_f64), skip in 0.0..1.0_f64, time in 0.0..90.0_f64
        ) {
            let chain = Rates { leaving: rates, skip, trend: 0.0 };
            let after = chain.after([0.0, 1.0, 0.0, 0.0, 0.0], 1.0, time);
            prop_assert!((after.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(after[0].abs() < 1e-15 && after.iter().all(|p| *p >= -1e-15));
        }

        #[test]
        fn the_first_grades_have_closed_forms(
            a in 1e-3..0.02_f64, b in 0.021..0.05_f64, skip in 0.0..1.0_f64, time in 0.0..90.0_f64
        ) {
            // Bateman 1910: stays e^{−at}; B: a(1−s)(e^{−at} − e^{−bt})/(b − a).
            let chain = Rates { leaving: [a, b, 0.01, 0.01], skip, trend: 0.0 };
            let after = chain.after([1.0, 0.0, 0.0, 0.0, 0.0], 1.0, time);
            prop_assert!((after[0] - (-a * time).exp()).abs() < 1e-12);
            let second = a * (1.0 - skip) * ((-a * time).exp() - (-b * time).exp()) / (b - a);
            prop_assert!((after[1] - second).abs() < 1e-12);
        }
    }
}
