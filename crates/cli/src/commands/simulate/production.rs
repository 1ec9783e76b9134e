//! `exoscope simulate production`.

mod text;

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use exoscope_core::store::write_atomic;
use exoscope_core::suggest::did_you_mean;
use exoscope_report::production_page;
use exoscope_therapy::production::{BUILT_IN, Process, produce};
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::language::Language;
use crate::output::{self, OutputPath};

/// Simulate production of cells or vesicles: harvest, doublings, purification, doses
///
/// Population doublings with passage, donor age and senescence; vesicles of the cells and of the medium, fragments,
/// lipoproteins, protein and DNA through every step of purification; yield, purity, batch size, cost and endotoxin of a
/// dose; the dose in the body. Built-in processes: vesicles-wheel, supernatant-flask, vesicles-spinner, cells-13.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope simulate production vesicles-wheel --page batch.html
  exoscope simulate production supernatant-flask --print > mine.toml
  exoscope simulate production mine.toml --json")]
pub struct Args {
    /// Built-in process, or a TOML file
    process: String,
    /// Write a page with plots (HTML)
    #[arg(long, value_name = "FILE", value_parser = output::page())]
    page: Option<OutputPath>,
    /// Language of the page's frame; what is said of the plan stands in English
    #[arg(long, value_enum, default_value_t = Language::En)]
    language: Language,
    /// Print the process, to edit it, and do nothing
    #[arg(long, conflicts_with = "page")]
    print: bool,
}

#[derive(Serialize)]
struct Printed {
    process: String,
    toml: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let toml = text_of(&args.process)?;
    let plan: Process = toml.parse().with_context(|| args.process.clone())?;
    if args.print {
        return Answer::new(toml.clone(), &Printed { process: args.process.clone(), toml });
    }
    let batch = produce(&plan, context.streams)
        .map_err(|error| error.located(&toml))
        .with_context(|| args.process.clone())?;
    let mut said = text::text(&batch);
    if let Some(path) = &args.page {
        let page = production_page(&batch, &args.language.frame())?;
        write_atomic(path, |file| file.write_all(page.as_bytes()))?;
        said = format!("{said}\nwrote {}", path.display());
    }
    Answer::new(said, &batch)
}

/// The built-in process called `name`, or that of the file of that name.
pub fn process(name: &str) -> anyhow::Result<Process> {
    text_of(name)?.parse().with_context(|| name.to_owned())
}

/// Its text.
fn text_of(name: &str) -> anyhow::Result<String> {
    if let Some((_, text)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
        return Ok((*text).to_owned());
    }
    std::fs::read_to_string(Path::new(name)).with_context(|| {
        let suggestion = did_you_mean(name, BUILT_IN.iter().map(|(name, _)| *name));
        format!("cannot read {name}, and no built-in process is called so{suggestion}")
    })
}
