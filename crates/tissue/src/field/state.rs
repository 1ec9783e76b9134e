//! A field with its state: values, solver, decay, binding, balance.

mod advance;

use serde::{Deserialize, Serialize};

use super::lod::Sweeps;
use super::sum::total;
use super::{Binding, Budget, FieldError, Operator, Reaction};
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
}
