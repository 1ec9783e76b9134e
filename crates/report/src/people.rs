//! The page of samples that were called: for each what is said, what that means, and what it rests on.

mod about;
mod basis;
mod batches;
mod meaning;
mod person;
mod quality;

use askama::Template;
use exoscope_core::cohort::Source;
use exoscope_read::call::Verdict;
use exoscope_read::pipeline::{CalledBatch, Calls, FittedPipeline, Meaning};
use exoscope_read::quality::Quality;

use self::about::About;
pub use self::basis::Basis;
pub use self::batches::batch_warnings;
use self::person::Person;
use crate::download::{Download, number};
use crate::format::{count, counted, list};
use crate::page::{PageError, RESEARCH_USE_ONLY};

/// The most samples that a page shows: what a browser opens at once.
pub const MOST_PEOPLE: usize = 500;

/// What the page of called samples shows.
#[derive(Debug, Clone, Copy)]
pub struct CallsPage<'a> {
    /// The reader that called them.
    pub reader: &'a FittedPipeline,
    /// Its file.
    pub model: &'a Source,
    /// The file with the samples.
    pub cohort: &'a Source,
    /// What it says.
    pub calls: &'a Calls,
    /// The batches among the samples.
    pub batches: &'a [CalledBatch],
    /// What that means where cancer is as common as somebody stated.
    pub meaning: Option<&'a Meaning>,
    /// What the first calls rest on, in the order of the calls.
    pub bases: &'a [Basis],
    /// What was found of the samples of the whole cohort.
    pub quality: &'a Quality,
}

#[derive(Template)]
#[template(path = "people.html")]
struct Page<'a> {
    heading: String,
    lead: String,
    people: Vec<Person<'a>>,
    all: usize,
    left: usize,
    /// Whether the reader asks for cancer.
    asks: bool,
    /// The prevalence that was stated.
    at: Option<String>,
    save: Download,
    batches: Vec<String>,
    meaning: Vec<String>,
    about: About<'a>,
}

/// The page of called samples: one HTML file that needs no network and no script, with a section a
/// sample, each on a sheet of its own in print, for the first [`MOST_PEOPLE`] samples. The same input
/// gives the same bytes.
pub fn calls_page(page: &CallsPage<'_>) -> Result<String, PageError> {
    let all = page.calls.samples.len();
    let cancer = page.calls.cancer();
    let of = |(i, call)| {
        Person::of(page, i, call, cancer.as_ref().and_then(|cancer| cancer.get(i).copied()))
    };
    let called = page.calls.called().into_iter().enumerate();
    let people: Vec<Person<'_>> = called.take(MOST_PEOPLE).map(of).collect();
    let learned = page.calls.in_training.iter().filter(|learned| **learned).count();
    let (heading, lead) = match people.as_slice() {
        [one] if all == 1 => (format!("What the model says of {}", one.name), one.said.clone()),
        _ if learned > 0 => (
            format!("What the model says of {}", counted(all, "sample")),
            format!(
                "{} of {} were learned from: no headline. Calls of training samples say nothing of how \
                 good the model is, nor of the people they are from.",
                count(learned),
                counted(all, "sample")
            ),
        ),
        _ => (format!("What the model says of {}", counted(all, "sample")), tally(page.calls)),
    };
    let rendered = Page {
        heading,
        lead,
        left: all - people.len(),
        all,
        asks: cancer.is_some(),
        at: page.meaning.map(|meaning| meaning::percent(meaning.prevalence)),
        save: save(page),
        people,
        batches: batch_warnings(page.reader, page.batches),
        meaning: meaning::sentences(page),
        about: About::new(page),
    }
    .render()?;
    Ok(rendered)
}

/// How often each verdict was given, or each class is the likeliest.
fn tally(calls: &Calls) -> String {
    let words: Vec<&str> = match &calls.verdicts {
        Some(verdicts) => verdicts.iter().map(Verdict::words).collect(),
        None => calls.called(),
    };
    let mut kinds: Vec<&str> = words.clone();
    kinds.sort_unstable();
    kinds.dedup();
    let times =
        |kind: &&str| format!("{kind}: {}", count(words.iter().filter(|w| *w == kind).count()));
    let said: Vec<String> = kinds.iter().map(times).collect();
    format!("{}.", list(&said, "and"))
}

/// All probabilities, to be saved.
fn save(page: &CallsPage<'_>) -> Download {
    let calls = page.calls;
    let mut heading = vec!["sample", "read"];
    heading.extend(page.meaning.map(|_| "p_cancer_at_prevalence"));
    heading.extend(calls.classes.iter().map(String::as_str));
    let rows = calls.samples.iter().take(MOST_PEOPLE).enumerate().map(|(i, sample)| {
        let verdict = calls.verdicts.as_ref().and_then(|verdicts| verdicts.get(i));
        let mut row = vec![sample.to_string()];
        row.push(verdict.map_or(String::new(), |verdict| verdict.words().to_owned()));
        row.extend(page.meaning.map(|m| number(m.cancer.get(i).copied().flatten())));
        row.extend(calls.probabilities.row(i).iter().map(|p| format!("{p:.6}")));
        row
    });
    Download::new("calls.tsv", &heading, rows)
}

#[cfg(test)]
#[path = "people/tests.rs"]
#[allow(clippy::unwrap_used)]
mod tests;
