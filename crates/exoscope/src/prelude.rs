//! What most programs use: `use exoscope::prelude::*;`.

pub use exoscope_core::progress::{Cancelled, Progress, Silent};
pub use exoscope_core::{Cohort, MirnaName, Scale, Streams};
pub use exoscope_read::call::CallSettings;
pub use exoscope_read::learn::LearnerSettings;
pub use exoscope_read::pipeline::{Call, Calls, FittedPipeline, Pipeline};
pub use exoscope_read::split::{HeldOut, Labelled, LabelledSamples, Learnable, Training};

pub use crate::cross_validation::CrossValidation;
pub use crate::files::{Inputs, Outputs};
