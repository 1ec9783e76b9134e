//! Special functions that the statistics need beside those of `statrs`: logarithms of tail probabilities, which do not
//! underflow, and the derivatives of digamma.

mod beta;
mod fisher;
mod normal;
mod polygamma;
mod quadrature;
mod student;

pub(crate) use fisher::FDistribution;
pub(crate) use polygamma::{digamma, trigamma, trigamma_inverse};
pub(crate) use quadrature::gauss_legendre;
pub(crate) use student::{hill_z, ln_lower_tail, ln_two_sided, two_sided_quantile};
