//! Differential expression: which miRNAs differ between classes, by how much, and what that rests on.
//!
//! limma's pipeline, written anew and held to it: a linear model of each miRNA ([`Settings`]: class, batches, covariates,
//! pairs), precision weights for counts (voom after edgeR's filter and TMM), moderated t statistics by an empirical Bayes
//! prior, optionally robust or along a trend, false discovery rates, and a competitive test of miRNA sets (camera).
//!
//! [`Analysis::run`] takes a cohort; its [`Differential`] has a table a contrast, with how far the contrast coincides with
//! batches beside it. A contrast that cannot be told from a batch is refused.

mod analysis;
mod basis;
mod contrast;
mod design;
mod error;
mod filter;
mod fit;
mod heat;
mod interpolate;
mod levels;
mod lowess;
mod moderated;
mod multiple;
mod prior;
mod profile;
mod result;
mod sets;
mod settings;
mod special;
mod voom;

pub use analysis::{Analysis, AnalysisError};
pub use design::{Association, LeftOut};
pub use error::DifferentialError;
pub use heat::{HeatMap, HeatSample};
pub use levels::{Reason, Untested};
pub use multiple::benjamini_hochberg;
pub use profile::{BatchBoxes, LevelBox, Profile};
pub use result::{COLUMNS, ClassSize, ContrastResult, Differential, ModelTerm, Row};
pub use sets::{MirnaSet, SetKind, SetResult, mirbase_sets};
pub use settings::{Censored, Contrasts, Method, Settings};
