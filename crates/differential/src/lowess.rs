//! Lowess: robust locally weighted regression (Cleveland 1979, *J Am Stat Assoc* 74:829), step for step as R's `lowess`,
//! so that trends are those of limma: three robustness iterations, and points nearer than a hundredth of the range
//! interpolated.

use std::ops::Range;

/// Smooth values of `y` at `x`, which ascends; `span` is the share of points in each neighbourhood.
///
/// Shape: as many values as points. Empty where the two differ in length or hold none.
pub(crate) fn lowess(x: &[f64], y: &[f64], span: f64) -> Vec<f64> {
    /// Robustness iterations.
    const ITERATIONS: usize = 3;
    let n = x.len();
    if n != y.len() || n < 2 {
        return y.to_vec();
    }
    let delta = 0.01 * (x[n - 1] - x[0]);
    let points = ((span * n as f64 + 1e-7) as usize).clamp(2, n);
    let mut smooth = Smooth { x, y, robust: None, weights: vec![0.0; n], fitted: vec![0.0; n] };
    for iteration in 0..=ITERATIONS {
        smooth.pass(points, delta);
        if iteration == ITERATIONS || !smooth.reweigh() {
            break;
        }
    }
    smooth.fitted
}

struct Smooth<'a> {
    x: &'a [f64],
    y: &'a [f64],
    /// Bisquare weights of the last residuals; `None` in the first pass.
    robust: Option<Vec<f64>>,
    weights: Vec<f64>,
    fitted: Vec<f64>,
}

impl Smooth<'_> {
    /// Fits at points at least `delta` apart, each from its `points` nearest, and interpolates between them.
    fn pass(&mut self, points: usize, delta: f64) {
        let x = self.x;
        let n = x.len();
        let (mut left, mut right) = (0, points - 1);
        let (mut last, mut i) = (None, 0);
        loop {
            while right + 1 < n && x[i] - x[left] > x[right + 1] - x[i] {
                left += 1;
                right += 1;
            }
            self.fitted[i] = self.local(x[i], left, right).unwrap_or(self.y[i]);
            if let Some(last) = last {
                self.interpolate(last, i);
            }
            let mut here = i;
            let cut = x[i] + delta;
            i += 1;
            while i < n && x[i] <= cut {
                if x[i] <= x[here] {
                    self.fitted[i] = self.fitted[here];
                    here = i;
                }
                i += 1;
            }
            last = Some(here);
            if here + 1 >= n {
                return;
            }
            i = (here + 1).max(i - 1);
        }
    }

    fn interpolate(&mut self, from: usize, to: usize) {
        let span = self.x[to] - self.x[from];
        for j in from + 1..to {
            let share = (self.x[j] - self.x[from]) / span;
            self.fitted[j] = share * self.fitted[to] + (1.0 - share) * self.fitted[from];
        }
    }

    /// Locally linear fit at `at` with tricube weights; `None` where all weights are zero.
    fn local(&mut self, at: f64, left: usize, right: usize) -> Option<f64> {
        let (x, n) = (self.x, self.x.len());
        let radius = (at - x[left]).max(x[right] - at);
        let (far, near) = (0.999 * radius, 0.001 * radius);
        let mut total = 0.0;
        let mut end = left;
        while end < n {
            let distance = (x[end] - at).abs();
            self.weights[end] = 0.0;
            if distance <= far {
                let tricube = (1.0 - (distance / radius).powi(3)).powi(3);
                let weight = if distance <= near { 1.0 } else { tricube };
                let robust = self.robust.as_ref().map_or(1.0, |robust| robust[end]);
                self.weights[end] = weight * robust;
                total += self.weights[end];
            } else if x[end] > at {
                break;
            }
            end += 1;
        }
        (total > 0.0).then(|| self.line(at, left..end, total, radius))
    }

    fn line(&mut self, at: f64, window: Range<usize>, total: f64, radius: f64) -> f64 {
        let x = &self.x[window.clone()];
        let weights = &mut self.weights[window.clone()];
        for weight in weights.iter_mut() {
            *weight /= total;
        }
        if radius > 0.0 {
            let centre: f64 = weights.iter().zip(x).map(|(w, x)| w * x).sum();
            let spread: f64 = weights.iter().zip(x).map(|(w, x)| w * (x - centre).powi(2)).sum();
            let range = self.x[self.x.len() - 1] - self.x[0];
            if spread.sqrt() > 0.001 * range {
                let slope = (at - centre) / spread;
                for (weight, x) in weights.iter_mut().zip(x) {
                    *weight *= slope * (x - centre) + 1.0;
                }
            }
        }
        weights.iter().zip(&self.y[window]).map(|(w, y)| w * y).sum()
    }

    /// Bisquare weights of the residuals; `false` where the fit is exact and nothing is left to do.
    fn reweigh(&mut self) -> bool {
        let n = self.x.len();
        let residuals: Vec<f64> =
            self.y.iter().zip(&self.fitted).map(|(y, fitted)| (y - fitted).abs()).collect();
        let scale = residuals.iter().sum::<f64>() / n as f64;
        let mut sorted = residuals.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let six_medians = 3.0 * (sorted[n / 2] + sorted[(n - 1) / 2]);
        if six_medians < 1e-7 * scale {
            return false;
        }
        let weight = |r: f64| match r {
            r if r <= 0.001 * six_medians => 1.0,
            r if r <= 0.999 * six_medians => (1.0 - (r / six_medians).powi(2)).powi(2),
            _ => 0.0,
        };
        self.robust = Some(residuals.into_iter().map(weight).collect());
        true
    }
}

/// The order that sorts `x`; equal values keep theirs.
pub(crate) fn ascending(x: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2.2, `lowess` (`tests/reference/lowess.R`): ties, an outlier, gaps above and below delta.
    #[test]
    fn agrees_with_r() {
        let mut blocks = std::collections::BTreeMap::<String, [Vec<f64>; 3]>::new();
        for line in include_str!("../tests/reference/lowess.tsv").lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let columns = blocks.entry(cells[0].to_owned()).or_default();
            for (column, cell) in columns.iter_mut().zip(&cells[1..]) {
                column.push(cell.parse().unwrap_or(f64::NAN));
            }
        }
        assert_eq!(blocks.len(), 3);
        for (span, [x, y, expected]) in &blocks {
            let span: f64 = span.split(' ').next().and_then(|s| s.parse().ok()).unwrap_or(f64::NAN);
            for (found, expected) in lowess(x, y, span).iter().zip(expected) {
                assert!(
                    (found - expected).abs() < 1e-12 * expected.abs().max(1.0),
                    "{found} {expected}"
                );
            }
        }
    }

    #[test]
    fn few_and_equal_points_are_no_trouble() {
        assert_eq!(lowess(&[], &[], 0.5), [0.0; 0]);
        assert_eq!(lowess(&[1.0], &[3.0], 0.5), [3.0]);
        let flat = lowess(&[2.0; 5], &[1.0, 2.0, 3.0, 4.0, 5.0], 0.5);
        assert!(flat.iter().all(|v| v.is_finite()), "{flat:?}");
    }
}
