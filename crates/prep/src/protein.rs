//! Protein assay: standard curve refitted from the wells, inverse prediction with its interval, blank, detection limit.

mod curve;
mod four_parameter;

use serde::{Deserialize, Serialize};

pub use self::curve::{AICC_MARGIN, Choice, Curve, CurveKind, Standard, choose};
use crate::export::{Grid, GridQuantity, PrintedConcentration, WellRole, WellValue};
use crate::figure::{Estimate, f_quantile, mean, t_quantile, variance};
use crate::size::{LEVEL, over_replicates};

/// Signals of a plate by what the wells hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assay {
    /// The refitted standard curve.
    pub curve: Curve,
    /// Which curve, by which criterion, in words.
    pub method: String,
    /// Signals of the blank: standards of concentration 0, and wells named BLK….
    pub blank: Vec<f64>,
    /// Limit of detection in units of the standards: blank mean + 3 SD of the blank, or of the residuals where there
    /// are fewer than three blanks, by the curve; `None` where the curve does not reach it.
    pub detection_limit: Option<f64>,
}

/// Protein of one sample by one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The file.
    pub file: String,
    /// What was found, of the stock, µg/mL.
    pub protein: Protein,
    /// How: standard curve and criterion, or the instrument's own figure.
    pub method: String,
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
    /// Every standard is below the limit of detection.
    #[error("the curve is flat: its limit of detection is above the highest standard")]
    Flat,
    /// The standards leave the parameters of the curve open.
    #[error("the standards do not determine the four parameters of the curve")]
    NotDetermined,
}

impl Assay {
    /// Refits the standards of a plate by the curve that they ask for ([`choose`]): masked wells are left out.
    pub fn of(grid: &Grid, layout: &[WellRole]) -> Result<Self, AssayError> {
        let choice = choose(&standards(grid, layout)?)?;
        let method = choice.words();
        Self::with(choice.curve, method, grid, layout)
    }

    /// Refits the standards of a plate by a curve of this form.
    pub fn of_kind(grid: &Grid, layout: &[WellRole], kind: CurveKind) -> Result<Self, AssayError> {
        let curve = Curve::fit(&standards(grid, layout)?, kind)?;
        Self::with(curve, "as asked for".to_owned(), grid, layout)
    }

    fn with(
        curve: Curve,
        method: String,
        grid: &Grid,
        layout: &[WellRole],
    ) -> Result<Self, AssayError> {
        let is_blank = |role: &&WellRole| {
            let id = role.id.to_uppercase();
            id.starts_with("BLK") || (role.is_standard() && role.concentration == Some(0.0))
        };
        let blank: Vec<f64> =
            layout.iter().filter(is_blank).filter_map(|role| signal(grid, role.at)).collect();
        let spread = match variance(&blank) {
            Some(variance) if blank.len() >= 3 => variance.sqrt(),
            _ => curve.residual_sd,
        };
        let limit = mean(&blank).and_then(|blank| curve.invert(blank + 3.0 * spread));
        // A curve so flat that it tells none of its standards from the blank determines nothing.
        if limit.is_some_and(|limit| limit > curve.concentrations.1) {
            return Err(AssayError::Flat);
        }
        let detection_limit = limit.map(|limit| limit.max(0.0));
        Ok(Self { curve, method, blank, detection_limit })
    }

    /// Concentration of wells with one sample, in the units of the standards and as pipetted; `None` without a value.
    pub fn concentration(&self, grid: &Grid, wells: &[(usize, usize)]) -> Option<Protein> {
        let signals: Vec<f64> = wells.iter().filter_map(|at| signal(grid, *at)).collect();
        let signal = mean(&signals)?;
        let (low, high) = self.curve.signals;
        if signal > high {
            return Some(Protein::OutOfRange { signal, standards: (low, high) });
        }
        let estimate = self.curve.inverse_prediction(signal, signals.len()).map(|curve| {
            let apart = self.apart(&signals, curve.value).unwrap_or(0.0);
            let half = f64::hypot(curve.high - curve.value, apart);
            Estimate { low: curve.value - half, high: curve.value + half, ..curve }
        });
        let limit = self.detection_limit.unwrap_or(0.0);
        match estimate {
            Some(concentration) if concentration.value > limit => {
                let low = concentration.low.max(0.0);
                Some(Protein::Measured { concentration: Estimate { low, ..concentration } })
            }
            _ if self.detection_limit.is_some() => Some(Protein::BelowDetection { limit }),
            _ => Some(Protein::OutOfRange { signal, standards: (low, high) }),
        }
    }
}

impl Assay {
    /// Half width of Student's t interval over replicate wells, as concentration at `value`, where they differ more than the
    /// residuals of the curve explain (F test of their variances at 5 %); `None` where they do not. The curve's own
    /// interval takes the wells to scatter as its standards do.
    fn apart(&self, signals: &[f64], value: f64) -> Option<f64> {
        let (m, within) = (signals.len() as f64, variance(signals)?);
        let df = self.curve.wells.checked_sub(self.curve.parameters.len())? as f64;
        let most = f_quantile(0.95, m - 1.0, df)? * self.curve.residual_sd.powi(2);
        let slope = self.curve.slope_at(value).abs();
        let half = t_quantile(f64::midpoint(1.0, LEVEL), m - 1.0)? * (within / m).sqrt() / slope;
        (within > most && half.is_finite()).then_some(half)
    }

    /// Coefficient of variation of the concentrations of replicate wells; `None` of fewer than two that the curve reaches.
    pub fn replicate_cv(&self, grid: &Grid, wells: &[(usize, usize)]) -> Option<f64> {
        let of = wells.iter().filter_map(|at| self.curve.invert(signal(grid, *at)?));
        let values: Vec<f64> = of.collect();
        let (centre, variance) = (mean(&values)?, variance(&values)?);
        // Below detection the mean is near 0, and no ratio to it tells anything.
        (centre > self.detection_limit.unwrap_or(0.0)).then(|| variance.sqrt() / centre)
    }
}

/// Standards with a concentration and a signal.
fn standards(grid: &Grid, layout: &[WellRole]) -> Result<Vec<Standard>, AssayError> {
    let of = layout.iter().filter(|role| role.is_standard());
    let standards: Vec<Standard> = of
        .filter_map(|role| {
            let (concentration, signal) = (role.concentration?, signal(grid, role.at)?);
            Some(Standard { concentration, signal })
        })
        .collect();
    if standards.is_empty() { Err(AssayError::NoStandards) } else { Ok(standards) }
}

/// Protein by concentrations that an instrument printed: their mean with Student's t interval over wells; of one well
/// without an interval. `None` of none.
pub fn by_printed(readings: &[&PrintedConcentration]) -> Option<Protein> {
    let values: Vec<f64> = readings.iter().filter_map(|reading| reading.ug_per_ml).collect();
    let value = mean(&values)?;
    let unknown = Estimate { value, low: 0.0, high: f64::INFINITY, level: LEVEL };
    let concentration =
        over_replicates(&values).map_or(unknown, |e| Estimate { low: e.low.max(0.0), ..e });
    Some(Protein::Measured { concentration })
}

/// The signal of a well that is not masked.
fn signal(grid: &Grid, at: (usize, usize)) -> Option<f64> {
    grid.wells.iter().find(|well| well.at == at).and_then(|well| match well.value {
        WellValue::Value(value) => Some(value),
        _ => None,
    })
}

/// The grid of signals of a plate, where there is exactly one; with `name`, where exactly one has it in its name.
pub fn signal_grid<'a>(grids: &'a [Grid], name: Option<&str>) -> Option<&'a Grid> {
    let mut signals = grids
        .iter()
        .filter(|grid| grid.quantity == GridQuantity::Signal)
        .filter(|grid| name.is_none_or(|name| grid.name.contains(name)));
    signals.next().filter(|_| signals.next().is_none())
}
