//! `exoscope prep read`.

use std::io::Write;
use std::path::PathBuf;

use exoscope_core::store::write_atomic;
use exoscope_prep::run::{RUN_FILES, Run, first_sheet};
use exoscope_report::preparation_page;

use super::inputs::{calibration, exports, of_sheet, say_blanks};
use super::summary::summary;
use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};

/// Read instrument exports into a run folder: size, count, markers, protein, purity
///
/// Layouts are found by looking at the content. Without a sheet each file is a sample of its own, by the name that it states;
/// the sheet ties files together and states dilutions, blanks, wells and gates.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope prep read exports --out run
  exoscope prep read --sheet exports/samples.tsv --out run
  exoscope prep read --sheet exports/samples.tsv --calibration beads/calibration.toml --out run")]
pub struct Args {
    /// Files, or folders of files
    #[arg(value_name = "FILE|DIR", required_unless_present = "sheet")]
    files: Vec<PathBuf>,
    /// Sample sheet; its files stand beside it or among those named
    #[arg(long, value_name = "TSV")]
    sheet: Option<PathBuf>,
    /// Bead calibration of the flow cytometer's fluorescence and scatter; bead files stand beside it
    #[arg(long, value_name = "TOML")]
    calibration: Option<PathBuf>,
    /// Run folder to write
    #[arg(long, value_name = "DIR", value_parser = output::folder_of(&RUN_FILES))]
    out: OutputPath,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("reading", 0);
    let (sheet, found) = match &args.sheet {
        Some(path) => of_sheet(path, &args.files, context)?,
        None => {
            let found = exports(&args.files, context)?;
            let sheet = first_sheet(&found);
            say_blanks(&sheet, context);
            (sheet, found)
        }
    };
    let calibration = calibration(args.calibration.as_deref())?;
    let run = Run::write(&args.out, &sheet, &found, &calibration, context.streams)?;
    let page = preparation_page(&run)?;
    let path = args.out.join("report.html");
    write_atomic(&path, |out| out.write_all(page.as_bytes()))?;
    working.finish_and_clear();
    let mut samples: Vec<String> = run.preparation.samples.iter().map(summary).collect();
    let of_all = run.preparation.flags.iter().map(|flag| format!("- {}", flag.text));
    let of_all: Vec<String> = of_all.collect();
    if !of_all.is_empty() {
        samples.push(format!("all files\n{}", of_all.join("\n")));
    }
    let text = format!(
        "{}\n\nrun: {}\nreport: {}",
        samples.join("\n\n"),
        args.out.display(),
        path.display()
    );
    Ok(Answer::new(text, &run.preparation)?.with("report", path.display().to_string()))
}
