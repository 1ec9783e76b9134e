//! Optimism of a performance estimate under a confounded design: the same cohort under splits that part batches and splits that
//! keep them together.

use exoscope_core::progress::Silent;
use exoscope_core::{Cohort, Streams};
use exoscope_read::compare::{Comparison, DEFAULT_RESAMPLES, Difference};
use exoscope_read::evaluate::{Outcome, SplitPlan, cross_validate};
use exoscope_read::pipeline::Pipeline;
use exoscope_read::split::Labelled;
use exoscope_score::Interval;
use serde::Serialize;

use crate::StudyError;

/// A figure of one split.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    /// Share of samples called right.
    pub accuracy: f64,
    /// Its 95 % interval.
    pub interval: Interval,
    /// Mean recall of the classes.
    pub balanced_accuracy: f64,
    /// Its 95 % interval.
    pub balanced_interval: Option<Interval>,
    /// Area under the curve of cancer against no cancer, where the cohort has both.
    pub auroc_cancer: Option<f64>,
}

impl Figure {
    /// Intervals are those of whole groups where the split grouped samples.
    fn of(outcome: &Outcome, streams: Streams) -> Self {
        let (scores, drawn) = (&outcome.scores, outcome.bootstrap(streams));
        let balanced = outcome.grouped(drawn.balanced_accuracy);
        Self {
            accuracy: scores.accuracy,
            interval: outcome.grouped(drawn.accuracy).unwrap_or(scores.accuracy_ci),
            balanced_accuracy: scores.balanced_accuracy,
            balanced_interval: balanced.or_else(|| scores.balanced_accuracy_ci()),
            auroc_cancer: scores.signal.as_ref().map(|signal| signal.auroc),
        }
    }
}

/// One cohort under both splits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Contrast {
    /// Samples split one by one.
    pub random_split: Figure,
    /// Samples of one date of measurement kept together.
    pub grouped_split: Figure,
    /// By how much the accuracy of the first is above that of the second, on the same samples: whole
    /// dates are drawn again.
    pub optimism: Difference,
    /// Groups that were drawn again for the interval of `optimism`.
    pub groups: usize,
    /// The share of the commonest class: what calling it always would give.
    pub commonest: f64,
}

/// Cross-validates a reader on `cohort` in so many folds, with samples split one by one, and with those
/// that agree in column `group` kept together.
pub fn contrast(
    cohort: &Cohort,
    group: &str,
    folds: usize,
    settings: &Pipeline,
    streams: Streams,
) -> Result<Contrast, StudyError> {
    let labelled = Labelled::of(cohort, None)?;
    let settings = &Pipeline { seed: streams.seed(), ..settings.clone() };
    let outcome = |labelled: &Labelled<'_>| -> Result<Outcome, StudyError> {
        let plan = SplitPlan::draw(labelled, folds, 1, streams)?;
        Ok(cross_validate(&plan.labelled, &plan.folds, settings, &Silent)?)
    };
    let (random, grouped) = (outcome(&labelled)?, outcome(&labelled.clone().grouped_by(group)?)?);
    let cancers = random.truth.is_cancer();
    let resamples = DEFAULT_RESAMPLES.get();
    let comparison = Comparison::new(&grouped.calls, &random.calls, cancers, resamples, streams)?;
    let of = |class: usize| labelled.y().iter().filter(|&&y| y == class).count();
    let most = (0..labelled.classes().len()).map(of).max().unwrap_or(0);
    Ok(Contrast {
        random_split: Figure::of(&random, streams),
        grouped_split: Figure::of(&grouped, streams),
        optimism: comparison.accuracy,
        groups: comparison.clusters,
        commonest: most as f64 / labelled.len().max(1) as f64,
    })
}
