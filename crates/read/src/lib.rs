//! From a blood profile to a call.
//!
//! Data flows one way: `quality → split → prepare → learn → call → pipeline → evaluate → audit`, of which
//! [`split`], [`prepare`] and [`learn`] are the crate `exoscope_learn`. A module uses only those to its left. [`compare`]
//! looks at two evaluations, [`example`] makes a cohort up.
//!
//! ```
//! use exoscope_core::Streams;
//! use exoscope_core::progress::Silent;
//! use exoscope_read::evaluate::{SplitPlan, Surroundings};
//! use exoscope_read::learn::LearnerSettings;
//! use exoscope_read::pipeline::Pipeline;
//! use exoscope_read::split::LabelledSamples;
//!
//! let streams = Streams::new(1);
//! let cohort = exoscope_read::example::cohort(streams)?;
//! let samples = cohort.labelled()?.grouped_by("slide")?;
//! let learner = LearnerSettings::default_of("lda").unwrap_or_default();
//! let pipeline = Pipeline { learner, ..Pipeline::default() };
//! let around = Surroundings { streams, watch: &Silent, kept: None };
//! let run = SplitPlan::draw(&samples, 3, 1, streams)?.evaluate(&pipeline, &[], around)?;
//! assert!(run.outcome.scores.accuracy > 0.6);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod audit;
pub mod call;
pub mod compare;
pub mod evaluate;
pub mod head_folds;

pub mod example;
pub mod pipeline;
pub mod quality;

#[doc(no_inline)]
pub use exoscope_learn::{learn, prepare, split};
