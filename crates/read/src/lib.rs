//! From a blood profile to a call.
//!
//! Data flows one way: `import → quality → split → score → prepare → learn → call → pipeline → evaluate
//! → audit`. A module uses only those to its left. `compare` looks at two evaluations, `describe` at a
//! cohort, `example` makes one up, `export` writes one for other programs.

pub mod audit;
pub mod call;
pub mod compare;
pub mod evaluate;

pub mod example;
pub mod learn;
pub mod pipeline;
pub mod prepare;
pub mod quality;
pub mod split;
