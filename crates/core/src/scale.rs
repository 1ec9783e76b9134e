//! The scale a value is measured on.

mod counted;
mod seen;
mod transformed;

use std::fmt;
use std::str::FromStr;

use rayon::prelude::*;
pub use seen::MISSING_VALUE_CODES;
use seen::Seen;
use serde::{Deserialize, Serialize};
pub use transformed::transformed;

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
    /// Cycles of quantitative PCR until the signal passes its threshold (Ct, Cq): low is much. What was
    /// not detected stands at the last cycle, [`CT_CYCLES`] or more.
    Ct,
    /// Ct less that of reference assays in the same sample (ΔCt): low is much.
    DeltaCt,
    /// Parts of all reads or signal of the sample, from 0 to 1.
    Fraction,
    /// Parts of all reads or signal of the sample, in percent.
    Percent,
    /// Standard deviations from a mean, of each miRNA over samples or of each sample over miRNAs. What the
    /// mean and the deviation were learned from is not known.
    ZScore,
    /// Not known: such a cohort can be described, not fitted or scored.
    Unknown,
}

/// The cycles of a run of quantitative PCR, where nothing else is stated.
pub const CT_CYCLES: f64 = 40.0;

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

impl Guess {
    /// The other guess, where there is one and this is of logarithms.
    #[must_use]
    pub fn unless(self, other: impl FnOnce() -> Option<Self>) -> Self {
        if self.scale.is_log2() { other().unwrap_or(self) } else { self }
    }
}

/// A word that names no scale.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no scale; known are {}", known(), text = .0)]
pub struct UnknownScale(pub String);

fn known() -> String {
    Scale::ALL.map(|scale| scale.to_string()).join(", ")
}

impl Scale {
    /// All scales.
    pub const ALL: [Self; 10] = [
        Self::Counts,
        Self::Cpm,
        Self::Log2Cpm,
        Self::Log2Intensity,
        Self::Ct,
        Self::DeltaCt,
        Self::Fraction,
        Self::Percent,
        Self::ZScore,
        Self::Unknown,
    ];

    /// The scale on which values are analysed ([`Scale::for_analysis`]).
    ///
    /// ```
    /// use exoscope_core::Scale;
    /// assert_eq!(Scale::Ct.analysed_as(), Scale::Log2Intensity);
    /// assert_eq!(Scale::Percent.analysed_as(), Scale::Cpm);
    /// assert_eq!(Scale::Counts.analysed_as(), Scale::Counts);
    /// ```
    #[must_use]
    pub const fn analysed_as(self) -> Self {
        match self {
            Self::Ct | Self::DeltaCt | Self::ZScore => Self::Log2Intensity,
            Self::Fraction | Self::Percent => Self::Cpm,
            other => other,
        }
    }

    /// A value as it is analysed, high where there is much: `40 − Ct` (a doubling is one cycle at full
    /// efficiency, so this is a log2, and 0 is what was not detected in 40 cycles), `−ΔCt`, and of parts
    /// what they are of a million. Values on other scales are analysed as they are.
    ///
    /// ```
    /// use exoscope_core::Scale;
    /// assert_eq!(Scale::Ct.for_analysis(22.5), 17.5);
    /// assert_eq!(Scale::DeltaCt.for_analysis(3.0), -3.0);
    /// assert_eq!(Scale::Percent.for_analysis(2.0), 20_000.0);
    /// ```
    pub fn for_analysis(self, value: f64) -> f64 {
        match self {
            Self::Ct => CT_CYCLES - value,
            Self::DeltaCt => -value,
            Self::Fraction => value * 1e6,
            Self::Percent => value * 1e4,
            _ => value,
        }
    }

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
            Self::Log2Cpm | Self::Log2Intensity | Self::DeltaCt | Self::ZScore => {
                value.abs() <= 64.0
            }
            Self::Ct | Self::Percent => (0.0..=100.0).contains(&value),
            Self::Fraction => (0.0..=1.0).contains(&value),
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
    /// Large whole numbers are counts; samples that sum to a million are CPM, to 1 or 100 parts; values of
    /// which most are above 20, or that end at 40 cycles, are Ct; other small values are log2:
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
        if seen.zero == seen.values {
            return guess(Scale::Unknown, "every value is 0".into());
        }
        if seen.is_marked() {
            let reason = format!("{min} is all that is below 0: it may stand for missing values");
            return guess(Scale::Unknown, reason);
        }
        // Of values that are not 0: a 0 is whole on every scale.
        let there = (seen.values - seen.zero).max(1) as f64;
        let whole = (seen.whole - seen.zero) as f64 / there;
        let zero = seen.zero as f64 / seen.values as f64;
        if min >= 0.0
            && let Some((total, (whole, all))) = common_total(sums, whole < 1.0)
        {
            let scale = if total < 2.0 {
                Scale::Fraction
            } else if total < 200.0 {
                Scale::Percent
            } else {
                Scale::Cpm
            };
            let total = match scale {
                Scale::Cpm => "a million".to_owned(),
                _ => total.to_string(),
            };
            let reason = if whole == all {
                format!("every sample sums to {total}")
            } else {
                format!("{whole} of {all} samples sum to {total}, those with gaps to less")
            };
            return guess(scale, reason);
        }
        if min >= 0.0 && max <= 1.0 && whole < 0.5 {
            return guess(Scale::Fraction, format!("values from {min} to {max}"));
        }
        if min >= 0.0 && max > 64.0 {
            return if whole > 0.5 {
                let share = whole * 100.0;
                guess(Scale::Counts, format!("{share:.0} % whole numbers, up to {max}"))
            } else {
                guess(Scale::Unknown, format!("fractional values up to {max}"))
            };
        }
        if let Some(reason) = seen.speaks_for_ct() {
            return guess(Scale::Ct, reason);
        }
        // As -Ct are; of logarithms some are above 0.
        if max < -8.0 {
            return guess(Scale::Unknown, format!("every value is below 0, from {min} to {max}"));
        }
        if let Some(reason) = seen.may_be_ct() {
            return guess(Scale::Unknown, reason);
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

/// 1, 100 or a million, where samples sum to it, to about a ten-thousandth: most of them, and none to more, as
/// those with gaps sum to less. And how many do, of how many.
fn common_total(
    sums: impl IntoIterator<Item = f64>,
    fractions: bool,
) -> Option<(f64, (usize, usize))> {
    /// Where none of so many sums to any of them, the others are not asked.
    const FIRST: usize = 8;
    let near = |sum: f64, total: f64| (sum - total).abs() <= total * 1e-4;
    let mut sums = sums.into_iter();
    let first: Vec<f64> = sums.by_ref().take(FIRST).collect();
    let is_total = |total: &f64| first.iter().any(|sum| near(*sum, *total));
    let total = [1.0, 100.0, 1e6].into_iter().find(is_total)?;
    let (mut whole, mut all) = (0_usize, 0_usize);
    for sum in first.iter().copied().chain(sums) {
        all += 1;
        whole += usize::from(near(sum, total));
        if sum > total * (1.0 + 1e-4) {
            return None;
        }
    }
    // Two small counts may sum to 1 or 100: parts of that have a fraction.
    let parts = total > 1e3 || fractions;
    let most = whole == all || whole > 1 && whole * 2 >= all;
    (parts && most).then_some((total, (whole, all)))
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Counts => "counts",
            Self::Cpm => "cpm",
            Self::Log2Cpm => "log2-cpm",
            Self::Log2Intensity => "log2-intensity",
            Self::Ct => "ct",
            Self::DeltaCt => "delta-ct",
            Self::Fraction => "fraction",
            Self::Percent => "percent",
            Self::ZScore => "z-score",
            Self::Unknown => "unknown",
        })
    }
}

impl FromStr for Scale {
    type Err = UnknownScale;

    fn from_str(s: &str) -> Result<Self, UnknownScale> {
        match s.to_ascii_lowercase().replace('_', "-").as_str() {
            "rpm" | "tpm" => Ok(Self::Cpm),
            "log2-rpm" | "log2-tpm" => Ok(Self::Log2Cpm),
            "cq" => Ok(Self::Ct),
            "delta-cq" => Ok(Self::DeltaCt),
            "share" => Ok(Self::Fraction),
            text => Self::ALL
                .into_iter()
                .find(|scale| scale.to_string() == text)
                .ok_or_else(|| UnknownScale(s.to_owned())),
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
        // A 0 is whole on every scale: these are no counts.
        assert_eq!(guess(&[&[0.0, 0.0, 0.0, 0.0, 700.25, 3.5]]), Scale::Unknown);
        assert_eq!(guess(&[&[0.25, 0.75, 0.0], &[0.5, 0.3, 0.2]]), Scale::Fraction);
        assert_eq!(guess(&[&[0.025, 0.0, 0.0], &[0.5, 0.3, 0.1]]), Scale::Fraction);
        assert_eq!(guess(&[&[25.5, 74.5], &[50.25, 49.75]]), Scale::Percent);
        // The largest may be whole by chance.
        assert_eq!(
            guess(&[&[25.0, 20.5, 24.25, 30.25], &[40.0, 15.5, 14.25, 30.25]]),
            Scale::Percent
        );
        // A gap leaves a sample short of its total, and does not make it a logarithm.
        let gap = [&[20.5, 5.25, 74.25][..], &[3.5, f64::NAN, 26.25], &[50.25, 9.75, 40.0]];
        let sum = |row: &&[f64]| row.iter().filter(|value| !value.is_nan()).sum::<f64>();
        assert_eq!(Scale::guess(gap.to_vec(), gap.iter().map(sum)).scale, Scale::Percent);
        assert_eq!(guess(&[&[25.5, 74.5], &[5.25, 9.75]]), Scale::Unknown);
        assert_eq!(guess(&[&[21.2, 40.0, 18.5], &[22.5, 30.1, 26.5]]), Scale::Ct);
        assert_eq!(guess(&[&[23.1, 20.1], &[24.2, 21.5]]), Scale::Ct);
        assert_eq!(guess(&[&[14.2, 19.9, 20.4], &[11.0, 9.3, 16.1]]), Scale::Log2Intensity);
        // Ct that begin late, or with a number for what was not detected, are no logarithms turned over.
        assert_eq!(guess(&[&[14.2, 19.9, 20.4], &[14.7, 18.3, 16.1]]), Scale::Unknown);
        for code in [0.0, -1.0] {
            let rows = [&[22.1, 31.5, code][..], &[code, 28.4, 19.5], &[21.3, 30.2, 24.4]];
            assert_eq!(guess(&rows), Scale::Unknown);
        }
        assert_eq!(guess(&[&[-22.1, -31.5], &[-18.3, -28.4]]), Scale::Unknown);
        assert_eq!(guess(&[&[0.0, 12.5, 8.1], &[9.75, 0.0, 15.9]]), Scale::Log2Cpm);
        assert_eq!(guess(&[&[f64::NAN]]), Scale::Unknown);
        assert_eq!(guess(&[&[0.0, 0.0]]), Scale::Unknown);
        // A mark for what is missing, unless others are below 0 too.
        assert_eq!(guess(&[&[-9.0, 8.1, 3.5], &[10.5, -9.0, 2.5]]), Scale::Unknown);
        assert_eq!(guess(&[&[-9.0, 8.1, 3.5], &[10.5, -1.25, 2.5]]), Scale::Log2Intensity);
    }

    #[test]
    fn names_survive_a_round_trip() {
        for scale in Scale::ALL {
            assert_eq!(scale.to_string().parse(), Ok(scale));
        }
        assert!("log10".parse::<Scale>().is_err());
    }
}
