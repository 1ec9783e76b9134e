//! Whole cohorts of simulated people: bodies, tumours, vesicles, cargo, blood drawn and measured.

mod batch;
mod design;
mod draw;
mod error;
mod person;
mod profile;
mod sample;

pub use batch::{Batch, lay_out};
pub use design::{
    AssayKind, BUILT_IN, BatchPlan, ClassPlan, Design, Handling, HostPlan, LevelsPlan, Preparation,
    Role, TumourPlan,
};
pub use draw::{SimulatedSample, Study, UNCERTAIN};
pub use error::StudyError;
pub use person::{SimulatedPerson, Truth};
pub use profile::MarkerEffect;
