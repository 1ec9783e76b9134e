//! One parameter at a time: what its ends do to a result while all others stay.

use serde::Serialize;

/// A result at both ends of one input.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Swing {
    /// The output with the input at its 5th percentile.
    pub low: f64,
    /// The same at its 95th.
    pub high: f64,
}

/// The output of each of `inputs` quantiles at 0.05 and 0.95, all others at their medians.
///
/// ```
/// use exoscope_sim::observe::sensitivity::swings;
/// let product = |u: &[f64]| Ok::<_, ()>(2.0 * u[0] - u[1]);
/// let [first, second] = swings(2, product)?.try_into().map_err(|_| ())?;
/// assert!((first.high - first.low - 1.8).abs() < 1e-12);
/// assert!(second.high < second.low);
/// # Ok::<(), ()>(())
/// ```
///
/// # Errors
///
/// The first error of a run.
pub fn swings<E>(
    inputs: usize,
    output: impl Fn(&[f64]) -> Result<f64, E>,
) -> Result<Vec<Swing>, E> {
    let at = |input: usize, quantile: f64| {
        let mut all = vec![0.5; inputs];
        if let Some(own) = all.get_mut(input) {
            *own = quantile;
        }
        output(&all)
    };
    (0..inputs).map(|input| Ok(Swing { low: at(input, 0.05)?, high: at(input, 0.95)? })).collect()
}
