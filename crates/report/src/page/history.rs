//! Where the values came from.

use askama::Template;
use exoscope_core::cohort::{Source, Step};
use exoscope_read::evaluate::Manifest;

/// The history of the cohort, and the files that went into the run with their checksums.
///
/// Files that came out are not listed: the page is one of them, and written before the others are
/// summed.
#[derive(Template)]
#[template(path = "history.html")]
pub(super) struct History<'a> {
    steps: &'a [Step],
    inputs: &'a [Source],
}

impl<'a> History<'a> {
    pub(super) fn new(manifest: &'a Manifest) -> Self {
        Self { steps: &manifest.cohort.steps, inputs: &manifest.inputs }
    }
}
