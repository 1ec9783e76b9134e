//! How long an analysis of a table takes: the TCGA's stem-loops, every cancer against the rest by voom.
//!
//! ```text
//! cargo run --release -p exoscope-differential --example speed -- tcga.csv.gz
//! ```

use std::error::Error;
use std::io::Read;
use std::time::Instant;

use exoscope_core::progress::Silent;
use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale};
use exoscope_differential::{Analysis, Contrasts, Settings};
use ndarray::Array2;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name tcga.csv.gz")?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path)?).read_to_string(&mut text)?;
    let cells = |line: &str| line.split(',').map(|c| c.trim_matches('"').to_owned()).collect();
    let mut lines = text.lines().map(cells);
    let heading: Vec<String> = lines.next().ok_or("an empty table")?;
    let rows: Vec<Vec<String>> = lines.collect();
    let columns: Vec<usize> = (0..heading.len())
        .filter(|&j| heading[j].starts_with("hsa-") && !heading[j].ends_with("-as"))
        .collect();
    let samples = rows.iter().map(|row| row[0].parse()).collect::<Result<_, _>>()?;
    let mirnas = columns.iter().map(|&j| heading[j].parse()).collect::<Result<_, _>>()?;
    let mut values = Array2::zeros((rows.len(), columns.len()));
    for ((i, k), value) in values.indexed_iter_mut() {
        *value = rows[i][columns[k]].parse()?;
    }
    let mut cohort = Cohort::new(samples, mirnas, values, Scale::Counts)?;
    let label = heading.iter().position(|name| name == "label").ok_or("no label")?;
    let labels: Vec<&str> = rows.iter().map(|row| row[label].as_str()).collect();
    cohort.add_column(Column::words("label", &labels))?;
    cohort.set_field(Field::Label, "label")?;
    let settings = Settings { contrasts: Contrasts::EachAgainstRest, ..Settings::default() };
    let start = Instant::now();
    let analysis = Analysis::run(&cohort, &settings, &Silent)?;
    let seconds = start.elapsed().as_secs_f64();
    let result = analysis.result();
    println!(
        "{} miRNAs of {} samples, {} contrasts: {seconds:.2} s",
        result.tested,
        result.samples,
        result.contrasts.len()
    );
    Ok(())
}
