//! Knee osteoarthritis: improvement of pain (VAS or WOMAC) with regression to the mean and a placebo response.
//!
//! People enter a trial when pain is at its worst: it falls by itself, and by being treated at all. Improvement is
//! r·(entry − usual) + placebo + effect + noise. In the trial of Mautner 2023 every arm improved and none differed.

use exoscope_core::number::short;
use serde::{Deserialize, Serialize};

use super::event::present;
use super::{Course, Endpoint, NaturalHistory, Patient, Seat};
use crate::TherapyError;
use crate::fortune::{Draw, Fortune};
use crate::quantity::{Days, positive, visit, within};

/// Settings of a trial in knee pain; scores in points of 0 to 100, more is worse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PainPlan {
    /// Usual pain, mean and standard deviation between people.
    pub usual: (f64, f64),
    /// Least pain at entry; who has less on that day is not enrolled, so that those enrolled are above their usual.
    pub entry: f64,
    /// Standard deviation of pain from day to day.
    pub day_to_day: f64,
    /// Mean improvement by being treated with anything (placebo response), points.
    pub placebo: f64,
    /// Standard deviation of the improvement between people, points.
    pub response_sd: f64,
    /// Day of the endpoint: an effect that ended before it is not in the score.
    pub visit: Days,
}

/// Least share of people whose pain reaches that of entry.
const LEAST_ENROLLED: f64 = 1e-4;

/// Natural history of knee pain with checked settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Knee {
    plan: PainPlan,
    sd: f64,
}

impl Knee {
    /// Settings checked.
    pub fn new(plan: &PainPlan) -> Result<Self, TherapyError> {
        let field = |name: &str| format!("disease.knee.{name}");
        for (name, score) in [("usual", plan.usual.0), ("entry", plan.entry)] {
            if !(0.0..=100.0).contains(&score) {
                return Err(TherapyError::value(
                    field(name),
                    format!("{} points", short(score)),
                    "from 0 to 100",
                ));
            }
        }
        let sd = "standard deviation of points of 100";
        positive(&field("usual"), plan.usual.1)?;
        within(&field("usual"), plan.usual.1, 0.0..=100.0, sd)?;
        positive(&field("day_to_day"), plan.day_to_day)?;
        within(&field("day_to_day"), plan.day_to_day, 0.0..=100.0, sd)?;
        within(&field("placebo"), plan.placebo, -100.0..=100.0, "change of points of 100")?;
        within(&field("response_sd"), plan.response_sd, 0.0..=100.0, sd)?;
        visit(&field("visit"), plan.visit)?;
        let all = plan.usual.1.hypot(plan.day_to_day);
        let reached = crate::fortune::normal_cdf((plan.usual.0 - plan.entry) / all);
        if reached < LEAST_ENROLLED {
            let why =
                format!("pain of {} is reached by {reached:.0e} of people", short(plan.entry));
            return Err(TherapyError::value(field("entry"), why, "nearer to the usual pain"));
        }
        let sd = (2.0 * plan.day_to_day.powi(2) + plan.response_sd.powi(2)).sqrt();
        Ok(Self { plan: plan.clone(), sd })
    }
}

impl NaturalHistory for Knee {
    fn endpoint(&self) -> Endpoint {
        Endpoint::Continuous { measure: "improvement of pain, points of 100".into(), sd: self.sd }
    }

    fn strata(&self) -> Vec<String> {
        vec!["all".into()]
    }

    fn shortest_follow_up(&self) -> f64 {
        self.plan.visit.0
    }

    fn enrol(&self, seat: Seat, fortune: &Fortune) -> Patient {
        // Entry pain is normal(usual, √(between² + day²)) above the least of entry; given it, the usual pain is drawn
        // (bivariate normal): `first` is the pain at entry, `last` its usual level.
        let plan = &self.plan;
        let (mean, between, daily) = (plan.usual.0, plan.usual.1, plan.day_to_day);
        let all = between.hypot(daily);
        let below = crate::fortune::normal_cdf((plan.entry - mean) / all);
        let u = below + (1.0 - below) * fortune.uniform(Draw::FirstReading);
        let entry = mean + all * crate::fortune::normal_quantile(u);
        let share = (between / all).powi(2);
        let usual = mean
            + share * (entry - mean)
            + between * (1.0 - share).sqrt() * fortune.normal(Draw::Person);
        Patient { stratum: 0, state: 0, first: entry, last: usual, frailty: seat.frailty.ln() }
    }

    fn outcome(&self, patient: &Patient, course: &Course, fortune: &Fortune) -> f64 {
        let plan = &self.plan;
        let later = patient.last + plan.day_to_day * fortune.normal(Draw::LastReading);
        let response = plan.placebo + plan.response_sd * fortune.normal(Draw::Wait1);
        let effect = if present(plan.visit.0, course) { course.log_ratio } else { 0.0 };
        let shift = self.sd * (effect + course.drift + patient.frailty);
        patient.first - later + response + shift
    }
}
