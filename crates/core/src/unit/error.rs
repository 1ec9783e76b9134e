//! What can be wrong with a quantity.

use thiserror::Error;

use super::Dimension;

/// Why a text is no quantity, or not the quantity that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnitError {
    /// The text does not begin with a number.
    #[error("{text:?} does not begin with a number; write a quantity like \"10 min\"")]
    Number {
        /// The whole text.
        text: String,
    },
    /// The number is not finite.
    #[error("{text:?} is too large to be a quantity")]
    NotFinite {
        /// The whole text.
        text: String,
    },
    /// A symbol that names no unit.
    #[error("{symbol:?} in {text:?} is no unit{suggestion}")]
    UnknownUnit {
        /// The symbol.
        symbol: String,
        /// The unit it stands in.
        text: String,
        /// `; did you mean …?`, or nothing.
        suggestion: String,
    },
    /// The unit is no product of symbols.
    #[error("{text:?} is no unit: write products and quotients of units, like \"mL/min/kg\"")]
    Grammar {
        /// The unit.
        text: String,
    },
    /// An exponent beyond what any unit of measurement has.
    #[error("an exponent in {text:?} is too large")]
    Exponent {
        /// The unit.
        text: String,
    },
    /// A quantity of another kind.
    #[error("\"{given}\" is {found}, but {wanted} is needed here, as in \"{example}\"")]
    Mismatch {
        /// The quantity as given.
        given: String,
        /// Its dimension.
        found: Dimension,
        /// The dimension needed.
        wanted: Dimension,
        /// A unit of the dimension needed.
        example: String,
    },
}
