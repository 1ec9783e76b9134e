//! Methods and assumptions on the page.

use askama::Template;
use exoscope_read::audit::Audit;
use exoscope_read::evaluate::{Evaluation, Manifest};

use crate::methods::{self, assumptions};

/// Both, in sentences.
#[derive(Template)]
#[template(path = "methods.html")]
pub(super) struct Methods {
    text: methods::Methods,
    assumed: Vec<String>,
}

impl Methods {
    pub(super) fn new(evaluation: &Evaluation, manifest: &Manifest, audit: Option<&Audit>) -> Self {
        let text = methods::Methods::of(evaluation, manifest, audit);
        Self { text, assumed: assumptions(evaluation) }
    }
}
