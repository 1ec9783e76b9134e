//! Units of figures: clearances and volumes out of the units of dose, concentration and time.

use exoscope_core::unit::Unit;
use serde::Serialize;

use crate::table::Units;

/// Units of the figures of one compartment, as text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureUnits {
    /// Of times.
    pub time: String,
    /// Of concentrations.
    pub concentration: String,
    /// Of areas.
    pub auc: String,
    /// Of areas under the first moment.
    pub aumc: String,
    /// Of clearances.
    pub clearance: String,
    /// Of volumes.
    pub volume: String,
    /// What a dose is multiplied by before it is divided by an area; `None` where dose and concentration do not
    /// measure the same.
    #[serde(skip)]
    dose: Option<Dose>,
}

/// How the dose of a clearance is reckoned.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Dose {
    /// The amount given, times this.
    Given(f64),
    /// All of it: concentrations are in percent of the injected dose.
    Percent,
}

impl FigureUnits {
    /// The units of figures of values in `value`, which the table or the row states.
    pub(super) fn of(units: &Units, value: Option<&str>) -> Self {
        let time = units.time.clone().unwrap_or_else(|| "TIME".into());
        let concentration = value.unwrap_or("DV").to_owned();
        let amount = units.amount.clone();
        let (top, per) = match concentration.rsplit_once('/') {
            Some((top, per)) => (top.to_owned(), Some(per.to_owned())),
            None => (concentration.clone(), None),
        };
        let dose = dose(amount.as_deref(), value.map(|_| top.as_str()));
        let volume = match (&per, dose) {
            (Some(per), Some(_)) if value.is_some() => per.clone(),
            _ => format!("{}/{concentration}", amount.unwrap_or_else(|| "AMT".into())),
        };
        Self {
            auc: format!("{time}·{concentration}"),
            aumc: format!("{time}²·{concentration}"),
            clearance: format!("{volume}/{time}"),
            time,
            concentration,
            volume,
            dose,
        }
    }

    /// A dose in the unit of the top of concentrations.
    pub(super) fn dose_for_clearance(&self, amount: Option<f64>) -> Option<f64> {
        match (self.dose?, amount) {
            (Dose::Given(factor), Some(amount)) => Some(amount * factor),
            (Dose::Percent, _) => Some(100.0),
            (Dose::Given(_), None) => None,
        }
    }

    /// Whether clearances can be computed at all.
    pub fn has_clearance(&self) -> bool {
        self.dose.is_some()
    }
}

/// `value` is the top of the unit of concentrations: `ng` of `ng/mL`.
fn dose(amount: Option<&str>, value: Option<&str>) -> Option<Dose> {
    let (amount, value) = match (amount, value) {
        (_, Some(value)) if value.replace(' ', "").eq_ignore_ascii_case("%ID") => {
            return Some(Dose::Percent);
        }
        (Some(amount), Some(value)) if amount != value => (amount, value),
        // Written alike, or not at all: then they are taken for the same.
        _ => return Some(Dose::Given(1.0)),
    };
    let (amount, value) = (amount.parse::<Unit>().ok()?, value.parse::<Unit>().ok()?);
    (amount.dimension() == value.dimension()).then(|| Dose::Given(amount.size() / value.size()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clearance_is_in_the_volume_of_concentrations() {
        let of = |amount: &str, value: &str| {
            let units = Units { time: Some("h".into()), amount: Some(amount.into()), value: None };
            FigureUnits::of(&units, Some(value))
        };
        let figures = of("µg", "ng/mL");
        assert_eq!((figures.clearance.as_str(), figures.auc.as_str()), ("mL/h", "h·ng/mL"));
        assert!(figures.dose_for_clearance(Some(2.0)).is_some_and(|d| (d - 2000.0).abs() < 1e-9));
        assert_eq!(of("EV", "%ID/g").dose_for_clearance(Some(1e10)), Some(100.0));
        assert_eq!(of("EV", "ng/mL").dose_for_clearance(Some(1e10)), None);
        let bare = FigureUnits::of(&Units::default(), None);
        assert_eq!(
            (bare.clearance.as_str(), bare.dose_for_clearance(Some(3.0))),
            ("AMT/DV/TIME", Some(3.0))
        );
    }
}
