//! Quantities with units: `60 /cell/h`, `10 min`, `3 L`, `4.5e-5 U/day/cell`.
//!
//! A number in a model file never stands alone. It is read with its unit, compared with the
//! dimension its place needs, and converted once; a slip of a litre for a millilitre per minute is
//! an error with a suggestion and not a result.
//!
//! What is counted but not measured (vesicles, copies, genome equivalents, molecules) is a pure
//! number, so `1e10 EV/mL` and `1e10 /mL` are the same. Cells are a dimension of their own: a rate
//! per cell and a rate of a whole organ differ by twelve orders of magnitude.

mod dimension;
mod error;
mod parse;
mod quantity;
mod symbol;

pub use dimension::Dimension;
pub use error::UnitError;
pub use quantity::{Quantity, Unit};

#[cfg(test)]
mod tests;
