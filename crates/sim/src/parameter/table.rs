//! What the literature says: the built-in table.

use exoscope_core::suggest::did_you_mean;
use serde::Deserialize;

use super::{Parameter, ParameterError, Standing, Written};

const TABLE: &str = include_str!("table.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    parameter: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    #[serde(flatten)]
    written: Written,
}

/// The built-in table, in the order of the file.
///
/// ```
/// use exoscope_sim::parameter::{Standing, parameters};
/// let table = parameters()?;
/// assert!(table.iter().all(|p| !p.source.is_empty()));
/// assert!(table.iter().any(|p| p.standing == Standing::Assumed));
/// # Ok::<(), exoscope_sim::parameter::ParameterError>(())
/// ```
pub fn parameters() -> Result<Vec<Parameter>, ParameterError> {
    let table: Table = toml::from_str(TABLE)?;
    table.parameter.into_iter().map(Row::checked).collect()
}

/// The parameter called `name`.
pub fn look_up(name: &str) -> Result<Parameter, ParameterError> {
    let table = parameters()?;
    let suggestion = did_you_mean(name, table.iter().map(|p| p.name.as_str()));
    let unknown = ParameterError::Unknown { name: name.to_owned(), suggestion };
    table.into_iter().find(|p| p.name == name).ok_or(unknown)
}

impl Row {
    fn checked(self) -> Result<Parameter, ParameterError> {
        let spread = self.written.checked_spread()?;
        Ok(Parameter {
            name: self.name,
            value: self.written.value,
            spread,
            source: self.written.source.unwrap_or_else(|| "not given".into()),
            standing: self.written.standing.unwrap_or(Standing::Assumed),
            calibrated_to: self.written.calibrated_to,
            note: self.written.note,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let table = parameters().unwrap();
        let mut names: Vec<&str> = table.iter().map(|p| p.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table.len(), "a name stands twice");
        assert!(table.iter().all(|p| p.source != "not given"));
        assert!(table.len() >= 60, "{} rows", table.len());
    }

    #[test]
    fn a_slip_in_a_name_is_answered_with_the_nearest() {
        let error = look_up("secretion.monocite").unwrap_err().to_string();
        assert!(error.contains("secretion.monocyte"), "{error}");
    }

    #[test]
    fn plasma_residence_is_concentration_times_volume_over_secretion() {
        // 1e10/mL × 3 L ÷ 1.5e12/min: a calibration, not a proof.
        let concentration = look_up("plasma.concentration").unwrap().value.to("/mL").unwrap();
        let volume = look_up("plasma.volume").unwrap().value.to("mL").unwrap();
        let secretion = look_up("secretion.plasma").unwrap().value.to("/min").unwrap();
        let minutes = concentration * volume / secretion;
        assert!((minutes - 20.0).abs() < 1e-9, "{minutes}");
        assert!((minutes * std::f64::consts::LN_2 - 13.9).abs() < 0.1);
    }

    #[test]
    fn natural_loading_needs_four_hundred_thousand_vesicles_a_cell() {
        let copies = look_up("cargo.copies-per-vesicle").unwrap().value.to("").unwrap();
        let needed = look_up("repression.threshold").unwrap().value.to("/cell").unwrap();
        let escape = look_up("uptake.endosomal-escape.upper").unwrap().value.to("").unwrap();
        let vesicles = needed / (copies * escape);
        assert!((vesicles / 4e5 - 1.0).abs() < 0.02, "{vesicles}");
    }
}
