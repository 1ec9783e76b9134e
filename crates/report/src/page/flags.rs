//! The quality of the samples that were called.

use askama::Template;
use exoscope_core::sample::SampleId;
use exoscope_read::evaluate::{FlagCount, Flagged};

use crate::download::Download;
use crate::format::{count, counted, list};

/// Flags by class.
#[derive(Template)]
#[template(path = "flags.html")]
pub(super) struct Flags<'a> {
    found: &'a Flagged,
    classes: &'a [String],
    save: Download,
}

impl<'a> Flags<'a> {
    pub(super) fn new(found: &'a Flagged, classes: &'a [String]) -> Self {
        let mut heading = vec!["flag", "samples"];
        heading.extend(classes.iter().map(String::as_str));
        let rows = found.flags.iter().map(|flag| {
            let counts = std::iter::once(&flag.n).chain(&flag.by_class);
            std::iter::once(flag.flag.clone())
                .chain(counts.map(ToString::to_string))
                .collect::<Vec<_>>()
        });
        let save = Download::new("flags.tsv", &heading, rows);
        Self { found, classes, save }
    }
}

/// The classes with a flag and how often.
fn among(flag: &FlagCount, classes: &[String]) -> String {
    let each = classes.iter().zip(&flag.by_class).filter(|(_, n)| **n > 0);
    list(&each.map(|(class, n)| format!("{class} {}", count(*n))).collect::<Vec<_>>(), "and")
}

/// The samples that are named, and how many more there are.
fn names(flag: &FlagCount) -> String {
    let names: Vec<&str> = flag.samples.iter().map(SampleId::as_str).collect();
    match flag.n - names.len().min(flag.n) {
        0 => names.join(", "),
        more => format!("{} and {} more", names.join(", "), count(more)),
    }
}
