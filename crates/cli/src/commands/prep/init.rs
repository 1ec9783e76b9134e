//! `exoscope prep init`.

use std::io::Write;
use std::path::PathBuf;

use exoscope_core::store::write_atomic;
use exoscope_prep::run::first_sheet;
use serde_json::json;

use super::inputs::{exports, say_blanks};
use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::output::{self, OutputPath};

/// Write a first sample sheet by looking at the files of a folder
///
/// A row a file: sample and dilution as the file states them, blanks by their names. Edit it, then run prep read with it.
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope prep init exports --out exports/samples.tsv")]
pub struct Args {
    /// Folder with instrument exports
    folder: PathBuf,
    /// Sheet to write [default: samples.tsv in the folder]
    #[arg(long, value_name = "TSV", value_parser = output::table('\t', &["file", "sample"]))]
    out: Option<OutputPath>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    if args.folder.is_file() {
        let text = format!("{} is a file: name the folder that it is in", args.folder.display());
        return Err(Misuse::new(text).into());
    }
    let found = exports(std::slice::from_ref(&args.folder), context)?;
    let named = args.out.as_ref().map(|out| out.to_path_buf());
    let out = named.unwrap_or_else(|| args.folder.join("samples.tsv"));
    if out.exists() {
        return Err(Misuse::new(format!(
            "{} is there already: name another with --out",
            out.display()
        ))
        .into());
    }
    let sheet = first_sheet(&found);
    say_blanks(&sheet, context);
    write_atomic(&out, |file| file.write_all(sheet.to_text().as_bytes()))?;
    let lines = found.values().map(|(_, export)| format!("{}: {}", export.file, export.layout));
    let lines: Vec<String> = lines.collect();
    let text = format!("{}\n\nsheet: {}", lines.join("\n"), out.display());
    Answer::new(text, &json!({ "sheet": out.display().to_string(), "rows": sheet.rows }))
}
