//! What a reader of the figures should know beside them.

use askama::Template;
use exoscope_read::evaluate::{Evaluation, LeftOut, UnseenClass};

use crate::format::{count, counted};

/// Warnings, classes that a fit never saw, samples that took no part.
#[derive(Template)]
#[template(path = "remarks.html")]
pub(super) struct Remarks<'a> {
    pub(super) warnings: &'a [String],
    absent: &'a [UnseenClass],
    left_out: &'a [LeftOut],
}

impl<'a> Remarks<'a> {
    pub(super) fn new(evaluation: &'a Evaluation, left_out: &'a [LeftOut]) -> Self {
        Self { warnings: &evaluation.warnings, absent: &evaluation.absent, left_out }
    }
}
