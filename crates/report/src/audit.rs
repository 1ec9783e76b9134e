//! The page of an audit: what a figure of these samples would be if it meant nothing.

use askama::Template;
use exoscope_core::cohort::Source;
use exoscope_read::audit::{Audit, Beside, Confounding, Null, Question, QuestionVerdict};
use exoscope_score::Interval;

use crate::download::{Download, number};
use crate::format::{UNDEFINED, count, counted, list, proportion};
use crate::page::{Baselines, PageError, RESEARCH_USE_ONLY};

#[derive(Template)]
#[template(path = "audit.html")]
struct Page<'a> {
    audit: &'a Audit,
    input: &'a Source,
    classes: String,
    baselines: Baselines<'a>,
    keys: Vec<(&'a str, &'a Confounding)>,
    nulls: Vec<(String, &'a Null)>,
    facts: Vec<(Question, &'a str, &'a Beside)>,
    save: Download,
}

/// The page of an audit of the cohort or design in the file `input`: one HTML file that needs no network
/// and no script. The same input gives the same bytes.
pub fn audit_page(audit: &Audit, input: &Source) -> Result<String, PageError> {
    let keys: Vec<(&str, &Confounding)> = audit
        .keys
        .iter()
        .filter_map(|key| Some((key.as_str(), audit.confounding.get(key)?)))
        .collect();
    let numbers = keys.iter().map(|(key, of)| {
        let figures = [
            Some(of.batches as f64),
            Some(of.single_class_share),
            Some(of.single_class_samples_share),
            Some(of.cramers_v_corrected),
            of.cancers_beside_controls.map(|n| n as f64),
        ];
        std::iter::once((*key).to_owned()).chain(figures.map(number))
    });
    let heading = [
        "key",
        "batches",
        "single_class_share",
        "single_class_samples_share",
        "cramers_v_corrected",
        "cancers_beside_controls",
    ];
    let save = Download::new("confounding.tsv", &heading, numbers);
    let measured = audit.measured.as_ref();
    let free = measured.map(|measured| ("freely".to_owned(), &measured.free));
    let within = measured.into_iter().flat_map(|measured| &measured.within);
    let within = within.map(|(key, null)| (format!("within {key}"), null));
    let classes: Vec<String> =
        audit.classes.iter().map(|(class, n)| format!("{class} {}", count(*n))).collect();
    let page = Page {
        audit,
        input,
        classes: list(&classes, "and"),
        baselines: Baselines::new(None, audit),
        keys,
        nulls: free
            .into_iter()
            .chain(within)
            .chain(audit.other_questions().iter().flat_map(of_other))
            .collect(),
        facts: audit.questions.iter().flat_map(of_facts).collect(),
        save,
    };
    Ok(page.render()?)
}

/// Labels permuted for a question beside the first.
fn of_other(judged: &QuestionVerdict) -> impl Iterator<Item = (String, &Null)> {
    let question = judged.question;
    let within = judged.within.iter();
    let within = within.map(move |(key, null)| (format!("{question}, within {key}"), null));
    std::iter::once((format!("{question}, freely"), &judged.free)).chain(within)
}

/// The reader beside facts of the samples alone, for one question.
fn of_facts(judged: &QuestionVerdict) -> impl Iterator<Item = (Question, &str, &Beside)> {
    judged.beside.iter().map(|(name, beside)| (judged.question, name.as_str(), beside))
}

/// An interval, where there is one.
fn between(interval: Option<Interval>) -> String {
    interval.map_or_else(|| UNDEFINED.to_owned(), |ci| format!("{:.3} to {:.3}", ci.low, ci.high))
}

/// How many cancers share a batch with a control.
fn beside(of: &Confounding) -> String {
    of.cancers_beside_controls
        .map_or_else(|| UNDEFINED.to_owned(), |n| format!("{} of {}", count(n), count(of.cancers)))
}

/// A number of pairs.
fn pairs(null: &Null) -> String {
    count(usize::try_from(null.pairs).unwrap_or(usize::MAX))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::markup::check;

    #[test]
    fn an_audit_has_a_page_of_its_own() {
        let (audit, input) = (fixture::audit(), fixture::manifest().inputs);
        let page = audit_page(&audit, &input[0]).unwrap();
        check(&page);
        assert!(page.contains("slide alone") && !page.contains("this reader"));
        assert!(page.contains("cannot be separated from slide"));
    }
}
