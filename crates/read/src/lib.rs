//! From a blood profile to a call.
//!
//! Data flows one way: `import → split → score → prepare → learn → call → reader → evaluate → compare`. A module
//! uses only those to its left. `describe` looks at a cohort, `example` makes one up.

pub mod call;
pub mod compare;
pub mod describe;
pub mod evaluate;
pub mod example;
pub mod import;
pub mod learn;
pub mod prepare;
pub mod reader;
pub mod score;
pub mod split;
