//! Advance of a field: uptake, diffusion, binding, decay, and what the balance books of each.

use rayon::prelude::*;

use super::{Field, Solver};
use crate::Real;
use crate::field::explicit::{self, Sinks};
use crate::field::lod::Sweeps;
use crate::field::sum::total;
use crate::field::{
    Budget, FieldError, Operator, Reaction, after_uptake, saturable_loss, steady_state,
};

/// Most explicit steps in one advance.
const MOST_STEPS: f64 = 1e7;
/// In single precision 1/(1 + Δt k) loses a rate below 1e-7 a step. Decay slower than this a step is applied exactly,
/// by e^(−kt), once it has come to [`LUMP`].
const SLOW: f64 = 1e-3;
/// Decay that is applied at once; the field is too high by half of it at most.
const LUMP: f64 = 1.0 / 1024.0;
/// Drift of a single-precision field off its balance, relative to all that ever was in it, that is left as it is.
const DRIFT: f64 = 2e-6;
/// Rounds of Picard's iteration to a steady state with saturable uptake.
const ROUNDS: usize = 200;
const STEADY_WITHIN: f64 = 1e-10;
/// A step so long that its prediction is steady, min.
const LONG: f64 = 1e9;

impl<T: Real> Field<T> {
    /// Advances the field by `dt` min.
    pub fn advance(&mut self, dt: f64) -> Result<(), FieldError> {
        if !(dt > 0.0 && dt.is_finite()) {
            return Err(FieldError::Step { step: dt });
        }
        let steps = self.steps(dt);
        if steps > MOST_STEPS {
            return Err(FieldError::Steps { steps, each: dt / steps, step: dt });
        }
        let each = dt / steps;
        let slow = T::EPSILON > 1e-10 && each * self.decay < SLOW;
        let inside = if slow || self.solver == Solver::Steady { 0.0 } else { self.decay };
        match self.solver {
            Solver::Steady => self.settle()?,
            Solver::Explicit => self.explicitly(each, steps as usize, inside),
            Solver::Lod => self.sweep(dt, inside),
        }
        self.hold();
        if let Some(binding) = &self.binding {
            binding.exchange(&mut self.values, &mut self.bound, dt);
            if !slow && self.solver != Solver::Steady {
                self.decay_bound(dt);
            }
        }
        if slow && self.solver != Solver::Steady {
            self.undecayed += dt;
            if self.undecayed * self.decay >= LUMP {
                self.decay_lump();
            }
        }
        if T::EPSILON > 1e-10 && self.account && self.solver != Solver::Steady {
            self.return_to_balance();
        }
        Ok(())
    }

    /// Scales a field in single precision back to its balance, which is booked in double precision, where rounding has
    /// moved it by [`DRIFT`]: a source of less than the last digit of what is there is rounded up or down at every step.
    fn return_to_balance(&mut self) {
        let (present, expected) = (self.amount(), self.budget.expected());
        let moved = self.budget.gap(present) > DRIFT && present > 0.0 && expected > 0.0;
        if !moved {
            return;
        }
        let scale = T::of(expected / present);
        for column in std::iter::once(&mut self.values).chain(&mut self.bound) {
            column.par_iter_mut().with_min_len(1 << 12).for_each(|value| *value *= scale);
        }
        self.hold();
    }

    /// Whether any sink saturates.
    fn saturates(&self) -> bool {
        self.reaction
            .as_ref()
            .is_some_and(|r| r.ceiling.par_iter().any(|&ceiling| ceiling > T::ZERO))
    }

    /// Rates of uptake, with saturation at the concentration that `at` says of a voxel.
    fn rate_uptake(&mut self, at: impl Fn(usize, &Reaction<T>) -> f64 + Sync) {
        let Some(reaction) = &mut self.reaction else { return };
        let found: Vec<T> = if reaction.ceiling.par_iter().any(|&c| c > T::ZERO) {
            let given = &*reaction;
            let one = |v: usize| T::of(saturable_loss(given.half, at(v, given)));
            (0..given.gain.len()).into_par_iter().with_min_len(1 << 12).map(one).collect()
        } else {
            vec![T::ZERO; reaction.gain.len()]
        };
        reaction.saturation = found;
        let Reaction { loss, ceiling, uptake, saturation, .. } = reaction;
        let given = loss.par_iter().zip(&*ceiling).zip(&*saturation);
        let rates = uptake.par_iter_mut().zip(given).with_min_len(1 << 12);
        rates.for_each(|(uptake, ((&loss, &ceiling), &saturation))| {
            *uptake = loss + if ceiling > T::ZERO { ceiling * saturation } else { T::ZERO };
        });
        for &(voxel, _) in &self.operator.held {
            uptake[voxel] = T::ZERO;
        }
    }

    /// Rates of uptake for a sweep of `dt` min, at the concentration that each voxel would come to if its neighbours
    /// stayed as they are: implicit, so positive, and the state itself where that is steady.
    fn predict_uptake(&mut self, dt: f64) {
        if let Some(reaction) = &mut self.reaction {
            reaction.taken.fill(T::ZERO);
        }
        if !self.saturates() {
            return self.rate_uptake(|_, _| 0.0);
        }
        let (brought, rate) = self.operator.surroundings(&self.values);
        let values: Vec<f64> = self.values.iter().map(|v| v.real()).collect();
        let decay = self.decay;
        self.rate_uptake(|v, r| {
            let before = values[v] + dt * (brought[v] + r.gain[v].real());
            let weight = 1.0 + dt * (rate[v] + r.loss[v].real() + decay);
            after_uptake(before, weight, dt * r.ceiling[v].real(), r.half)
        });
    }

    fn explicitly(&mut self, each: f64, steps: usize, inside: f64) {
        if self.reaction.is_none() && inside > 0.0 {
            self.reaction = Some(Reaction::none(self.values.len()));
        }
        let saturates = self.saturates();
        if let Some(reaction) = &mut self.reaction {
            reaction.taken.fill(T::ZERO);
        }
        let (dt, decay) = (T::of(each), T::of(inside));
        let Self { operator, values, spare, reaction, sinks, budget, account, .. } = self;
        let Some(Reaction { gain, loss, ceiling, half, taken, .. }) = reaction else {
            step_outer(operator, budget, *account, values, each, steps, |values, steps| {
                explicit::advance(operator, values, spare, each, steps, Sinks::NONE, &mut []);
            });
            return;
        };
        sinks.resize(values.len(), T::ONE);
        sinks
            .par_iter_mut()
            .zip(loss.par_iter())
            .with_min_len(1 << 12)
            .for_each(|(kept, &loss)| *kept = T::ONE / (T::ONE + dt * (loss + decay)));
        let ceiling: &[T] = if saturates { ceiling } else { &[] };
        let all = Sinks { gain, kept: sinks, ceiling, half: *half };
        step_outer(operator, budget, *account, values, each, steps, |values, steps| {
            explicit::advance(operator, values, spare, each, steps, all, taken);
        });
        // What was removed is shared by the rates at the end.
        let removed = std::mem::take(taken);
        let after: Vec<f64> =
            if saturates { values.iter().map(|v| v.real()).collect() } else { Vec::new() };
        self.rate_uptake(|v, _| after.get(v).copied().unwrap_or(0.0));
        if let Some(reaction) = &mut self.reaction {
            reaction.taken = removed;
        }
        self.settle_accounts(each * steps as f64, inside);
    }

    fn sweep(&mut self, dt: f64, inside: f64) {
        if self.reaction.is_none() && inside > 0.0 && !self.operator.is_uniform() {
            self.reaction = Some(Reaction::none(self.values.len()));
        }
        self.predict_uptake(dt);
        let uniform = self.reaction.is_none().then_some(inside);
        if !self.sweeps.as_ref().is_some_and(|sweeps| sweeps.fits(dt, uniform)) {
            self.sweeps = Some(Sweeps::new(&self.operator, dt, uniform));
        }
        let Self { operator, values, reaction, sinks, sweeps, budget, account, .. } = self;
        let Some(sweeps) = sweeps else { return };
        let volume = operator.grid.volume();
        let Some(Reaction { gain, uptake, taken, .. }) = reaction else {
            let flows = sweeps.step(operator, values, &[], &[], &mut [], *account);
            budget.exchanged += flows.exchanged * volume;
            budget.decayed += flows.lost * volume;
            return;
        };
        let decay = T::of(inside);
        sinks.clear();
        sinks.extend(uptake.iter().map(|&uptake| uptake + decay));
        let flows = sweeps.step(operator, values, gain, sinks, taken, true);
        budget.exchanged += flows.exchanged * volume;
        self.settle_accounts(dt, inside);
    }

    /// Parts what the sinks removed into uptake and decay, and books both and the sources.
    fn settle_accounts(&mut self, dt: f64, inside: f64) {
        let Some(reaction) = &mut self.reaction else { return };
        for &(voxel, _) in &self.operator.held {
            reaction.taken[voxel] = T::ZERO;
            reaction.gain[voxel] = T::ZERO;
        }
        let volume = self.operator.grid.volume();
        let removed = total(&reaction.taken);
        if inside > 0.0 {
            let decay = T::of(inside);
            let voxels = reaction.taken.par_iter_mut().zip(&reaction.uptake);
            voxels
                .with_min_len(1 << 12)
                .for_each(|(taken, &uptake)| *taken *= uptake / (uptake + decay));
        }
        if self.account {
            let taken = if inside > 0.0 { total(&reaction.taken) } else { removed };
            self.budget.made += total(&reaction.gain) * dt * volume;
            self.budget.taken += taken * volume;
            self.budget.decayed += (removed - taken) * volume;
        }
    }

    /// The steady state; uptake that saturates is iterated.
    fn settle(&mut self) -> Result<(), FieldError> {
        let voxels = self.values.len();
        let mut current: Vec<f64> = self.values.iter().map(|v| v.real()).collect();
        for _ in 0..ROUNDS {
            self.predict_uptake(LONG);
            let (gain, loss) = match &self.reaction {
                Some(r) => (
                    r.gain.iter().map(|g| g.real()).collect(),
                    r.uptake.iter().map(|u| u.real() + self.decay).collect(),
                ),
                None => (vec![0.0; voxels], vec![self.decay; voxels]),
            };
            let next = steady_state(&self.operator, &gain, &loss, &current)?;
            let top = next.iter().fold(0.0_f64, |top, v| top.max(*v));
            let moved =
                next.iter().zip(&current).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()));
            current = next;
            for (value, &next) in self.values.iter_mut().zip(&current) {
                *value = T::of(next);
            }
            self.hold();
            if !self.saturates() || moved <= STEADY_WITHIN * top {
                break;
            }
        }
        if let Some(reaction) = &mut self.reaction {
            // What is taken flows at this rate; how long is for the caller to say.
            for ((taken, &uptake), &value) in
                reaction.taken.iter_mut().zip(&reaction.uptake).zip(&self.values)
            {
                *taken = uptake * value;
            }
        }
        self.begin();
        Ok(())
    }

    /// Decay of what is bound, by backward Euler as that of the free part.
    fn decay_bound(&mut self, dt: f64) {
        let left = T::of(1.0 / (1.0 + dt * self.decay));
        let volume = self.operator.grid.volume();
        for pool in &mut self.bound {
            let before = total(pool);
            for bound in pool.iter_mut() {
                *bound *= left;
            }
            self.budget.decayed += (before - total(pool)) * volume;
        }
    }

    /// Applies the decay that is due.
    fn decay_lump(&mut self) {
        let before = self.amount();
        let left = T::of(libm::exp(-self.decay * self.undecayed));
        self.values.par_iter_mut().with_min_len(1 << 12).for_each(|value| *value *= left);
        for pool in &mut self.bound {
            for bound in pool.iter_mut() {
                *bound *= left;
            }
        }
        self.undecayed = 0.0;
        let after = self.amount();
        self.hold();
        self.budget.decayed += before - after;
        self.budget.exchanged += self.amount() - after;
    }
}

/// Explicit steps; where something is exchanged with the outside and booked, one by one.
fn step_outer<T: Real>(
    operator: &Operator<T>,
    budget: &mut Budget,
    account: bool,
    values: &mut Vec<T>,
    each: f64,
    steps: usize,
    mut advance: impl FnMut(&mut Vec<T>, usize),
) {
    if operator.exchange.is_empty() || !account {
        return advance(values, steps);
    }
    let volume = operator.grid.volume();
    for _ in 0..steps {
        // What the kernel adds, rounded as it is there: a held concentration that is rounded would be booked wrong at
        // every step.
        let inflow = operator
            .exchange
            .iter()
            .map(|e| (T::of(each * e.rate) * (T::of(e.outside) - values[e.voxel])).real());
        budget.exchanged += inflow.sum::<f64>() * volume;
        advance(values, 1);
    }
}
