//! What is said of the batches of called samples, in sentences.

use exoscope_read::pipeline::{CalledBatch, FittedPipeline};

use crate::format::{chance, counted, list};

/// Batches named in one sentence.
const NAMED: usize = 5;

/// What a user should know of these batches before their calls are believed: which are new to the model, and which lie
/// farther from its training samples than a new batch would; nothing where there is nothing to say.
pub fn batch_warnings(reader: &FittedPipeline, batches: &[CalledBatch]) -> Vec<String> {
    let name = |batch: &CalledBatch| {
        let n = counted(batch.n, "sample");
        match &batch.name {
            Some(name) => format!("{name} ({n})"),
            None if batches.len() == 1 => format!("the samples together ({n})"),
            None => format!("those of no known batch ({n})"),
        }
    };
    let some = |named: Vec<String>| {
        let more = named.len().saturating_sub(NAMED);
        let mut shown: Vec<String> = named.into_iter().take(NAMED).collect();
        shown.extend((more > 0).then(|| format!("{more} more")));
        list(&shown, "and")
    };
    let mut said = Vec::new();
    let new: Vec<String> =
        batches.iter().filter(|batch| batch.in_training == Some(false)).map(name).collect();
    if let (false, Some(seen)) = (new.is_empty(), reader.training_batches()) {
        said.push(format!(
            "not among the {} values of {} that training held: {}",
            seen.values.len(),
            seen.column,
            some(new)
        ));
    }
    let than = match reader.rules().and_then(|rules| rules.batch.as_ref()?.groups()) {
        Some(groups) => format!(
            "than a new one of the kind of training's {groups} groups ({}) would be",
            list(reader.grouped_by(), "and")
        ),
        None => "than as many training samples drawn at random (training named no batches)".into(),
    };
    let shifted = batches.iter().filter_map(|batch| {
        let shift = batch.shift.as_ref().filter(|shift| shift.shifted)?;
        Some(format!("{}, p {}", name(batch), chance(shift.p_value)))
    });
    let shifted: Vec<String> = shifted.collect();
    if !shifted.is_empty() {
        said.push(format!(
            "farther from the training samples {than}, so that specificity, sensitivity and coverage may not hold: {}",
            some(shifted)
        ));
    }
    let unjudged = |batch: &&CalledBatch| {
        let shift = batch.shift.as_ref();
        shift.is_some_and(|shift| !shift.shifted && shift.needed.is_none_or(|n| batch.n < n))
    };
    let few: Vec<&CalledBatch> = batches.iter().filter(unjudged).collect();
    if let Some(shift) = few.first().and_then(|batch| batch.shift.as_ref()) {
        let named = some(few.iter().map(|batch| name(batch)).collect());
        said.push(match shift.needed {
            Some(needed) => format!(
                "too few samples to tell a batch that lies one standard deviation farther from training, for which \
                 it takes {needed} (power 80 %): {named}"
            ),
            None => format!(
                "training's own groups are too few, or differ too much, to tell whether a batch lies farther from them \
                 than a new one would: {named}"
            ),
        });
    }
    said
}
