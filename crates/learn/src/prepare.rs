//! From measured values to the matrix a learner sees, fitted on training samples only.
//!
//! Each step goes settings → `check` → checked step → `fit` on [`Training`](crate::split::Training)
//! → fitted step, and a fitted step applies to one new sample as to a whole cohort, with the same
//! bytes. Fitted steps are plain data for the model file.
//!
//! [`Preparation`] does them in order:
//!
//! | Step | Does | Learns from training |
//! |---|---|---|
//! | [`quantiles`] (off by default) | puts log2 samples on one distribution | the distribution |
//! | [`depth`] | counts → log2, free of depth | TMM: the reference sample |
//! | [`filter`] | drops miRNAs that say nothing | which |
//! | [`impute`] | fills missing values | medians |
//! | [`combat`] (off by default) | takes out known batches | shifts and scales |
//! | [`standardise`] | mean 0, SD 1 | means and SDs |
//!
//! [`controls`] stands before all of them: the one constant of a study of 3D-Gene arrays.

mod blocks;
pub mod combat;
pub mod controls;
pub mod depth;
mod error;
pub mod filter;
pub mod impute;
pub mod preparation;
pub mod profiles;
pub mod quantiles;
#[cfg(test)]
mod reference;
mod scale;
pub mod standardise;

pub use combat::{Adjustment, Batched, Combat, CombatSettings, FittedCombat};
pub use controls::{ControlsError, FittedControls};
pub use depth::tmm::{FittedTmm, TmmSettings};
pub use depth::{Depth, DepthSettings, FittedDepth};
pub use error::PrepareError;
pub use filter::{Filter, FilterSettings, FittedFilter, Verdict};
pub use impute::{FittedImpute, Impute, Median};
pub use preparation::{FittedPreparation, Preparation, PreparationSettings, Prepared};
pub use profiles::{Measured, Profiles};
pub use quantiles::FittedQuantiles;
pub use standardise::{FittedStandardise, Moments, Standardise};
