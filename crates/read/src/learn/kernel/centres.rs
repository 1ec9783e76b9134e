//! What samples are compared with.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use crate::learn::InputError;
use crate::learn::products::row_major;

/// Points near the landmarks, each in whole steps of its own: 127 steps are its largest value.
///
/// What samples are compared with need not be samples, as long as the machine is fitted to these
/// very points. In steps they take a byte a feature, and a model half of the memory and the time
/// to load. A point is less than half a step from its sample in each feature: of some thousand
/// features, about a hundredth of its distance to any other.
#[derive(Debug, Clone, PartialEq)]
pub struct Centres {
    values: Array2<i8>,
    steps: Vec<f32>,
}

impl Centres {
    /// Those nearest to some samples (samples × features), all finite.
    pub(super) fn near(samples: ArrayView2<'_, f32>) -> Self {
        let largest =
            |row: ArrayView1<'_, f32>| row.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
        let steps: Vec<f32> =
            samples.outer_iter().map(|row| largest(row) / f32::from(i8::MAX)).collect();
        // A sample at zero has a step of zero, and 0 / 0 becomes zero.
        let step = |(i, j)| (samples[[i, j]] / steps[i]).round() as i8;
        Self { values: Array2::from_shape_fn(samples.dim(), step), steps }
    }

    /// Values (centres × features) in steps, and the step of each centre, all finite.
    pub fn from_parts(values: Array2<i8>, steps: Vec<f32>) -> Result<Self, InputError> {
        let (expected, found) = (values.nrows(), steps.len());
        if expected != found {
            return Err(InputError::Features { expected, found });
        }
        InputError::check_finite(ArrayView1::from(&steps).insert_axis(Axis(1)))?;
        Ok(Self { values: row_major(values), steps })
    }

    /// Centres × features, in steps.
    pub fn values(&self) -> ArrayView2<'_, i8> {
        self.values.view()
    }

    /// The step of each centre, in units of the prepared features.
    pub fn steps(&self) -> &[f32] {
        &self.steps
    }

    /// Centres × features, in units of the prepared features.
    pub(in crate::learn) fn points(&self) -> Array2<f32> {
        let value = |(i, j)| self.steps[i] * f32::from(self.values[[i, j]]);
        Array2::from_shape_fn(self.values.dim(), value)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn a_centre_is_less_than_half_a_step_from_its_sample() {
        let samples = array![[0.3_f32, -8.0, 1.7], [0.0, 0.0, 0.0], [1e-30, 4e-31, -7e-31]];
        let centres = Centres::near(samples.view());
        assert_eq!(centres.values().row(0), array![5, -127, 27]);
        let points = centres.points();
        assert_eq!(points.row(1), samples.row(1));
        for ((i, j), point) in points.indexed_iter() {
            assert!((point - samples[[i, j]]).abs() <= 0.501 * centres.steps()[i]);
        }
    }
}
