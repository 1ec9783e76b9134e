//! `exoscope simulate detection`.

use std::fmt::Write as _;

use exoscope_core::unit::Quantity;
use exoscope_sim::cohort::Design;
use exoscope_study::detection::{Panel, Screened, Screening, Seen, Sight, screen, see};
use exoscope_study::plain_reader;
use serde::Serialize;

use super::cohort::text as design_text;
use crate::answer::Answer;
use crate::context::Context;
use crate::tables::table;

/// Find when and at what size a tumour is seen
///
/// By its DNA in blood at regular tests, person by person (Avanzini 2020), with the panel stated; and,
/// with --reader, by a reader trained on simulated people: from what tumours shed alone, and with the
/// response of the host.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope simulate detection
  exoscope simulate detection --interval \"90 days\" --specificity 0.999
  exoscope simulate detection --reader small")]
pub struct Args {
    /// Time between tests
    #[arg(long, value_name = "TIME", default_value = "1 year", value_parser = days)]
    interval: f64,
    /// Specificity of one test
    #[arg(long, value_name = "SHARE", default_value_t = 0.99)]
    specificity: f64,
    /// People with a growing tumour
    #[arg(long, value_name = "N", default_value_t = 500)]
    people: u64,
    /// Also train a reader on this design (small, screening, paper or a file) and find what it sees
    #[arg(long, value_name = "DESIGN")]
    reader: Option<String>,
}

#[derive(Serialize)]
struct Detected {
    dna: Screened,
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<Curves>,
}

#[derive(Serialize)]
struct Curves {
    design: String,
    specificity: f64,
    tumour_shed: Seen,
    with_host_response: Seen,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let screening = Screening {
        interval: args.interval,
        specificity: args.specificity,
        people: args.people,
        ..Screening::default()
    };
    let bar = context.progress("screening people", 0);
    let dna = screen(Panel::default(), screening, context.streams)?;
    bar.finish_and_clear();
    let reader = args.reader.as_deref().map(|name| curves(name, context)).transpose()?;
    let detected = Detected { dna, reader };
    Answer::new(text(&detected), &detected)
}

fn curves(name: &str, context: &Context) -> anyhow::Result<Curves> {
    let design: Design = design_text(name)?.parse()?;
    let (sight, settings) = (Sight::default(), plain_reader());
    let bar = context.progress("training on simulated people", 0);
    let tumour_shed = see(&design, 0.0, &sight, &settings, context.streams)?;
    let with_host_response = see(&design, 1.0, &sight, &settings, context.streams)?;
    bar.finish_and_clear();
    let (design, specificity) = (name.to_owned(), sight.specificity);
    Ok(Curves { design, specificity, tumour_shed, with_host_response })
}

/// A length of time on the command line, in days, at least one.
fn days(text: &str) -> Result<f64, String> {
    let days = text.parse::<Quantity>().and_then(|q| q.to("day")).map_err(|e| e.to_string())?;
    if days >= 1.0 { Ok(days) } else { Err("it must be a day or longer".into()) }
}

fn text(detected: &Detected) -> String {
    let dna = &detected.dna;
    let (d, l) = (&dna.diameter_mm, &dna.lead_years);
    let mut text = format!(
        "tumour DNA in {} mL of blood every {:.0} days, {} people\n\
         panel of {:.0} kb, {:e} errors a base, positive from {} fragments: specificity {}\n\n\
         found at {:.1} mm (median; 5 to 95 % of people {:.1} to {:.1}; medians over parameters {:.1} \
         to {:.1})\n\
         {:.2} years before {:.0} mm (5 to 95 % {:.2} to {:.2}); {:.1} % grow to that unseen\n",
        dna.panel.blood,
        dna.screening.interval,
        dna.screening.people,
        dna.panel.bases / 1e3,
        dna.panel.error,
        dna.needed,
        dna.screening.specificity,
        d.p50,
        d.p5,
        d.p95,
        dna.median_over_parameters.0,
        dna.median_over_parameters.1,
        l.p50,
        dna.screening.clinical,
        l.p5,
        l.p95,
        100.0 * dna.missed,
    );
    if let Some(curves) = &detected.reader {
        let both = curves.tumour_shed.curve.iter().zip(&curves.with_host_response.curve);
        let rows = both.map(|(shed, host)| {
            let share = |p: f64, low: f64, high: f64| format!("{p:.2} ({low:.2}–{high:.2})");
            vec![
                format!("{}", shed.diameter_mm),
                share(shed.sensitivity, shed.interval.low, shed.interval.high),
                share(host.sensitivity, host.interval.low, host.interval.high),
            ]
        });
        let heading = ["mm", "tumour alone", "with host response"];
        let _ = write!(
            text,
            "\nsensitivity of a reader trained on {:?}, at specificity {}\n\n{}\n\n\
             half are seen: {} from what tumours shed, {} with the host's response\n\
             note: what tumours shed is too little for a whole-serum profile at these sizes; how large \
             the host's response is, is assumed\n",
            curves.design,
            curves.specificity,
            table(heading, rows, true),
            at(&curves.tumour_shed),
            at(&curves.with_host_response),
        );
    }
    text
}

fn at(seen: &Seen) -> String {
    seen.diameter_mm.map_or_else(|| "at no size".to_owned(), |mm| format!("from {mm:.0} mm"))
}
