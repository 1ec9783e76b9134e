//! Median and range of a figure over draws.

use exoscope_core::number::{amount, percent, short};
use serde::Serialize;

/// Median and 95 % range over draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    /// Median.
    pub median: f64,
    /// 2.5th and 97.5th percentile.
    pub range: (f64, f64),
}

impl Figure {
    /// Median and range as a number: `1.20e10 (9.00e9–2.00e10)`.
    pub fn amount(&self) -> String {
        self.shown(amount)
    }

    /// The same of a share, in percent.
    pub fn percent(&self) -> String {
        self.shown(percent)
    }

    /// The same of a whole number.
    pub fn whole(&self) -> String {
        self.shown(short)
    }

    /// Whole doses: what is left of a batch after its last whole dose is thrown away.
    #[must_use]
    pub fn floor(&self) -> Self {
        Self { median: self.median.floor(), range: (self.range.0.floor(), self.range.1.floor()) }
    }

    /// Without a range where both of its ends read as the median.
    fn shown(&self, show: impl Fn(f64) -> String) -> String {
        let (median, low, high) = (show(self.median), show(self.range.0), show(self.range.1));
        if low == median && high == median { median } else { format!("{median} ({low}–{high})") }
    }

    pub(super) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.retain(|x| x.is_finite());
        values.sort_by(f64::total_cmp);
        let at = |q: f64| values.get((q * (values.len() as f64 - 1.0)).round() as usize).copied();
        Some(Self { median: at(0.5)?, range: (at(0.025)?, at(0.975)?) })
    }
}
