//! Draws two columns of a table as a line chart: `cargo run -p exoscope-report --example curves --
//! TABLE.tsv COLUMN COLUMN TITLE OUT.svg`, the column across first.
//!
//! The table is tab-separated with a heading; its first column names the curve that a row belongs to.
//! Rows that lack either value are passed over. The plots of docs/benchmarks.md are made by it.

use std::error::Error;

use exoscope_report::{Curve, drawing};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, across, up, title, out] = arguments.as_slice() else {
        return Err("TABLE.tsv COLUMN COLUMN TITLE OUT.svg".into());
    };
    let table = std::fs::read_to_string(table)?;
    let mut rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let heading = rows.next().ok_or("an empty table")?;
    let column = |name: &str| {
        heading.iter().position(|cell| *cell == name).ok_or(format!("no column {name:?}"))
    };
    let (x, y) = (column(across)?, column(up)?);
    let mut curves: Vec<Curve> = Vec::new();
    for row in rows {
        let value = |at: usize| row.get(at).and_then(|cell| cell.parse::<f64>().ok());
        let (Some(name), Some(x), Some(y)) = (row.first(), value(x), value(y)) else { continue };
        match curves.iter_mut().find(|curve| curve.name == *name) {
            Some(curve) => curve.points.push((x, y)),
            None => curves.push(Curve { name: (*name).to_owned(), points: vec![(x, y)] }),
        }
    }
    let svg = drawing(title, (across, up), &curves)?.ok_or("nothing to draw")?;
    Ok(std::fs::write(out, svg)?)
}
