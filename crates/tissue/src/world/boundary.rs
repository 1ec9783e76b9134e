//! Boundary conditions as a world file writes them.

use std::fmt;
use std::str::FromStr;

use exoscope_core::unit::Quantity;
use serde::{Deserialize, Serialize};

use super::WorldError;
use crate::space::Boundary;

/// `"no-flux"`, `"periodic"`, `"held 38 µM"`, or `"barrier 2 µm/min to 0 µM"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum BoundaryText {
    /// Nothing passes.
    NoFlux,
    /// Both ends are one.
    Periodic,
    /// The concentration is held.
    Held(Quantity),
    /// A barrier of a permeability towards a concentration.
    Barrier(Quantity, Quantity),
}

impl FromStr for BoundaryText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let quantity = |text: &str| text.trim().parse::<Quantity>().map_err(|e| e.to_string());
        let unknown = || {
            format!(
                "{text:?} is no boundary: \"no-flux\", \"periodic\", \"held 38 µM\" or \"barrier 2 µm/min to 0 µM\""
            )
        };
        match text.trim() {
            "no-flux" => Ok(Self::NoFlux),
            "periodic" => Ok(Self::Periodic),
            other => {
                if let Some(value) = other.strip_prefix("held ") {
                    return Ok(Self::Held(quantity(value)?));
                }
                let rest = other.strip_prefix("barrier ").ok_or_else(unknown)?;
                let (permeability, outside) = rest.split_once(" to ").ok_or_else(unknown)?;
                Ok(Self::Barrier(quantity(permeability)?, quantity(outside)?))
            }
        }
    }
}

impl TryFrom<String> for BoundaryText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<BoundaryText> for String {
    fn from(boundary: BoundaryText) -> Self {
        boundary.to_string()
    }
}

impl fmt::Display for BoundaryText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFlux => f.write_str("no-flux"),
            Self::Periodic => f.write_str("periodic"),
            Self::Held(value) => write!(f, "held {value}"),
            Self::Barrier(permeability, outside) => {
                write!(f, "barrier {permeability} to {outside}")
            }
        }
    }
}

impl BoundaryText {
    /// The condition, concentrations in `unit`.
    pub(super) fn boundary(&self, field: &str, unit: &str) -> Result<Boundary, WorldError> {
        let number = |quantity: &Quantity, unit: &str| {
            let hint = format!("write it like \"1 {unit}\"");
            let wrong = |why: String| WorldError::value(field, why, hint.clone());
            match quantity.to(unit) {
                Ok(number) if number >= 0.0 => Ok(number),
                Ok(_) => Err(wrong(format!("{quantity} is negative"))),
                Err(error) => Err(wrong(error.to_string())),
            }
        };
        Ok(match self {
            Self::NoFlux => Boundary::NoFlux,
            Self::Periodic => Boundary::Periodic,
            Self::Held(value) => Boundary::Held(number(value, unit)?),
            Self::Barrier(permeability, outside) => Boundary::Robin {
                permeability: number(permeability, "µm/min")?,
                outside: number(outside, unit)?,
            },
        })
    }
}
