//! A figure and its interval on a line from 0 to 1; rows of a table make them a plot.

use askama::Template;
use exoscope_score::Interval;

use crate::format::{interval, proportion};

/// A dot with whiskers. Places are in 0 to 100.
#[derive(Template)]
#[template(path = "whisker.html")]
pub(crate) struct Whisker {
    title: String,
    low: f64,
    at: f64,
    high: f64,
}

impl Whisker {
    /// `of` says what the figure is and of what.
    pub(crate) fn new(of: &str, p: f64, ci: Interval) -> Self {
        let place = |p: f64| 100.0 * p.clamp(0.0, 1.0);
        let title = format!("{of}: {}, 95 % interval {}", proportion(p), interval(ci));
        Self { title, low: place(ci.low), at: place(p), high: place(ci.high) }
    }

    /// `at` between `low` and `high`, on a line from 0 to `whole`; `title` says it in words.
    pub(crate) fn of_whole(title: String, (low, at, high): (f64, f64, f64), whole: f64) -> Self {
        let place = |x: f64| 100.0 * (x / whole).clamp(0.0, 1.0);
        Self { title, low: place(low), at: place(at), high: place(high) }
    }
}
