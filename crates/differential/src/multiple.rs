//! Multiple testing.

/// False discovery rates of Benjamini & Hochberg (1995, *J R Stat Soc B* 57:289), as adjusted p values: the least
/// m·p/rank of this or a larger p. NaN stays NaN and counts for nothing.
///
/// ```
/// use exoscope_differential::benjamini_hochberg;
/// let q = benjamini_hochberg(&[0.01, 0.04, f64::NAN, 0.03]);
/// assert_eq!((q[0], q[1], q[3]), (0.03, 0.04, 0.04));
/// assert!(q[2].is_nan());
/// ```
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&i| !p[i].is_nan()).collect();
    order.sort_by(|&a, &b| p[b].total_cmp(&p[a]));
    let m = order.len() as f64;
    let mut q = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (k, i) in order.into_iter().enumerate() {
        least = least.min(p[i] * m / (m - k as f64));
        q[i] = least;
    }
    q
}
