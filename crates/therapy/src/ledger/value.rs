//! Figures of the ledger: a value, how far it moves with the random seed, and the one in the text.

use exoscope_core::number::{amount, percent};
use serde::Serialize;

/// A value that a row computes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A share.
    Percent(f64),
    /// A number with its unit, or none.
    Amount(f64, &'static str),
    /// Several numbers, none of which moves with the seed.
    Text(String),
}

impl Value {
    const fn number(&self) -> Option<f64> {
        match self {
            Self::Percent(x) | Self::Amount(x, _) => Some(*x),
            Self::Text(_) => None,
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Percent(x) => percent(*x),
            Self::Amount(x, "") => amount(*x),
            Self::Amount(x, unit) => format!("{} {unit}", amount(*x)),
            Self::Text(text) => text.clone(),
        }
    }

    /// A standard deviation as it stands behind `±`, in the unit of the value: with the decimals of the value, or one
    /// significant digit where that is more.
    fn spread(&self, sd: f64) -> String {
        let sd = if matches!(self, Self::Percent(_)) { 100.0 * sd } else { sd };
        let shown = self.shown();
        let number = shown.split(' ').next().unwrap_or_default();
        if number.contains('e') {
            return format!("{sd:.0e}");
        }
        let decimals = number.split_once('.').map_or(0, |(_, digits)| digits.len());
        let rounded = format!("{sd:.0e}").parse().unwrap_or(sd);
        let first = (-rounded.log10().floor()).clamp(0.0, 15.0) as usize;
        format!("{sd:.*}", decimals.max(first))
    }
}

/// Standard deviation over mean up to which runs differ by rounding alone.
const ROUNDING: f64 = 1e-12;

/// A figure as computed, beside the one in the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// As computed now, of the seed.
    pub computed: String,
    /// The number; nothing where there are several.
    pub value: Option<f64>,
    /// Its standard deviation over other seeds; nothing where it does not move with the seed.
    pub sd: Option<f64>,
    /// The same as it stands behind `±`.
    pub spread: Option<String>,
    /// As it stands in the ledger, of seed 1.
    pub stated: &'static str,
}

impl Figure {
    /// Of a value and of the same by other seeds.
    pub(super) fn new(value: &Value, others: &[f64], stated: &'static str) -> Self {
        let n = others.len() as f64;
        let mean = others.iter().sum::<f64>() / n;
        let squares: f64 = others.iter().map(|x| (x - mean).powi(2)).sum();
        let sd = Some((squares / (n - 1.0)).sqrt())
            .filter(|sd| others.len() > 1 && *sd > ROUNDING * mean.abs());
        Self {
            computed: value.shown(),
            value: value.number(),
            sd,
            spread: sd.map(|sd| value.spread(sd)),
            stated,
        }
    }

    /// Whether both are the same.
    pub fn agrees(&self) -> bool {
        self.computed == self.stated
    }
}

/// Numbers of each figure over runs with other seeds, in the order of the figures.
pub(super) fn by_figure(runs: &[Vec<(Value, &'static str)>], figure: usize) -> Vec<f64> {
    runs.iter().filter_map(|run| run.get(figure)?.0.number()).collect()
}
