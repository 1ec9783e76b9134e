//! `exoscope nca`.

mod example;
mod text;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use exoscope_core::store::write_atomic;
use exoscope_fit::nca::rows::{COLUMNS, rows};
use exoscope_fit::nca::{NcaSettings, TrapezoidRule, analyse};
use exoscope_fit::table::{Dataset, Route};
use serde::Serialize;

use crate::answer::Answer;
use crate::output::{self, OutputPath};

/// Noncompartmental analysis of concentrations over time: exposure, half-life, clearance, volumes
///
/// Rules of PKNCA: C_max, t_max, AUC (linear-up log-down), terminal slope by the best adjusted R², AUMC, MRT, clearance, V_z,
/// V_ss, bioavailability against vein, and of repeated doses AUC_tau, C_av, swing, fluctuation and accumulation. DATA is an event
/// table in NONMEM's columns: ID TIME AMT RATE DV EVID MDV ADDL II CMT, with units in brackets, as TIME(h). A figure that the data do
/// not give is unknown, not guessed. Research use only.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope nca --example > mine.tsv
  exoscope nca mine.tsv --out nca.tsv
  exoscope nca mine.tsv --route extravascular --rule linear --json")]
pub struct Args {
    /// Event table (tabs, commas or semicolons between columns)
    #[arg(required_unless_present = "example")]
    data: Option<PathBuf>,
    /// Route of doses of which the table does not say it
    #[arg(long, value_name = "ROUTE", value_parser = route())]
    route: Option<Route>,
    /// Trapezoidal rule of areas
    #[arg(long, value_name = "RULE", default_value = "linear-up-log-down", value_parser = rule())]
    rule: TrapezoidRule,
    /// Points of the terminal phase at least
    #[arg(long, value_name = "N", default_value_t = NcaSettings::default().least_points)]
    least_points: usize,
    /// Write a line a figure (tab-separated text)
    #[arg(long, value_name = "TSV", value_parser = output::table('\t', &COLUMNS))]
    out: Option<OutputPath>,
    /// Print an event table to start from, and do nothing
    #[arg(long, conflicts_with_all = ["data", "out"])]
    example: bool,
}

fn route() -> impl TypedValueParser<Value = Route> {
    // An infusion is known by its rate or duration, which a setting cannot state.
    PossibleValuesParser::new(["bolus", "extravascular"]).map(|name: String| match name.as_str() {
        "bolus" => Route::Bolus,
        _ => Route::Extravascular,
    })
}

fn rule() -> impl TypedValueParser<Value = TrapezoidRule> {
    PossibleValuesParser::new(TrapezoidRule::NAMES.map(|(name, _)| name)).map(|name: String| {
        let known = TrapezoidRule::NAMES.into_iter().find(|(known, _)| *known == name);
        known.map_or(TrapezoidRule::LinearUpLogDown, |(_, rule)| rule)
    })
}

#[derive(Serialize)]
struct Example {
    table: &'static str,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let Some(path) = &args.data else {
        return Answer::new(example::TABLE, &Example { table: example::TABLE });
    };
    let name = || path.display().to_string();
    let table = dataset(path)?;
    let settings = NcaSettings {
        route: args.route,
        rule: args.rule,
        least_points: args.least_points,
        ..NcaSettings::default()
    };
    let found = analyse(&table, &settings).with_context(name)?;
    let mut said = text::text(&found, &table);
    if let Some(out) = &args.out {
        write_atomic(out, |file| {
            writeln!(file, "{}", COLUMNS.join("\t"))?;
            for row in rows(&found) {
                let value = row.value.map(|value| value.to_string()).unwrap_or_default();
                let dose = if row.dose > 0 { row.dose.to_string() } else { String::new() };
                let cells = [&row.subject, &row.occasion, &row.compartment, &dose];
                for cell in cells {
                    write!(file, "{cell}\t")?;
                }
                writeln!(file, "{}\t{value}\t{}", row.figure, row.unit)?;
            }
            Ok(())
        })?;
        said = format!("{said}\nwrote {}", out.display());
    }
    Answer::new(said, &found)
}

/// The checked event table in a file.
pub fn dataset(path: &Path) -> anyhow::Result<Dataset> {
    let name = || path.display().to_string();
    let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = String::from_utf8(text)
        .map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..valid).unwrap_or_default();
            let line = String::from_utf8_lossy(before).matches('\n').count() + 1;
            anyhow::anyhow!("line {line}: not UTF-8 text; save the table as UTF-8")
        })
        .with_context(name)?;
    text.parse::<Dataset>().with_context(name)
}
