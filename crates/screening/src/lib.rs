//! Screening programmes for cancer: population → disease → test → programme → outcome → cost.
//!
//! A test enters as numbers: sensitivity by cancer and stage, specificity. Every simulated person lives twice from
//! the same random stream, with and without the programme, so that lead time and overdiagnosis are known and not
//! estimated. Research use only.

pub mod closed;
pub mod disease;
mod engine;
mod error;
pub mod estimate;
pub mod fit;
mod measured;
pub mod outcome;
pub mod plan;
pub mod population;
mod random;
pub mod rows;
mod run;
pub mod table;
pub mod tally;
mod tsv;
mod yields;

pub use engine::Simulator;
pub use error::ScreeningError;
pub use estimate::Estimate;
pub use fit::Registry;
pub use measured::{Measured, MeasuredStage, measured_test, replace_test};
pub use outcome::{Arms, Outcome};
pub use plan::Plan;
pub use population::Population;
pub use run::{Compared, OverParameters, Part, Study, Swing, join, simulate, study};
pub use tally::Tally;
pub use yields::Yield;
