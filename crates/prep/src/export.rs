//! What an instrument's file holds, in the instrument's own terms: nothing is calculated here.

use exoscope_core::store::Checksum;
use serde::{Deserialize, Serialize};

/// One file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// Name of the file, without the folder.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: Checksum,
    /// Instrument and layout, for example `ZetaView size distribution`, `FCS list mode, CytoFLEX nano`.
    pub layout: String,
    /// Software that wrote it, with version, where the file says.
    pub software: Option<String>,
    /// Serial number of the instrument, where the file says.
    pub serial: Option<String>,
    /// Name of the sample, where the file says.
    pub sample: Option<String>,
    /// Diluent or electrolyte, where the file says.
    pub diluent: Option<String>,
    /// Date or time of the measurement as written.
    pub date: Option<String>,
    /// Faults of the file that were overcome, and the instrument's own warnings.
    pub flags: Vec<Flag>,
    /// What it holds.
    pub contents: Contents,
}

/// Quality flag of the instrument or of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// What follows from it.
    pub severity: Severity,
    /// In words.
    pub text: String,
}

/// What follows from a quality flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// For information.
    Note,
    /// The figure stands, with a warning beside it.
    Warning,
    /// No concentration may be stated.
    Refuse,
}

impl Flag {
    pub(crate) fn note(text: impl Into<String>) -> Self {
        Self { severity: Severity::Note, text: text.into() }
    }

    pub(crate) fn warning(text: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, text: text.into() }
    }

    pub(crate) fn refuse(text: impl Into<String>) -> Self {
        Self { severity: Severity::Refuse, text: text.into() }
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Contents {
    /// Size distributions of a particle counter, one a video or measurement.
    Sizes {
        /// The replicates, in the order of the file.
        replicates: Vec<SizeReplicate>,
    },
    /// A counter ran and measured nothing: unknown, not 0.
    NothingMeasured {
        /// Why, in words.
        reason: String,
    },
    /// Zeta potential.
    ZetaPotential(ZetaPotential),
    /// Positions of a counter's cell, each with its own count.
    Positions {
        /// The positions.
        positions: Vec<CellPosition>,
    },
    /// Events of a flow cytometer.
    Events(EventFile),
    /// Microplates.
    Plates {
        /// Grids of values, in the order of the file.
        grids: Vec<Grid>,
        /// Layout: what each well holds, where the file says.
        layout: Vec<WellRole>,
        /// The software's own standard curve, where the file has one.
        curve: Option<PrintedCurve>,
    },
    /// Concentrations that the instrument calculated from absorbance, without standards.
    Concentrations {
        /// The readings, in the order of the file.
        readings: Vec<PrintedConcentration>,
    },
}

/// One video or measurement of a particle counter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SizeReplicate {
    /// Its name.
    pub name: String,
    /// Camera settings that must be equal for replicates to be combined.
    pub setting: String,
    /// Dilution stated by the file; `None`: not recorded, which is unknown, never 1.
    pub dilution: Option<f64>,
    /// Particles per mL; `None`: the instrument states none.
    pub concentration: Option<f64>,
    /// Whether the concentration was multiplied by the dilution.
    pub basis: Basis,
    /// Tracks behind the size distribution: the independent observations.
    pub tracks: Option<f64>,
    /// Mean particles in the field of view.
    pub particles_per_frame: Option<f64>,
    /// Centres of the bins, nm, increasing.
    pub centres: Vec<f64>,
    /// Width of a bin, nm.
    pub bin_width: f64,
    /// Particles per mL in each bin, on the same basis as `concentration`; or a share where none is stated.
    pub density: Vec<f64>,
    /// Particles in each bin, where the bins hold counts and no deconvolved values.
    pub counts: Option<Vec<u64>>,
    /// Size figures the software prints.
    pub printed: PrintedSizes,
    /// Flags of this replicate.
    pub flags: Vec<Flag>,
}

/// What a concentration refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The diluted sample in the measuring cell: × dilution gives the stock.
    InCell,
    /// The undiluted stock: already multiplied by the dilution.
    Stock,
}

/// Size figures as the instrument's software prints them, nm.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PrintedSizes {
    /// Mean.
    pub mean: Option<f64>,
    /// Mode.
    pub mode: Option<f64>,
    /// Standard deviation.
    pub sd: Option<f64>,
    /// 10th percentile.
    pub d10: Option<f64>,
    /// Median.
    pub d50: Option<f64>,
    /// 90th percentile.
    pub d90: Option<f64>,
}

/// Zeta potential of one measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ZetaPotential {
    /// Zeta potential, mV.
    pub potential: f64,
    /// Accuracy of the parabola fit, mV.
    pub fit_error: Option<f64>,
    /// Tracks.
    pub tracks: Option<f64>,
    /// Conductivity, µS/cm.
    pub conductivity: Option<f64>,
    /// Position in the cell (0 to 1) and potential there, mV.
    pub profile: Vec<(f64, f64)>,
}

/// One position of a counter's cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellPosition {
    /// Position, 1 to 11, or as the file numbers them.
    pub position: f64,
    /// Whether the software used it.
    pub used: bool,
    /// Why it was removed, where it was.
    pub removal: Option<String>,
    /// Particles in the field of view, mean.
    pub particles: Option<f64>,
    /// Particles per mL in the cell.
    pub concentration: Option<f64>,
    /// Particles per mL of the stock, as the file states.
    pub stock_concentration: Option<f64>,
    /// Median size, nm.
    pub d50: Option<f64>,
    /// Tracks.
    pub tracks: Option<f64>,
}

/// Events of a flow cytometer, summed up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventFile {
    /// Version, as `FCS3.1`.
    pub version: String,
    /// Events.
    pub events: u64,
    /// Volume that was acquired, nL; `None`: not stated, or 0.
    pub volume_nl: Option<f64>,
    /// Channels with their statistics.
    pub channels: Vec<ChannelSummary>,
    /// Trigger (`$TR`) and detector voltages (`$PnV`), by keyword or channel, as the file states them.
    pub settings: Vec<(String, String)>,
    /// Channels into which others spill by the file's own matrix, which is not applied: values are uncompensated.
    pub spillover: Vec<String>,
}

/// One channel of a flow cytometer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelSummary {
    /// Short name ($PnN).
    pub name: String,
    /// Long name ($PnS), where it differs.
    pub stain: Option<String>,
    /// Finite values; the statistics are of these.
    pub n: u64,
    /// Values that are NaN or infinite.
    pub not_finite: u64,
    /// Smallest; `None` without values, as all that follow.
    pub min: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
    /// Mean.
    pub mean: Option<f64>,
    /// Standard deviation (n − 1).
    pub sd: Option<f64>,
    /// Lower quartile, median, upper quartile.
    pub quartiles: Option<[f64; 3]>,
    /// Greatest relative error of the quartiles: 0 where they are exact.
    pub quartile_error: f64,
}

/// A grid of wells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Plate and reading, as `Plate 1, 660`.
    pub name: String,
    /// What the values are.
    pub quantity: GridQuantity,
    /// Wells that are not empty, row by row.
    pub wells: Vec<Well>,
}

/// What the values of a grid are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GridQuantity {
    /// The reader's signal: absorbance, fluorescence.
    Signal,
    /// Concentrations that the software calculated.
    PrintedConcentration,
    /// Values that the software reduced from the signal.
    Reduced,
}

/// One well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Well {
    /// Row from 0 (A) and column from 0.
    pub at: (usize, usize),
    /// What stands there.
    pub value: WellValue,
}

/// What stands in a well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WellValue {
    /// A value.
    Value(f64),
    /// A value that was masked by the operator: kept, not used.
    Masked(f64),
    /// Below a limit of the software.
    Below(f64),
    /// Above a limit of the software.
    Above(f64),
    /// Text that is no value, as `?????` or `Path?`.
    NotCalculated(String),
}

impl Well {
    /// Name, as `A1`.
    ///
    /// ```
    /// use exoscope_prep::export::{Well, WellValue};
    /// assert_eq!(Well { at: (7, 2), value: WellValue::Value(0.0) }.name(), "H3");
    /// ```
    pub fn name(&self) -> String {
        well_name(self.at)
    }
}

/// Name of a well, as `A1`; rows after Z are AA, AB ….
pub fn well_name((row, column): (usize, usize)) -> String {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    let first = (row >= 26).then(|| letter(row / 26 - 1));
    let mut name: String = first.into_iter().collect();
    name.push(letter(row));
    format!("{name}{}", column + 1)
}

/// What a well holds by the plate's layout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WellRole {
    /// Row and column from 0.
    pub at: (usize, usize),
    /// Identifier, as `STD1` or `SPL7`.
    pub id: String,
    /// Concentration of a standard, or a dilution, where stated.
    pub concentration: Option<f64>,
}

impl WellRole {
    /// Whether it is a standard: its identifier begins with `STD`.
    pub fn is_standard(&self) -> bool {
        self.id.to_uppercase().starts_with("STD")
    }
}

/// One concentration that an instrument printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrintedConcentration {
    /// Plate.
    pub plate: String,
    /// Well, as `A1`.
    pub well: String,
    /// Sample.
    pub sample: String,
    /// Application, as `Protein (Turbidity)`.
    pub application: String,
    /// Protein, µg/mL; `None`: not given, or not of protein.
    pub ug_per_ml: Option<f64>,
    /// Absorbance at 280 nm over 10 mm, where stated.
    pub a280: Option<f64>,
}

/// The software's own linear standard curve y = slope · x + intercept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrintedCurve {
    /// Formula as printed.
    pub formula: String,
    /// Parameters by their printed names.
    pub parameters: Vec<(String, f64)>,
}
