//! The confusion matrix: a heat map that is a table, so that the plot and its numbers are one.

use askama::Template;
use exoscope_score::Scores;

use crate::download::Download;
use crate::format::mean_count;

/// From this share of its row on, a cell is so dark that its text turns to the colour of the paper.
const DARK_SHARE: f64 = 0.65;

/// Classes up to this number have room for their names above the columns.
const FEW: usize = 6;

/// The matrix, a row a class.
#[derive(Template)]
#[template(path = "confusion.html")]
pub(super) struct Matrix<'a> {
    classes: &'a [String],
    rows: Vec<Row<'a>>,
    /// Counts are means over more than one repeat.
    means: bool,
    few: bool,
    save: Download,
}

struct Row<'a> {
    class: &'a str,
    n: String,
    cells: Vec<Cell>,
}

struct Cell {
    count: String,
    /// Classes of the style sheet.
    style: &'static str,
    /// Depth of the colour in percent.
    depth: u32,
}

impl<'a> Matrix<'a> {
    pub(super) fn new(scores: &'a Scores) -> Self {
        let row = |(truth, (class, counts)): (usize, (&'a String, &Vec<f64>))| {
            let n: f64 = counts.iter().sum();
            let cell = |(called, &count)| Cell::new(count, n, truth == called);
            let cells = counts.iter().enumerate().map(cell).collect();
            Row { class, n: mean_count(n), cells }
        };
        let mut heading = vec!["class"];
        heading.extend(scores.classes.iter().map(String::as_str));
        let counts = scores.classes.iter().zip(&scores.confusion).map(|(class, counts)| {
            std::iter::once(class.clone()).chain(counts.iter().map(ToString::to_string))
        });
        Self {
            save: Download::new("confusion.tsv", &heading, counts),
            classes: &scores.classes,
            rows: scores.classes.iter().zip(&scores.confusion).enumerate().map(row).collect(),
            means: scores.repeats > 1,
            few: scores.classes.len() <= FEW,
        }
    }
}

impl Cell {
    /// A cell with `count` of the `n` samples of its row.
    fn new(count: f64, n: f64, right: bool) -> Self {
        let share = if n > 0.0 { (count / n).clamp(0.0, 1.0) } else { 0.0 };
        let style = match (right, share >= DARK_SHARE) {
            _ if count == 0.0 => "none",
            (true, false) => "right",
            (true, true) => "right dark",
            (false, false) => "wrong",
            (false, true) => "wrong dark",
        };
        // Even one sample of a thousand should be seen.
        let depth = if count > 0.0 { (5.0 + 95.0 * share) as u32 } else { 0 };
        Self { count: mean_count(count), style, depth }
    }
}
