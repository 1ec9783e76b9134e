//! What matrices of samples need beside [`exoscope_linalg`].

pub(super) mod subspace;

use ndarray::Array2;

/// The same matrix, copied where it is laid out otherwise.
pub(super) fn row_major<T: Clone>(matrix: Array2<T>) -> Array2<T> {
    if matrix.is_standard_layout() { matrix } else { matrix.as_standard_layout().into_owned() }
}
