//! The scale a value is measured on.

mod seen;

use std::fmt;
use std::str::FromStr;

use rayon::prelude::*;
use seen::Seen;
use serde::{Deserialize, Serialize};

/// What the numbers of a cohort are. A model is fitted on one scale and refuses another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Reads per miRNA, not negative. May be fractional where a read was shared between miRNAs.
    Counts,
    /// Counts per million reads of the sample, not negative.
    Cpm,
    /// log2(CPM + a constant).
    #[serde(rename = "log2-cpm")]
    Log2Cpm,
    /// log2 of a microarray's background-corrected fluorescence.
    #[serde(rename = "log2-intensity")]
    Log2Intensity,
    /// Not known: such a cohort can be described, not fitted or scored.
    Unknown,
}

/// log2 of counts per million plus one, `log2(count / total · 1e6 + 1)`, of `count` reads among `total`.
///
/// ```
/// use exoscope_core::scale::log2_cpm;
/// assert_eq!(log2_cpm(3.0, 1e6), 2.0);
/// ```
pub fn log2_cpm(count: f64, total: f64) -> f64 {
    (count / total * 1e6 + 1.0).log2()
}

/// A scale, guessed from the numbers, and what it was guessed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The likeliest scale.
    pub scale: Scale,
    /// What in the numbers speaks for it.
    pub reason: String,
}

/// A word that names no scale.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no scale; known are counts, cpm, log2-cpm, log2-intensity, unknown")]
pub struct UnknownScale(pub String);

impl Scale {
    /// Whether values are on a log2 scale.
    pub const fn is_log2(self) -> bool {
        matches!(self, Self::Log2Cpm | Self::Log2Intensity)
    }

    /// Whether `value` can occur on this scale: counts and CPM are not negative, and no measured
    /// log2 value leaves ±64.
    ///
    /// ```
    /// use exoscope_core::Scale;
    /// assert!(!Scale::Counts.admits(-1.0));
    /// assert!(Scale::Log2Intensity.admits(-1.0));
    /// assert!(!Scale::Log2Intensity.admits(20_000.0));
    /// ```
    pub fn admits(self, value: f64) -> bool {
        match self {
            Self::Counts | Self::Cpm => value >= 0.0 && value.is_finite(),
            Self::Log2Cpm | Self::Log2Intensity => value.abs() <= 64.0,
            Self::Unknown => value.is_finite(),
        }
    }

    /// Whether values on this scale are kept in 64 bits: counts pass the 2^24 that 32 hold exactly.
    pub const fn is_exact(self) -> bool {
        matches!(self, Self::Counts | Self::Unknown)
    }

    /// Guesses the scale from a cohort's numbers (missing ones as NaN), in `pieces` in any order, and
    /// from the `sums` of its samples, which are asked for only as far as they can decide.
    ///
    /// Large whole numbers are counts; samples that sum to a million are CPM; small values are log2:
    /// of CPM where undetected miRNAs stand at exactly 0, the lowest value, in many samples; of
    /// intensity otherwise.
    ///
    /// ```
    /// use exoscope_core::Scale;
    /// let rows = [[0.0, 310.0, 22_622.0], [2.0, 418.0, 20_348.0]];
    /// let sums = rows.iter().map(|row| row.iter().sum());
    /// assert_eq!(Scale::guess(rows.each_ref().map(|row| row.as_slice()), sums).scale, Scale::Counts);
    /// ```
    pub fn guess<'a>(
        pieces: impl IntoParallelIterator<Item = &'a [f64]>,
        sums: impl IntoIterator<Item = f64>,
    ) -> Guess {
        let seen = pieces.into_par_iter().map(Seen::of).reduce(Seen::default, Seen::and);
        let guess = |scale, reason: String| Guess { scale, reason };
        if seen.values == 0 {
            return guess(Scale::Unknown, "no value is present".into());
        }
        let (min, max) = (seen.min, seen.max);
        let whole = seen.whole as f64 / seen.values as f64;
        let zero = seen.zero as f64 / seen.values as f64;
        if min >= 0.0 && sums.into_iter().all(|sum| (sum - 1e6).abs() < 100.0) {
            return guess(Scale::Cpm, "every sample sums to a million".into());
        }
        if min >= 0.0 && max > 64.0 {
            return if whole > 0.5 {
                let share = whole * 100.0;
                guess(Scale::Counts, format!("{share:.0} % whole numbers, up to {max}"))
            } else {
                guess(Scale::Unknown, format!("fractional values up to {max}"))
            };
        }
        // No instrument reaches 2^40; noise added on the log scale may pass 2^32.
        if max <= 40.0 && min >= -40.0 && whole < 0.9 {
            return if zero > 0.02 && min >= 0.0 {
                let share = zero * 100.0;
                let reason = format!("values from {min} to {max}, {share:.0} % of them 0");
                guess(Scale::Log2Cpm, reason)
            } else {
                guess(Scale::Log2Intensity, format!("fractional values from {min} to {max}"))
            };
        }
        guess(Scale::Unknown, format!("values from {min} to {max} fit no one scale"))
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Counts => "counts",
            Self::Cpm => "cpm",
            Self::Log2Cpm => "log2-cpm",
            Self::Log2Intensity => "log2-intensity",
            Self::Unknown => "unknown",
        })
    }
}

impl FromStr for Scale {
    type Err = UnknownScale;

    fn from_str(s: &str) -> Result<Self, UnknownScale> {
        match s.to_ascii_lowercase().replace('_', "-").as_str() {
            "counts" => Ok(Self::Counts),
            "cpm" => Ok(Self::Cpm),
            "log2-cpm" => Ok(Self::Log2Cpm),
            "log2-intensity" => Ok(Self::Log2Intensity),
            "unknown" => Ok(Self::Unknown),
            _ => Err(UnknownScale(s.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(rows: &[&[f64]]) -> Scale {
        Scale::guess(rows.to_vec(), rows.iter().map(|row| row.iter().sum())).scale
    }

    #[test]
    fn scales_are_told_apart() {
        assert_eq!(guess(&[&[3492.5, 13.0, 0.0, 8.0], &[12.0, 0.0, 2.0, 99.0]]), Scale::Counts);
        assert_eq!(guess(&[&[999_000.5, 999.5], &[1.0, 999_999.0]]), Scale::Cpm);
        assert_eq!(guess(&[&[7.83, 9.32, 14.3], &[8.65, 9.05, 6.8]]), Scale::Log2Intensity);
        assert_eq!(guess(&[&[0.0, 9.32, 14.3], &[8.65, 0.0, 6.8]]), Scale::Log2Cpm);
        // Zeros above the lowest value are no floor: they fill gaps between pooled studies.
        assert_eq!(guess(&[&[0.0, 9.32, -0.4], &[8.65, 0.0, 6.8]]), Scale::Log2Intensity);
        assert_eq!(guess(&[&[0.5, 700.25]]), Scale::Unknown);
        assert_eq!(guess(&[&[f64::NAN]]), Scale::Unknown);
    }

    #[test]
    fn names_survive_a_round_trip() {
        for scale in
            [Scale::Counts, Scale::Cpm, Scale::Log2Cpm, Scale::Log2Intensity, Scale::Unknown]
        {
            assert_eq!(scale.to_string().parse(), Ok(scale));
        }
        assert!("log10".parse::<Scale>().is_err());
    }
}
