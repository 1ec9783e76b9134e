//! Stiff initial value problems dy/dt = f(y), by backward differentiation formulas (BDF).
//!
//! The solver is diffsol's, of variable order 1 to 5 and step. It stands in a crate of its own because its generic
//! code takes longer to compile than all that uses it.
//!
//! ```
//! use exoscope_ode::{Stiff, System};
//!
//! /// dy/dt = −k y, y(0) = 1.
//! struct Decay(f64);
//!
//! impl System for Decay {
//!     fn slope(&self, y: &[f64], dy: &mut [f64]) {
//!         dy[0] = -self.0 * y[0];
//!     }
//!     fn jacobian_times(&self, _: &[f64], v: &[f64], jv: &mut [f64]) {
//!         jv[0] = -self.0 * v[0];
//!     }
//! }
//!
//! let solver = Stiff { relative: 1e-8, absolute: 1e-12, most_steps: 10_000 };
//! let states = solver.states(&Decay(1e3), &[1.0], &[1e-3, 1.0])?;
//! assert!((states[0][0] - (-1.0_f64).exp()).abs() < 1e-6);
//! assert!(states[1][0].abs() < 1e-9);
//! # Ok::<(), exoscope_ode::StiffError>(())
//! ```

use std::fmt::Display;

use diffsol::{NalgebraLU, NalgebraMat, OdeBuilder, OdeSolverMethod, OdeSolverStopReason, Vector};

/// The right-hand side f of dy/dt = f(y), and its Jacobian.
pub trait System {
    /// f(y), into `dy`.
    fn slope(&self, y: &[f64], dy: &mut [f64]);

    /// The Jacobian of f at `y` times `v`, into `jv`.
    fn jacobian_times(&self, y: &[f64], v: &[f64], jv: &mut [f64]);
}

/// Tolerances of the solver.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stiff {
    /// Relative tolerance of a state.
    pub relative: f64,
    /// Absolute tolerance of a state, in its unit.
    pub absolute: f64,
    /// Steps before it gives up.
    pub most_steps: usize,
}

/// Why the solver gave up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StiffError {
    /// What diffsol says.
    #[error("{0}")]
    Solver(String),
    /// The steps that were allowed did not reach the end.
    #[error("{0} steps were not enough")]
    Steps(usize),
}

impl Stiff {
    /// The states at each of `times`, which rise from above 0; at 0 the state is `start`.
    ///
    /// # Errors
    ///
    /// Where a step cannot be made, or too many are needed.
    pub fn states(
        &self,
        system: &dyn System,
        start: &[f64],
        times: &[f64],
    ) -> Result<Vec<Vec<f64>>, StiffError> {
        let Some(&end) = times.last() else { return Ok(Vec::new()) };
        let problem = OdeBuilder::<NalgebraMat<f64>>::new()
            .rtol(self.relative)
            .atol(vec![self.absolute; start.len()])
            .rhs_implicit(
                |y, _p, _t, dy| system.slope(y, dy),
                |y, _p, _t, v, jv| system.jacobian_times(y, v, jv),
            )
            .init(|_p, _t, y| y.copy_from_slice(start), start.len())
            .build()
            .map_err(said)?;
        let mut solver = problem.bdf::<NalgebraLU<f64>>().map_err(said)?;
        solver.set_stop_time(end).map_err(said)?;
        let mut states = Vec::with_capacity(times.len());
        let mut waiting = times.iter().copied().peekable();
        for _ in 0..self.most_steps {
            let reason = solver.step().map_err(said)?;
            let at = solver.state().t;
            let done = matches!(reason, OdeSolverStopReason::TstopReached);
            while let Some(time) = waiting.next_if(|&time| time <= at && !(done && time >= end)) {
                states.push(solver.interpolate(time).map_err(said)?.clone_as_vec());
            }
            if done {
                states.push(solver.state().y.clone_as_vec());
                return Ok(states);
            }
        }
        Err(StiffError::Steps(self.most_steps))
    }
}

fn said(error: impl Display) -> StiffError {
    StiffError::Solver(error.to_string())
}
