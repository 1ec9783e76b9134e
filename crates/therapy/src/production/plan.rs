//! A production process as a TOML file: harvest, growth, culture, medium, purification, dose, cost.

use exoscope_core::unit::Quantity;
use serde::{Deserialize, Serialize};

use super::step::Step;
use crate::dose::Route;

/// Processes that come with the program, by name.
pub const BUILT_IN: [(&str, &str); 4] = [
    ("vesicles-wheel", include_str!("../builtin/vesicles-wheel.toml")),
    ("supernatant-flask", include_str!("../builtin/supernatant-flask.toml")),
    ("vesicles-spinner", include_str!("../builtin/vesicles-spinner.toml")),
    ("cells-13", include_str!("../builtin/cells-13.toml")),
];

/// A whole process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Version of the format; 1.
    pub format: u32,
    /// Its name.
    pub name: String,
    /// What it makes, in a sentence.
    pub about: String,
    /// What is assumed, in words.
    #[serde(default)]
    pub assumed: Vec<String>,
    /// Where its numbers come from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Draws of what is a range.
    #[serde(default = "draws")]
    pub draws: usize,
    /// Where cells come from.
    pub harvest: Harvest,
    /// How they grow.
    pub growth: GrowthPlan,
    /// Where they secrete.
    pub culture: Culture,
    /// What the medium brings.
    #[serde(default)]
    pub medium: Medium,
    /// Purification, in order.
    #[serde(default)]
    pub step: Vec<Step>,
    /// The dose.
    pub dose: DosePlan,
    /// Costs.
    #[serde(default)]
    pub cost: CostPlan,
}

const fn draws() -> usize {
    2000
}

/// Where cells come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Harvest {
    /// Tissue.
    pub site: String,
    /// Age of the donor.
    pub donor_age: Quantity,
    /// Volume (or mass, as a volume) taken.
    pub volume: Quantity,
    /// MSC per volume in a donor of [`REFERENCE_AGE`].
    pub density: Quantity,
    /// How their number falls with age.
    #[serde(default)]
    pub decline: Decline,
}

/// Age of the donor that `harvest.density` is of, years.
pub const REFERENCE_AGE: f64 = 30.0;

/// How the number of MSC falls with age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decline {
    /// 200-fold from birth to the eighties, as in the source article.
    #[default]
    Published,
    /// Not at all, as in a series of 100 hips (PMC3014682).
    Flat,
}

/// How cells grow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrowthPlan {
    /// Cells wanted.
    pub cells: Quantity,
    /// Doubling time of the first passage.
    pub doubling: Quantity,
    /// Rise of the doubling time per passage, as a share.
    #[serde(default)]
    pub per_passage: f64,
    /// Rise per decade of donor age above 30, as a share.
    #[serde(default)]
    pub per_decade: f64,
    /// Density at seeding.
    pub seeding: Quantity,
    /// Density at harvest.
    pub harvest: Quantity,
    /// Density at which growth ends.
    pub confluent: Quantity,
    /// Time without growth after seeding.
    pub lag: Quantity,
    /// Rise per passage of the share that no longer divides.
    #[serde(default = "senescent")]
    pub senescent: f64,
    /// Passages at most.
    pub passages: usize,
    /// Population doublings at most.
    pub limit: f64,
}

/// 0 % in passage 1 to 3.4 % in passage 13 (PMID 22250760).
const fn senescent() -> f64 {
    0.034 / 12.0
}

/// Where cells secrete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Culture {
    /// Kind of vessel: it sets the cells per mL of medium, and with them the medium, and nothing else.
    pub system: System,
    /// Cells per mL of medium; the system's own where it is not given.
    pub cells_per_volume: Option<Quantity>,
    /// Vesicles per cell and day, low and high; this and what follows of a product of vesicles alone.
    pub secretion: Option<(Quantity, Quantity)>,
    /// Time of one collection.
    pub collect: Option<Quantity>,
    /// Collections.
    pub collections: Option<u32>,
    /// Free protein of the cells per cell and day.
    pub host_cell_protein: Option<Quantity>,
    /// DNA of dead cells per cell and day.
    pub dna: Option<Quantity>,
}

/// Kind of vessel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// Flat flasks.
    Flask,
    /// Hollow fibres.
    HollowFibre,
    /// Spinner with microcarriers.
    Spinner,
    /// Vertical wheel with microcarriers.
    VerticalWheel,
}

impl System {
    /// Cells per mL of medium: 5e6 on 20 mL of a flask; the others are assumed.
    pub const fn cells_per_ml(self) -> f64 {
        match self {
            Self::Flask => 2.5e5,
            Self::HollowFibre => 5e6,
            Self::Spinner => 5e5,
            Self::VerticalWheel => 3.3e5,
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flask => "flask",
            Self::HollowFibre => "hollow fibre",
            Self::Spinner => "spinner",
            Self::VerticalWheel => "vertical wheel",
        }
    }
}

/// What the medium brings, per volume; nothing where it is not given.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Medium {
    /// Vesicles of serum or lysate.
    pub vesicles: Option<Quantity>,
    /// Lipoproteins.
    pub lipoproteins: Option<Quantity>,
    /// Protein.
    pub protein: Option<Quantity>,
}

/// What one patient is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DosePlan {
    /// Cells, or particles of the product as a counter sees them.
    pub amount: Quantity,
    /// Patients.
    pub patients: u32,
    /// Share of the batch kept for tests.
    #[serde(default)]
    pub kept: f64,
    /// Share of cells alive when given, 1 where it is not given; of cells alone.
    pub viability: Option<f64>,
    /// Way into the body.
    pub route: Route,
    /// Duration of a drip.
    pub duration: Option<Quantity>,
    /// Organ of the lesion, as a body of the simulator names it.
    pub lesion: String,
    /// Body weight.
    pub weight: Quantity,
    /// Volume of one dose.
    pub volume: Quantity,
    /// Endotoxin of the product, EU per mL.
    pub endotoxin_eu_per_ml: f64,
}

/// Costs of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CostPlan {
    /// Currency.
    pub currency: String,
    /// Harvest.
    pub harvest: f64,
    /// One passage.
    pub passage: f64,
    /// One litre of medium.
    pub litre: f64,
    /// One purification step.
    pub step: f64,
    /// Release tests.
    pub release: f64,
}

impl Default for CostPlan {
    fn default() -> Self {
        Self {
            currency: "USD".into(),
            harvest: 0.0,
            passage: 0.0,
            litre: 0.0,
            step: 0.0,
            release: 0.0,
        }
    }
}
