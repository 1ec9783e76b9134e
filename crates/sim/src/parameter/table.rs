//! What the literature says: the built-in table, and draws from it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use exoscope_core::Streams;
use exoscope_core::suggest::did_you_mean;
use exoscope_core::unit::Quantity;
use serde::Deserialize;

use super::{Evidence, Parameter, ParameterError, Written};

const TABLE: &str = include_str!("table.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    parameter: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    #[serde(flatten)]
    written: Written,
}

/// A value for every parameter: those of the literature, or a world that may be as well.
///
/// ```
/// use exoscope_core::Streams;
/// use exoscope_sim::parameter::Table;
/// let published = Table::published()?;
/// assert_eq!(published.number("host.own")?, 0.45);
/// let other = published.redrawn(&["host.own"], Streams::new(1), 7)?;
/// assert_ne!(other.number("host.own")?, 0.45);
/// assert_eq!(other.number("host.common")?, published.number("host.common")?);
/// # Ok::<(), exoscope_sim::parameter::ParameterError>(())
/// ```
///
/// It records what is looked up in it, so that what a result rests on need not be listed by hand.
#[derive(Debug, Clone)]
pub struct Table {
    all: Vec<Parameter>,
    /// Places of the parameters looked up, shared with clones.
    read: Arc<Mutex<BTreeSet<usize>>>,
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

impl Table {
    /// The built-in table.
    pub fn published() -> Result<Self, ParameterError> {
        Ok(Self { all: parameters()?, read: Arc::default() })
    }

    /// The same with nothing looked up yet.
    ///
    /// ```
    /// use exoscope_sim::parameter::Table;
    /// let table = Table::published()?.unread();
    /// table.number("host.own")?;
    /// let names: Vec<String> = table.looked_up().map(|p| p.name.clone()).collect();
    /// assert_eq!(names, ["host.own"]);
    /// assert_eq!(table.unread().looked_up().count(), 0);
    /// # Ok::<(), exoscope_sim::parameter::ParameterError>(())
    /// ```
    #[must_use]
    pub fn unread(&self) -> Self {
        Self { all: self.all.clone(), read: Arc::default() }
    }

    /// The parameters that were looked up, in the order of the table.
    pub fn looked_up(&self) -> impl Iterator<Item = &Parameter> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        read.into_iter().filter_map(|place| self.all.get(place))
    }

    /// The parameter called `name`.
    pub fn look_up(&self, name: &str) -> Result<&Parameter, ParameterError> {
        let found = self.all.iter().enumerate().find(|(_, p)| p.name == name);
        let (place, parameter) = found.ok_or_else(|| {
            let suggestion = did_you_mean(name, self.all.iter().map(|p| p.name.as_str()));
            ParameterError::Unknown { name: name.to_owned(), suggestion }
        })?;
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(place);
        Ok(parameter)
    }

    /// Its value in base units.
    pub fn number(&self, name: &str) -> Result<f64, ParameterError> {
        Ok(self.look_up(name)?.value.in_base())
    }

    /// Draw `draw` of the parameters `names` from their spreads, each from a stream of its own; all
    /// others keep their values.
    pub fn redrawn(
        &self,
        names: &[&str],
        streams: Streams,
        draw: u64,
    ) -> Result<Self, ParameterError> {
        let mut drawn = self.unread();
        for name in names {
            let parameter = self.look_up(name)?;
            let stream = &mut streams.stream(&format!("parameter {name}"), draw);
            let base = parameter.spread.draw(parameter.value.in_base(), stream);
            let unit = parameter.value.unit().clone();
            let value = Quantity::new(base / unit.size(), unit).map_err(|source| {
                ParameterError::Unit { value: parameter.value.to_string(), source }
            })?;
            for held in drawn.all.iter_mut().filter(|p| p.name == *name) {
                held.value = value.clone();
            }
        }
        Ok(drawn)
    }
}

/// The built-in table, in the order of the file.
///
/// ```
/// use exoscope_sim::parameter::{Evidence, parameters};
/// let table = parameters()?;
/// assert!(table.iter().all(|p| !p.source.is_empty()));
/// assert!(table.iter().any(|p| p.standing == Evidence::Assumed));
/// # Ok::<(), exoscope_sim::parameter::ParameterError>(())
/// ```
pub fn parameters() -> Result<Vec<Parameter>, ParameterError> {
    let file: File = toml::from_str(TABLE)?;
    file.parameter.into_iter().map(Row::checked).collect()
}

/// The parameter called `name`.
pub fn look_up(name: &str) -> Result<Parameter, ParameterError> {
    Table::published()?.look_up(name).cloned()
}

impl Row {
    fn checked(self) -> Result<Parameter, ParameterError> {
        let spread = self.written.checked_spread()?;
        Ok(Parameter {
            name: self.name,
            value: self.written.value,
            spread,
            source: self.written.source.unwrap_or_else(|| "not given".into()),
            standing: self.written.standing.unwrap_or(Evidence::Assumed),
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
