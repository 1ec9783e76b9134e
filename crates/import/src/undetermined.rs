//! Assays that did not reach the threshold in the cycles of a run: censored, not missing.

use exoscope_core::Scale;
use exoscope_core::scale::CT_CYCLES;

use super::matrix::Matrix;
use super::number::is_undetermined;
use super::report::ScaleReport;

/// Puts undetermined assays at the last cycle of the run, and says so in the scale's report. Where there are
/// any the scale is Ct, unless another is given: then the sample and the miRNA of the first come back.
pub(super) fn fill(
    matrix: &mut Matrix,
    given: Option<Scale>,
    cycles: Option<f64>,
) -> Result<ScaleReport, (usize, usize)> {
    let Some(first) = matrix.find(is_undetermined) else { return Ok(matrix.scale(given)) };
    let scale = given.filter(|scale| *scale != Scale::Unknown).unwrap_or(Scale::Ct);
    if scale != Scale::Ct {
        return Err(first);
    }
    let guessed = given != Some(Scale::Ct);
    let highest = matrix.highest();
    let later = || [45.0, 50.0].into_iter().find(|cycles| highest <= *cycles);
    let end = if highest <= CT_CYCLES { Some(CT_CYCLES) } else { later() };
    let end = cycles.or(end).unwrap_or(highest);
    if highest > 100.0 || matrix.lowest() < 0.0 {
        return Err(first);
    }
    let count = matrix.replace(is_undetermined, end);
    let reason = format!("{count} undetermined, put at cycle {end}");
    Ok(ScaleReport { scale, guessed, reason })
}
