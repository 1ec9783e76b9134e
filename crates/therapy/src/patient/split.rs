//! Skin and hair: improvement of two sides of one body, of which needling or injection alone is the control.
//!
//! A side improves by a mean that needling itself gives, a part that a person's two sides share, and noise of the side.
//! The difference of sides is free of the person's part; a single treated side is not free of anything. How improvement grows
//! with sessions is not modelled: mean and effect are those after all sessions of the plan.

use serde::{Deserialize, Serialize};

use super::event::present;
use super::{Course, Endpoint, NaturalHistory, Patient, Seat};
use crate::TherapyError;
use crate::fortune::{Draw, Fortune};
use crate::quantity::{Days, share, visit, within};

/// Settings of a trial on sides of one body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitPlan {
    /// What is measured, with its unit; more is better.
    pub measure: String,
    /// Mean improvement by the control procedure alone (needling with saline) after all of its sessions, in the unit of the
    /// measure.
    pub control_improvement: f64,
    /// Standard deviation of the improvement of one side.
    pub sd: f64,
    /// Correlation between sides of one person.
    pub correlation: f64,
    /// Day of the endpoint, counted from the first session: an effect that ended before it is not in the score.
    pub visit: Days,
    /// Steps in which the measure is read (1 for a graded score); 0 reads any number.
    #[serde(default)]
    pub step: f64,
}

/// Improvement of sides with checked settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    plan: SplitPlan,
}

impl Split {
    /// Settings checked.
    pub fn new(plan: &SplitPlan) -> Result<Self, TherapyError> {
        let field = |name: &str| format!("disease.split.{name}");
        within(&field("sd"), plan.sd, 1e-9..=1e9, "standard deviation")?;
        let improvement = -1e3 * plan.sd..=1e3 * plan.sd;
        within(
            &field("control_improvement"),
            plan.control_improvement,
            improvement,
            "improvement",
        )?;
        share(&field("correlation"), plan.correlation)?;
        // A score that is read in steps far wider than people differ is the same in all.
        within(&field("step"), plan.step, 0.0..=4.0 * plan.sd, "step")?;
        visit(&field("visit"), plan.visit)?;
        Ok(Self { plan: plan.clone() })
    }
}

impl NaturalHistory for Split {
    fn endpoint(&self) -> Endpoint {
        Endpoint::Continuous { measure: self.plan.measure.clone(), sd: self.plan.sd }
    }

    fn strata(&self) -> Vec<String> {
        vec!["all".into()]
    }

    fn enrol(&self, seat: Seat, fortune: &Fortune) -> Patient {
        let person = self.plan.correlation.sqrt() * fortune.normal(Draw::Person);
        Patient { stratum: 0, state: 0, first: 0.0, last: 0.0, frailty: person + seat.frailty.ln() }
    }

    fn outcome(&self, patient: &Patient, course: &Course, fortune: &Fortune) -> f64 {
        let plan = &self.plan;
        let noise =
            fortune.normal(if course.side == 0 { Draw::LastReading } else { Draw::OtherSide });
        let side = (1.0 - plan.correlation).sqrt() * noise;
        let effect = if present(plan.visit.0, course) { course.log_ratio } else { 0.0 };
        let shift = plan.sd * (effect + course.drift + patient.frailty + side);
        let value = plan.control_improvement + shift;
        if plan.step > 0.0 { (value / plan.step).round() * plan.step } else { value }
    }

    fn shortest_follow_up(&self) -> f64 {
        self.plan.visit.0
    }

    fn has_sides(&self) -> bool {
        true
    }
}
