//! Model card and TRIPOD+AI on the page.

use askama::Template;
use exoscope_read::audit::Audit;
use exoscope_read::evaluate::{Evaluation, Manifest};

use crate::card::{Item, model_card, tripod};

/// Both tables.
#[derive(Template)]
#[template(path = "card.html")]
pub(super) struct Card {
    model: Vec<Item>,
    tripod: Vec<Item>,
}

impl Card {
    pub(super) fn new(evaluation: &Evaluation, manifest: &Manifest, audit: Option<&Audit>) -> Self {
        Self {
            model: model_card(evaluation, manifest, audit),
            tripod: tripod(evaluation, manifest, audit),
        }
    }
}
