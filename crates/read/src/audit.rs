//! What a figure would be if it meant nothing: baselines, confounding of batch and class, a verdict.
//!
//! [`Audit::of_design`] audits what is known of the samples, without any miRNA;
//! [`Audit::of_cohort`] adds what the miRNAs say. `docs/verdicts.md` has the
//! rule by which a verdict is given, and how often it is right on simulated cohorts.

mod association;
mod baseline;
mod batches;
mod beside;
mod cohort;
mod contrast;
mod coverage;
mod design;
mod error;
mod facts;
mod figures;
mod judge;
mod key;
mod measured;
mod null;
mod profiles;
mod question;
mod result;
mod sentence;
mod subject;
mod verdict;

pub use association::{Alone, Confounding};
pub use beside::Beside;
pub use cohort::AuditSettings;
pub use error::AuditError;
pub use exoscope_score::Figures;
pub use figures::Baseline;
pub use key::{Key, batch_variables, known_batch_variables};
pub use measured::{BatchMirnas, LearnerSplits, LeaveOneOut, Measured, Null};
pub use null::permutation_test;
pub use question::{Question, QuestionVerdict};
pub use result::Audit;
pub use subject::{AuditMismatch, AuditSubject};
pub use verdict::{Verdict, VerdictError};
