//! Endotoxin of a dose beside the limit of its route.

use exoscope_core::number::{amount, short};
use serde::Serialize;

use super::check::number;
use super::plan::Process;
use crate::TherapyError;
use crate::dose::Route;

/// Endotoxin of one dose.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Endotoxin {
    /// EU per kg.
    pub per_kg: f64,
    /// EU per kg and hour of the drip, or of one hour where the dose takes less.
    pub per_hour: f64,
    /// The limit, EU per kg and hour (recalled from pharmacopoeias, assumed): 5, into the cerebrospinal fluid 0.2.
    pub limit: f64,
    /// Whether the dose keeps to it.
    pub kept: bool,
}

impl Endotoxin {
    /// The verdict: `0.083 EU/kg/h, below the limit of 5 (assumed)`.
    pub fn verdict(&self) -> String {
        let place = if self.kept {
            format!("within the limit of {}", short(self.limit))
        } else {
            format!(
                "{} times the limit of {}: not to be given",
                amount(self.per_hour / self.limit),
                short(self.limit)
            )
        };
        format!("{} EU/kg/h, {place} (assumed)", amount(self.per_hour))
    }

    /// Of one dose of a process.
    pub(super) fn of(plan: &Process) -> Result<Self, TherapyError> {
        let volume = number("dose.volume", &plan.dose.volume, "mL")?;
        let weight = number("dose.weight", &plan.dose.weight, "kg")?;
        let per_kg = plan.dose.endotoxin_eu_per_ml * volume / weight;
        let hours = match &plan.dose.duration {
            Some(time) => number("dose.duration", time, "h")?.max(1.0),
            None => 1.0,
        };
        let limit = if plan.dose.route == Route::Intrathecal { 0.2 } else { 5.0 };
        let per_hour = per_kg / hours;
        Ok(Self { per_kg, per_hour, limit, kept: per_hour <= limit })
    }
}
