//! Protein assay: standard curve refitted from the wells, inverse prediction with its interval, blank, detection limit.

mod curve;

use serde::{Deserialize, Serialize};

pub use self::curve::{Curve, CurveKind, Standard};
use crate::export::{Grid, GridQuantity, WellRole, WellValue};
use crate::figure::{Estimate, mean, variance};

/// Signals of a plate by what the wells hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assay {
    /// The refitted standard curve.
    pub curve: Curve,
    /// Signals of the blank: standards of concentration 0.
    pub blank: Vec<f64>,
    /// Limit of detection in units of the standards: blank mean + 3 SD of the blank, or of the residuals where there
    /// are fewer than three blanks, by the curve; `None` where the curve does not reach it.
    pub detection_limit: Option<f64>,
}

/// Protein of one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Protein {
    /// A concentration in the units of the standards, with its 95 % interval.
    Measured {
        /// Concentration.
        concentration: Estimate,
    },
    /// Below the limit of detection: a ratio of particles to protein is then a lower bound.
    BelowDetection {
        /// The limit.
        limit: f64,
    },
    /// Outside the range of the standards: never extrapolated.
    OutOfRange {
        /// Mean signal.
        signal: f64,
        /// Range of the standards' signals.
        standards: (f64, f64),
    },
}

/// Why an assay cannot be calculated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssayError {
    /// No well is a standard with a concentration.
    #[error("the plate's layout names no standards with concentrations")]
    NoStandards,
    /// Too few or too uneven standards.
    #[error("{0} standard wells on {1} concentrations do not determine a curve")]
    TooFew(usize, usize),
    /// The signal does not rise with concentration.
    #[error("the signal of the standards does not rise with their concentration")]
    NotRising,
}

impl Assay {
    /// Refits the standards of a plate: masked wells are left out.
    pub fn of(grid: &Grid, layout: &[WellRole], kind: CurveKind) -> Result<Self, AssayError> {
        let mut standards = Vec::new();
        for role in layout.iter().filter(|role| role.id.to_uppercase().starts_with("STD")) {
            let Some(concentration) = role.concentration else { continue };
            if let Some(signal) = signal(grid, role.at) {
                standards.push(Standard { concentration, signal });
            }
        }
        if standards.is_empty() {
            return Err(AssayError::NoStandards);
        }
        let curve = Curve::fit(&standards, kind)?;
        let zero = standards.iter().filter(|standard| standard.concentration == 0.0);
        let blank: Vec<f64> = zero.map(|standard| standard.signal).collect();
        let spread = match variance(&blank) {
            Some(variance) if blank.len() >= 3 => variance.sqrt(),
            _ => curve.residual_sd,
        };
        let limit = mean(&blank).and_then(|blank| curve.invert(blank + 3.0 * spread));
        Ok(Self { curve, blank, detection_limit: limit.map(|limit| limit.max(0.0)) })
    }

    /// Concentration of wells with one sample, in the units of the standards and as pipetted; `None` without a value.
    pub fn concentration(&self, grid: &Grid, wells: &[(usize, usize)]) -> Option<Protein> {
        let signals: Vec<f64> = wells.iter().filter_map(|at| signal(grid, *at)).collect();
        let signal = mean(&signals)?;
        let (low, high) = self.curve.signals;
        if signal > high {
            return Some(Protein::OutOfRange { signal, standards: (low, high) });
        }
        let estimate = self.curve.inverse_prediction(signal, signals.len());
        let limit = self.detection_limit.unwrap_or(0.0);
        match estimate {
            Some(concentration) if concentration.value > limit => {
                Some(Protein::Measured { concentration })
            }
            _ if self.detection_limit.is_some() => Some(Protein::BelowDetection { limit }),
            _ => Some(Protein::OutOfRange { signal, standards: (low, high) }),
        }
    }
}

/// The signal of a well that is not masked.
fn signal(grid: &Grid, at: (usize, usize)) -> Option<f64> {
    grid.wells.iter().find(|well| well.at == at).and_then(|well| match well.value {
        WellValue::Value(value) => Some(value),
        _ => None,
    })
}

/// The grid of signals of a plate, where there is exactly one.
pub fn signal_grid(grids: &[Grid]) -> Option<&Grid> {
    let mut signals = grids.iter().filter(|grid| grid.quantity == GridQuantity::Signal);
    signals.next().filter(|_| signals.next().is_none())
}
