//! Evaluation of a pipeline, whole: split plan → fits → figures → intervals.

use exoscope_core::Streams;
use exoscope_core::progress::Progress;
use exoscope_score::{Prevalence, Scores};

use super::{
    CheckpointedFits, EvaluateError, Evaluation, LeftOut, Outcome, PanelPoint, SplitPlan, TestPlan,
    cross_validate_plan, test,
};
use crate::pipeline::Pipeline;

/// A finished evaluation: what was called, its figures with their intervals, and who took no part.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Evaluated {
    /// The calls, and what they are worth.
    pub outcome: Outcome,
    /// The figures that are written and shown.
    pub evaluation: Evaluation,
    /// The samples that took no part, and why.
    pub left_out: Vec<LeftOut>,
}

/// What goes with every evaluation: where randomness, progress and finished fits are.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// What intervals are drawn from.
    pub streams: Streams,
    /// What is told of steps, and may end them.
    pub watch: &'a dyn Progress,
    /// Where finished fits are kept, and taken from after an interruption.
    pub kept: Option<&'a CheckpointedFits>,
}

impl Evaluated {
    /// Gives sensitivity at these specificities, in the place of 98, 99 and 99.5 %.
    ///
    /// # Errors
    ///
    /// Where one is not from 0.5 to below 1.
    pub fn at_specificities(mut self, specificities: &[f64]) -> Result<Self, EvaluateError> {
        let outcome = &mut self.outcome;
        outcome.truth = outcome.truth.clone().with_specificities(specificities)?;
        outcome.scores = Scores::new(&outcome.truth, &outcome.calls.probabilities)?;
        self.evaluation.scores = outcome.scores.clone();
        Ok(self)
    }

    /// Adds what calls mean at a prevalence.
    #[must_use]
    pub fn at_prevalence(mut self, prevalence: Option<&Prevalence>) -> Self {
        let values = prevalence.map(|prevalence| self.outcome.predictive_values(prevalence));
        self.evaluation.predictive_values = values.unwrap_or_default();
        self
    }
}

impl SplitPlan<'_> {
    /// Cross-validates as planned, and again with panels of these numbers of miRNAs (`None` for all).
    ///
    /// Intervals are those of whole groups where samples are grouped
    /// ([`Labelled::grouped_by`](crate::split::Labelled::grouped_by)), else of samples.
    ///
    /// # Errors
    ///
    /// Where a fit fails, or `watch` ends it.
    pub fn evaluate(
        self,
        settings: &Pipeline,
        panel_sizes: &[Option<usize>],
        Surroundings { streams, watch, kept }: Surroundings<'_>,
    ) -> Result<Evaluated, EvaluateError> {
        let outcome = cross_validate_plan(&self, settings, watch, kept)?;
        let drawn = outcome.bootstrap(streams);
        let unranked = SplitPlan { ranked: false, ..self.clone() };
        let mut panel_curve = Vec::new();
        for &size in panel_sizes {
            let confined = Pipeline { panel: size, ..settings.clone() };
            panel_curve.push(if confined == *settings {
                PanelPoint::new(size, &outcome, &drawn)
            } else {
                let of = cross_validate_plan(&unranked, &confined, watch, kept)?;
                PanelPoint::new(size, &of, &of.bootstrap(streams))
            });
        }
        let mut evaluation =
            Evaluation::new(&outcome, self.summary, self.warnings).describing(&self.labelled);
        evaluation.panel_curve = panel_curve;
        evaluation.left_out_batches = outcome.of_batches(&self.batches, streams)?;
        evaluation.bootstrap = Some(drawn);
        Ok(Evaluated { outcome, evaluation, left_out: self.left_out })
    }
}

impl TestPlan<'_> {
    /// Fits on the training samples and calls those held out.
    ///
    /// # Errors
    ///
    /// Where the fit fails, or `watch` ends it.
    pub fn evaluate(
        self,
        settings: &Pipeline,
        Surroundings { streams, watch, kept }: Surroundings<'_>,
    ) -> Result<Evaluated, EvaluateError> {
        watch.step("fitting", 0, 1)?;
        let outcome = test(&self.training, &self.held_out, settings, kept)?;
        watch.step("fitting", 1, 1)?;
        let mut evaluation = Evaluation::new(&outcome, self.summary, self.warnings);
        if self.described {
            evaluation = evaluation.describing(&self.held_out);
        }
        evaluation.bootstrap = Some(outcome.bootstrap(streams));
        Ok(Evaluated { outcome, evaluation, left_out: self.left_out })
    }
}
