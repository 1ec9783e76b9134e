//! `exoscope trial --natural-history`.

use std::fmt::Write as _;

use exoscope_core::Streams;
use exoscope_therapy::patient::spinal::fit::{Prediction, predict};
use exoscope_therapy::patient::spinal::published::TABLES;
use serde::Serialize;

use crate::answer::Answer;
use crate::tables::table;

/// Draws of the posterior behind each prediction.
const SWEEPS: usize = 2000;

#[derive(Serialize)]
struct LeftOut {
    /// Draws of each fit.
    sweeps: usize,
    /// Shares whose published value is inside the interval, of all.
    inside: (usize, usize),
    predictions: Vec<Prediction>,
}

/// Each published table, predicted from the other three.
pub fn natural_history(streams: Streams) -> anyhow::Result<Answer> {
    let predictions: Vec<Prediction> = (0..TABLES.len())
        .flat_map(|left_out| predict(&TABLES, left_out, SWEEPS, streams))
        .collect();
    let rows = predictions.iter().map(|row| {
        vec![
            row.what.clone(),
            format!("{:.3}", row.published),
            format!("{:.3}", row.median),
            format!("{:.3}–{:.3}", row.interval.0, row.interval.1),
            if row.holds() { "inside".to_owned() } else { "outside".to_owned() },
            format!("{:.3}–{:.3}", row.without_study.0, row.without_study.1),
        ]
    });
    let heading = [
        "left out",
        "published",
        "predicted",
        "95 % prediction interval",
        "published is",
        "without a study's own factor",
    ];
    let mut said =
        "natural recovery after spinal cord injury: each published table, predicted from the fit to the other three\n\n".to_owned();
    said.push_str(&table(heading, rows, true));
    let inside = predictions.iter().filter(|row| row.holds()).count();
    let _ = writeln!(
        said,
        "\n\n{inside} of {} published shares are inside. The intervals are wide: three studies say little of what a fourth finds.",
        predictions.len()
    );
    let found = LeftOut { sweeps: SWEEPS, inside: (inside, predictions.len()), predictions };
    Answer::new(said, &found)
}
