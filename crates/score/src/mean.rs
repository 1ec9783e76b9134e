//! The mean of figures that may be undefined.

/// The mean of the defined values, `None` where there are none.
pub(super) fn mean(values: impl IntoIterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, n) = values.into_iter().flatten().fold((0.0, 0), |(sum, n), v| (sum + v, n + 1));
    ratio(sum, f64::from(n))
}

/// `part / whole`, `None` where the whole is nothing.
pub(super) fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}
