//! From a blood profile to a call.
//!
//! Data flows one way: `quality → split → prepare → learn → call → pipeline → evaluate → audit`, of which
//! [`split`], [`prepare`] and [`learn`] are the crate `exoscope_learn`. A module uses only those to its left. [`compare`]
//! looks at two evaluations, [`example`] makes a cohort up.

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
