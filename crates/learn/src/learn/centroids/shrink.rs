//! Class averages freed of factors and noise.

use ndarray::{Array1, Array2, Axis, Zip};

use super::newton::CentroidShrinkage;
use super::precision::Precision;
use super::within::Within;
use crate::learn::FitError;

/// Steps at most; it takes 20 to 60.
const STEPS: usize = 500;
/// Largest change of the last step, in standard errors.
const TOLERANCE: f64 = 0.01;

/// Centroids mₖ about the common mean, for a number of factors.
pub(super) struct Centroids<'a> {
    within: &'a Within,
    precision: Precision,
    /// Features × classes.
    m: Array2<f64>,
    /// Where the shrinkage of each class stands, of samples fewer than features.
    shrinkages: Vec<CentroidShrinkage>,
}

impl<'a> Centroids<'a> {
    /// The averages as they are.
    pub fn new(within: &'a Within, factors: usize) -> Result<Self, FitError> {
        let precision = Precision::new(within, factors)?;
        let classes = if within.wide { within.averages.ncols() } else { 0 };
        let shrinkages = (0..classes).map(|_| CentroidShrinkage::none(&precision)).collect();
        Ok(Self { within, precision, m: within.averages.clone(), shrinkages })
    }

    /// Drawn to 0 by `threshold` standard errors, from where they are.
    ///
    /// Where samples are fewer than features the factors explain nearly all of some features, and
    /// gradient steps crawl: there by Newton's method ([`CentroidShrinkage`]). Else by proximal gradient steps in
    /// the metric Ψ⁻¹ ≽ Ω, accelerated (Beck & Teboulle, SIAM J Imaging Sci 2, 2009) and started anew when they turn back (O'Donoghue & Candès, Found Comput Math
    /// 15, 2015). Without acceleration a step is one of expectation and maximisation: tell the
    /// factor scores from the average less the centroid, take them out of the average, and draw
    /// what is left to 0.
    pub fn shrunken(mut self, threshold: f64) -> Self {
        if threshold == 0.0 {
            return self;
        }
        let Self { within, precision, m, shrinkages } = &mut self;
        let roots = within.sizes.mapv(f64::sqrt);
        let errors = Array2::from_shape_fn(m.dim(), |(j, c)| {
            1.0 / (precision.diagonal[j].sqrt() * roots[c])
        });
        // t √(Ωⱼⱼ / nₖ), times Ψ as the gradient is.
        let draw = Array2::from_shape_fn(m.dim(), |(j, c)| {
            threshold * precision.own[j] * precision.diagonal[j].sqrt() / roots[c]
        });
        if within.wide {
            for (c, (mut m, shrinkage)) in m.columns_mut().into_iter().zip(shrinkages).enumerate() {
                let (average, draw) = (within.averages.column(c), draw.column(c));
                let tolerance = errors.column(c).mapv(|e| TOLERANCE * e);
                m.assign(&shrinkage.shrink(precision, average, draw, tolerance.view()));
            }
            return self;
        }
        let own = precision.own.view().insert_axis(Axis(1));
        let (mut ahead, mut momentum) = (m.clone(), 1.0_f64);
        for _ in 0..STEPS {
            let slope = precision.times((&ahead - &within.averages).view()) * own;
            let mut next = &ahead - &slope;
            Zip::from(&mut next)
                .and(&draw)
                .for_each(|v, &d| *v = v.signum() * (v.abs() - d).max(0.0));
            let step = &next - &*m;
            let largest =
                Zip::from(&step).and(&errors).fold(0.0_f64, |most, s, e| most.max(s.abs() / e));
            let turned =
                Zip::from(&step).and(&ahead).and(&next).fold(0.0, |sum, s, a, n| sum + (a - n) * s)
                    > 0.0;
            let following = if turned {
                1.0
            } else {
                f64::midpoint(1.0, (1.0 + 4.0 * momentum * momentum).sqrt())
            };
            let carried = if turned { 0.0 } else { (momentum - 1.0) / following };
            ahead = &next + &(step * carried);
            momentum = following;
            *m = next;
            if largest < TOLERANCE {
                break;
            }
        }
        self
    }

    /// Wₖ = Ωmₖ (classes × features) and bₖ = −½ mₖᵀΩmₖ.
    pub fn discriminant(&self) -> (Array2<f64>, Array1<f64>) {
        let w = self.precision.times(self.m.view());
        let b = (&w * &self.m).sum_axis(Axis(0)) * -0.5;
        (w.reversed_axes(), b)
    }

    /// The centroids, features × classes.
    #[cfg(test)]
    pub fn values(&self) -> &Array2<f64> {
        &self.m
    }
}
