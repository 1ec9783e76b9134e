//! Settings of a calibration file: text to checked values.

use std::path::PathBuf;

use exoscope_core::Surplus;
use serde::{Deserialize, Serialize};

use super::CalibrationError;

/// Wavelengths of lasers that cytometers have, with room, nm: 0.405 is one in µm.
const WAVELENGTHS: (f64, f64) = (200.0, 2000.0);
/// Diameters of beads of suspensions, with room, nm: 0.081 is one in µm.
const DIAMETERS: (f64, f64) = (10.0, 20_000.0);

/// A calibration file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Fluorescence channels.
    #[serde(default)]
    pub fluorescence: Vec<FluorescenceSettings>,
    /// The scatter channel.
    pub scatter: Option<ScatterSettings>,
    /// Beads that were added to files without a volume.
    pub counting_beads: Option<CountingBeads>,
    /// Volume in which particles are seen together, pL.
    pub interrogation_volume_pl: Option<f64>,
}

/// Unit of calibrated fluorescence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Molecules of equivalent soluble fluorochrome.
    #[serde(rename = "MESF")]
    Mesf,
    /// Equivalent number of reference fluorophores.
    #[serde(rename = "ERF")]
    Erf,
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Mesf => "MESF",
            Self::Erf => "ERF",
        })
    }
}

/// A fluorescence channel and its bead peaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FluorescenceSettings {
    /// Short or long name of the channel.
    pub channel: String,
    /// Unit of the values.
    pub unit: Unit,
    /// Lot of the beads.
    pub lot: Option<String>,
    /// The peaks.
    pub peaks: Vec<PeakSettings>,
}

/// A bead peak: what its lot states, and where it lies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeakSettings {
    /// MESF or ERF of the lot.
    pub value: f64,
    signal: Option<f64>,
    file: Option<PathBuf>,
    above: Option<f64>,
    below: Option<f64>,
}

/// The scatter channel, its optics and beads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScatterSettings {
    /// Short or long name of the channel.
    pub channel: String,
    /// Wavelength in vacuum, nm.
    pub wavelength: f64,
    /// Refractive index of the medium.
    pub medium: f64,
    /// Half angle of the lens; `None`: fitted.
    pub half_angle: Option<HalfAngle>,
    /// Core of a vesicle: lowest, usual and highest refractive index.
    #[serde(default = "cores")]
    pub core_index: [f64; 3],
    /// The beads.
    pub beads: Vec<BeadSettings>,
}

fn cores() -> [f64; 3] {
    [1.36, 1.38, 1.40]
}

/// Half angle of the collecting lens.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "toml::Value")]
pub enum HalfAngle {
    /// Degrees, up to 90.
    Degrees(f64),
    /// All scattered light.
    All,
}

impl TryFrom<toml::Value> for HalfAngle {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, String> {
        let degrees = match &value {
            toml::Value::String(text) if text == "all" => return Ok(Self::All),
            toml::Value::Integer(degrees) => *degrees as f64,
            toml::Value::Float(degrees) => *degrees,
            _ => f64::NAN,
        };
        let inside = degrees > 0.0 && degrees <= 90.0;
        inside
            .then_some(Self::Degrees(degrees))
            .ok_or_else(|| format!("half_angle is {value:?}, not degrees up to 90 or \"all\""))
    }
}

/// A bead of known size and refractive index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeadSettings {
    /// Diameter, nm.
    pub diameter: f64,
    /// Refractive index at the wavelength.
    pub index: f64,
    signal: Option<f64>,
    file: Option<PathBuf>,
    above: Option<f64>,
    below: Option<f64>,
}

/// Beads of known concentration, added to the sample: their count gives the volume.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountingBeads {
    /// Channel that tells them.
    pub channel: String,
    /// Events with a larger value are beads.
    pub above: f64,
    /// Beads per mL of the measured sample.
    pub per_ml: f64,
}

/// Where the signal of a bead comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum BeadSignal {
    /// Stated.
    Stated(f64),
    /// Median of the values of a file between two bounds.
    File {
        /// The file, beside the settings.
        file: PathBuf,
        /// Lower bound.
        above: f64,
        /// Upper bound.
        below: f64,
    },
}

fn bead_signal(
    signal: Option<f64>,
    file: Option<&PathBuf>,
    above: Option<f64>,
    below: Option<f64>,
) -> Option<BeadSignal> {
    match (signal, file) {
        (Some(signal), None) if above.is_none() && below.is_none() => {
            Some(BeadSignal::Stated(signal))
        }
        (None, Some(file)) => Some(BeadSignal::File {
            file: file.clone(),
            above: above.unwrap_or(f64::NEG_INFINITY),
            below: below.unwrap_or(f64::INFINITY),
        }),
        _ => None,
    }
}

impl PeakSettings {
    /// Its signal; an impossible one where the settings were not checked.
    pub fn signal(&self) -> BeadSignal {
        bead_signal(self.signal, self.file.as_ref(), self.above, self.below)
            .unwrap_or(BeadSignal::Stated(f64::NAN))
    }
}

impl BeadSettings {
    /// Its signal; an impossible one where the settings were not checked.
    pub fn signal(&self) -> BeadSignal {
        bead_signal(self.signal, self.file.as_ref(), self.above, self.below)
            .unwrap_or(BeadSignal::Stated(f64::NAN))
    }
}

impl Settings {
    /// Reads and checks settings.
    pub fn parse(text: &str) -> Result<Self, CalibrationError> {
        let settings: Self =
            toml::from_str(text).map_err(|error| CalibrationError::Toml(error.to_string()))?;
        let written =
            toml::from_str(text).map_err(|error| CalibrationError::Toml(error.to_string()))?;
        let long = Surplus::of(&written, &settings)
            .map_err(|error| CalibrationError::Toml(error.to_string()))?;
        if let Some(long) = long {
            return Err(CalibrationError::value(&long.field, format!("{long}; {}", long.hint())));
        }
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), CalibrationError> {
        let positive = |place: &str, name: &str, value: f64| {
            if value > 0.0 && value.is_finite() {
                return Ok(());
            }
            Err(CalibrationError::value(place, format!("{name} is {value}, not above 0")))
        };
        let one = |place: &str, signal: Option<BeadSignal>| {
            signal.map(|_| ()).ok_or_else(|| {
                CalibrationError::value(place, "needs either signal, or file with above and below")
            })
        };
        let mut channels = std::collections::BTreeSet::new();
        for channel in &self.fluorescence {
            if !channels.insert(&channel.channel) {
                let place = format!("fluorescence {:?}", channel.channel);
                return Err(CalibrationError::value(place, "stands twice"));
            }
            for (number, peak) in channel.peaks.iter().enumerate() {
                let place = format!("fluorescence {:?}, peak {}", channel.channel, number + 1);
                positive(&place, "value", peak.value)?;
                one(&place, bead_signal(peak.signal, peak.file.as_ref(), peak.above, peak.below))?;
            }
        }
        if let Some(volume) = self.interrogation_volume_pl {
            positive("interrogation_volume_pl", "it", volume)?;
        }
        if let Some(beads) = &self.counting_beads {
            positive("counting_beads", "per_ml", beads.per_ml)?;
        }
        let Some(scatter) = &self.scatter else { return Ok(()) };
        let nm = |place: &str, name: &str, value: f64, range: (f64, f64)| {
            if (range.0..=range.1).contains(&value) {
                return Ok(());
            }
            let why = format!("{name} is {value}, not {} to {} nm", range.0, range.1);
            Err(CalibrationError::value(place, why))
        };
        nm("scatter", "wavelength", scatter.wavelength, WAVELENGTHS)?;
        let index = |place: &str, name: &str, value: f64| {
            if (1.0..=3.0).contains(&value) {
                return Ok(());
            }
            Err(CalibrationError::value(
                place,
                format!("{name} is {value}, no refractive index from 1 to 3"),
            ))
        };
        index("scatter", "medium", scatter.medium)?;
        for core in scatter.core_index {
            index("scatter", "core_index", core)?;
        }
        if !scatter.core_index.is_sorted() {
            return Err(CalibrationError::value(
                "scatter",
                "core_index does not rise: lowest, usual, highest",
            ));
        }
        for (number, bead) in scatter.beads.iter().enumerate() {
            let place = format!("scatter, bead {}", number + 1);
            nm(&place, "diameter", bead.diameter, DIAMETERS)?;
            index(&place, "index", bead.index)?;
            one(&place, bead_signal(bead.signal, bead.file.as_ref(), bead.above, bead.below))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn a_list_longer_than_what_is_read_is_refused() {
        let text = "[scatter]\nchannel = \"SSC\"\nwavelength = 488\nmedium = 1.336\nbeads = []\n\
                    core_index = [1.36, 1.38, 1.4, 1.42]\n";
        let says = Settings::parse(text).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(says.contains("scatter.core_index: 4 values, where 3 are read"), "{says}");
        assert!(Settings::parse(&text.replace(", 1.42", "")).is_ok());
    }
}
