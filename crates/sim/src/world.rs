//! Who the bodies belong to and what grows in them: people of a population, the pool of MSC over a
//! life, a tumour that sheds into blood.

pub mod msc;
pub mod people;
pub mod shedding;
pub mod tumour;
