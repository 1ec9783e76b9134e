//! A tumour: how it grows, how large it is, and what it sends into blood.

pub mod branching;
mod growth;
mod shedding;
mod size;

pub use growth::Growth;
pub use shedding::Shedding;
pub use size::Density;
