//! Acute graft-versus-host disease: response by a fixed day, as a hazard of responding.
//!
//! P(response by day t) = 1 − exp(−h·t·frailty), h set so that of all patients together, whatever their frailty, the natural
//! rate responds. The natural rate is that of the population on standard care: of children in a single arm and adults in a
//! randomised trial it is not the same number, and in a single arm it is not measured at all.

use serde::{Deserialize, Serialize};

use super::event::{calibrated, event};
use super::{Course, Endpoint, NaturalHistory, Patient, Seat};
use crate::TherapyError;
use crate::fortune::{Draw, Fortune};
use crate::quantity::{Days, below_one, inner_share, visit, within};
use crate::trial::plan::Severity;

/// Settings of a trial in graft-versus-host disease.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GvhdPlan {
    /// Share of all patients, those who die among them, that responds without the treatment under test by the day of the
    /// endpoint.
    pub natural_rate: f64,
    /// Day of the endpoint.
    pub visit: Days,
    /// Standard deviation of the logarithm of hazards between patients.
    #[serde(default)]
    pub between: f64,
    /// Deaths by the endpoint as a share; a death is no response.
    #[serde(default)]
    pub death: f64,
    /// What a response is.
    #[serde(default = "response")]
    pub success: String,
}

fn response() -> String {
    "overall response".into()
}

/// Natural history of graft-versus-host disease with checked settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Gvhd {
    plan: GvhdPlan,
    /// Per day, of a patient of frailty 1.
    hazard: f64,
}

impl Gvhd {
    /// Settings checked; the hazard is that of a population with this severity.
    pub fn new(plan: &GvhdPlan, severity: Option<&Severity>) -> Result<Self, TherapyError> {
        let field = |name: &str| format!("disease.gvhd.{name}");
        inner_share(&field("natural_rate"), plan.natural_rate)?;
        visit(&field("visit"), plan.visit)?;
        within(&field("between"), plan.between, 0.0..=5.0, "standard deviation of a logarithm")?;
        below_one(&field("death"), plan.death, "all of the patients die")?;
        let spread = (-plan.between.powi(2) / 2.0, plan.between);
        let rate = (plan.natural_rate, plan.visit.0);
        let hazard =
            calibrated(&field("natural_rate"), rate.0, rate.1, spread, severity, plan.death)?;
        Ok(Self { plan: plan.clone(), hazard })
    }
}

impl NaturalHistory for Gvhd {
    fn endpoint(&self) -> Endpoint {
        Endpoint::Binary { success: self.plan.success.clone() }
    }

    fn strata(&self) -> Vec<String> {
        vec!["all".into()]
    }

    fn shortest_follow_up(&self) -> f64 {
        self.plan.visit.0
    }

    fn enrol(&self, seat: Seat, fortune: &Fortune) -> Patient {
        let sd = self.plan.between;
        let frailty = seat.frailty * (sd * fortune.normal(Draw::Person) - sd * sd / 2.0).exp();
        Patient { stratum: 0, state: 0, first: 0.0, last: self.plan.visit.0, frailty }
    }

    fn outcome(&self, patient: &Patient, course: &Course, fortune: &Fortune) -> f64 {
        let dies = fortune.uniform(Draw::Death) < self.plan.death;
        f64::from(u8::from(!dies && event(patient, course, self.hazard, fortune)))
    }
}
