//! A table of text: a heading a column, rows that begin with what they are of.

use askama::Template;

/// The table; it scrolls in a box of its own where the page is narrower.
#[derive(Template)]
#[template(path = "grid.html")]
pub(crate) struct Grid {
    label: &'static str,
    heading: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    pub(crate) fn new<const N: usize>(
        label: &'static str,
        heading: [&'static str; N],
        rows: Vec<[String; N]>,
    ) -> Self {
        Self { label, heading: heading.to_vec(), rows: rows.into_iter().map(Vec::from).collect() }
    }

    /// `None` without a row.
    pub(crate) fn any(self) -> Option<Self> {
        (!self.rows.is_empty()).then_some(self)
    }
}
