//! Heat map of the miRNAs by which the classes differ most: a table, so that the plot and its numbers
//! are one.

use askama::Template;
use exoscope_read::evaluate::HeatMap;

use crate::download::Download;

/// Levels from here on have the strongest colour.
const STRONGEST: f64 = 1.5;
/// From this depth of colour on the text turns to the colour of the paper.
const DARK: f64 = 65.0;

/// The map, a row a miRNA.
#[derive(Template)]
#[template(path = "heat.html")]
pub(super) struct Heat<'a> {
    classes: &'a [String],
    rows: Vec<Row<'a>>,
    save: Download,
}

struct Row<'a> {
    mirna: &'a str,
    /// Whether another class gave the row above.
    first: bool,
    cells: Vec<Cell>,
}

struct Cell {
    level: String,
    style: &'static str,
    /// Depth of the colour in percent.
    depth: u32,
}

impl<'a> Heat<'a> {
    pub(super) fn new(map: &'a HeatMap) -> Self {
        let above = std::iter::once(None).chain(map.rows.iter().map(|row| Some(row.by)));
        let row = |(row, above): (&'a exoscope_read::evaluate::HeatRow, Option<usize>)| Row {
            mirna: &row.mirna,
            first: above.is_some_and(|above| above != row.by),
            cells: row.levels.iter().map(|&level| Cell::new(level)).collect(),
        };
        let mut heading = vec!["mirna"];
        heading.extend(map.classes.iter().map(String::as_str));
        let numbers = map.rows.iter().map(|row| {
            let levels = row.levels.iter().map(|level| format!("{level:.4}"));
            std::iter::once(row.mirna.clone()).chain(levels)
        });
        Self {
            classes: &map.classes,
            rows: map.rows.iter().zip(above).map(row).collect(),
            save: Download::new("heat-map.tsv", &heading, numbers),
        }
    }
}

impl Cell {
    fn new(level: f64) -> Self {
        let depth = 100.0 * (level.abs() / STRONGEST).min(1.0);
        let style = match (level < 0.0, depth >= DARK) {
            (false, false) => "wrong",
            (false, true) => "wrong dark",
            (true, false) => "right",
            (true, true) => "right dark",
        };
        let text = if level.abs() < 0.05 { "0.0".to_owned() } else { format!("{level:+.1}") };
        Self { level: text, style, depth: depth.round() as u32 }
    }
}
