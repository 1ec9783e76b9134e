//! Wound closure: complete closure by a fixed day, as a hazard of closing that falls with the area of the wound.
//!
//! In control arms of diabetic foot ulcer trials 24 % close by 12 weeks (Margolis 1999, recalled: assumed).

use exoscope_core::number::short;
use serde::{Deserialize, Serialize};

use super::event::{calibrated, event};
use super::{Course, Endpoint, NaturalHistory, Patient, Seat};
use crate::TherapyError;
use crate::fortune::{Draw, Fortune};
use crate::quantity::{Days, inner_share, visit, within};
use crate::trial::plan::Severity;

/// Settings of a trial in wounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WoundPlan {
    /// Share of all wounds, whatever their area, that close on standard care by the visit.
    pub natural_rate: f64,
    /// Day of the endpoint.
    pub visit: Days,
    /// Standard deviation of the logarithm of areas.
    #[serde(default = "areas")]
    pub area_sd: f64,
    /// Exponent of area over its median in the hazard; negative, larger wounds close later.
    #[serde(default = "exponent")]
    pub area_exponent: f64,
}

const fn areas() -> f64 {
    0.9
}
const fn exponent() -> f64 {
    -0.4
}

/// Natural history of a wound with checked settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Wound {
    plan: WoundPlan,
    /// Per day, of a wound of the median area.
    hazard: f64,
}

impl Wound {
    /// Settings checked; the hazard is that of a population with this severity.
    pub fn new(plan: &WoundPlan, severity: Option<&Severity>) -> Result<Self, TherapyError> {
        let field = |name: &str| format!("disease.wound.{name}");
        inner_share(&field("natural_rate"), plan.natural_rate)?;
        visit(&field("visit"), plan.visit)?;
        within(&field("area_sd"), plan.area_sd, 0.0..=5.0, "standard deviation of a logarithm")?;
        if !(-3.0..=0.0).contains(&plan.area_exponent) {
            let exponent = short(plan.area_exponent);
            let why = format!("{exponent} lets larger wounds close sooner, or is beyond -3");
            return Err(TherapyError::value(field("area_exponent"), why, "from -3 to 0"));
        }
        let spread = (0.0, (plan.area_exponent * plan.area_sd).abs());
        let rate = (plan.natural_rate, plan.visit.0);
        let hazard = calibrated(&field("natural_rate"), rate.0, rate.1, spread, severity, 0.0)?;
        Ok(Self { plan: plan.clone(), hazard })
    }
}

impl NaturalHistory for Wound {
    fn endpoint(&self) -> Endpoint {
        Endpoint::Binary { success: "complete closure".into() }
    }

    fn strata(&self) -> Vec<String> {
        vec!["smaller than the median".into(), "larger".into()]
    }

    fn shortest_follow_up(&self) -> f64 {
        self.plan.visit.0
    }

    fn enrol(&self, seat: Seat, fortune: &Fortune) -> Patient {
        let area = self.plan.area_sd * fortune.normal(Draw::Person);
        Patient {
            stratum: usize::from(area > 0.0),
            state: 0,
            first: 0.0,
            last: self.plan.visit.0,
            frailty: seat.frailty * (self.plan.area_exponent * area).exp(),
        }
    }

    fn outcome(&self, patient: &Patient, course: &Course, fortune: &Fortune) -> f64 {
        f64::from(u8::from(event(patient, course, self.hazard, fortune)))
    }
}
