//! Auditing what is known of the samples, without any miRNA.

use std::collections::BTreeMap;

use exoscope_core::Streams;

use super::{
    Audit, AuditError, Confounding, Figures, Key, Verdict, baseline, coverage, facts, sentence,
};
use crate::evaluate::truth;
use crate::split::{Folds, Labelled, stratified};

/// Folds of the cross-validation behind the baselines.
pub(super) const FOLDS: usize = 5;

/// Cross-validations, of which a baseline is the mean.
pub(super) const REPEATS: u64 = 5;

/// What nothing can be separated from where no key is named.
pub(super) const UNNAMED: &str = "batches, of which none is named";

/// The least samples of a class, or of cancers beside controls, on which something can be said.
pub(super) const MIN_SAMPLES: usize = 10;

impl Audit {
    /// Audits a design: labels and keys, no miRNA.
    ///
    /// Each key's baseline is what calls score that take each sample for what its batch mostly is, in
    /// five stratified 5-fold cross-validations; all keys together, with age and sex, are learned by
    /// linear discriminant analysis. The verdict says whether this design can tell a signal from the keys
    /// ([`Verdict::Testable`]), not whether there is one.
    pub fn of_design(
        labelled: &Labelled<'_>,
        keys: &[String],
        streams: Streams,
    ) -> Result<Self, AuditError> {
        let mut audit = Self::of_batches(labelled, keys, streams)?;
        let folds = folds(labelled, streams)?;
        if let Some(all) = facts::of_all(labelled, keys, &folds, &truth(labelled)?)? {
            audit.baseline.insert("all metadata".to_owned(), all);
        }
        Ok(audit)
    }

    /// [`Audit::of_design`] without the baseline of all metadata together: a second's work for every
    /// evaluation.
    pub fn of_batches(
        labelled: &Labelled<'_>,
        keys: &[String],
        streams: Streams,
    ) -> Result<Self, AuditError> {
        let truth = truth(labelled)?;
        let folds = folds(labelled, streams)?;
        let (mut baseline, mut confounding) = (BTreeMap::new(), BTreeMap::new());
        let mut unplaced = coverage::of_labels(labelled);
        for name in keys {
            let key = Key::of(labelled, name)?;
            let scores = baseline::of_key(&key, &truth, &folds)?;
            unplaced.extend(coverage::of_key(&key));
            baseline.insert(name.clone(), Figures::from(&scores).into());
            confounding.insert(name.clone(), Confounding::of(&key, labelled));
        }
        let mut classes: BTreeMap<String, usize> =
            labelled.classes().iter().map(|class| (class.clone(), 0)).collect();
        for &class in labelled.y() {
            let name = labelled.classes().get(class);
            if let Some(n) = name.and_then(|name| classes.get_mut(name)) {
                *n += 1;
            }
        }
        let mut audit = Self {
            verdict: Verdict::TooSmall,
            sentence: String::new(),
            questions: Vec::new(),
            subject: None,
            n: labelled.len(),
            classes,
            keys: keys.to_vec(),
            folds: FOLDS,
            baseline,
            confounding,
            notes: Vec::new(),
            measured: None,
        };
        if let Some(persons) = facts::of_persons(labelled, &folds, &truth)? {
            audit.baseline.insert("age and sex".to_owned(), persons);
        }
        audit.verdict = audit.verdict_of_design();
        audit.sentence = sentence::of_design(&audit);
        let of_keys = keys.iter().filter_map(|key| sentence::of_key(&audit, key));
        audit.notes = unplaced.into_iter().chain(of_keys).collect();
        Ok(audit)
    }

    /// Whether the design can tell a signal from the keys.
    fn verdict_of_design(&self) -> Verdict {
        if self.is_too_small() {
            return Verdict::TooSmall;
        }
        match self.parting_key() {
            Some(key) => Verdict::CannotBeSeparated { from: key.to_owned() },
            None if self.keys.is_empty() => Verdict::CannotBeSeparated { from: UNNAMED.to_owned() },
            None => Verdict::Testable,
        }
    }

    /// Whether fewer than two classes have samples enough.
    pub(super) fn is_too_small(&self) -> bool {
        self.classes.values().filter(|n| **n >= MIN_SAMPLES).count() < 2
    }

    /// The key that leaves the least to compare within its batches, where that is too little: the
    /// first of those with the fewest batches.
    pub(super) fn parting_key(&self) -> Option<&str> {
        let parting = self.keys.iter().filter_map(|key| {
            let confounding = self.confounding.get(key)?;
            let comparable = confounding.comparable();
            (comparable < MIN_SAMPLES).then_some((comparable, confounding.batches, key.as_str()))
        });
        parting
            .min_by_key(|(comparable, batches, _)| (*comparable, *batches))
            .map(|(_, _, key)| key)
    }
}

/// The folds of the baselines: five, fewer for fewer samples.
fn folds(labelled: &Labelled<'_>, streams: Streams) -> Result<Folds, AuditError> {
    let streams = (0..REPEATS).map(|repeat| streams.stream("audit folds", repeat));
    Ok(stratified(labelled.y(), FOLDS.min(labelled.len()), streams)?)
}
