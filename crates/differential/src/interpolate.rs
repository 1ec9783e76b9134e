//! Linear interpolation of a curve, constant beyond its ends.

use crate::lowess::ascending;

/// A curve through points; where several have one abscissa, through their mean (R's `approxfun` with `rule = 2`,
/// `ties = mean`).
#[derive(Debug, Clone)]
pub(crate) struct Curve {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Curve {
    /// The curve through these points, in any order.
    pub(crate) fn new(x: &[f64], y: &[f64]) -> Self {
        let order = ascending(x);
        let mut curve = Self { x: Vec::with_capacity(x.len()), y: Vec::with_capacity(x.len()) };
        let mut from = 0;
        while from < order.len() {
            let here = x[order[from]];
            let ties = order[from..].iter().take_while(|&&i| x[i] <= here).count();
            let sum: f64 = order[from..from + ties].iter().map(|&i| y[i]).sum();
            curve.x.push(here);
            curve.y.push(sum / ties as f64);
            from += ties;
        }
        curve
    }

    /// The curve's height; NaN of NaN or of no points.
    pub(crate) fn at(&self, x: f64) -> f64 {
        let (Some(&low), Some(&high), Some(&first), Some(&last)) =
            (self.x.first(), self.x.last(), self.y.first(), self.y.last())
        else {
            return f64::NAN;
        };
        if x.is_nan() {
            return x;
        }
        if x <= low {
            return first;
        }
        if x >= high {
            return last;
        }
        let right = self.x.partition_point(|at| *at <= x);
        let (a, b) = (right - 1, right);
        let share = (x - self.x[a]) / (self.x[b] - self.x[a]);
        self.y[a] + share * (self.y[b] - self.y[a])
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn between_points_it_is_a_line_and_beyond_them_flat() {
        let curve = Curve::new(&[2.0, 0.0, 2.0], &[1.0, 4.0, 3.0]);
        assert_eq!([-1.0, 0.0, 1.0, 2.0, 9.0].map(|x| curve.at(x)), [4.0, 4.0, 3.0, 2.0, 2.0]);
        assert!(curve.at(f64::NAN).is_nan());
        assert!(Curve::new(&[], &[]).at(1.0).is_nan());
    }
}
