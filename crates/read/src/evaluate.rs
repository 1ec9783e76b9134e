//! What a reader is worth on samples it did not learn from.

mod cross;
mod held_out;
mod manifest;
mod result;
mod run;

pub use cross::cross_validate;
pub use held_out::test;
pub use manifest::{LeftOut, MANIFEST_FORMAT_VERSION, Manifest, Program};
pub use result::{Absent, Evaluation, SplitKind, SplitSummary};
pub use run::{RunError, RunFolder};
