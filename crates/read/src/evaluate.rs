//! Evaluation: performance of a pipeline on samples that it did not learn from.
//!
//! A plan says what is held out ([`SplitPlan`], [`TestPlan`]); its `evaluate` fits, calls and scores.

mod checkpoint;
mod curve;
mod error;
mod evaluated;
mod fit;
mod flagged;
mod heat_map;
mod held_out;
mod leave_one_out;
mod manifest;
mod overlap;
mod plan;
mod rankings;
mod result;
mod run;
mod run_files;
mod test_cohort;
mod truth;

pub use checkpoint::{CheckpointedFits, CheckpointedMembers};
pub use curve::{ChosenMirna, PanelPoint};
pub use error::EvaluateError;
pub use evaluated::{Evaluated, Surroundings};
pub(crate) use fit::out_of_fold;
pub use fit::{FitTiming, Outcome, cross_validate, cross_validate_plan, test};
pub use flagged::{FlagCount, Flagged};
pub use heat_map::{HeatMap, HeatRow};
pub use held_out::{HeldOutCalls, ReadCallsError};
pub use leave_one_out::LeftOutBatch;
pub use manifest::{LeftOut, MANIFEST_FORMAT_VERSION, Manifest, Program};
pub use plan::{PlanError, SplitPlan};
pub use rankings::Rankings;
pub use result::{Evaluation, SplitKind, SplitSummary, UnseenClass};
pub use run::{NewRun, Run, RunError};
pub use run_files::RunFiles;
pub use test_cohort::TestPlan;
pub(crate) use truth::truth;
