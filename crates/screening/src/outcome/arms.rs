//! What the two arms of a simulated trial show: different people, so that chance is in every figure.

use serde::{Deserialize, Serialize};

use super::ratio;
use crate::estimate::Estimate;
use crate::tally::{Tally, Universe};

/// Screening arm against control arm, as a trial of this size would see it; intervals of two independent arms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arms {
    /// People of the screening and control arm.
    pub people: (u64, u64),
    /// Late-stage (III, IV) rate ratio over follow-up.
    pub late_ratio: Estimate,
    /// Stage IV rate ratio over follow-up.
    pub stage_four_ratio: Estimate,
    /// Early-stage (I, II) rate ratio over follow-up.
    pub early_ratio: Estimate,
    /// Diagnoses per 100,000 more in the screening arm.
    pub excess: Estimate,
    /// Cancer deaths per 100,000 fewer in the screening arm.
    pub prevented: Estimate,
}

impl Arms {
    /// Of these counts; `None` without a control arm.
    pub(super) fn new(tally: &Tally) -> Option<Self> {
        let (with, control) = (&tally.with, &tally.control);
        if control.people == 0 {
            return None;
        }
        let deaths = |u: &Universe| (u.cancer_deaths.iter().sum::<u64>(), u.people);
        let all = |u: &Universe| (u.all(), u.people);
        Some(Self {
            people: (with.people, control.people),
            late_ratio: ratio(with, control, |u| u.in_stages(2..4)),
            stage_four_ratio: ratio(with, control, |u| u.in_stages(3..4)),
            early_ratio: ratio(with, control, |u| u.in_stages(0..2)),
            excess: Estimate::rate_difference(all(with), all(control), 1e5),
            prevented: Estimate::rate_difference(deaths(control), deaths(with), 1e5),
        })
    }
}
