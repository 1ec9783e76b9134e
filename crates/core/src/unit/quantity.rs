//! A number with its unit.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Dimension, UnitError, parse};

/// A unit as written, with its size in base units (m, kg, s, mol, cell, U) and its dimension.
///
/// ```
/// use exoscope_core::unit::Unit;
/// let unit: Unit = "mL/min".parse()?;
/// assert!((unit.size() - 1e-6 / 60.0).abs() < 1e-20);
/// assert_eq!(unit.to_string(), "mL/min");
/// # Ok::<(), exoscope_core::unit::UnitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    text: String,
    size: f64,
    dimension: Dimension,
}

impl Unit {
    /// How many base units one of this is.
    pub fn size(&self) -> f64 {
        self.size
    }

    /// What it measures.
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }
}

impl FromStr for Unit {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let text = text.trim();
        let (size, dimension) = parse::unit(text)?;
        Ok(Self { text: text.to_owned(), size, dimension })
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A finite number with its unit, kept as written.
///
/// ```
/// use exoscope_core::unit::Quantity;
///
/// let secretion: Quantity = "60 /cell/h".parse()?;
/// assert!((secretion.to("/cell/day")? - 1440.0).abs() < 1e-9);
/// assert_eq!(secretion.to_string(), "60 /cell/h");
///
/// let wrong = "3 mL".parse::<Quantity>()?.to("mL/min").unwrap_err();
/// assert!(wrong.to_string().contains("m^3/s is needed here"));
/// let slip = "10 mim".parse::<Quantity>().unwrap_err();
/// assert!(slip.to_string().contains("did you mean \"min\""));
/// # Ok::<(), exoscope_core::unit::UnitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    value: f64,
    unit: Unit,
}

impl Quantity {
    /// `value` in `unit`; an error where the value is not finite.
    pub fn new(value: f64, unit: Unit) -> Result<Self, UnitError> {
        if value.is_finite() {
            Ok(Self { value, unit })
        } else {
            Err(UnitError::NotFinite { text: format!("{value} {unit}") })
        }
    }

    /// The number as written.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The unit as written.
    pub fn unit(&self) -> &Unit {
        &self.unit
    }

    /// The number in base units.
    pub fn in_base(&self) -> f64 {
        self.value * self.unit.size
    }

    /// The number in the unit written `unit`; an error where the dimensions differ.
    pub fn to(&self, unit: &str) -> Result<f64, UnitError> {
        self.to_unit(&unit.parse()?)
    }

    /// The number in `unit`; an error where the dimensions differ.
    pub fn to_unit(&self, unit: &Unit) -> Result<f64, UnitError> {
        if unit.dimension != self.unit.dimension {
            return Err(UnitError::Mismatch {
                given: self.to_string(),
                found: self.unit.dimension,
                wanted: unit.dimension,
                example: format!("1 {unit}").trim_end().to_owned(),
            });
        }
        Ok(self.value * (self.unit.size / unit.size))
    }
}

impl FromStr for Quantity {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        let (value, unit) = parse::number(text)?;
        Self::new(value, unit.parse()?)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.value.abs();
        if size != 0.0 && !(1e-3..1e6).contains(&size) {
            write!(f, "{:e}", self.value)?;
        } else {
            write!(f, "{}", self.value)?;
        }
        if self.unit.text.is_empty() { Ok(()) } else { write!(f, " {}", self.unit) }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
