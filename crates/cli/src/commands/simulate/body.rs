//! `exoscope simulate body`.

mod data;
mod files;
mod people;
mod text;

use std::io::Write;
use std::path::PathBuf;

use exoscope_core::store::write_atomic;
use exoscope_fit::body::Residual;
use exoscope_report::{BodyPage, body_page};
use exoscope_sim::observe::summary::{Among, Summary, summary};
use serde::Serialize;

use self::data::Beside;
use self::files::write_course;
use self::people::People;
use super::subject::{blueprint, minutes};
use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::output::{self, OutputPath};

/// Run a body: what its fluids hold, and what becomes of doses
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope simulate body adult
  exoscope simulate body mine.toml --for \"7 days\" --step \"1 h\" --out course.parquet --page body.html
  exoscope simulate body adult --people 1000 --each people.tsv
  exoscope simulate body mouse --data mine.tsv --page body.html")]
pub struct Args {
    /// adult, lactating-adult, mouse, or a model file
    model: String,
    /// How long to follow doses [default: 2 days]
    #[arg(long = "for", value_name = "TIME", value_parser = minutes)]
    duration: Option<f64>,
    /// Time between outputs [default: 1 min]
    #[arg(long, value_name = "TIME", value_parser = minutes)]
    step: Option<f64>,
    /// Write amounts in every compartment over time, with what the body itself secretes (.parquet, or
    /// tab-separated text)
    #[arg(long, value_name = "FILE", value_parser = output::parquet_or_table(&["minutes"]))]
    out: Option<OutputPath>,
    /// Write a page with plots (HTML)
    #[arg(long, value_name = "FILE", value_parser = output::page())]
    page: Option<OutputPath>,
    /// Also draw this many people, and give percentiles of what their fluids hold at rest
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    people: Option<u64>,
    /// Number of the first person: shards of a population are what all of it gives at once
    #[arg(long, value_name = "N", default_value_t = 0, requires = "people")]
    first: u64,
    /// Write a row a person (.parquet, or tab-separated text)
    #[arg(long, value_name = "FILE", value_parser = output::parquet_or_table(&["person"]), requires = "people")]
    each: Option<OutputPath>,
    /// Event table of your own, as of nca: its values beside what the body predicts of the table's doses, without fitting
    #[arg(long, value_name = "TABLE")]
    data: Option<PathBuf>,
}

#[derive(Serialize)]
struct Ran {
    #[serde(flatten)]
    summary: Summary,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<Among>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    data: Vec<Residual>,
}

const TWO_DAYS: f64 = 2.0 * 1440.0;
const ONE_MINUTE: f64 = 1.0;

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let body = blueprint(&args.model)?;
    if body.doses.is_empty()
        && args.out.is_none()
        && (args.duration.is_some() || args.step.is_some())
    {
        return Err(Misuse::new(
            "--for and --step are about doses, and this model gives none: add a [[dose]] to the \
             model, or write the course with --out",
        )
        .into());
    }
    let (duration, step) = (args.duration.unwrap_or(TWO_DAYS), args.step.unwrap_or(ONE_MINUTE));
    let values = body.values();
    let summary = summary(&body, &values, duration, step)?;
    if let Some(out) = &args.out {
        write_course(&body, &values, (duration, step), out)?;
    }
    let drawn = args.people.unwrap_or(0);
    if drawn > 0 && summary.rest.is_empty() {
        let none = "--people draws what fluids hold at rest, and this model has no fluid or secretes nothing";
        return Err(Misuse::new(none).into());
    }
    let end = args.first.checked_add(drawn);
    let end = end.ok_or_else(|| Misuse::new("people are numbered up to 2^64"))?;
    let people = People::draw(&body, &summary.rest, args.first..end, context.streams)?;
    let beside = args.data.as_deref().map(|path| Beside::of(&body, path)).transpose()?;
    let rows = beside.as_ref().map(|beside| beside.rows.clone()).unwrap_or_default();
    let ran = Ran { people: people.among(), summary, data: rows };
    if let Some(out) = &args.each {
        people.write(out)?;
    }
    if let Some(out) = &args.page {
        let (summary, people) = (&ran.summary, ran.people.as_slice());
        let page = body_page(&BodyPage {
            summary,
            people,
            drawn,
            data: beside.as_ref().map(Beside::plots),
        })?;
        write_atomic(out, |file| file.write_all(page.as_bytes()))?;
    }
    let mut said = text::text(&ran, drawn);
    if let Some(beside) = &beside {
        said = format!("{said}\n\n{}", beside.text());
    }
    Answer::new(said, &ran)
}
