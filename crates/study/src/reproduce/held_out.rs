//! One fifth, held out once.

use exoscope_core::Streams;
use exoscope_read::evaluate::{
    Evaluation, LeftOut, Outcome, SplitKind, SplitPlan, SplitSummary, test,
};
use exoscope_read::pipeline::Pipeline;
use exoscope_read::split::Labelled;

use super::ReproduceError;

/// Calls of a fifth of the samples by a reader of the others.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOutFifth {
    /// The calls.
    pub outcome: Outcome,
    /// Their figures.
    pub evaluation: Evaluation,
    /// Samples that took no part.
    pub left_out: Vec<LeftOut>,
    /// Samples that the reader learned from.
    pub training: usize,
}

/// As the paper does: a fifth of the samples, the classes in their shares.
const FIFTHS: usize = 5;

/// Holds out a fifth of the samples, drawn at random, with samples that agree in the column of
/// `settings.group` kept together, and calls it by a reader of the others.
pub fn held_out_fifth(
    labelled: &Labelled<'_>,
    settings: &Pipeline,
    streams: Streams,
) -> Result<HeldOutFifth, ReproduceError> {
    let group = settings.group.as_deref();
    let SplitPlan { labelled, folds, summary, left_out, warnings, .. } =
        SplitPlan::draw(labelled, group, FIFTHS, 1, streams)?;
    let split = folds.splits().next().ok_or(ReproduceError::NothingHeldOut)?;
    let training = split.training.map(|numbers| labelled.part(&numbers));
    let held_out = split.held_out.map(|numbers| labelled.part(&numbers));
    let outcome = test(&training, &held_out, settings, None)?;
    let summary = SplitSummary { kind: SplitKind::HeldOutPart, ..summary };
    let mut evaluation = Evaluation::new(&outcome, summary, warnings);
    evaluation.bootstrap = Some(outcome.bootstrap(streams));
    Ok(HeldOutFifth { outcome, evaluation, left_out, training: training.len() })
}
