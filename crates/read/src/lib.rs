//! From a blood profile to a call.
//!
//! Data flows one way: `import → split → score → prepare → learn → reader → evaluate`. A module uses only
//! those to its left.

pub mod evaluate;
pub mod example;
pub mod learn;
pub mod prepare;
pub mod reader;
pub mod score;
pub mod split;
