//! How small a tumour can be, and how early it is found.

mod dna;
mod reader;

pub use dna::{Panel, Screened, Screening, screen};
pub use reader::{Point, Seen, Sight, see};
