//! The equations of all groups together, with their books.

use super::super::course::Run;
use super::super::system::{dot, place_of};
use super::super::{Balance, System, TimeCourse};
use crate::model::EliminationRoute;

/// A step between two places of the whole state, linear or saturable.
struct Flow {
    from: usize,
    to: usize,
    rate: f64,
}

/// A saturable step of one group: its rate falls with the vesicles of all groups there.
struct Saturating {
    group: usize,
    from: usize,
    to: Option<usize>,
    fate: Option<EliminationRoute>,
    rate: f64,
    half: f64,
    /// Place of its integrated flow in the state.
    book: usize,
}

/// State: for each group the amounts (n) and their integrals (n), then the flow through each
/// saturable step.
pub(super) struct Equations<'a> {
    systems: &'a [System],
    n: usize,
    length: usize,
    /// Non-zero elements of A for every group: d state[to] / dt += rate · state[from].
    flows: Vec<Flow>,
    saturating: Vec<Saturating>,
    /// Constant input to each place of the state.
    input: Vec<f64>,
}

impl<'a> Equations<'a> {
    pub fn new(systems: &'a [System]) -> Self {
        let n = systems.first().map_or(0, System::len);
        let books = 2 * n * systems.len();
        let mut flows = Vec::new();
        let mut saturating = Vec::new();
        for (group, system) in systems.iter().enumerate() {
            let base = 2 * n * group;
            for from in 0..n {
                for to in 0..n {
                    let rate = system.matrix[(to, from)];
                    if rate != 0.0 {
                        flows.push(Flow { from: base + from, to: base + to, rate });
                    }
                }
                flows.push(Flow { from: base + from, to: base + n + from, rate: 1.0 });
            }
            for step in &system.saturable {
                saturating.push(Saturating {
                    group,
                    from: step.from,
                    to: step.to,
                    fate: step.fate,
                    rate: step.rate,
                    half: step.half,
                    book: books + saturating.len(),
                });
            }
        }
        let length = books + saturating.len();
        let mut equations =
            Self { systems, n, length, flows, saturating, input: vec![0.0; length] };
        (0..systems.len()).for_each(|group| equations.set_input(group, &[]));
        equations
    }

    /// The state that begins with these amounts.
    pub fn state(&self, starts: &[Vec<f64>]) -> Vec<f64> {
        let mut state = vec![0.0; self.length];
        for (group, start) in starts.iter().enumerate() {
            self.amounts_mut(&mut state, group).copy_from_slice(start);
        }
        state
    }

    /// The amounts of one group.
    pub fn amounts_mut<'s>(&self, state: &'s mut [f64], group: usize) -> &'s mut [f64] {
        let base = 2 * self.n * group;
        state.get_mut(base..base + self.n).unwrap_or_default()
    }

    /// Sets constant input to secretion and what drips.
    pub fn set_input(&mut self, group: usize, dripped: &[f64]) {
        let base = 2 * self.n * group;
        let Some(system) = self.systems.get(group) else { return };
        let places = self.input.iter_mut().skip(base).zip(&system.inflow).enumerate();
        for (place, (input, inflow)) in places {
            *input = inflow + dripped.get(place).copied().unwrap_or(0.0);
        }
    }

    /// Adds the amounts of all groups to `row`.
    pub fn add_amounts(&self, state: &[f64], row: &mut [f64]) {
        for group in state.chunks(2 * self.n).take(self.systems.len()) {
            row.iter_mut().zip(group).for_each(|(sum, x)| *sum += x);
        }
    }

    /// Vesicles of all groups in compartment `place`.
    fn total(&self, state: &[f64], place: usize) -> f64 {
        (0..self.systems.len()).map(|g| state[2 * self.n * g + place]).sum()
    }

    /// Moves `flow` through a saturable step, and books it.
    fn spread(&self, step: &Saturating, flow: f64, y: &mut [f64]) {
        let base = 2 * self.n * step.group;
        y[base + step.from] -= flow;
        if let Some(to) = step.to {
            y[base + to] += flow;
        }
        y[step.book] += flow;
    }

    /// Closes the books at the end of a course.
    pub fn close(&self, run: &Run, state: &[f64], made: &[f64], course: &mut TimeCourse) {
        for (group, (system, &made)) in self.systems.iter().zip(made).enumerate() {
            let base = 2 * self.n * group;
            let amounts = &state[base..base + self.n];
            let integral = &state[base + self.n..base + 2 * self.n];
            course.balance.add(&system.balance(made, amounts, integral));
            course.fates.add(run.blueprint, system, integral);
            course.integral.iter_mut().zip(integral).for_each(|(sum, x)| *sum += x);
        }
        for step in &self.saturating {
            let Some(fate) = step.fate.filter(|_| step.to.is_none()) else { continue };
            let mut weights = [0.0; 3];
            weights[place_of(fate)] = 1.0;
            let flow = dot(&weights, &[state[step.book]; 3]);
            let [taken_up, cleared, excreted] = weights.map(|w| w * flow);
            course.balance.add(&Balance { taken_up, cleared, excreted, ..Balance::default() });
            course.fates.book(run.blueprint, step.from, fate, flow);
        }
    }
}

impl exoscope_ode::System for Equations<'_> {
    fn slope(&self, x: &[f64], y: &mut [f64]) {
        y.copy_from_slice(&self.input);
        for flow in &self.flows {
            y[flow.to] += flow.rate * x[flow.from];
        }
        for step in &self.saturating {
            let base = 2 * self.n * step.group;
            let slowed = 1.0 + self.total(x, step.from) / step.half;
            self.spread(step, step.rate * x[base + step.from] / slowed, y);
        }
    }

    fn jacobian_times(&self, x: &[f64], v: &[f64], y: &mut [f64]) {
        y.fill(0.0);
        for flow in &self.flows {
            y[flow.to] += flow.rate * v[flow.from];
        }
        for step in &self.saturating {
            let at = 2 * self.n * step.group + step.from;
            let slowed = 1.0 + self.total(x, step.from) / step.half;
            let others = self.total(v, step.from) / step.half;
            let flow = step.rate * (v[at] - x[at] * others / slowed) / slowed;
            self.spread(step, flow, y);
        }
    }
}
