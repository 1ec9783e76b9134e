//! What a set of calls is worth against the truth.
//!
//! [`Scores::new`] takes a [`Truth`] and, for each repeat of a cross-validation, the out-of-fold
//! probabilities of every sample. The parts it is made of are public too: [`Interval`],
//! [`Confusion`], [`Ranking`], [`Calibration`], [`decision_curve`], [`log_loss`], [`brier`]. [`Bootstrap`] gives
//! intervals by drawing whole groups of samples again ([`Clusters`]).
//!
//! ```
//! use exoscope_score::{Scores, Truth};
//! use ndarray::array;
//!
//! let classes = ["healthy", "lung"].map(str::to_owned).to_vec();
//! let truth = Truth::new(classes, vec![false, true], vec![0, 1, 1])?;
//! let scores = Scores::new(&truth, &[array![[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]])?;
//! assert!((scores.accuracy - 2.0 / 3.0).abs() < 1e-12);
//! assert_eq!(scores.accuracy_cancers, Some(0.5));
//! # Ok::<(), exoscope_score::ScoreError>(())
//! ```

mod association;
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

pub use association::cramers_v;
pub use bootstrap::{Clusters, Resampling};
pub use calibration::{Bin, Calibration};
pub use confusion::{Confusion, call};
pub use decision::{NetBenefit, decision_curve};
pub use error::ScoreError;
pub use figures::Figures;
pub use interval::Interval;
pub use intervals::{Bootstrap, CalibrationIntervals, ClassIntervals, RESAMPLES};
pub use mcnemar::McNemar;
pub use operating::{Detected, OperatingPoint, Origin, SPECIFICITIES, check_specificities};
pub use predictive::{Performance, PredictiveValues, Prevalence, PrevalenceError};
pub use prior::Mix;
pub use probability::{FLOOR, brier, log_loss, log_loss_unclipped};
pub use ranking::Ranking;
pub use result::{ClassScores, RocCurve, Scores, Signal, StageScores};
pub use subgroup::SubgroupScores;
pub use truth::Truth;
