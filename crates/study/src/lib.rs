//! Questions that need both halves: people are simulated, a reader is trained on them, and what it
//! says is held against what is true.
//!
//! [`confounding`] asks how far a design flatters a reader, [`detection`] how small a tumour can be
//! before it is seen, [`demo`] both at once.

pub mod confounding;
pub mod demo;
pub mod detection;
mod error;

pub use error::StudyError;
