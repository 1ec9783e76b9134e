//! Draws two columns of a table as a line chart on logarithmic axes, a curve a name:
//!
//! ```text
//! cargo run -p exoscope-report --example curves -- TABLE.tsv ACROSS UP TITLE OUT.svg [COLUMN=VALUE]...
//! ```
//!
//! The table is tab-separated with a heading; its first column names the curve that a row belongs to.
//! Rows that lack either value are passed over; with `COLUMN=VALUE` only those are drawn that have this value
//! in that column. Columns have any names. The learning and cost curves of docs/benchmarks.md are drawn from a
//! row a measurement:
//!
//! ```text
//! learner <tab> training samples <tab> miRNAs <tab> log-loss <tab> fit seconds <tab> peak GB
//! stack   <tab> 810              <tab> 2565   <tab> …
//! ```
//!
//! `"training samples" "fit seconds" … miRNAs=2565` is then what a fit costs by samples, and `miRNAs "peak GB" …
//! "training samples=810"` the memory it takes by miRNAs.

use std::error::Error;

use exoscope_report::{Curve, drawing};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, across, up, title, out, only @ ..] = arguments.as_slice() else {
        return Err("TABLE.tsv ACROSS UP TITLE OUT.svg [COLUMN=VALUE]...".into());
    };
    let table = std::fs::read_to_string(table)?;
    let mut rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let heading = rows.next().ok_or("an empty table")?;
    let column = |name: &str| {
        heading.iter().position(|cell| *cell == name).ok_or(format!("no column {name:?}"))
    };
    let (x, y) = (column(across)?, column(up)?);
    let mut wanted = Vec::new();
    for only in only {
        let (name, value) = only.split_once('=').ok_or(format!("{only:?} is not COLUMN=VALUE"))?;
        wanted.push((column(name)?, value));
    }
    let mut curves: Vec<Curve> = Vec::new();
    for row in rows.filter(|row| wanted.iter().all(|(at, value)| row.get(*at) == Some(value))) {
        let value = |at: usize| row.get(at).and_then(|cell| cell.parse::<f64>().ok());
        let (Some(name), Some(x), Some(y)) = (row.first(), value(x), value(y)) else { continue };
        match curves.iter_mut().find(|curve| curve.name == *name) {
            Some(curve) => curve.points.push((x, y)),
            None => curves.push(Curve { name: (*name).to_owned(), points: vec![(x, y)] }),
        }
    }
    for curve in &mut curves {
        curve.points.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    let svg = drawing(title, (across, up), &curves)?.ok_or("nothing to draw")?;
    Ok(std::fs::write(out, svg)?)
}
