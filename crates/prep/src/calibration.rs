//! Calibration of a flow cytometer: a file of bead settings → fitted fluorescence and scatter scales.
//!
//! The file is TOML (docs/preparation.md has a whole one). What a bead lot states comes from the user; signals are stated,
//! or read as the median of a channel in a file of beads, inside bounds where the file holds several populations.

mod settings;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use self::settings::{BeadSignal, CountingBeads, HalfAngle, Settings, Unit};
use crate::cytometry::fluorescence::{self, BeadPeak, FluorescenceCalibration, SLOPE_TOLERANCE};
use crate::cytometry::scatter::{self, MOST_RESIDUAL, Optics, ScatterBead, ScatterCalibration};
use crate::error::ReadError;
use crate::export::Flag;
use crate::figure::quantile;
use crate::read::channel_values;

/// Fitted calibrations, and what of a cytometer the files do not say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Fluorescence channels.
    pub fluorescence: Vec<Fluorescence>,
    /// Scatter channel.
    pub scatter: Option<Scatter>,
    /// Beads of known concentration that were added to files without a volume.
    pub counting_beads: Option<CountingBeads>,
    /// Volume in which particles are seen together, pL.
    pub interrogation_volume: Option<f64>,
}

/// A calibrated fluorescence channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fluorescence {
    /// Channel.
    pub channel: String,
    /// Unit of the bead lot's values.
    pub unit: Unit,
    /// Lot of the beads, where stated.
    pub lot: Option<String>,
    /// Peaks it was fitted to.
    pub peaks: Vec<BeadPeak>,
    /// The fit.
    pub fit: FluorescenceCalibration,
}

/// A calibrated scatter channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scatter {
    /// Channel.
    pub channel: String,
    /// Beads it was fitted to.
    pub beads: Vec<ScatterBead>,
    /// Refractive indices of a vesicle's core: lowest, usual, highest.
    pub cores: [f64; 3],
    /// The fit.
    pub fit: ScatterCalibration,
}

/// A calibration cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// The file is no TOML of the right keys.
    #[error("{0}")]
    Toml(String),
    /// A value is outside the range of its quantity.
    #[error("{place}: {why}")]
    Value {
        /// Where, as `scatter, bead 2`.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// A file of beads cannot be read.
    #[error("{place}: {source}")]
    Read {
        /// Where it is named.
        place: String,
        /// Why not.
        #[source]
        source: Box<ReadError>,
    },
}

impl CalibrationError {
    pub(crate) fn value(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Value { place: place.into(), why: why.into() }
    }

    /// What the user can do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Toml(_) => Some("docs/preparation.md has a whole calibration file".into()),
            Self::Value { .. } => {
                Some("peaks have value and signal or file; beads have diameter, index and signal or file".into())
            }
            Self::Read { source, .. } => {
                let beside = "files of beads stand beside the calibration file";
                Some(source.hint().unwrap_or_else(|| beside.to_owned()))
            }
        }
    }
}

/// Half angles of the collecting lens that are tried, degrees.
const ANGLES: std::ops::RangeInclusive<u32> = 5..=90;

impl Calibration {
    /// Reads settings and fits them; files of beads stand in `folder`.
    ///
    /// # Errors
    ///
    /// Where a key is unknown, a value is outside its range, a file cannot be read, or too few beads are given.
    pub fn from_toml(text: &str, folder: &Path) -> Result<Self, CalibrationError> {
        let settings = Settings::parse(text)?;
        let fluorescence = settings.fluorescence.iter().map(|channel| {
            let peaks = channel.peaks.iter().enumerate();
            let peaks: Vec<BeadPeak> = peaks
                .map(|(number, peak)| {
                    let place = format!("fluorescence {:?}, peak {}", channel.channel, number + 1);
                    let channel = signal(&peak.signal(), &channel.channel, folder, &place)?;
                    Ok(BeadPeak { channel, mesf: peak.value })
                })
                .collect::<Result<_, CalibrationError>>()?;
            let fit = fluorescence::calibrate(&peaks).ok_or_else(|| {
                let place = format!("fluorescence {:?}", channel.channel);
                CalibrationError::value(
                    place,
                    "two peaks or more of different positive signals are needed",
                )
            })?;
            let (unit, lot) = (channel.unit, channel.lot.clone());
            Ok(Fluorescence { channel: channel.channel.clone(), unit, lot, peaks, fit })
        });
        Ok(Self {
            fluorescence: fluorescence.collect::<Result<_, CalibrationError>>()?,
            scatter: settings.scatter.as_ref().map(|s| fit_scatter(s, folder)).transpose()?,
            counting_beads: settings.counting_beads.clone(),
            interrogation_volume: settings.interrogation_volume_pl,
        })
    }
}

impl Calibration {
    /// What must be known beside the fits.
    pub(crate) fn flags(&self) -> Vec<Flag> {
        let mut flags = Vec::new();
        for channel in &self.fluorescence {
            let (slope, worst) = (channel.fit.slope, channel.fit.worst_residual());
            let text = format!(
                "{} calibrated to {} by {} peaks: slope {slope:.3}, R² {:.4}, largest residual {worst:.1} %",
                channel.channel,
                channel.unit,
                channel.peaks.len(),
                channel.fit.r_squared
            );
            flags.push(if channel.fit.accepted() {
                Flag::note(text)
            } else {
                Flag::warning(format!(
                    "{text}; slope 1 ± {SLOPE_TOLERANCE} and at most {} % are needed: no {} follow from it",
                    fluorescence::MOST_RESIDUAL,
                    channel.unit
                ))
            });
        }
        if let Some(scatter) = &self.scatter {
            let worst = scatter.fit.residuals.iter().map(|r| r.abs()).fold(0.0, f64::max);
            let angle = scatter
                .fit
                .optics
                .half_angle
                .map_or_else(|| "all light".to_owned(), |angle| format!("half angle {angle:.0}°"));
            let text = format!(
                "{} calibrated by {} beads ({angle}): largest residual {worst:.1} %",
                scatter.channel,
                scatter.beads.len()
            );
            flags.push(if scatter.fit.accepted() {
                Flag::note(text)
            } else {
                Flag::warning(format!(
                    "{text}; more than {MOST_RESIDUAL} %: no diameters follow from it"
                ))
            });
        }
        flags
    }
}

fn fit_scatter(
    settings: &settings::ScatterSettings,
    folder: &Path,
) -> Result<Scatter, CalibrationError> {
    let beads = settings.beads.iter().enumerate();
    let beads: Vec<ScatterBead> = beads
        .map(|(number, bead)| {
            let place = format!("scatter, bead {}", number + 1);
            let signal = signal(&bead.signal(), &settings.channel, folder, &place)?;
            Ok(ScatterBead { diameter: bead.diameter, index: bead.index, signal })
        })
        .collect::<Result<_, CalibrationError>>()?;
    let angles: Vec<Option<f64>> = match settings.half_angle {
        None => std::iter::once(None).chain(ANGLES.map(|angle| Some(f64::from(angle)))).collect(),
        Some(HalfAngle::Degrees(angle)) => vec![Some(angle)],
        Some(HalfAngle::All) => vec![None],
    };
    let optics =
        Optics { wavelength: settings.wavelength, medium: settings.medium, half_angle: None };
    let fit = scatter::calibrate(&beads, optics, &angles).ok_or_else(|| {
        CalibrationError::value("scatter", "three beads or more of computable size are needed")
    })?;
    Ok(Scatter { channel: settings.channel.clone(), beads, cores: settings.core_index, fit })
}

/// The signal of a bead: as stated, or the median of its file inside its bounds.
fn signal(
    bead: &BeadSignal,
    channel: &str,
    folder: &Path,
    place: &str,
) -> Result<f64, CalibrationError> {
    let found = match bead {
        BeadSignal::Stated(signal) => Some(*signal),
        BeadSignal::File { file, above, below } => {
            let values = channel_values(&folder.join(file), channel).map_err(|source| {
                CalibrationError::Read { place: place.to_owned(), source: Box::new(source) }
            })?;
            let inside: Vec<f64> =
                values.into_iter().filter(|value| value > above && value < below).collect();
            quantile(&inside, 0.5)
        }
    };
    let found =
        found.ok_or_else(|| CalibrationError::value(place, "no event is inside the bounds"))?;
    if found > 0.0 {
        return Ok(found);
    }
    Err(CalibrationError::value(place, format!("the signal is {found}, not above 0")))
}
