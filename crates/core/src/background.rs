//! The background of a 3D-Gene array, and what stands out of it.

/// The signal of an array where nothing binds: mean and standard deviation of the spots called
/// `Negative Control 2`, after the lowest and the highest twentieth (one at least) are taken off.
///
/// A miRNA is present where its signal is more than two standard deviations above the mean
/// (Matsuzaki et al. 2023).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Background {
    /// Mean, in the scanner's unit of fluorescence.
    pub mean: f64,
    /// Population standard deviation.
    pub sd: f64,
}

/// The value, in log2, that stands for an absent miRNA.
pub const ABSENT: f64 = 0.1;

impl Background {
    /// The background that `controls`, three or more, show; `None` of fewer.
    ///
    /// ```
    /// use exoscope_core::background::Background;
    /// let background = Background::of(&[10.0, 30.0, 20.0, 900.0, 0.0]);
    /// assert_eq!(background.map(|b| b.mean), Some(20.0));
    /// assert_eq!(background.map(|b| b.log2(20.0 + 64.0)), Some(Some(6.0)));
    /// assert_eq!(background.map(|b| b.log2(30.0)), Some(None));
    /// ```
    pub fn of(controls: &[f64]) -> Option<Self> {
        let n = controls.len();
        let cut = (n / 20).max(1);
        let mut sorted = controls.to_vec();
        sorted.sort_by(f64::total_cmp);
        let kept = sorted.get(cut..n.saturating_sub(cut)).filter(|kept| !kept.is_empty())?;
        let mean = kept.iter().sum::<f64>() / kept.len() as f64;
        let square = kept.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        Some(Self { mean, sd: (square / kept.len() as f64).sqrt() })
    }

    /// log2 of a signal above the background; `None` where the miRNA is absent, NaN where the signal
    /// is missing. A signal less than 1 above the background counts as absent.
    pub fn log2(&self, signal: f64) -> Option<f64> {
        let above = signal - self.mean;
        let log2 = above.log2();
        if above.is_nan() {
            return Some(f64::NAN);
        }
        (above > 2.0 * self.sd && log2 >= 0.0).then_some(log2)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn a_twentieth_is_trimmed_off_each_end() {
        let controls: Vec<f64> = (0..40).map(f64::from).collect();
        let background = Background::of(&controls).unwrap();
        assert_eq!(background.mean, 19.5);
        // Population SD of 2, 3, …, 37: √((36² − 1) / 12).
        assert!((background.sd - (1295.0_f64 / 12.0).sqrt()).abs() < 1e-12);
        assert_eq!(Background::of(&[1.0, 2.0]), None);
    }

    #[test]
    fn weak_signals_are_absent_and_missing_ones_stay_missing() {
        let flat = Background { mean: 10.0, sd: 0.0 };
        assert_eq!(flat.log2(10.5), None);
        assert_eq!(flat.log2(12.0), Some(1.0));
        assert!(flat.log2(f64::NAN).is_some_and(f64::is_nan));
        let wide = Background { mean: 10.0, sd: 20.0 };
        assert_eq!(wide.log2(50.0), None);
        assert_eq!(wide.log2(74.0), Some(6.0));
    }
}
