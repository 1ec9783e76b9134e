//! The words both sides of Exoscope speak: miRNA names, samples, scales and cohorts, with the
//! services everything leans on: random streams, files that are never half written, progress.
//!
//! A [`Cohort`] is the only thing the simulating and the reading half share. The one writes
//! cohorts whose truth is known, the other reads cohorts from any source and cannot tell.
//!
//! ```
//! use exoscope_core::sample::{Column, Field};
//! use exoscope_core::{Cohort, Scale};
//! use ndarray::array;
//!
//! let mut cohort = Cohort::new(
//!     vec!["A".parse()?, "B".parse()?],
//!     vec!["hsa-miR-21-5p".parse()?, "hsa-miR-451a".parse()?],
//!     array![[120.0, 22_622.0], [80.0, 64.0]],
//!     Scale::Counts,
//! )?;
//! cohort.add_column(Column::guess("diagnosis", &["healthy", "lung"]))?;
//! cohort.set_field(Field::Label, "diagnosis")?;
//! assert_eq!(Cohort::from_bytes(cohort.to_bytes()?, "cohort.parquet")?, cohort);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod background;
pub mod cohort;
pub mod mirna;
pub mod number;
mod place;
pub mod progress;
pub mod random;
pub mod rank;
pub mod sample;
pub mod scale;
pub mod store;
pub mod suggest;
mod surplus;
pub mod unit;

pub use cohort::Cohort;
pub use mirna::MirnaName;
pub use place::Place;
pub use random::Streams;
pub use scale::Scale;
pub use surplus::Surplus;
