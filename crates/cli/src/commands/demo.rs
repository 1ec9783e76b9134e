//! `exoscope demo`.

use std::io::Write;

use exoscope_core::store::write_atomic;
use exoscope_report::{demo_page, optimism, size_range};
use exoscope_study::confounding::{Contrast, Figure};
use exoscope_study::demo::{Demo, demo};
use exoscope_study::{ordinary_reader, quick_reader};

use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};
use crate::tables::table;

/// Simulate people, read them, and see what the reader's number is worth
///
/// The whole loop: cells, exosomes, blood, assay, reader, report. The same people are measured with
/// batches independent of class and with batches inside class, and a reader is tested with samples held
/// out one by one and with dates kept together; then tumours are shrunk until it no longer sees them.
/// Nobody here is real. It takes a minute or two; DIR/report.html shows it in pictures.
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope demo --out demo")]
pub struct Args {
    /// Folder for the cohorts and the page
    #[arg(long, value_name = "DIR", value_parser = output::folder_of(&["confounded.parquet", "independent.parquet", "report.html"]), default_value = "exoscope-demo")]
    out: OutputPath,
    /// How many times the 480 people of the small design
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u16).range(1..=100))]
    scale: u16,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    std::fs::create_dir_all(&args.out)
        .map_err(|error| anyhow::anyhow!("cannot make {}: {error}", args.out.display()))?;
    let bar = context.progress("simulating people", 0);
    let (ordinary, settings) = (ordinary_reader(), quick_reader());
    let (found, [confounded, independent]) =
        demo(usize::from(args.scale), &ordinary, &settings, context.streams, &|doing| {
            bar.set_message(doing);
        })?;
    bar.finish_and_clear();
    confounded.save(args.out.join("confounded.parquet"))?;
    independent.save(args.out.join("independent.parquet"))?;
    let (page, path) = (demo_page(&found)?, args.out.join("report.html"));
    write_atomic(&path, |out| out.write_all(page.as_bytes()))?;
    let report = path.display().to_string();
    let cohort = args.out.join("independent.parquet");
    let text = format!(
        "{}\n\nreport: {report}\n\nGo on with it:\n  exoscope describe {cohort}\n  exoscope evaluate \
         {cohort} --group date --out run\n",
        text(&found),
        cohort = cohort.display()
    );
    Ok(Answer::new(text, &found)?.with("report", report))
}

fn text(demo: &Demo) -> String {
    let row =
        |design: &str, reader: &str, Contrast { random_split, grouped_split, .. }: &Contrast| {
            let figure = |f: &Figure| {
                format!("{:.3} ({:.3}–{:.3})", f.accuracy, f.interval.low, f.interval.high)
            };
            vec![design.to_owned(), reader.to_owned(), figure(random_split), figure(grouped_split)]
        };
    let rows = [
        row("batches inside class", demo.ordinary, &demo.confounded),
        row("batches independent of class", demo.ordinary, &demo.independent),
        row("batches inside class", demo.learner, &demo.resisted),
    ];
    let heading = ["accuracy", "learner", "samples one by one", "dates kept together"];
    format!(
        "{} simulated people, measured twice: nobody here is real. Held out in {} folds.\n\n{}\n\nWhere a batch \
         holds one class, a reader can learn batches, and passes for good while samples of\none date are on \
         both sides: that makes the estimate optimistic: of {} by {}, of {} by {}.\n\nHalf of the tumours are seen at {} % \
         specificity by {}, over {} draws of what is assumed, each with its \
         own people, cargo and training (5–95 %):\n  by what they shed alone: {}\n  with the response of the host, whose size is \
         assumed: {}",
        demo.people,
        demo.folds,
        table(heading, rows, true),
        demo.ordinary,
        optimism(&demo.confounded),
        demo.learner,
        optimism(&demo.resisted),
        100.0 * demo.detection.specificity,
        demo.learner,
        demo.draws,
        size_range(&demo.detection.tumour_shed),
        size_range(&demo.detection.with_host_response),
    )
}
