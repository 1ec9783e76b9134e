//! Maximum likelihood: parameters of a model of concentrations, and of the residual error.
//!
//! The objective is −2 log L of normal residuals; values below the limit of quantification add the probability of
//! being there (M3: Beal 2001). It is minimised by Fisher scoring with Levenberg–Marquardt damping, on log or logit
//! scales. Standard errors come from the observed information, intervals from profile likelihood; a parameter whose
//! profile stays flat is named as one that the data do not tell.

mod error;
mod information;
mod likelihood;
mod minimise;
mod normal;
mod problem;
mod profile;
mod transform;

pub use error::EstimateError;
pub use information::Information;
pub use likelihood::{Datum, Observed, ResidualModel};
pub use problem::{Estimate, Estimates, Predict, Problem, ResidualEstimate, estimate};
pub use profile::{Bound, ProfileLikelihood};
pub use transform::Transform;

pub(crate) use problem::median;
