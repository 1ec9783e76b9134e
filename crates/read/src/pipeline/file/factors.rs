//! The factor model as named tensors.

use safetensors::tensor::SafeTensors;

use super::Reason;
use super::tensor::{Tensor, matrix, vector};
use crate::learn::Factors;

const MEAN: &str = "factors/mean";
const LOADINGS: &str = "factors/loadings";
const OWN: &str = "factors/own";

/// `mean` and `own` (one for each feature) and `loadings` (features × factors).
pub(super) fn lay_out(factors: &Factors) -> [Tensor; 3] {
    [
        Tensor::matrix(LOADINGS.to_owned(), factors.loadings()),
        Tensor::vector(MEAN.to_owned(), factors.mean().iter().copied()),
        Tensor::vector(OWN.to_owned(), factors.own().iter().copied()),
    ]
}

/// Puts the factor model together again.
pub(super) fn assemble(tensors: &SafeTensors<'_>) -> Result<Factors, Reason> {
    let loadings = matrix(tensors, LOADINGS.to_owned())?;
    let (mean, own) = (vector(tensors, MEAN.to_owned())?, vector(tensors, OWN.to_owned())?);
    Ok(Factors::from_parts(mean, loadings, own)?)
}
