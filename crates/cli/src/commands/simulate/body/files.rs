//! Tables as files: Parquet where the name says so, tab-separated text otherwise.

use std::io::Write;
use std::path::Path;

use exoscope_core::store::{write_atomic, write_columns};
use exoscope_sim::model::Blueprint;
use exoscope_sim::solve::{SimulationSettings, Start, simulate};

/// Writes columns of numbers under their names.
pub(super) fn write_table(out: &Path, columns: &[(String, Vec<f64>)]) -> anyhow::Result<()> {
    if out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet")) {
        write_columns(out, columns)?;
        return Ok(());
    }
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    write_atomic(out, |file| {
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        writeln!(file, "{}", names.join("\t"))?;
        for row in 0..rows {
            for (column, (_, values)) in columns.iter().enumerate() {
                let tab = if column > 0 { "\t" } else { "" };
                let value = values.get(row).copied().unwrap_or(f64::NAN);
                if value.abs() < 1e6 && value.fract() == 0.0 {
                    write!(file, "{tab}{value}")?;
                } else {
                    write!(file, "{tab}{value:e}")?;
                }
            }
            writeln!(file)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Writes the amounts in every compartment over time, with what the body itself secretes.
pub(super) fn write_course(
    body: &Blueprint,
    values: &[f64],
    (duration, step): (f64, f64),
    out: &Path,
) -> anyhow::Result<()> {
    let background = !body.sources.is_empty();
    let plan = SimulationSettings { duration, step, background, doses: true, start: Start::Steady };
    let course = simulate(body, values, &plan)?;
    let mut columns = vec![("minutes".to_owned(), course.times.clone())];
    columns.extend(body.compartments.iter().enumerate().map(|(place, compartment)| {
        let held = course.amounts.iter().map(|row| row.get(place).copied().unwrap_or(f64::NAN));
        (compartment.name.clone(), held.collect())
    }));
    write_table(out, &columns)
}
