//! Which samples are held out of which fit, as the user asked for it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use exoscope_core::Streams;
use exoscope_core::sample::{MetadataError, SampleId};

use super::{LeftOut, SplitKind, SplitSummary};
use crate::quality::identical_within;
use crate::split::folds_file::{self, FoldsFileError};
use crate::split::{Folds, FoldsError, Grouping, Labelled, grouped, stratified};

/// Folds for a cross-validation, the samples they are of, and who takes no part.
#[derive(Debug, Clone, PartialEq)]
pub struct SplitPlan<'a> {
    /// The samples that are called.
    pub labelled: Labelled<'a>,
    /// Samples that every fit learns from and none calls.
    pub always: Labelled<'a>,
    /// The folds of those that are called.
    pub folds: Folds,
    /// Whether miRNAs are ranked by what the calls of each fit rest on, which takes a while.
    pub ranked: bool,
    /// What each fold holds out, where it is one batch of a column.
    pub batches: Vec<String>,
    /// The split in short.
    pub summary: SplitSummary,
    /// The samples that take no part, and why.
    pub left_out: Vec<LeftOut>,
    /// What a reader of the figures should know of the split, in sentences.
    pub warnings: Vec<String>,
}

/// Why samples cannot be split as asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A column is not there.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The samples do not allow it.
    #[error(transparent)]
    Folds(#[from] FoldsError),
    /// There is no batch to leave out.
    #[error(
        "only {found} of {batches} batches of {column:?} hold several classes\nhint: leaving out one \
         batch in turn needs two that do; grouped folds keep batches together otherwise"
    )]
    FewBatches {
        /// The column.
        column: String,
        /// Its batches.
        batches: usize,
        /// Those with several classes.
        found: usize,
    },
    /// The folds file does not fit the cohort.
    #[error(transparent)]
    File(#[from] FoldsFileError),
}

impl<'a> SplitPlan<'a> {
    /// Draws stratified folds, each repeat from its own stream. Samples of one group
    /// ([`Labelled::grouped_by`]), and samples of one person, stay together; samples without a group take
    /// no part.
    pub fn draw(
        labelled: &Labelled<'a>,
        k: usize,
        repeats: usize,
        streams: Streams,
    ) -> Result<Self, PlanError> {
        let mut left_out = unlabelled(labelled);
        let mut grouping = Grouping::of(labelled)?;
        let (groups, mut warnings) = identical(labelled, &grouping);
        let repeated = groups.is_some();
        grouping.groups = groups.unwrap_or(grouping.groups);
        let has_group = |n: &usize| grouping.groups.get(*n).is_some_and(Option::is_some);
        let (known, unknown): (Vec<usize>, Vec<usize>) = (0..labelled.len()).partition(has_group);
        if let (Some(column), false) = (labelled.group_column(), unknown.is_empty()) {
            let samples = labelled.part(&unknown).samples();
            left_out.push(LeftOut { why: format!("no value in column {column:?}"), samples });
        }
        let labelled = labelled.part(&known);
        let groups: Vec<Option<&str>> =
            known.iter().map(|&n| grouping.groups.get(n)?.as_deref()).collect();
        let streams = (0..repeats as u64).map(|repeat| streams.stream("folds", repeat));
        let folds = if grouping.columns.is_empty() && !repeated {
            stratified(labelled.y(), k, streams)?
        } else {
            grouped(labelled.y(), &groups, k, streams)?
        };
        let summary = SplitSummary {
            kind: SplitKind::CrossValidation,
            grouped_by: grouping.columns,
            folds: k,
            repeats,
        };
        warnings.extend(thin_classes(&labelled, &folds));
        Ok(Self::calling_all(labelled, folds, summary, left_out, warnings))
    }

    /// Takes the folds from a table, `name` being what errors call it. Samples that it does not name
    /// take no part; groups that it parts are warned of.
    pub fn from_table(
        labelled: &Labelled<'a>,
        table: impl Read,
        name: &Path,
    ) -> Result<Self, PlanError> {
        let mut left_out = unlabelled(labelled);
        let names = labelled.samples();
        let names: Vec<&str> = names.iter().map(SampleId::as_str).collect();
        let read = folds_file::read(table, name, &names)?;
        if !read.left_out.is_empty() {
            let why = "not named in the folds file".to_owned();
            left_out.push(LeftOut { why, samples: labelled.part(&read.left_out).samples() });
        }
        let labelled = labelled.part(&read.rows);
        let mut warnings = thin_classes(&labelled, &read.folds);
        let grouping = Grouping::of(&labelled)?;
        warnings.extend(identical(&labelled, &grouping).1);
        let parted = if grouping.columns.is_empty() { 0 } else { parted(&grouping, &read.folds) };
        if parted > 0 {
            warnings.push(format!(
                "the folds file parts {parted} groups of samples that agree in {}: held-out \
                 samples are not independent of training",
                grouping.columns.join(" or ")
            ));
        }
        let summary = SplitSummary {
            kind: SplitKind::FoldsFile,
            grouped_by: if parted > 0 { Vec::new() } else { grouping.columns },
            folds: read.folds.k(),
            repeats: read.folds.repeats().len(),
        };
        Ok(Self::calling_all(labelled, read.folds, summary, left_out, warnings))
    }

    /// Folds that call every sample, of no batches in particular.
    fn calling_all(
        labelled: Labelled<'a>,
        folds: Folds,
        summary: SplitSummary,
        left_out: Vec<LeftOut>,
        warnings: Vec<String>,
    ) -> Self {
        let always = labelled.part(&[]);
        let batches = Vec::new();
        Self { labelled, always, folds, ranked: true, batches, summary, left_out, warnings }
    }
}

/// Samples of the cohort that have none of the classes.
pub(super) fn unlabelled(labelled: &Labelled<'_>) -> Vec<LeftOut> {
    let taken: BTreeSet<usize> = labelled.rows().iter().copied().collect();
    let samples: Vec<_> = labelled
        .cohort()
        .samples()
        .iter()
        .enumerate()
        .filter(|(row, _)| !taken.contains(row))
        .map(|(_, id)| id.clone())
        .collect();
    if samples.is_empty() {
        return Vec::new();
    }
    vec![LeftOut { why: "label missing or none of the classes".to_owned(), samples }]
}

/// Samples with identical profiles: groups that keep them together beside what `grouping` does, where there
/// are any; and what should be known of them.
fn identical(
    labelled: &Labelled<'_>,
    grouping: &Grouping,
) -> (Option<Vec<Option<String>>>, Vec<String>) {
    let first = identical_within(labelled.cohort(), labelled.rows());
    let mut copies: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (sample, &first) in first.iter().enumerate() {
        copies.entry(first).or_default().push(sample);
    }
    copies.retain(|_, samples| samples.len() > 1);
    if copies.is_empty() {
        return (None, Vec::new());
    }
    // Groups are chained: the one of a copy becomes that of the first, whatever group it was in.
    let own = |n: usize| {
        let named = grouping.groups.get(n).cloned().flatten();
        if grouping.columns.is_empty() { Some(format!("sample {n}")) } else { named }
    };
    let mut groups: Vec<Option<String>> = (0..labelled.len()).map(own).collect();
    let mut warnings = Vec::new();
    let classes = |samples: &[usize]| {
        let class = |&n: &usize| labelled.y().get(n).copied();
        samples.iter().filter_map(class).collect::<BTreeSet<_>>().len()
    };
    let names = labelled.samples();
    for samples in copies.values() {
        let to = samples.iter().find_map(|&n| groups.get(n).cloned().flatten());
        for &sample in samples {
            let Some(from) = groups.get(sample).cloned() else { continue };
            for group in groups.iter_mut().filter(|group| from.is_some() && **group == from) {
                group.clone_from(&to);
            }
        }
        if classes(samples) > 1 {
            let named = samples.iter().filter_map(|&n| names.get(n)).map(SampleId::as_str);
            warnings.push(format!(
                "samples of different classes have the very same values, so one label at least is wrong: {}",
                named.take(5).collect::<Vec<_>>().join(", ")
            ));
        }
    }
    let repeated: usize = copies.values().map(|samples| samples.len() - 1).sum();
    warnings.push(format!(
        "{repeated} samples have the very values of another: they are held out together with it"
    ));
    (Some(groups), warnings)
}

/// A warning for each class with fewer samples than folds.
fn thin_classes(labelled: &Labelled<'_>, folds: &Folds) -> Vec<String> {
    let thin = folds.thin_classes(labelled.y());
    thin.into_iter()
        .filter_map(|class| labelled.classes().get(class))
        .map(|class| format!("class {class:?} has fewer samples than there are folds"))
        .collect()
}

/// How many groups have samples in more than one fold of some repeat.
fn parted(grouping: &Grouping, folds: &Folds) -> usize {
    let mut parted = BTreeSet::new();
    for repeat in folds.repeats() {
        let mut fold_of = BTreeMap::new();
        for (group, fold) in grouping.groups.iter().zip(repeat) {
            if let Some(group) = group
                && *fold_of.entry(group).or_insert(fold) != fold
            {
                parted.insert(group);
            }
        }
    }
    parted.len()
}
