//! What samples are compared with.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use crate::learn::InputError;
use crate::learn::products::row_major;

/// Points near the landmarks, each in whole steps of its own from their common middle: 127 steps are
/// its farthest value from there.
///
/// What samples are compared with need not be samples, as long as the machine is fitted to these
/// very points. In steps they take a byte a feature, and a model half of the memory and the time
/// to load. A point is at most half a step from its sample in each feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Centres {
    middle: Vec<f32>,
    values: Array2<i8>,
    steps: Vec<f32>,
}

impl Centres {
    /// Those nearest to some samples (samples × features), all finite.
    pub(super) fn near(samples: ArrayView2<'_, f32>) -> Self {
        // From zero, a feature far from it would leave no steps to the others.
        let mean = |column: ArrayView1<'_, f32>| {
            column.iter().map(|&v| f64::from(v)).sum::<f64>() / column.len().max(1) as f64
        };
        let middle: Vec<f32> =
            samples.axis_iter(Axis(1)).map(|column| mean(column) as f32).collect();
        let off = |(i, j): (usize, usize)| samples[[i, j]] - middle[j];
        let farthest = |i| (0..middle.len()).fold(0.0_f32, |most, j| most.max(off((i, j)).abs()));
        let steps: Vec<f32> =
            (0..samples.nrows()).map(|i| farthest(i) / f32::from(i8::MAX)).collect();
        // In the middle there is a step of zero, and 0 / 0 becomes zero.
        let step = |(i, j)| (off((i, j)) / steps[i]).round() as i8;
        let values = Array2::from_shape_fn(samples.dim(), step);
        Self { middle, values, steps }
    }

    /// The middle, values (centres × features) in steps from there, and the step of each centre, all
    /// finite.
    pub fn from_parts(
        middle: Vec<f32>,
        values: Array2<i8>,
        steps: Vec<f32>,
    ) -> Result<Self, InputError> {
        for (expected, found) in [(values.ncols(), middle.len()), (values.nrows(), steps.len())] {
            if expected != found {
                return Err(InputError::Features { expected, found });
            }
        }
        for numbers in [&middle, &steps] {
            InputError::check_finite(ArrayView1::from(numbers).insert_axis(Axis(1)))?;
        }
        Ok(Self { middle, values: row_major(values), steps })
    }

    /// The mean of the landmarks, in units of the prepared features.
    pub fn middle(&self) -> &[f32] {
        &self.middle
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
        let value = |(i, j)| self.middle[j] + self.steps[i] * f32::from(self.values[[i, j]]);
        Array2::from_shape_fn(self.values.dim(), value)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn a_centre_is_at_most_half_a_step_from_its_sample() {
        let samples = array![[0.3_f32, -8.0, -3e4], [0.0, 0.0, -3e4], [1e-30, 4.0, -3e4]];
        let centres = Centres::near(samples.view());
        assert_eq!(centres.values().column(1), array![-127, 127, 127]);
        let points = centres.points();
        assert_eq!(points.column(2), samples.column(2));
        for ((i, j), point) in points.indexed_iter() {
            assert!((point - samples[[i, j]]).abs() <= 0.501 * centres.steps()[i]);
        }
    }
}
