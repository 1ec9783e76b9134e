//! What is looked at in the values of one sample.

use super::FEW;

/// What is looked at in a sample's values.
#[allow(clippy::struct_excessive_bools)] // each is an observation of its own
pub(super) struct Traits {
    pub(super) present: usize,
    pub(super) min: f64,
    pub(super) max: f64,
    /// Whole numbers from 15 to 30.
    pub(super) lengths: bool,
    /// From 0 to 1, most with a fraction.
    pub(super) shares: bool,
    /// 0, 1, 2, … or 1, 2, 3, …
    pub(super) rows: bool,
    /// Whole numbers, several but 0.
    pub(super) whole: bool,
    /// Most of what is not 0 has a fraction, of several values.
    pub(super) fractions: bool,
}

/// Of fewer values one for all says nothing.
const SEVERAL: usize = 5;

impl Traits {
    pub(super) fn of(values: &[f64]) -> Self {
        let present: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let min = present.iter().copied().fold(f64::INFINITY, f64::min);
        let max = present.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let fractional = present.iter().filter(|value| value.fract() != 0.0).count();
        let zeros = present.iter().filter(|value| **value == 0.0).count();
        let step =
            present.windows(2).all(|pair| matches!(pair, [a, b] if (b - a - 1.0).abs() < 1e-9));
        Self {
            present: present.len(),
            lengths: fractional == 0 && min >= 15.0 && max <= 30.0,
            shares: min >= 0.0 && max <= 1.0 && fractional * 2 > present.len(),
            rows: present.len() == values.len()
                && present.len() >= SEVERAL
                && step
                && (0.0..=1.0).contains(&min),
            whole: fractional == 0 && present.len() >= zeros + FEW,
            fractions: fractional >= FEW && fractional * 2 > present.len() - zeros,
            min,
            max,
        }
    }

    /// Whether there are enough values to say what they are.
    pub(super) fn several(&self) -> bool {
        self.present >= SEVERAL
    }

    /// Whether values are whole, from 1 to so many, and the highest is near that.
    pub(super) fn counts_up_to(&self, most: usize) -> bool {
        let most = most as f64;
        self.whole
            && self.present >= SEVERAL
            && self.min >= 1.0
            && self.max <= most
            && self.max * 2.0 >= most
    }

    /// Whether all values are the same, and neither the least nor the most of all samples, as those of a sample in
    /// which nothing was found are.
    #[allow(clippy::float_cmp)] // the very same values
    pub(super) fn is_constant(&self, range: (f64, f64)) -> bool {
        self.present >= SEVERAL
            && self.min == self.max
            && self.min != range.0
            && self.max != range.1
    }
}

/// The upper quartile of what is finite.
pub(super) fn upper_quartile(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() * 3 / 4).copied().unwrap_or(f64::NEG_INFINITY)
}
