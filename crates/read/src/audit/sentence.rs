//! The verdict and its figures in words.

use super::judge::USEFUL;
use super::{Audit, Beside, Confounding, LeaveOneOut, Measured, Verdict, design::MIN_SAMPLES};

/// The verdict on a design.
pub(super) fn of_design(audit: &Audit) -> String {
    match &audit.verdict {
        Verdict::TooSmall => too_small(),
        Verdict::CannotBeSeparated { from } => {
            let confounding = audit.confounding.get(from);
            let unnamed = || {
                "No key was named: nothing says what was handled together, so nothing tells what sets \
                 classes apart from what sets batches apart."
                    .to_owned()
            };
            confounding.map_or_else(unnamed, |confounding| parted(from, confounding))
        }
        _ => format!(
            "Batches of {} hold samples of several classes, so samples of this design can be tested \
             for a signal apart from them. Only the design was judged: whether there is a signal takes a \
             full audit.",
            audit.keys.join(", ")
        ),
    }
}

pub(super) fn too_small() -> String {
    format!("Fewer than two classes have {MIN_SAMPLES} samples.")
}

/// That a key leaves nothing to compare.
pub(super) fn parted(key: &str, confounding: &Confounding) -> String {
    let single = percent(confounding.single_class_share);
    let batches = grouped(confounding.batches);
    if confounding.batches == 0 {
        return format!("No sample has a {key}: nothing can be told apart from it.");
    }
    match confounding.cancers_beside_controls {
        Some(beside) => {
            let parts = match beside {
                0 => format!("{key} parts every cancer from every control"),
                n => format!(
                    "only {n} of {} cancers share a {key} with a control, where {MIN_SAMPLES} are needed",
                    grouped(confounding.cancers)
                ),
            };
            format!(
                "{parts}, and {single} of its {batches} batches hold one class: no split of these \
                 samples can show a cancer signal apart from {key}."
            )
        }
        None => format!(
            "Class and {key} coincide for {single} of {batches} batches: no split of these samples \
             can show a signal apart from {key}."
        ),
    }
}

/// What a key alone reaches, and how far it coincides with the label.
pub(super) fn of_key(audit: &Audit, key: &str) -> Option<String> {
    let (baseline, confounding) = (&audit.baseline.get(key)?.figures, audit.confounding.get(key)?);
    let cancers = baseline.accuracy_cancers.map_or_else(String::new, |p| {
        format!(" and {p:.3} of the {} cancers", grouped(confounding.cancers))
    });
    let beside = match confounding.cancers_beside_controls {
        Some(0) => format!(" {key} parts every cancer from every control."),
        Some(n) => format!(
            " {} of {} cancers share a {key} with a control.",
            grouped(n),
            grouped(confounding.cancers)
        ),
        None => String::new(),
    };
    Some(format!(
        "{key} alone, without any miRNA, calls {:.3} of {} samples{cancers} right; {} of {} batches \
         ({}) hold one class.{beside}{}",
        baseline.accuracy,
        grouped(baseline.n),
        grouped(confounding.single_class_batches),
        grouped(confounding.batches),
        percent(confounding.single_class_share),
        alone(key, confounding),
    ))
}

/// Which classes a key keeps whole.
fn alone(key: &str, confounding: &Confounding) -> String {
    match confounding.alone.as_slice() {
        [] => String::new(),
        [one] => {
            let company = match one.others {
                0 => "and nothing else is in it".to_owned(),
                n => format!("with {} of other classes", grouped(n)),
            };
            format!(
                " All {} {} samples are in {key} {}, {company}: no split that keeps {key} together \
                 can test that class.",
                one.n, one.class, one.batch
            )
        }
        many => {
            let names: Vec<&str> = many.iter().map(|alone| alone.class.as_str()).collect();
            format!(
                " {} classes are each in one {key} alone ({}): no split that keeps {key} together \
                 can test them.",
                many.len(),
                names.join(", ")
            )
        }
    }
}

/// A share in percent, one decimal, never rounded to a 0 or 100 that it is not.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.1}", 100.0 * share);
    match text.as_str() {
        "100.0" if share < 1.0 => "over 99.9 %".to_owned(),
        "100.0" => "100 %".to_owned(),
        "0.0" if share > 0.0 => "under 0.1 %".to_owned(),
        _ => format!("{text} %"),
    }
}

/// A count with commas at the thousands.
pub(super) fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let chunks: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|chunk| std::str::from_utf8(chunk).ok())
        .collect();
    chunks.join(",")
}

/// What the miRNAs of a cohort add.
pub(super) fn of_measured(audit: &Audit) -> Vec<String> {
    let mut notes = Vec::new();
    let Some(measured) = &audit.measured else { return notes };
    let random = measured.of_reader("random");
    if let (Some(baseline), Some(reader)) = (audit.baseline.get("50 random miRNAs"), random) {
        let low = baseline.balanced_accuracy_range.map_or(0.0, |range| range[0]);
        let high = baseline.balanced_accuracy_range.map_or(1.0, |range| range[1]);
        let mut note = format!(
            "50 miRNAs drawn at random reach balanced accuracy {:.3} ({low:.3}–{high:.3} over {} draws); \
             all of them {:.3}.",
            baseline.figures.balanced_accuracy,
            baseline.draws.unwrap_or(1),
            reader.balanced_accuracy
        );
        if audit.is_matched_by_few(measured) {
            note.push_str(
                " Any few do as well as all: whole profiles differ between the classes, as they do \
                 between studies, platforms and batches.",
            );
        }
        notes.push(note);
    }
    for key in &audit.keys {
        if let (Some(apart), Some(reader)) = (measured.of_reader(key), random) {
            notes.push(format!(
                "With {key} kept together {} reaches accuracy {:.3}, balanced {:.3}; with samples split \
                 one by one {:.3}, {:.3}.",
                measured.learner,
                apart.accuracy,
                apart.balanced_accuracy,
                reader.accuracy,
                reader.balanced_accuracy
            ));
        }
        notes.extend(
            measured.left_out.get(key).map(|found| left_out(key, &measured.learner, found)),
        );
        if let (Some(mixed), Some(apart)) = (measured.winner("random"), measured.winner(key))
            && mixed != apart
        {
            notes.push(format!(
                "Which learner wins depends on the split: {mixed} with samples split one by one, \
                 {apart} with {key} kept together."
            ));
        }
        if let Some(found) = measured.batch_mirnas.get(key).filter(|found| found.found > 0) {
            notes.push(format!(
                "{} of {} miRNAs differ between batches of {key} within a class, among them {} of the \
                 50 that part the classes best.",
                found.found,
                found.tested,
                percent(found.of_panel)
            ));
        }
        if let Some(controls) = measured.controls_apart.get(key) {
            notes.push(format!(
                "miRNAs of the controls alone tell their {key} with AUROC {:.3}, although none has a \
                 cancer.",
                controls.macro_auroc.unwrap_or(0.5)
            ));
        }
    }
    notes
}

/// What a reader reaches on batches that it never saw.
fn left_out(key: &str, learner: &str, found: &LeaveOneOut) -> String {
    let mut each: Vec<(f64, &str)> =
        found.batches.iter().map(|b| (b.figures.balanced_accuracy, b.batch.as_str())).collect();
    each.sort_by(|a, b| a.0.total_cmp(&b.0));
    let range = match (each.first(), each.last()) {
        (Some((low, worst)), Some((high, best))) => {
            format!(", from {low:.3} ({worst}) to {high:.3} ({best})")
        }
        _ => String::new(),
    };
    format!(
        "With each of {} batches of {key} left out in turn {learner} reaches accuracy {:.3}; balanced \
         {:.3}{range} over the classes of each.",
        found.batches.len(),
        found.figures.accuracy,
        found.figures.balanced_accuracy
    )
}

/// The verdict on a cohort, its figures named.
pub(super) fn of_cohort(audit: &Audit, measured: &Measured) -> String {
    let free = &measured.free;
    let seen = format!("AUROC {:.3}, p = {:.3}", free.auroc, free.p);
    match &audit.verdict {
        Verdict::TooSmall if audit.is_too_small() => too_small(),
        Verdict::TooSmall => format!(
            "No signal is seen ({seen}), but these {} samples leave open an AUROC of up to {:.2}.",
            grouped(free.samples),
            free.upper().min(1.0)
        ),
        Verdict::NoSignal => {
            format!("No signal is seen ({seen}), and an AUROC of {USEFUL} would have been.")
        }
        Verdict::CannotBeSeparated { from } if measured.beside.contains_key(from) => {
            measured.beside.get(from).map_or_else(String::new, |beside| of_facts(from, beside))
        }
        Verdict::CannotBeSeparated { from } if !audit.keys.contains(from) => {
            let few = if audit.is_matched_by_few(measured) {
                " 50 miRNAs drawn at random do as well as all."
            } else {
                ""
            };
            format!(
                "The classes differ ({seen}), but no key was named: nothing tells what sets \
                 classes apart from what sets batches apart.{few}"
            )
        }
        Verdict::CannotBeSeparated { from } => {
            match (measured.within.get(from), audit.confounding.get(from)) {
                (Some(within), _) => format!(
                    "The classes differ ({seen}), but within batches of {from} no difference is seen: AUROC \
                     {:.3} over {} pairs of samples that share one, p = {:.3}.",
                    within.auroc,
                    grouped(within.pairs as usize),
                    within.p
                ),
                (None, Some(confounding)) => parted(from, confounding),
                (None, None) => String::new(),
            }
        }
        // A full audit never ends here.
        Verdict::Testable => of_design(audit),
        Verdict::Supported => {
            let each: Vec<String> = measured
                .within
                .iter()
                .map(|(key, null)| {
                    format!("within a {key} AUROC {:.3}, p = {:.3}", null.auroc, null.p)
                })
                .collect();
            format!("The classes differ ({seen}), also {}.", each.join(" and "))
        }
    }
}

/// That facts of the samples alone do as well as the reader.
fn of_facts(from: &str, beside: &Beside) -> String {
    let interval = beside.difference_ci.map_or_else(String::new, |ci| {
        format!(", reader less facts {:.3} to {:.3} (paired, 95 %)", ci.low, ci.high)
    });
    format!(
        "The classes differ, but {from} alone, without any miRNA's level, tell them apart as well: AUROC {:.3} \
         beside the reader's {:.3}{interval}.",
        beside.facts, beside.reader
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!(
            [5, 1000, 16_190, 1_234_567].map(grouped),
            ["5", "1,000", "16,190", "1,234,567"]
        );
        assert_eq!(
            [0.977_77, 0.999_999, 1.0, 0.000_1, 0.0].map(percent),
            ["97.8 %", "over 99.9 %", "100 %", "under 0.1 %", "0.0 %"]
        );
    }
}
