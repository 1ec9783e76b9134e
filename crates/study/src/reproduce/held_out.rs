//! One fifth, held out once.

use exoscope_core::Streams;
use exoscope_core::progress::Progress;
use exoscope_read::evaluate::{Evaluated, Surroundings, TestPlan};
use exoscope_read::pipeline::Pipeline;
use exoscope_read::split::Labelled;

use super::ReproduceError;

/// As the paper does: a fifth of the samples, the classes in their shares.
const FIFTHS: usize = 5;

/// Holds out a fifth of the samples, drawn at random with samples of one group kept together, and calls
/// it by a pipeline fitted on the others.
pub fn held_out_fifth(
    labelled: &Labelled<'_>,
    settings: &Pipeline,
    streams: Streams,
    watch: &dyn Progress,
) -> Result<Evaluated, ReproduceError> {
    let plan = TestPlan::held_out_part(labelled, FIFTHS, streams)?;
    Ok(plan.evaluate(settings, Surroundings { streams, watch, kept: None })?)
}
