//! What a set of calls is worth against the truth.
//!
//! [`Scores::new`] takes a [`Truth`] and, for each repeat of a cross-validation, the out-of-fold
//! probabilities of every sample. The parts it is made of are public too: [`Interval`],
//! [`Confusion`], [`Ranking`], [`log_loss`], [`brier`].

mod bootstrap;
mod confusion;
mod error;
mod interval;
mod mean;
mod probability;
mod ranking;
mod result;
mod scores;
mod signal;
mod stage;
mod truth;

pub use bootstrap::Clusters;
pub use confusion::{Confusion, call};
pub use error::ScoreError;
pub use interval::Interval;
pub use probability::{FLOOR, brier, log_loss};
pub use ranking::Ranking;
pub use result::{ClassScores, RocCurve, Scores, Signal, StageScores};
pub use truth::Truth;
