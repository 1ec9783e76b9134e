//! Learners: settings → checked settings → fitted model.

pub mod examples;

pub use examples::{Examples, ExamplesError};
