//! What a figure would be if it meant nothing: floors, coincidence of batch and class, a verdict.
//!
//! [`Audit::of_design`] audits what is known of the samples, without any miRNA. `docs/verdicts.md` has the
//! rule by which a verdict is given, and how often it is right on simulated cohorts.

mod coincidence;
mod design;
mod error;
mod figures;
mod floor;
mod key;
mod result;
mod sentence;
mod verdict;

pub use coincidence::{Alone, Coincidence};
pub use error::AuditError;
pub use figures::Figures;
pub use key::Key;
pub use result::Audit;
pub use verdict::{Verdict, VerdictError};
