//! Vesicle preparations: instrument exports to size, count, marker, protein, purity and claims.
//!
//! A line of modules, each using only those before it: `text` (bytes to lines and numbers) → [`mod@read`] (one file a
//! format, found by looking) → [`export`] (what a file holds) → [`size`], [`dilution`], [`cytometry`], [`protein`]
//! (figures with intervals) → [`calibration`] (a cytometer's beads to its scales) → [`purity`] (what the figures allow to say) → [`sheet`] (which file belongs to which
//! sample) → [`preparation`] (all of it per sample) → [`claim`] (shown, not shown, cannot be shown by these files).
//! [`simulate`] writes a set of files of a mixture whose truth is known.

pub mod calibration;
pub mod checklist;
pub mod claim;
pub mod cytometry;
pub mod dilution;
pub mod error;
pub mod export;
pub mod figure;
mod poisson;
pub mod preparation;
pub mod protein;
pub mod purity;
pub mod read;
mod replicates;
pub mod run;
pub mod sheet;
pub mod simulate;
pub mod size;
mod text;

pub use error::ReadError;
pub use export::{Contents, Export};
pub use figure::Estimate;
pub use preparation::Preparation;
pub use read::read;
