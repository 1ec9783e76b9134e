//! The words both sides of Exoscope speak: miRNA names, samples, scales and cohorts, with the
//! two services everything leans on, random streams and files that are never half written.
//!
//! A [`Cohort`] is the only thing the simulating and the reading half share. The one writes
//! cohorts whose truth is known, the other reads cohorts from any source and cannot tell.

pub mod background;
pub mod cohort;
pub mod mirna;
mod place;
pub mod random;
pub mod sample;
pub mod scale;
pub mod store;
pub mod suggest;
pub mod unit;

pub use cohort::Cohort;
pub use mirna::MirnaName;
pub use place::Place;
pub use random::Streams;
pub use scale::Scale;
