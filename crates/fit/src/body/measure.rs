//! What a value measures: an amount, a concentration, a share of the dose, or a signal with a free scale.

use exoscope_core::unit::{Quantity, Unit};

/// A kind of value.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// What is counted.
    pub top: Top,
    /// What it is divided by.
    pub per: Per,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq)]
pub enum Top {
    /// The dose's own unit, this many of it in one of the value's.
    Amount(f64),
    /// Percent of the dose injected.
    PercentDose,
    /// A signal proportional to the amount, with an unknown factor: its name.
    Signal(String),
}

/// What an amount is divided by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Per {
    /// Nothing: the amount in the whole compartment.
    Whole,
    /// Mass: this many g.
    Mass(f64),
    /// Volume: this many mL.
    Volume(f64),
}

/// Signals without a unit of their own.
const SIGNALS: [&str; 9] = ["rlu", "rfu", "au", "a.u.", "cpm", "cps", "counts", "mfi", "photons/s"];

impl Measure {
    /// What `unit` says, for doses in `amount`; an error in words otherwise.
    pub fn of(unit: &str, amount: &str) -> Result<Self, String> {
        let lower = unit.to_lowercase();
        let signal = |top: &str| SIGNALS.contains(&top.trim());
        if signal(&lower) {
            return Ok(Self { top: Top::Signal(unit.to_owned()), per: Per::Whole });
        }
        let (top, per) = match unit.rsplit_once('/') {
            Some((top, per)) => (top.trim(), Some(per.trim())),
            None => (unit.trim(), None),
        };
        let per = per.map_or(Ok(Per::Whole), per_unit)?;
        if top.replace(' ', "").eq_ignore_ascii_case("%id") {
            return Ok(Self { top: Top::PercentDose, per });
        }
        if signal(&top.to_lowercase()) {
            return Ok(Self { top: Top::Signal(top.to_owned()), per });
        }
        let top: Unit = top.parse().map_err(|error| format!("{error}"))?;
        let dose: Unit =
            amount.parse().map_err(|error| format!("AMT is in {amount:?}: {error}"))?;
        if top.dimension() != dose.dimension() {
            return Err(format!("doses are in {amount}, which {top} does not measure"));
        }
        Ok(Self { top: Top::Amount(top.size() / dose.size()), per })
    }
}

fn per_unit(text: &str) -> Result<Per, String> {
    let unit: Unit = text.parse().map_err(|error| format!("{error}"))?;
    let one = Quantity::new(1.0, unit).map_err(|error| error.to_string())?;
    match (one.to("g"), one.to("mL")) {
        (Ok(grams), _) => Ok(Per::Mass(grams)),
        (_, Ok(millilitres)) => Ok(Per::Volume(millilitres)),
        _ => Err(format!("{text:?} is neither a mass nor a volume")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn units_say_what_is_measured() {
        let of = |unit: &str, amount: &str| Measure::of(unit, amount).unwrap();
        let near = |x: f64, y: f64| (x / y - 1.0).abs() < 1e-12;
        let mass = of("ng/mL", "ug");
        assert!(matches!(mass.top, Top::Amount(x) if near(x, 1e-3)));
        assert!(matches!(mass.per, Per::Volume(x) if near(x, 1.0)));
        assert!(matches!(of("EV/uL", "EV").per, Per::Volume(x) if near(x, 1e-3)));
        assert!(matches!(of("%ID/g", "EV"), Measure { top: Top::PercentDose, per: Per::Mass(_) }));
        assert!(
            matches!(of("RLU/mg", "EV"), Measure { top: Top::Signal(_), per: Per::Mass(x) } if near(x, 1e-3))
        );
        assert!(Measure::of("ng/mL", "EV").unwrap_err().contains("doses are in EV"));
        assert!(Measure::of("ng/h", "ng").is_err() && Measure::of("zebra", "EV").is_err());
    }
}
