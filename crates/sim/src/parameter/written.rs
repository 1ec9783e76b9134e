//! A parameter as a file gives it.

use exoscope_core::unit::Quantity;
use serde::Deserialize;

use super::{Evidence, ParameterError, Spread};

/// Value and evidence as written in TOML, before they are checked against each other.
///
/// One of `range` (with `spread = "log"` for an even spread of the logarithm), `sd` and `cv` says how
/// the value varies.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// The value with its unit.
    pub value: Quantity,
    /// Ends of its range.
    #[serde(default, deserialize_with = "two_ends")]
    pub range: Option<(Quantity, Quantity)>,
    /// How the range is filled.
    #[serde(default)]
    pub spread: Fill,
    /// Standard deviation.
    pub sd: Option<Quantity>,
    /// Coefficient of variation of a lognormal.
    pub cv: Option<Quantity>,
    /// Where it comes from.
    pub source: Option<String>,
    /// How sure we are.
    pub standing: Option<Evidence>,
    /// Results that it was set to give.
    #[serde(default)]
    pub calibrated_to: Vec<String>,
    /// What to know before using it.
    pub note: Option<String>,
}

/// Both ends of a range: a reader of TOML would take the first two of any number of values.
fn two_ends<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<(Quantity, Quantity)>, D::Error> {
    let ends = Vec::<Quantity>::deserialize(deserializer)?;
    let ends: [Quantity; 2] = ends.try_into().map_err(|ends: Vec<Quantity>| {
        serde::de::Error::custom(format_args!("a range has 2 ends, and {} are given", ends.len()))
    })?;
    Ok(Some(ends.into()))
}

/// How a range is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fill {
    /// Evenly.
    #[default]
    Even,
    /// Evenly in the logarithm.
    Log,
}

impl Written {
    /// The spread, once it fits the value.
    pub fn checked_spread(&self) -> Result<Spread, ParameterError> {
        let value = &self.value;
        let one = || ParameterError::Spread { value: value.to_string() };
        let unit = |source| ParameterError::Unit { value: value.to_string(), source };
        match (&self.range, &self.sd, &self.cv) {
            (None, None, None) => Ok(Spread::Fixed),
            (Some((low, high)), None, None) => self.checked_range(low, high),
            (None, Some(sd), None) => {
                let size = sd.to_unit(value.unit()).map_err(unit)?;
                if size < 0.0 { Err(one()) } else { Ok(Spread::Normal { sd: sd.clone() }) }
            }
            (None, None, Some(cv)) => {
                let cv = cv.to("").map_err(unit)?;
                if value.value() <= 0.0 {
                    return Err(ParameterError::NotPositive { value: value.to_string() });
                }
                if cv < 0.0 { Err(one()) } else { Ok(Spread::LogNormal { cv }) }
            }
            _ => Err(one()),
        }
    }

    fn checked_range(&self, low: &Quantity, high: &Quantity) -> Result<Spread, ParameterError> {
        let value = &self.value;
        let unit = |source| ParameterError::Unit { value: value.to_string(), source };
        let bottom = low.to_unit(value.unit()).map_err(unit)?;
        let top = high.to_unit(value.unit()).map_err(unit)?;
        let ends = || (low.to_string(), high.to_string());
        if bottom >= top {
            let (low, high) = ends();
            return Err(ParameterError::Order { low, high });
        }
        if !(bottom..=top).contains(&value.value()) {
            let (low, high) = ends();
            return Err(ParameterError::Outside { value: value.to_string(), low, high });
        }
        let (low, high) = (low.clone(), high.clone());
        match self.spread {
            Fill::Even => Ok(Spread::Uniform { low, high }),
            Fill::Log if bottom > 0.0 => Ok(Spread::LogUniform { low, high }),
            Fill::Log => Err(ParameterError::NotPositive { value: low.to_string() }),
        }
    }
}
