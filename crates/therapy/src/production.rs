//! Production: harvest → doublings → secretion, with what the medium brings → purification → doses.
//!
//! Vesicles of the cells and of the medium, fragments, lipoproteins, protein, host-cell protein and DNA are carried apart
//! through every step, so that purity is a vector at the end and not a claim at the start.

mod check;
pub mod component;
mod endotoxin;
mod figure;
pub mod growth;
pub mod plan;
mod run;
pub mod step;
pub mod yields;

pub use endotoxin::Endotoxin;
pub use figure::Figure;
pub use plan::{BUILT_IN, Process, REFERENCE_AGE};
pub use run::{Batch, produce};
