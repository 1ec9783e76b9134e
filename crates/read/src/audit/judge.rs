//! The rule by which a verdict is given; written out in `docs/verdicts.md`.

use super::design::UNNAMED;
use super::{Audit, Beside, Measured, Verdict, sentence};

/// A p value above this counts as nothing seen.
pub(super) const ALPHA: f64 = 0.01;

/// The AUROC from which a signal would be of use.
pub(super) const USEFUL: f64 = 0.7;

/// The part of what is above chance that a few random miRNAs must reach to be as good as all.
const AS_GOOD: f64 = 0.9;

/// The facts of the samples that do as well as the reader, where some do: those that come nearest to it.
pub(super) fn explaining(measured: &Measured) -> Option<(&str, &Beside)> {
    let explaining = measured.beside.iter().filter(|(_, beside)| beside.explains());
    let nearest = explaining.max_by(|a, b| a.1.facts.total_cmp(&b.1.facts));
    nearest.map(|(name, beside)| (name.as_str(), beside))
}

impl Audit {
    /// Gives the verdict of a cohort and its sentence.
    pub(super) fn judge(&mut self, measured: &Measured) {
        self.verdict = self.verdict_of_cohort(measured);
        self.sentence = sentence::of_cohort(self, measured);
    }

    fn verdict_of_cohort(&self, measured: &Measured) -> Verdict {
        if self.is_too_small() {
            return Verdict::TooSmall;
        }
        if measured.free.p > ALPHA {
            return if measured.free.upper() < USEFUL {
                Verdict::NoSignal
            } else {
                Verdict::TooSmall
            };
        }
        let cannot = |from: &str| Verdict::CannotBeSeparated { from: from.to_owned() };
        if let Some(key) = self.parting_key() {
            return cannot(key);
        }
        let mut unseen: Vec<(&str, f64)> = self
            .keys
            .iter()
            .map(|key| (key.as_str(), measured.within.get(key).map_or(1.0, |null| null.p)))
            .filter(|(_, p)| *p > ALPHA)
            .collect();
        unseen.sort_by(|a, b| b.1.total_cmp(&a.1));
        match unseen.first() {
            Some((key, _)) => cannot(key),
            None if self.keys.is_empty() => cannot(UNNAMED),
            None => explaining(measured).map_or(Verdict::Supported, |(facts, _)| cannot(facts)),
        }
    }

    /// Whether a few random miRNAs do as well as all.
    pub(super) fn is_matched_by_few(&self, measured: &Measured) -> bool {
        let chance = 1.0 / self.classes.len().max(2) as f64;
        let few = self
            .baseline
            .get("50 random miRNAs")
            .map(|baseline| baseline.figures.balanced_accuracy);
        let all = measured.of_reader("random").map(|figures| figures.balanced_accuracy);
        few.zip(all).is_some_and(|(few, all)| few - chance >= AS_GOOD * (all - chance))
    }
}
