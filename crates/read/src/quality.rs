//! Whether each sample is fit to be read: depth, distance, duplicates, haemolysis.
//!
//! Everything is judged before any filter, against the other samples of the cohort, and nothing is
//! left out: flags say what to look at.

mod distance;
mod duplicates;
mod fingerprint;
mod haemolysis;
mod identical;
mod profile;
mod relative;
mod report;
mod sex;

pub use duplicates::{Duplicate, duplicates_across};
pub use fingerprint::Fingerprint;
pub use haemolysis::{SIGNATURE, haemolysis};
pub use identical::{identical_across, identical_within};
pub use profile::log2_values;
pub use report::{Flag, MIN_COHORT, Quality, SampleQuality};
