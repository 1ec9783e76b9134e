//! `exoscope simulate detection`.

mod text;

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::Context as _;
use exoscope_core::store::write_atomic;
use exoscope_core::unit::Quantity;
use exoscope_report::detection_page;
use exoscope_sim::cohort::Design;
use exoscope_study::detection::{
    Detection, DetectionPlan, MarkerPlan, Panel, Screening, detection_curves, markers, screen,
};
use exoscope_study::quick_reader;

use super::cohort::text as design_text;
use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};

/// Find when and at what size a tumour is seen
///
/// At regular tests, person by person: by its DNA in blood (Avanzini 2020, with the panel stated), by
/// counting vesicles that carry its marker, and by single miRNAs; with --reader also by a reader trained on
/// simulated people. From what tumours shed alone, and with the response of the host; over people, and
/// over what nobody knows.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope simulate detection --page detection.html
  exoscope simulate detection --interval \"90 days\" --specificity 0.999
  exoscope simulate detection --design screening --reader")]
pub struct Args {
    /// Time between tests
    #[arg(long, value_name = "TIME", default_value = "1 year", value_parser = days)]
    interval: f64,
    /// Specificity of one test, of the reader too; up to 0.9995
    #[arg(long, value_name = "SHARE", default_value_t = 0.99)]
    specificity: f64,
    /// People with a growing tumour; of a reader, people with a tumour at each size
    #[arg(long, value_name = "N", default_value_t = 500)]
    people: u64,
    /// Design whose first cancer sheds and whose people are read: small, screening, paper or a file
    #[arg(long, value_name = "DESIGN", default_value = "small")]
    design: String,
    /// Also train a reader on the design and find what it sees
    #[arg(long)]
    reader: bool,
    /// Draws of unsure parameters: for DNA and markers; a reader takes a fifth of them
    #[arg(long, value_name = "N", default_value_t = 20)]
    draws: u64,
    /// Also write a page with plots
    #[arg(long, value_name = "FILE", value_parser = output::page())]
    page: Option<OutputPath>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let screening = Screening {
        interval: args.interval,
        specificity: args.specificity,
        people: args.people,
        draws: args.draws,
        ..Screening::default()
    };
    let design: Design = design_text(&args.design)?.parse().with_context(|| args.design.clone())?;
    let bar = context.progress("screening people", 0);
    let plan = DetectionPlan::of(&screening)?;
    let marker_plan = MarkerPlan { controls: plan.controls, ..MarkerPlan::default() };
    let dna = screen(Panel::default(), screening, context.streams)?;
    let markers = markers(&design, &marker_plan, screening, context.streams)?;
    bar.set_message("training on simulated people");
    let read = || detection_curves(&design, &plan, &quick_reader(), context.streams);
    let reader = args.reader.then(read).transpose()?;
    bar.finish_and_clear();
    let detection = Detection { design: args.design.clone(), dna, markers, reader };
    let mut said = text::text(&detection);
    if let Some(path) = &args.page {
        let page = detection_page(&detection)?;
        write_atomic(path, |out| out.write_all(page.as_bytes()))?;
        let _ = writeln!(said, "\nwrote {}", path.display());
    }
    Answer::new(said, &detection)
}

/// A length of time on the command line, in days, at least one.
fn days(text: &str) -> Result<f64, String> {
    let days = text.parse::<Quantity>().and_then(|q| q.to("day")).map_err(|e| e.to_string())?;
    if days >= 1.0 { Ok(days) } else { Err("it must be a day or longer".into()) }
}
