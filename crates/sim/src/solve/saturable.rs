//! Bodies whose uptake saturates, by a stiff solver (BDF).
//!
//! The books are part of the state: beside the amounts x go ∫ x dt and the flow through every
//! saturable step, integrated with the same steps. Multistep methods and Newton's iteration keep
//! linear invariants, so the mass balances to rounding and not only to the solver's tolerance.

mod equations;

use exoscope_ode::{Stiff, StiffError};

use self::equations::Equations;
use super::course::Run;
use super::schedule::{Running, minutes};
use super::{SolveError, TimeCourse};

/// Relative tolerance of the stiff solver.
const RELATIVE: f64 = 1e-8;
/// Steps between two doses, before a stiff body is given up.
const MOST_STEPS: usize = 1_000_000;
/// Absolute tolerance, as a fraction of all vesicles given or there at the start.
const ABSOLUTE: f64 = 1e-13;

pub(super) fn run(
    run: &Run,
    starts: Vec<Vec<f64>>,
    course: &mut TimeCourse,
) -> Result<(), SolveError> {
    let mut equations = Equations::new(run.systems);
    let mut state = equations.state(&starts);
    let mut made: Vec<f64> =
        run.systems.iter().zip(&starts).map(|(system, start)| system.present(start)).collect();
    let absolute = ABSOLUTE * size(run, &made);
    let solver = Stiff { relative: RELATIVE, absolute, most_steps: MOST_STEPS };
    let mut drips = Running::default();
    let mut now = 0;
    let mut output = 0;
    let mut pending: Vec<i64> = Vec::new();
    for (&tick, moment) in run.moments {
        pending.push(tick);
        let turns =
            !(moment.given.is_empty() && moment.starts.is_empty() && moment.stops.is_empty());
        let last = run.moments.last_key_value().is_some_and(|(end, _)| *end == tick);
        if !(tick == 0 || turns || last) {
            continue;
        }
        // From the last turn to this one in one run of the solver, with outputs on the way.
        let stops: Vec<f64> =
            pending.drain(..).filter(|&t| t > now).map(|t| minutes(t - now)).collect();
        if let Some(&length) = stops.last() {
            for (group, (made, system)) in made.iter_mut().zip(run.systems).enumerate() {
                let (dripped, sum) = run.drip(group, drips.places());
                *made += length * (sum + system.inflow.iter().sum::<f64>());
                equations.set_input(group, &dripped);
            }
            let since = minutes(now);
            let given_up = |error: StiffError| SolveError::Stiff {
                minutes: since,
                message: error.to_string(),
            };
            let states = solver.states(&equations, &state, &stops).map_err(given_up)?;
            for reached in states.iter().take(stops.len() - 1) {
                record(&equations, reached, course, &mut output);
            }
            if let Some(reached) = states.into_iter().last() {
                state = reached;
            }
        }
        now = tick;
        for &dose in &moment.given {
            for (group, made) in made.iter_mut().enumerate() {
                *made += run.dose(group, dose, 1.0, equations.amounts_mut(&mut state, group));
            }
        }
        drips.turn(moment);
        if moment.output {
            record(&equations, &state, course, &mut output);
        }
    }
    equations.close(run, &state, &made, course);
    Ok(())
}

/// All vesicles given or there at the start; the scale below which amounts are noise.
fn size(run: &Run, made: &[f64]) -> f64 {
    let mut scratch = vec![0.0; run.blueprint.compartments.len()];
    let mut total: f64 = made.iter().sum();
    for group in 0..run.groups.len() {
        for dose in 0..run.blueprint.doses.len() {
            total += run.dose(group, dose, 1.0, &mut scratch);
        }
    }
    let made_a_minute: f64 = run.systems.iter().flat_map(|s| &s.inflow).sum();
    (total + made_a_minute + scratch.iter().sum::<f64>()).max(1.0)
}

fn record(equations: &Equations, state: &[f64], course: &mut TimeCourse, output: &mut usize) {
    if let Some(row) = course.amounts.get_mut(*output) {
        equations.add_amounts(state, row);
    }
    *output += 1;
}
