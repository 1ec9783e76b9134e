//! A plot of points, bars and lines on two even axes.

use std::fmt::Write;

use askama::Template;

use crate::chart::{Axis, Span};
use crate::page::PageError;

/// Left and top edge of the plot, its width and height.
pub(super) const LEFT: f64 = 60.0;
pub(super) const TOP: f64 = 10.0;
pub(super) const WIDE: f64 = 560.0;
pub(super) const HIGH: f64 = 220.0;
/// Width of a letter of a label, to keep labels apart.
const LETTER: f64 = 5.2;

/// A plot. Places are those of the drawing.
#[derive(Template, Clone)]
#[template(path = "plot.html")]
pub(super) struct Plot {
    pub kind: &'static str,
    pub id: String,
    pub title: String,
    pub description: String,
    pub x_label: String,
    pub y_label: String,
    pub x_ticks: Vec<(f64, String)>,
    pub y_ticks: Vec<(f64, String)>,
    /// Outlines, each with its class.
    pub paths: Vec<(&'static str, String)>,
    /// Points with a name: class, across, down, what is said of it.
    pub dots: Vec<(&'static str, f64, f64, String)>,
    /// Text on the plot: across, down, text, whether it stands left of the place.
    pub labels: Vec<(f64, f64, String, bool)>,
    /// Whether it is a file of its own.
    pub alone: bool,
}

/// The two axes of a plot.
pub(super) struct Axes {
    x: Span,
    y: Span,
}

impl Axes {
    /// `None` where there is nothing to draw.
    pub(super) fn new(x: &[f64], y: &[f64], kinds: (Axis, Axis)) -> Option<Self> {
        let span = |kind, values: &[f64]| Span::of(kind, values.iter().copied());
        Some(Self { x: span(kinds.0, x)?, y: span(kinds.1, y)? })
    }

    /// Across and down.
    pub(super) fn place(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        Some((LEFT + WIDE * self.x.place(x)?, TOP + HIGH * (1.0 - self.y.place(y)?)))
    }
}

impl Plot {
    /// An empty plot of these axes.
    pub(super) fn new(kind: &'static str, id: String, title: String, axes: &Axes) -> Self {
        let ticks = |span: &Span, at: &dyn Fn(f64) -> f64| {
            span.ticks().into_iter().map(|(place, text)| (at(place), text)).collect()
        };
        Self {
            kind,
            id,
            title,
            description: String::new(),
            x_label: String::new(),
            y_label: String::new(),
            x_ticks: ticks(&axes.x, &|place| LEFT + WIDE * place),
            y_ticks: ticks(&axes.y, &|place| TOP + HIGH * (1.0 - place)),
            paths: Vec::new(),
            dots: Vec::new(),
            labels: Vec::new(),
            alone: false,
        }
    }

    /// Points without names, as one path of round ends.
    pub(super) fn points(&mut self, class: &'static str, places: impl Iterator<Item = (f64, f64)>) {
        let mut path = String::new();
        for (across, down) in places {
            let _ = write!(path, "M{across:.1} {down:.1}h0");
        }
        if !path.is_empty() {
            self.paths.push((class, path));
        }
    }

    /// Labels a point, unless the label would touch another one.
    pub(super) fn label(&mut self, across: f64, down: f64, text: &str) {
        let wide = LETTER * text.chars().count() as f64;
        let left = across + 6.0 + wide > LEFT + WIDE + 14.0;
        let start = if left { across - 6.0 - wide } else { across + 6.0 };
        let free = self.labels.iter().all(|(at, other, text, other_left)| {
            let wide_other = LETTER * text.chars().count() as f64;
            let start_other = if *other_left { at - wide_other } else { *at };
            let apart = start > start_other + wide_other + 2.0 || start_other > start + wide + 2.0;
            apart || (down - other).abs() > 9.0
        });
        if free && start > LEFT {
            let at = if left { across - 6.0 } else { across + 6.0 };
            self.labels.push((at, down, text.to_owned(), left));
        }
    }

    /// The plot as part of a page.
    pub(super) fn page(&self) -> Result<String, PageError> {
        Ok(self.render()?)
    }

    /// The plot as a file of its own.
    pub(super) fn file(&self) -> Result<String, PageError> {
        Ok(Self { alone: true, ..self.clone() }.render()?)
    }
}
