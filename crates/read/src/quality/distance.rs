//! How unlike the rest of the cohort a sample is.

use ndarray::{Array1, ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;

/// One minus the correlation of each sample with the median profile of the cohort, over the miRNAs
/// that both have, from the median of each: 0 where they agree up to depth. `None` with fewer than ten such miRNAs.
pub(super) fn distances(log2: ArrayView2<'_, f32>, medians: &[Option<f64>]) -> Vec<Option<f64>> {
    let typical: Array1<f64> = medians.iter().map(|median| median.unwrap_or(f64::NAN)).collect();
    let rows: Vec<ArrayView1<'_, f32>> = log2.axis_iter(Axis(0)).collect();
    rows.par_iter().map(|row| Some(1.0 - correlation(row.view(), typical.view())?)).collect()
}

/// Pearson correlation over the places where both have a value.
fn correlation(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f64>) -> Option<f64> {
    let pairs = || a.iter().map(|&a| f64::from(a)).zip(b.iter().copied());
    let both = || pairs().filter(|(a, b)| !a.is_nan() && !b.is_nan());
    let n = both().count() as f64;
    if n < 10.0 {
        return None;
    }
    let (sum_a, sum_b) = both().fold((0.0, 0.0), |s, (a, b)| (s.0 + a, s.1 + b));
    let (mean_a, mean_b) = (sum_a / n, sum_b / n);
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in both() {
        let (a, b) = (a - mean_a, b - mean_b);
        (aa, bb, ab) = (aa + a * a, bb + b * b, ab + a * b);
    }
    (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
}
