//! Paired test of the reader against facts of the samples alone.

use std::collections::BTreeMap;

use exoscope_core::Streams;
use exoscope_score::{Clusters, Interval};
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use super::cohort::{AuditSettings, plan};
use super::contrast::Contrast;
use super::{AuditError, facts, null};
use crate::evaluate::out_of_fold;
use crate::split::{Grouping, Labelled};

/// Resamples of the paired bootstrap.
const RESAMPLES: usize = 1000;

/// Reader beside a baseline of facts of the samples alone (age and sex; depth and quality), both called on the same
/// folds: area under the ROC curve of the pairs that the question compares.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// Whether the facts are themselves made of the miRNAs (depth and quality), so that a strong signal moves them too.
    pub of_mirnas: bool,
    /// AUROC of the reader.
    pub reader: f64,
    /// AUROC of the facts.
    pub facts: f64,
    /// 95 % interval of the facts' AUROC over persons; `None` where too few to say.
    pub facts_ci: Option<Interval>,
    /// 95 % interval of reader less facts: paired bootstrap over persons.
    pub difference_ci: Option<Interval>,
}

impl Beside {
    /// Whether the facts are above chance and the reader is not shown to be above the facts; of facts made of the
    /// miRNAs, whether the reader is below them.
    pub fn explains(&self) -> bool {
        let above_chance = self.facts_ci.is_some_and(|ci| ci.low > 0.5);
        let not_above = if self.of_mirnas {
            self.reader <= self.facts
        } else {
            self.difference_ci.is_none_or(|ci| ci.low <= 0.0)
        };
        above_chance && not_above
    }
}

/// The reader beside each kind of facts, by the name of its baseline; of a stratified part of a large cohort.
pub(super) fn of(
    labelled: &Labelled<'_>,
    settings: &AuditSettings,
    streams: Streams,
) -> Result<BTreeMap<String, Beside>, AuditError> {
    let labelled = &null::part(labelled, streams)?.ungrouped();
    let facts = [
        ("age and sex", false, facts::age_and_sex(labelled)),
        ("depth and quality", true, facts::depth_and_quality(labelled)),
    ];
    let facts = facts.into_iter().filter(|(_, _, columns)| !columns.is_empty());
    let Some(plan) = plan(labelled, streams)? else { return Ok(BTreeMap::new()) };
    let samples = &plan.labelled;
    let (y, classes) = (samples.y(), samples.classes().len());
    let reader = out_of_fold(samples, &plan.folds, &settings.reader)?;
    let Some(reader) = reader.first() else { return Ok(BTreeMap::new()) };
    let contrast = Contrast::of(samples);
    let groups = Grouping::of(samples)?.groups;
    let own = |(sample, group): (usize, &Option<String>)| group.clone().ok_or(sample);
    let clusters = Clusters::new(&groups.iter().enumerate().map(own).collect::<Vec<_>>());
    let auroc = |p: &Array2<f64>, drawn: &[usize]| -> Option<f64> {
        let y: Vec<usize> = drawn.iter().filter_map(|&i| y.get(i).copied()).collect();
        let (auroc, _) = contrast.auroc(&y, &p.select(Axis(0), drawn), &vec![Some(0); y.len()])?;
        Some(auroc)
    };
    let every: Vec<usize> = (0..samples.len()).collect();
    let mut found = BTreeMap::new();
    for (name, of_mirnas, columns) in facts {
        let Some(called) = facts::called(&columns, &plan.folds, y, classes)? else { continue };
        let Some(called) = called.first() else { continue };
        let (Some(at_reader), Some(at_facts)) = (auroc(reader, &every), auroc(called, &every))
        else {
            continue;
        };
        let intervals = clusters.intervals(streams, RESAMPLES, |drawn| {
            let (of_reader, of_facts) = (auroc(reader, drawn), auroc(called, drawn));
            vec![of_facts, of_reader.zip(of_facts).map(|(a, b)| a - b)]
        });
        let interval = |place: usize| intervals.get(place).copied().flatten();
        let beside = Beside {
            of_mirnas,
            reader: at_reader,
            facts: at_facts,
            facts_ci: interval(0),
            difference_ci: interval(1),
        };
        found.insert(name.to_owned(), beside);
    }
    Ok(found)
}
