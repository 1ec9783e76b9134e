//! Which miRNAs have reads enough to be tested: edgeR's `filterByExpr`.

use ndarray::Array2;

/// Reads that count as seen, at the median library size.
const MIN_COUNT: f64 = 10.0;
/// Least reads over all samples.
const MIN_TOTAL: f64 = 15.0;
/// Samples of the smallest class up to which all of them are asked for.
const LARGE: f64 = 10.0;
/// Share that is asked for of those beyond.
const SHARE: f64 = 0.7;

/// Whether each miRNA (rows of `counts`, NaN where missing) has 10 reads, at the median library size, in as many samples
/// as the smallest class has (of those beyond ten 70 %), and 15 in all.
///
/// Chen, Lun & Smyth 2016, *F1000Research* 5:1438. The rule sees the classes' sizes, not which sample is of which.
pub(crate) fn enough_reads(
    counts: &Array2<f64>,
    sizes: &[f64],
    smallest_class: usize,
) -> Vec<bool> {
    let least = smallest_class as f64;
    let needed = if least > LARGE { LARGE + (least - LARGE) * SHARE } else { least };
    let mut sorted = sizes.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len();
    let at = |i: usize| sorted.get(i).copied().unwrap_or(f64::NAN);
    let median = f64::midpoint(at(n / 2), at(n.saturating_sub(1) / 2));
    let cutoff = MIN_COUNT / median * 1e6;
    let enough = |row: ndarray::ArrayView1<'_, f64>| {
        let seen = row.iter().zip(sizes).filter(|(count, size)| **count / **size * 1e6 >= cutoff);
        let total: f64 = row.iter().filter(|count| !count.is_nan()).sum();
        seen.count() as f64 >= needed - 1e-14 && total >= MIN_TOTAL - 1e-14
    };
    counts.outer_iter().map(enough).collect()
}
