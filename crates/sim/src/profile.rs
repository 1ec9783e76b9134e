//! miRNA profiles of people without disease: levels in plasma and vesicles, spreads by level, common factors.
//!
//! `levels → plasma`: means of published sets, and what follows from them for a simulated person;
//! `learned`: the same from a cohort of the user's; `figures`: what a profile is compared by.

mod eigen;
mod error;
mod figures;
mod learned;
mod levels;
mod plasma;

pub use error::ProfileError;
pub use figures::{Figures, SpreadAtLevel, mean_levels, rank_correlation_of_levels};
pub use learned::{BatchShares, LearnedCohort};
pub use levels::{Level, SETS, VESICLES, levels};
pub use plasma::PlasmaProfile;
