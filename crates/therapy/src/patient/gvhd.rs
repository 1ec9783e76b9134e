//! Acute graft-versus-host disease: response by a fixed day, as a hazard of responding.
//!
//! P(response by day t) = 1 − exp(−h·t·frailty), h set so that the average patient responds with the natural rate. The
//! natural rate is that of the population on standard care: of children in a single arm and adults in a randomised trial
//! it is not the same number, and in a single arm it is not measured at all.

use serde::{Deserialize, Serialize};

use super::{Course, Endpoint, NaturalHistory, Patient, Seat};
use crate::TherapyError;
use crate::fortune::{Draw, Fortune};
use crate::quantity::{Days, below_one, inner_share, visit, within};

/// Settings of a trial in graft-versus-host disease.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GvhdPlan {
    /// Share that responds without the treatment under test by the day of the endpoint.
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
}

impl Gvhd {
    /// Settings checked.
    pub fn new(plan: &GvhdPlan) -> Result<Self, TherapyError> {
        let field = |name: &str| format!("disease.gvhd.{name}");
        inner_share(&field("natural_rate"), plan.natural_rate)?;
        visit(&field("visit"), plan.visit)?;
        within(&field("between"), plan.between, 0.0..=5.0, "standard deviation of a logarithm")?;
        below_one(&field("death"), plan.death, "all of the patients die")?;
        Ok(Self { plan: plan.clone() })
    }
}

impl NaturalHistory for Gvhd {
    fn endpoint(&self) -> Endpoint {
        Endpoint::Binary { success: self.plan.success.clone() }
    }

    fn strata(&self) -> Vec<String> {
        vec!["all".into()]
    }

    fn shortest_follow_up(&self) -> Option<f64> {
        Some(self.plan.visit.0)
    }

    fn enrol(&self, seat: Seat, fortune: &Fortune) -> Patient {
        let sd = self.plan.between;
        let frailty = seat.frailty * (sd * fortune.normal(Draw::Person) - sd * sd / 2.0).exp();
        Patient { stratum: 0, state: 0, first: 0.0, last: self.plan.visit.0, frailty }
    }

    fn outcome(&self, patient: &Patient, course: &Course, fortune: &Fortune) -> f64 {
        let dies = fortune.uniform(Draw::Death) < self.plan.death;
        let hazard = -(-self.plan.natural_rate).ln_1p() / self.plan.visit.0;
        f64::from(u8::from(!dies && event(patient, course, hazard, fortune)))
    }
}

/// Whether an event of constant hazard comes before the last visit.
pub(super) fn event(patient: &Patient, course: &Course, hazard: f64, fortune: &Fortune) -> bool {
    let start = (patient.first + course.delay).min(patient.last);
    let end = (start + course.lasts).min(patient.last);
    let natural = patient.last - patient.first;
    let budget = (natural + (course.log_ratio.exp() - 1.0) * (end - start)) * course.drift.exp();
    fortune.exponential(Draw::Wait1) < hazard * patient.frailty * budget
}
