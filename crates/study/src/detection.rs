//! How small a tumour can be, and how early it is found: by its DNA at regular tests, by a single marker of
//! vesicles, by a trained reader.

mod curve;
mod dna;
mod marker;
mod reader;
mod screening;
mod worlds;

pub use curve::{Point, Seen, Sizes, controls_needed};
pub use dna::{Panel, Screened, screen};
pub use marker::{MarkerKind, MarkerPlan, MarkerSeen, Screen, markers};
pub use reader::{Curves, DetectionPlan, detection_curve, detection_curves};
pub use screening::{Outcome, Screening};

use serde::Serialize;

/// What was asked of the tumours of one design.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detection {
    /// Name of the design.
    pub design: String,
    /// Tumour DNA at regular tests.
    pub dna: Screened,
    /// Single markers of vesicles.
    pub markers: Vec<MarkerSeen>,
    /// A trained reader, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<Curves>,
}
