//! Verdict of one sample, for the page of calls.

use askama::Template;
use exoscope_read::call::Verdict;

use super::quality::{short, told};
use super::{Basis, CallsPage};
use crate::format::{chance, list, proportion};

/// Classes that are shown, the likeliest first.
const CLASSES: usize = 6;

/// Share of the probability of all cancers from which a second origin is named.
const SECOND: f64 = 0.05;

/// A sample's section, and its row in the list.
#[derive(Template)]
#[template(path = "person.html")]
pub(super) struct Person<'a> {
    pub id: String,
    pub name: String,
    /// The verdict in a few words, and the style that goes with it.
    pub words: &'static str,
    pub style: &'static str,
    pub origin: String,
    pub cancer: String,
    pub cancer_there: String,
    pub flags: String,
    pub said: String,
    /// Whether the page is of this sample, so that its head has the name and what is said.
    alone: bool,
    more: Vec<String>,
    classes: Vec<Class>,
    /// Whether there are sets of classes.
    ruled: bool,
    basis: Option<&'a Basis>,
    quality: Vec<String>,
}

struct Class {
    name: String,
    p: String,
    percent: u32,
    /// Whether it is in the sample's set.
    kept: bool,
}

impl<'a> Person<'a> {
    /// The `i`-th sample, whose likeliest class is `call`, of which the probability of any cancer is
    /// `cancer`.
    pub(super) fn of(page: &CallsPage<'a>, i: usize, call: &str, cancer: Option<f64>) -> Self {
        let calls = page.calls;
        let name = calls.samples.get(i).map(ToString::to_string).unwrap_or_default();
        let verdict = calls.verdicts.as_ref().and_then(|verdicts| verdicts.get(i));
        let there = page.meaning.and_then(|meaning| meaning.cancer.get(i).copied().flatten());
        let found = page.quality.samples.iter().find(|found| found.sample.as_str() == name);
        let first = verdict.and_then(|v| v.origins.first());
        let origin = first.and_then(|origin| calls.classes.get(origin.class));
        let maybe = |p: Option<f64>| p.map(chance).unwrap_or_default();
        Self {
            id: format!("sample-{}", i + 1),
            words: match verdict {
                _ if learned(page, i) => "in training",
                Some(verdict) => verdict.words(),
                None => "likeliest class",
            },
            style: if learned(page, i) { "abstention" } else { verdict.map_or("plain", style) },
            origin: origin.map_or_else(|| call.to_owned(), Clone::clone),
            cancer: maybe(cancer),
            cancer_there: maybe(there),
            flags: found.map(short).unwrap_or_default(),
            said: said(page, i, verdict, call),
            alone: calls.samples.len() == 1,
            more: more(page, i, verdict, cancer.zip(there)),
            classes: classes(page, i, verdict),
            ruled: verdict.is_some(),
            basis: page.bases.get(i),
            quality: found.map(told).unwrap_or_default(),
            name,
        }
    }
}

/// Whether the `i`-th sample has the very values of a training sample.
fn learned(page: &CallsPage<'_>, i: usize) -> bool {
    page.calls.in_training.get(i) == Some(&true)
}

fn style(verdict: &Verdict) -> &'static str {
    match (verdict.abstention, verdict.signal) {
        (Some(_), _) => "abstention",
        (None, Some(true)) => "signal",
        _ => "plain",
    }
}

/// The first sentence: the verdict.
fn said(page: &CallsPage<'_>, i: usize, verdict: Option<&Verdict>, call: &str) -> String {
    if learned(page, i) {
        return "The model was trained on this very sample: its call is a memory, and no test."
            .to_owned();
    }
    let Some(verdict) = verdict else {
        return format!(
            "The likeliest class is {call}. The model has no rules by which to say more, or to say \
             that there is not enough to say."
        );
    };
    if let Some(abstention) = verdict.abstention {
        return format!("There is not enough to say: {abstention}.");
    }
    let name = |class: usize| page.calls.classes.get(class).map_or("", String::as_str);
    match verdict.signal {
        Some(true) => {
            let each = verdict.origins.iter().take(2).enumerate();
            let origins: Vec<String> = each
                .filter(|(place, origin)| *place == 0 || origin.p >= SECOND)
                .map(|(_, origin)| format!("{} ({})", name(origin.class), chance(origin.p)))
                .collect();
            format!(
                "There is a signal of cancer. Of the cancers it knows, it is most like {}.",
                list(&origins, "then")
            )
        }
        Some(false) => "There is no signal of cancer. That does not rule one out.".to_owned(),
        None => match verdict.set.as_slice() {
            &[only] => format!("Of the classes it knows, all but {} are ruled out.", name(only)),
            _ => format!("The likeliest class is {call}, less surely than of most samples."),
        },
    }
}

/// What the verdict rests on, in sentences.
fn more(
    page: &CallsPage<'_>,
    i: usize,
    verdict: Option<&Verdict>,
    cancer: Option<(f64, f64)>,
) -> Vec<String> {
    let calls = page.calls;
    let mut more = Vec::new();
    if let (Some((here, there)), Some(meaning)) = (cancer, page.meaning) {
        let at = super::meaning::percent(meaning.prevalence);
        more.push(format!(
            "Probability of any cancer {}; {} where {at} of those tested have one.",
            chance(here),
            chance(there)
        ));
    }
    if let Some(verdict) = verdict {
        more.push(format!(
            "Of samples like those of training, {} are as far from the others as this one, or farther.",
            proportion(verdict.ood_p_value)
        ));
    }
    let missing = calls.missing.get(i).copied().unwrap_or_default();
    if missing > 0 {
        more.push(format!(
            "{missing} of the reader’s {} miRNAs are missing: probabilities are means over what these \
             may have been, given the others.",
            calls.coverage.needed
        ));
    }
    more
}

/// The likeliest classes, and the others in one.
fn classes(page: &CallsPage<'_>, i: usize, verdict: Option<&Verdict>) -> Vec<Class> {
    let calls = page.calls;
    let mut order: Vec<(usize, f64)> = match calls.probabilities.outer_iter().nth(i) {
        Some(row) => row.iter().copied().enumerate().collect(),
        None => Vec::new(),
    };
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let row = |name: String, p: f64, kept: bool| Class {
        name,
        p: chance(p),
        percent: (100.0 * p.clamp(0.0, 1.0)).round() as u32,
        kept,
    };
    let kept = |class: usize| verdict.is_some_and(|verdict| verdict.set.contains(&class));
    let (shown, rest) =
        order.split_at(if order.len() <= CLASSES + 1 { order.len() } else { CLASSES });
    let name = |class: usize| calls.classes.get(class).cloned().unwrap_or_default();
    let mut rows: Vec<Class> =
        shown.iter().map(|&(class, p)| row(name(class), p, kept(class))).collect();
    if !rest.is_empty() {
        let sum = rest.iter().map(|(_, p)| p).sum();
        let any = rest.iter().any(|&(class, _)| kept(class));
        rows.push(row(format!("{} others", rest.len()), sum, any));
    }
    rows
}
