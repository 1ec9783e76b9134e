//! How far a value stands from those of the other samples.

/// The median of some values; of an even number the mean of the two in the middle.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let above = *sorted.get(sorted.len() / 2)?;
    let below = *sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(below, above))
}

/// Robust z scores, `(x − median) / (1.4826 MAD)`; `None` where the value is missing or more than
/// half of the values are the same.
pub(super) fn robust_z(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let none = || vec![None; values.len()];
    let Some(centre) = median(values.iter().flatten().copied()) else { return none() };
    let spread = median(values.iter().flatten().map(|value| (value - centre).abs()));
    match spread.filter(|spread| *spread > 0.0) {
        Some(mad) => values.iter().map(|v| v.map(|v| (v - centre) / (1.4826 * mad))).collect(),
        None => none(),
    }
}
