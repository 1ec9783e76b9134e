//! A field with its state: values, solver, decay, binding, balance.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::explicit::{self, Sinks};
use super::lod::Sweeps;
use super::sum::total;
use super::{
    Binding, Budget, FieldError, Operator, Reaction, after_uptake, saturable_loss, steady_state,
};
use crate::Real;
use crate::space::{Grid, Medium, Weights};

/// How a field is advanced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Solver {
    /// Explicit Euler in as many steps as stability needs.
    Explicit,
    /// Backward Euler along one axis after another.
    Lod,
    /// The steady state of sources and sinks, at once.
    Steady,
}

/// A concentration in space.
///
/// ```
/// use exoscope_tissue::field::{Field, Solver};
/// use exoscope_tissue::space::{Grid, Medium};
/// let medium = Medium::uniform(Grid::new([20, 20, 1], [10.0; 3])?, 240.0)?;
/// let mut field: Field<f64> = Field::new(&medium, Solver::Explicit)?;
/// field.set(|_| 1.0);
/// field.decays(0.1)?;
/// field.advance(1.0)?;
/// assert!(field.budget().gap(field.amount()) < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Field<T> {
    operator: Operator<T>,
    solver: Solver,
    decay: f64,
    binding: Option<Binding>,
    values: Vec<T>,
    bound: Vec<Vec<T>>,
    reaction: Option<Reaction<T>>,
    budget: Budget,
    /// Time whose decay is still to be applied, min.
    undecayed: f64,
    spare: Vec<T>,
    sinks: Vec<T>,
    sweeps: Option<Sweeps<T>>,
    account: bool,
}

/// What a checkpoint keeps of a field beside its values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FieldState {
    /// The balance.
    pub budget: Budget,
    /// Time whose decay is still to be applied, min.
    pub undecayed: f64,
    /// Whether it ever had sources or sinks, which decides how it is swept.
    pub reacts: bool,
}

/// Most explicit steps in one advance.
const MOST_STEPS: f64 = 1e7;
/// In single precision 1/(1 + Δt k) loses a rate below 1e-7 a step. Decay slower than this a step is applied exactly,
/// by e^(−kt), once it has come to [`LUMP`].
const SLOW: f64 = 1e-3;
/// Decay that is applied at once; the field is too high by half of it at most.
const LUMP: f64 = 1.0 / 1024.0;
/// Rounds of Picard's iteration to a steady state with saturable uptake.
const ROUNDS: usize = 200;
const STEADY_WITHIN: f64 = 1e-10;
/// A step so long that its prediction is steady, min.
const LONG: f64 = 1e9;

impl<T: Real> Field<T> {
    /// A field of nothing in `medium`; held voxels have what they are held at.
    pub fn new(medium: &Medium, solver: Solver) -> Result<Self, FieldError> {
        let operator = Operator::new(medium);
        let mut field = Self {
            values: vec![T::ZERO; operator.grid.voxels()],
            operator,
            solver,
            decay: 0.0,
            binding: None,
            bound: Vec::new(),
            reaction: None,
            budget: Budget::default(),
            undecayed: 0.0,
            spare: Vec::new(),
            sinks: Vec::new(),
            sweeps: None,
            account: true,
        };
        field.hold();
        field.begin();
        Ok(field)
    }

    /// Decays at `rate` (1/min), free and bound alike.
    pub fn decays(&mut self, rate: f64) -> Result<(), FieldError> {
        if !(rate >= 0.0 && rate.is_finite()) {
            return Err(FieldError::Negative { what: "a decay rate", value: rate });
        }
        self.decay = rate;
        Ok(())
    }

    /// Binds to the matrix.
    pub fn binds(&mut self, binding: Binding) {
        self.bound = vec![vec![T::ZERO; self.values.len()]; binding.pools()];
        self.binding = Some(binding);
    }

    /// Keeps no balance: [`Field::budget`] stays as it is. For speed where nobody asks.
    pub fn without_budget(&mut self) {
        self.account = false;
    }

    /// Sets the free concentration from the centre of each voxel (µm), and begins the balance anew.
    pub fn set(&mut self, concentration: impl Fn([f64; 3]) -> f64) {
        for voxel in 0..self.values.len() {
            self.values[voxel] = T::of(concentration(self.operator.grid.centre(voxel)));
        }
        self.hold();
        self.begin();
    }

    /// Adds `amount` at a point (µm), shared trilinearly: an injection. Negative amounts are refused.
    pub fn inject(&mut self, point: [f64; 3], amount: f64) -> Result<(), FieldError> {
        if !(amount >= 0.0 && amount.is_finite()) {
            return Err(FieldError::Negative { what: "an amount", value: amount });
        }
        let before = self.amount();
        let volume = self.operator.grid.volume();
        for (voxel, weight) in Weights::trilinear(&self.operator.grid, point).iter() {
            let old = self.values[voxel].real();
            self.values[voxel] = T::of(old + weight * amount / volume);
        }
        self.hold();
        self.budget.made += self.amount() - before;
        Ok(())
    }

    /// The grid.
    pub fn grid(&self) -> &Grid {
        &self.operator.grid
    }

    /// The operator.
    pub fn operator(&self) -> &Operator<T> {
        &self.operator
    }

    /// Free concentrations, x fastest.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// Bound concentrations, a column a pool.
    pub fn bound(&self) -> &[Vec<T>] {
        &self.bound
    }

    /// Free concentration at a point, by the kernel that cells secrete with.
    pub fn sample(&self, point: [f64; 3]) -> f64 {
        let weights = Weights::trilinear(&self.operator.grid, point);
        weights.iter().map(|(voxel, weight)| weight * self.values[voxel].real()).sum()
    }

    /// Gradient of the free concentration at a point, per µm: central differences over a voxel's width.
    pub fn gradient(&self, point: [f64; 3]) -> [f64; 3] {
        let (grid, mut gradient) = (&self.operator.grid, [0.0; 3]);
        for axis in 0..3 {
            if grid.shape()[axis] > 1 {
                let step = grid.step()[axis];
                let at = |side: f64| {
                    let mut point = point;
                    point[axis] += side * 0.5 * step;
                    self.sample(point)
                };
                gradient[axis] = (at(1.0) - at(-1.0)) / step;
            }
        }
        gradient
    }

    /// What the field holds, free and bound, summed afresh.
    pub fn amount(&self) -> f64 {
        let bound: f64 = self.bound.iter().map(|pool| total(pool)).sum();
        (total(&self.values) + bound) * self.operator.grid.volume()
    }

    /// The balance since the beginning.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// What comes in from outside now, amount per min; what goes out elsewhere is not subtracted.
    pub fn inflow(&self) -> f64 {
        let flows = self.operator.exchange.iter();
        let flows = flows.map(|e| e.rate * (e.outside - self.values[e.voxel].real()));
        flows.filter(|flow| *flow > 0.0).sum::<f64>() * self.operator.grid.volume()
    }

    /// Sources and sinks, to be set before an advance.
    pub fn reaction(&mut self) -> &mut Reaction<T> {
        let voxels = self.values.len();
        self.reaction.get_or_insert_with(|| Reaction::none(voxels))
    }

    /// What the sinks took in the last advance; nothing where there never were any.
    pub fn reacted(&self) -> Option<&Reaction<T>> {
        self.reaction.as_ref()
    }

    /// Number of explicit steps that an advance of `dt` takes; 1 for other solvers.
    pub fn steps(&self, dt: f64) -> f64 {
        match self.solver {
            Solver::Explicit => (dt * self.operator.fastest()).ceil().max(1.0),
            Solver::Lod | Solver::Steady => 1.0,
        }
    }

    /// Bytes that the field takes, with its scratch.
    pub fn bytes(&self) -> usize {
        let columns = 2 + self.bound.len() + if self.reaction.is_some() { 7 } else { 0 };
        self.operator.bytes() + columns * self.values.len() * size_of::<T>()
    }

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
        Ok(())
    }

    /// What a checkpoint keeps beside the values.
    pub fn state(&self) -> FieldState {
        let reacts = self.reaction.is_some();
        FieldState { budget: self.budget, undecayed: self.undecayed, reacts }
    }

    /// Goes on from a state and values in the order of [`Field::values`], then of each pool; false where there are too
    /// few of them.
    pub fn restore(&mut self, state: FieldState, bits: &mut impl Iterator<Item = u64>) -> bool {
        for column in std::iter::once(&mut self.values).chain(&mut self.bound) {
            for value in column {
                let Some(bits) = bits.next() else { return false };
                *value = T::from_bits(bits);
            }
        }
        self.budget = state.budget;
        self.undecayed = state.undecayed;
        if state.reacts {
            self.reaction();
        }
        true
    }

    /// Begins the balance with what is there.
    fn begin(&mut self) {
        self.budget = Budget { initial: self.amount(), ..Budget::default() };
    }

    fn hold(&mut self) {
        for &(voxel, value) in &self.operator.held {
            self.values[voxel] = value;
        }
    }

    /// Whether any sink saturates.
    fn saturates(&self) -> bool {
        self.reaction
            .as_ref()
            .is_some_and(|r| r.ceiling.par_iter().any(|&ceiling| ceiling > T::ZERO))
    }

    /// Rates of uptake, with saturation at the concentration that `at` says of a voxel, and nothing taken yet.
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
        let Reaction { loss, ceiling, uptake, saturation, taken, .. } = reaction;
        let given = loss.par_iter().zip(&*ceiling).zip(&*saturation);
        let rates = uptake.par_iter_mut().zip(taken.par_iter_mut()).zip(given);
        rates.with_min_len(1 << 12).for_each(
            |((uptake, taken), ((&loss, &ceiling), &saturation))| {
                *uptake = loss + if ceiling > T::ZERO { ceiling * saturation } else { T::ZERO };
                *taken = T::ZERO;
            },
        );
        for &(voxel, _) in &self.operator.held {
            uptake[voxel] = T::ZERO;
        }
    }

    /// Rates of uptake for a sweep of `dt` min, at the concentration that each voxel would come to if its neighbours
    /// stayed as they are: implicit, so positive, and the state itself where that is steady.
    fn predict_uptake(&mut self, dt: f64) {
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
                .for_each(|(taken, &uptake)| *taken = *taken * (uptake / (uptake + decay)));
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
            pool.iter_mut().for_each(|bound| *bound = *bound * left);
            self.budget.decayed += (before - total(pool)) * volume;
        }
    }

    /// Applies the decay that is due.
    fn decay_lump(&mut self) {
        let before = self.amount();
        let left = T::of(libm::exp(-self.decay * self.undecayed));
        self.values.par_iter_mut().with_min_len(1 << 12).for_each(|value| *value = *value * left);
        for pool in &mut self.bound {
            pool.iter_mut().for_each(|bound| *bound = *bound * left);
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
        let inflow =
            operator.exchange.iter().map(|e| e.rate * (e.outside - values[e.voxel].real()));
        budget.exchanged += inflow.sum::<f64>() * each * volume;
        advance(values, 1);
    }
}
