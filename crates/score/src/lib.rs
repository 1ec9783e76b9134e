//! What a set of calls is worth against the truth.
//!
//! [`Scores::new`] takes a [`Truth`] and, for each repeat of a cross-validation, the out-of-fold
//! probabilities of every sample. The parts it is made of are public too: [`Interval`],
//! [`Confusion`], [`Ranking`], [`Calibration`], [`decision_curve`], [`log_loss`], [`brier`]. [`Bootstrap`] gives
//! intervals by drawing whole groups of samples again ([`Clusters`]).

mod bootstrap;
mod calibrated;
mod calibration;
mod confusion;
mod decided;
mod decision;
mod error;
mod figures;
mod interval;
mod intervals;
mod jackknife;
mod mcnemar;
mod mean;
mod operating;
mod order;
mod predictive;
mod prior;
mod probability;
mod ranking;
mod resampled;
mod result;
mod scores;
mod signal;
mod stage;
mod subgroup;
mod truth;

pub use bootstrap::{Clusters, Resampling};
pub use calibration::{Bin, Calibration};
pub use confusion::{Confusion, call};
pub use decision::{NetBenefit, decision_curve};
pub use error::ScoreError;
pub use figures::Figures;
pub use interval::Interval;
pub use intervals::{Bootstrap, CalibrationIntervals, ClassIntervals, RESAMPLES};
pub use mcnemar::McNemar;
pub use operating::{Detected, OperatingPoint, Origin, SPECIFICITIES};
pub use predictive::{Performance, PredictiveValues, Prevalence, PrevalenceError};
pub use prior::Mix;
pub use probability::{FLOOR, brier, log_loss, log_loss_unclipped};
pub use ranking::Ranking;
pub use result::{ClassScores, RocCurve, Scores, Signal, StageScores};
pub use subgroup::SubgroupScores;
pub use truth::Truth;
