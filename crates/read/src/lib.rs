//! From a blood profile to a call.
//!
//! Data flows one way: `import → split → score → prepare → learn → evaluate`. A module uses only
//! those to its left.

pub mod describe;
pub mod import;
pub mod learn;
pub mod prepare;
pub mod score;
pub mod split;
