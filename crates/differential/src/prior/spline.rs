//! Least squares on a natural cubic spline.

use crate::basis::Basis;

/// A natural cubic spline of `e` on `at`, with as many parameters as limma gives one (2 from 3 points, 3 from 6, 4 from
/// 30; knots at quantiles): its values at all `levels`, and the residual variance. `None` where too few different points
/// are there for a trend.
pub(super) fn natural_spline_fit(at: &[f64], e: &[f64], levels: &[f64]) -> Option<(Vec<f64>, f64)> {
    let mut sorted = at.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = at.len();
    let wanted = 1 + usize::from(n >= 3) + usize::from(n >= 6) + usize::from(n >= 30);
    let mut distinct = sorted.clone();
    distinct.dedup();
    let parameters = wanted.min(distinct.len());
    if parameters < 2 {
        return None;
    }
    let intervals = parameters - 1;
    let mut knots: Vec<f64> =
        (0..=intervals).map(|k| quantile(&sorted, k as f64 / intervals as f64)).collect();
    knots.dedup();
    let spline = Spline::new(knots)?;
    let rows: Vec<Vec<f64>> = at.iter().map(|&x| spline.row(x)).collect();
    let basis = Basis::of(rows.first()?.len(), n, |i, j| rows[i][j], None);
    let coefficients = basis.coefficients(e);
    let value = |row: &[f64]| -> f64 { row.iter().zip(&coefficients).map(|(r, c)| r * c).sum() };
    let squares: f64 = rows.iter().zip(e).map(|(row, e)| (e - value(row)).powi(2)).sum();
    let df = n.checked_sub(basis.rank()).filter(|df| *df > 0)?;
    let fitted = levels.iter().map(|&level| value(&spline.row(level))).collect();
    Some((fitted, squares / df as f64))
}

/// Natural cubic splines with these knots, the ends included, in the truncated power basis on [0, 1]
/// (Hastie, Tibshirani & Friedman, *The Elements of Statistical Learning*, equation 5.4). It spans what R's `ns` does.
struct Spline {
    low: f64,
    width: f64,
    knots: Vec<f64>,
}

impl Spline {
    fn new(knots: Vec<f64>) -> Option<Self> {
        let (low, high) = (*knots.first()?, *knots.last()?);
        let width = high - low;
        let knots = knots.iter().map(|knot| (knot - low) / width).collect();
        (width > 0.0).then_some(Self { low, width, knots })
    }

    fn row(&self, x: f64) -> Vec<f64> {
        let x = (x - self.low) / self.width;
        let cube = |knot: f64| (x - knot).max(0.0).powi(3);
        let d = |knot: f64| (cube(knot) - cube(1.0)) / (1.0 - knot);
        let inner = self.knots.len().saturating_sub(2);
        let last = self.knots.get(inner).copied().unwrap_or(0.0);
        let mut row = vec![1.0, x];
        row.extend(self.knots.iter().take(inner).map(|&knot| d(knot) - d(last)));
        row
    }
}

/// Quantile of ascending values by linear interpolation, R's type 7.
pub(super) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * sorted.len().saturating_sub(1) as f64;
    let value = |i: f64| sorted.get(i as usize).copied().unwrap_or(f64::NAN);
    let (low, high) = (value(at.floor()), value(at.ceil()));
    low + (at - at.floor()) * (high - low)
}
