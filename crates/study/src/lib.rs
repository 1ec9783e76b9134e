//! Questions that need both halves: people are simulated, a reader is trained on them, and what it
//! says is held against what is true.
//!
//! [`confounding`] asks the optimism of a performance estimate under a confounded design, [`detection`] how small a tumour can be
//! before it is seen, [`demo`] both at once, [`realism`] how simulated profiles stand beside real ones, [`claims`] what is known of every promise of an
//! article. [`reproduce`] makes a published result again from its data.

pub mod claims;
pub mod confounding;
pub mod demo;
pub mod detection;
mod error;
pub mod realism;
pub mod reproduce;

pub use error::StudyError;

use exoscope_read::learn::{CentroidsSettings, LdaCv, LearnerSettings};
use exoscope_read::pipeline::Pipeline;

/// What many would take: discriminant analysis, with a shrinkage found on inner folds. It learns batches
/// as readily as classes.
pub fn ordinary_reader() -> Pipeline {
    let learner = LearnerSettings::LdaCv(LdaCv::default());
    Pipeline { learner, ..Pipeline::default() }
}

/// The reader that studies train again and again: shrunken centroids, the strongest member of the
/// default reader. That one, a stack, would take minutes.
pub fn quick_reader() -> Pipeline {
    let learner = LearnerSettings::ShrunkenCentroids(CentroidsSettings::default());
    Pipeline { learner, ..Pipeline::default() }
}
