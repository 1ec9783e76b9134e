//! A number of a world file, with its unit, how sure it is, and where it comes from.

use std::fmt;

use exoscope_core::unit::Quantity;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::WorldError;

/// How sure a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceLevel {
    /// Read from the publication that measured it.
    Measured,
    /// Computed from measured numbers.
    Derived,
    /// Chosen, or from a secondary source. What has no level given is assumed.
    Assumed,
}

/// A quantity: `"60 /h"`, or `{ value = "60 /h", evidence = "measured", source = "Chiu 2016" }`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Given {
    /// The value with its unit.
    pub value: Quantity,
    /// How sure it is.
    pub evidence: EvidenceLevel,
    /// Where it comes from.
    pub source: Option<String>,
}

/// A number that a result rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stated {
    /// Table and key.
    pub name: String,
    /// Its value, as written.
    pub value: String,
    /// How sure it is.
    pub evidence: EvidenceLevel,
    /// Where it comes from.
    pub source: String,
}

impl Given {
    /// A default, with its evidence.
    pub(super) fn default_of(value: &str, evidence: EvidenceLevel, source: &str) -> Option<Self> {
        let value = value.parse().ok()?;
        Some(Self { value, evidence, source: Some(source.to_owned()) })
    }

    /// The number in `unit`, 0 or more.
    pub(super) fn to(&self, field: &str, unit: &str) -> Result<f64, WorldError> {
        let number = self.value.to(unit).map_err(|error| {
            WorldError::value(field, error.to_string(), format!("write it like \"1 {unit}\""))
        })?;
        if number < 0.0 {
            let why = format!("{} is negative", self.value);
            return Err(WorldError::value(field, why, "give 0 or more"));
        }
        Ok(number)
    }

    /// The number in `unit`, above 0.
    pub(super) fn positive(&self, field: &str, unit: &str) -> Result<f64, WorldError> {
        match self.to(field, unit)? {
            number if number > 0.0 => Ok(number),
            _ => Err(WorldError::value(field, "it is 0", "give a number above 0")),
        }
    }

    pub(super) fn stated(&self, name: String) -> Stated {
        let source = self.source.clone().unwrap_or_else(|| "stated in the world file".to_owned());
        Stated { name, value: self.value.to_string(), evidence: self.evidence, source }
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GivenVisitor)
    }
}

struct GivenVisitor;

impl<'de> Visitor<'de> for GivenVisitor {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a quantity with its unit like \"10 min\", or { value, evidence, source }")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Given, E> {
        let value = text.parse().map_err(E::custom)?;
        Ok(Given { value, evidence: EvidenceLevel::Assumed, source: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Given, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            value: Quantity,
            #[serde(default = "assumed")]
            evidence: EvidenceLevel,
            source: Option<String>,
        }
        let written = Written::deserialize(de::value::MapAccessDeserializer::new(map))?;
        let Written { value, evidence, source } = written;
        Ok(Given { value, evidence, source })
    }
}

fn assumed() -> EvidenceLevel {
    EvidenceLevel::Assumed
}
