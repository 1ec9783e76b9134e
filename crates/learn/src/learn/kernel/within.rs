//! A distance that counts less along the directions in which samples of one class differ most.

use ndarray::{Array2, ArrayView2, ArrayViewMut1, Axis};
use rayon::prelude::*;

use crate::learn::Examples;
use crate::learn::moments::ClassMoments;
use crate::learn::products::subspace::{Rows, Subspace};

/// Directions kept. Beyond the first 64 the spread within classes is flat: 128 and 256 changed no
/// figure on a made-up cohort of the thirteen-cancer study's size with 60 common factors.
const DIRECTIONS: usize = 64;
/// Steps of orthogonal iteration: directions that are not yet parted by then have equal spread.
const STEPS: usize = 10;
/// Share of the mean variance of a feature in what a direction's spread is divided by.
const SHRINKAGE: f64 = 0.5;

/// x ↦ x + V (g ∘ `Vᵀx`): coordinates along the orthonormal columns of V shrink by 1 + g.
///
/// Within-class covariance normalisation (Hatch, Kajarekar & Stolcke, Interspeech 2006) of the
/// few directions with the largest spread within classes: lysed cells, handling, batches and
/// age move samples of every class there. With λ the spread along a direction, λ₀ the mean of the
/// rest and v the mean variance of a feature, 1 + g = √((½λ₀ + ½v) / (½λ + ½v)).
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    directions: Array2<f32>,
    gains: Vec<f64>,
}

impl Within {
    /// The same distance as without.
    pub(super) fn none(features: usize) -> Self {
        Self { directions: Array2::zeros((0, features)), gains: Vec::new() }
    }

    /// Directions (directions × features) and as many gains g, or `None` where they do not fit or
    /// are not finite.
    pub fn from_parts(directions: Array2<f32>, gains: Vec<f64>) -> Option<Self> {
        let finite =
            directions.iter().all(|v| v.is_finite()) && gains.iter().all(|g| g.is_finite());
        let directions = directions.as_standard_layout().into_owned();
        (finite && directions.nrows() == gains.len()).then_some(Self { directions, gains })
    }

    /// Vᵀ: directions × features.
    pub fn directions(&self) -> ArrayView2<'_, f32> {
        self.directions.view()
    }

    /// g of each direction, −1 to 0.
    pub fn gains(&self) -> &[f64] {
        &self.gains
    }

    /// From some rows of the training samples.
    pub(super) fn estimate(examples: &Examples, rows: &[usize]) -> Self {
        let (p, k) = (examples.n_features(), examples.n_classes());
        let classes = ClassMoments::among(examples, rows.iter().copied());
        let total: f64 = classes.iter().map(|class| class.weight).sum();
        let residual = |i: usize, out: &mut [f64]| {
            let row = rows[i];
            let root = (examples.weights()[row] / total).sqrt();
            let means = &classes[examples.y()[row]].means;
            for ((out, &x), m) in out.iter_mut().zip(examples.row(row)).zip(means) {
                *out = root * (f64::from(x) - m);
            }
        };
        let most = DIRECTIONS.min(p).min(rows.len().saturating_sub(k));
        if most == 0 {
            return Self::none(p);
        }
        let stream = &mut examples.streams().stream("within-class directions", 0);
        let residuals = Rows { n: rows.len(), features: p, write: residual };
        let Subspace { basis, scatter } = residuals.principal(most, STEPS, stream);

        let (within, variance) = spreads(&classes, total);
        let spreads = scatter.diag();
        let others = (p - most).max(1) as f64;
        let rest = (within - spreads.sum()).max(0.0) / others;
        let mixed = |spread: f64| (1.0 - SHRINKAGE) * spread + SHRINKAGE * variance;
        let gain = |&spread: &f64| (mixed(rest) / mixed(spread)).sqrt().min(1.0) - 1.0;
        let gains: Vec<f64> = spreads.iter().map(gain).collect();
        let directions = basis.t().mapv(|v| v as f32);
        Self::from_parts(directions, gains).unwrap_or_else(|| Self::none(p))
    }

    /// The samples (samples × features) with their coordinates shrunk.
    pub(super) fn apply(&self, x: ArrayView2<'_, f32>) -> Array2<f32> {
        let mut out = x.as_standard_layout().into_owned();
        // Features × directions: the sums along all directions grow side by side.
        let across = self.directions.t().as_standard_layout().into_owned();
        let rows = out.axis_iter_mut(Axis(0)).into_par_iter().filter_map(ArrayViewMut1::into_slice);
        // The instructions of the machine at hand: they add up in the same order on all.
        let arch = pulp::Arch::new();
        rows.for_each(|row| arch.dispatch(Shrink { row, within: self, across: across.view() }));
        out
    }
}

/// One sample whose coordinates along the directions are to shrink.
struct Shrink<'a> {
    row: &'a mut [f32],
    within: &'a Within,
    /// V: features × directions.
    across: ArrayView2<'a, f32>,
}

impl pulp::NullaryFnOnce for Shrink<'_> {
    type Output = ();

    // Inlined into what is compiled for the machine at hand.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn call(self) {
        let mut along = vec![0.0_f64; self.within.gains.len()];
        for (x, v) in self.row.iter().zip(self.across.outer_iter()) {
            let v = v.to_slice().unwrap_or_default();
            along.iter_mut().zip(v).for_each(|(sum, v)| *sum += f64::from(v * x));
        }
        let directions = self.within.directions.outer_iter();
        for ((v, sum), g) in directions.zip(along).zip(&self.within.gains) {
            let (a, v) = ((g * sum) as f32, v.to_slice().unwrap_or_default());
            self.row.iter_mut().zip(v).for_each(|(x, v)| *x += a * v);
        }
    }
}

/// Summed variance of the features within classes, and their mean variance about the common mean.
fn spreads(classes: &[ClassMoments], total: f64) -> (f64, f64) {
    let features = classes.first().map_or(0, |class| class.means.len());
    let (mut within, mut about) = (0.0, 0.0);
    for feature in 0..features {
        let mean = |of: &dyn Fn(&ClassMoments) -> f64| -> f64 {
            classes.iter().map(|class| class.weight / total * of(class)).sum()
        };
        let common = mean(&|class| class.means[feature]);
        within += mean(&|class| class.variances[feature]);
        about += mean(&|class| (class.means[feature] - common).powi(2));
    }
    (within, (within + about) / features.max(1) as f64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Two classes apart by 1 in the last feature; both spread widely along (1, 1, 0, …).
    fn handled() -> Examples {
        let noise = |i: usize, j: usize| ((i * 37 + j * 101) % 17) as f32 / 17.0 - 0.5;
        let x = Array2::from_shape_fn((60, 5), |(i, j)| {
            let handling = if j < 2 { 6.0 * noise(i, 50) } else { 0.0 };
            noise(i, j) + handling + if j == 4 { (i % 2) as f32 } else { 0.0 }
        });
        Examples::new(x, (0..60).map(|i| i % 2).collect(), 2).unwrap()
    }

    #[test]
    fn the_widest_direction_is_found_and_shrunk() {
        let examples = handled();
        let rows: Vec<usize> = (0..60).collect();
        let within = Within::estimate(&examples, &rows);
        let first = within.directions().row(0).to_owned();
        assert!((first[0] - first[1]).abs() < 0.1 && first[0].abs() > 0.65, "{first}");
        assert!(within.gains()[0] < -0.4, "{:?}", within.gains());
        let before = examples.x();
        let after = within.apply(before);
        let spread = |x: ArrayView2<'_, f32>| x.column(0).std(0.0) / x.column(4).std(0.0);
        assert!(spread(after.view()) < 0.7 * spread(before));
    }

    #[test]
    fn directions_are_orthonormal() {
        let examples = handled();
        let within = Within::estimate(&examples, &(0..60).collect::<Vec<_>>());
        let v = within.directions().mapv(f64::from);
        let products = v.dot(&v.t());
        for ((i, j), product) in products.indexed_iter() {
            assert!((product - f64::from(i == j)).abs() < 1e-5);
        }
    }
}
