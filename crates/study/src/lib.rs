//! Questions that need both halves: people are simulated, a reader is trained on them, and what it
//! says is held against what is true.
//!
//! [`confounding`] asks how far a design flatters a reader, [`detection`] how small a tumour can be
//! before it is seen, [`demo`] both at once.

pub mod confounding;
pub mod demo;
pub mod detection;
mod error;

pub use error::StudyError;

use exoscope_read::learn::{LearnerSettings, LogisticSettings, TunedLda};
use exoscope_read::reader::ReaderSettings;

/// The reader of the demonstration: the fastest member of the default reader, discriminant analysis that
/// finds its own shrinkage on inner folds. All of the stack would take minutes.
pub fn quick_reader() -> ReaderSettings {
    let learner = LearnerSettings::TunedLda(TunedLda::default());
    ReaderSettings { learner, ..ReaderSettings::default() }
}

/// The reader that studies of many worlds train: logistic regression with the default penalty. It fits in seconds what
/// the default reader, a stack, fits in minutes, and batches flatter it no less.
pub fn plain_reader() -> ReaderSettings {
    let learner = LearnerSettings::Logistic(LogisticSettings::default());
    ReaderSettings { learner, ..ReaderSettings::default() }
}
