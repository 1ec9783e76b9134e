//! Field: a concentration that diffuses, decays, is made and taken up, on a clock of its own.
//!
//! ∂c/∂t = ∇·(D∇c) − k c + s(x) − κ(x) c, with κ the loss by uptake. Three solvers share one discrete operator:
//!
//! | solver | for | time step | positive | steady state |
//! |---|---|---|---|---|
//! | [`Solver::Explicit`] | slow fields (vesicles, cytokines) | stable up to h²/(2dD), found by itself | yes | exact, independent of the step |
//! | [`Solver::Lod`] | fast fields (oxygen) in time | any | yes | off by O(Δt): one direction after another |
//! | [`Solver::Steady`] | fast fields that follow at once | none | yes | exact |

mod binding;
mod budget;
mod error;
mod explicit;
mod lod;
mod operator;
mod reaction;
mod slab;
mod state;
mod steady;
mod sum;
mod thomas;

pub use binding::Binding;
pub use budget::Budget;
pub use error::FieldError;
pub use operator::Operator;
pub use reaction::{Reaction, after_uptake, saturable_loss};
pub use state::{Field, FieldState, Solver};
pub use steady::{SteadyError, steady_state};
pub use sum::total;
