//! When something happens: doses, drips on and off, outputs.

use std::collections::{BTreeMap, BTreeSet};

use super::{SimulationSettings, SolveError};
use crate::model::{Blueprint, Dosing};

/// Times are kept in whole ticks, so that equal steps are equal to the bit and share a propagator.
const TICKS_PER_MINUTE: f64 = 1e6;
/// More amounts (outputs × compartments) than anyone reads; a bound on memory.
const MOST_AMOUNTS: f64 = 1e8;

/// What happens at one time, in the order it is done.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Moment {
    /// Doses (by place) given at once.
    pub given: Vec<usize>,
    /// Drips that start.
    pub starts: Vec<usize>,
    /// Drips that stop.
    pub stops: Vec<usize>,
    /// Whether the state after all of this is an output.
    pub output: bool,
}

/// Moments by tick.
pub(super) fn schedule(
    blueprint: &Blueprint,
    plan: &SimulationSettings,
) -> Result<BTreeMap<i64, Moment>, SolveError> {
    let (duration, step) = (plan.duration, plan.step);
    let wrong = |why| Err(SolveError::Times { duration, step, why });
    if !(duration > 0.0 && step > 0.0 && step <= duration) {
        return wrong("both must be positive, and the step not longer than the course");
    }
    let outputs = duration / step;
    if outputs * blueprint.compartments.len() as f64 > MOST_AMOUNTS || duration > 1e12 {
        return wrong("that is more than can be kept");
    }
    if ticks(step) == 0 {
        return wrong("the step is shorter than a microminute");
    }
    let mut moments: BTreeMap<i64, Moment> = BTreeMap::new();
    let outputs = (outputs + 1e-9).floor() as i64;
    for i in 0..=outputs {
        moments.entry(ticks(step) * i).or_default().output = true;
    }
    // The course ends where it was asked to, be that between two outputs; what rounding of the steps to
    // ticks leaves is none.
    let grid = ticks(step) * outputs;
    let end = if ticks(duration) - grid > outputs { ticks(duration) } else { grid };
    moments.entry(end).or_default().output = true;
    let doses: &[Dosing] = if plan.doses { &blueprint.doses } else { &[] };
    for (place, dose) in doses.iter().enumerate() {
        if let Some(&at) = dose.at.iter().find(|&&at| ticks(at) > end) {
            return Err(SolveError::Late { number: place + 1, at, end: minutes(end) });
        }
        // A drip that runs again before it has stopped is two drips at once.
        for at in dose.at.iter().map(|&at| ticks(at)) {
            let moment = moments.entry(at).or_default();
            if dose.duration > 0.0 {
                moment.starts.push(place);
                moments.entry(at + drip_ticks(dose.duration)).or_default().stops.push(place);
            } else {
                moment.given.push(place);
            }
        }
    }
    let after: BTreeSet<i64> = moments.range(end + 1..).map(|(tick, _)| *tick).collect();
    moments.retain(|tick, _| !after.contains(tick));
    Ok(moments)
}

fn ticks(minutes: f64) -> i64 {
    (minutes * TICKS_PER_MINUTE).round() as i64
}

/// Length of an infusion in ticks, at least one.
fn drip_ticks(duration: f64) -> i64 {
    ticks(duration).max(1)
}

/// Minutes that an infusion of `duration` minutes runs on the grid of ticks; its rate is the amount over
/// these, so that what flows in is the amount.
pub(super) fn drip_minutes(duration: f64) -> f64 {
    minutes(drip_ticks(duration))
}

/// Infusions that run at one time, by place of the dose. One that begins again before it has stopped runs
/// twice, and each stop ends one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Running(Vec<usize>);

impl Running {
    /// Ends what stops at `moment`, then begins what starts there.
    pub fn turn(&mut self, moment: &Moment) {
        for stop in &moment.stops {
            if let Some(one) = self.0.iter().position(|drip| drip == stop) {
                self.0.remove(one);
            }
        }
        self.0.extend(&moment.starts);
        self.0.sort_unstable();
    }

    /// Places of the doses, rising.
    pub fn places(&self) -> &[usize] {
        &self.0
    }
}

/// Minutes of `ticks`.
pub(super) fn minutes(ticks: i64) -> f64 {
    ticks as f64 / TICKS_PER_MINUTE
}
