//! `exoscope simulate body`.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use exoscope_core::store::write_atomic;
use exoscope_sim::model::Blueprint;
use exoscope_sim::observe::fluids::Shown;
use exoscope_sim::observe::summary::{Doses, Summary, summary};
use exoscope_sim::solve::{Plan, SolveError, Start, simulate, steady_state};
use exoscope_sim::world::people::{Percentiles, Population};
use serde::Serialize;

use super::subject::{blueprint, minutes};
use crate::answer::Answer;
use crate::context::Context;
use crate::tables::{count, some, table};

/// Run a body: what its fluids hold, and what becomes of doses
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope simulate body adult
  exoscope simulate body mine.toml --for \"7 days\" --step \"1 h\" --out course.tsv
  exoscope simulate body adult --people 1000")]
pub struct Args {
    /// adult, lactating-adult, mouse, or a model file
    model: String,
    /// How long to follow doses
    #[arg(long = "for", value_name = "TIME", default_value = "2 days", value_parser = minutes)]
    duration: f64,
    /// Time between outputs
    #[arg(long, value_name = "TIME", default_value = "15 s", value_parser = minutes)]
    step: f64,
    /// Write amounts in every compartment over time, with what the body itself secretes
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Also draw this many people, and give percentiles of what their fluids hold at rest
    #[arg(long, value_name = "N", default_value_t = 0)]
    people: u64,
}

#[derive(Serialize)]
struct Ran {
    #[serde(flatten)]
    summary: Summary,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<Among>,
}

/// One fluid among people.
#[derive(Serialize)]
struct Among {
    fluid: String,
    concentration: Percentiles,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let body = blueprint(&args.model)?;
    let values = body.values();
    let summary = summary(&body, &values, args.duration, args.step)?;
    if let Some(out) = &args.out {
        write_course(&body, &values, args, out)?;
    }
    let people = people(&body, &summary.rest, args.people, context)?;
    let ran = Ran { summary, people };
    Answer::new(text(&ran, args), &ran)
}

fn write_course(body: &Blueprint, values: &[f64], args: &Args, out: &Path) -> anyhow::Result<()> {
    let (duration, step) = (args.duration, args.step);
    let background = !body.sources.is_empty();
    let plan = Plan { duration, step, background, doses: true, start: Start::Steady };
    let course = simulate(body, values, &plan)?;
    write_atomic(out, |file| {
        write!(file, "minutes")?;
        body.compartments.iter().try_for_each(|c| write!(file, "\t{}", c.name))?;
        for (time, row) in course.times.iter().zip(&course.amounts) {
            write!(file, "\n{time}")?;
            row.iter().try_for_each(|amount| write!(file, "\t{amount:e}"))?;
        }
        writeln!(file)
    })?;
    Ok(())
}

fn people(
    body: &Blueprint,
    rest: &[Shown],
    number: u64,
    context: &Context,
) -> anyhow::Result<Vec<Among>> {
    let places: Vec<(usize, &str)> = rest
        .iter()
        .filter_map(|shown| {
            let name = if shown.fluid == "plasma" { "veins" } else { &shown.fluid };
            Some((body.compartment(name)?, shown.fluid.as_str()))
        })
        .collect();
    let each = Population::default().each(body, context.streams, 0..number, |one| {
        let settled = steady_state(body, &one.values)?;
        places
            .iter()
            .map(|&(place, _)| settled.concentration(place).ok_or(SolveError::NoSteadyState))
            .collect::<Result<Vec<f64>, _>>()
    })?;
    let among = places.iter().enumerate().filter_map(|(column, (_, fluid))| {
        let held = each.iter().filter_map(|row| row.get(column).copied()).collect();
        let concentration = Percentiles::of(held)?;
        Some(Among { fluid: (*fluid).to_owned(), concentration })
    });
    Ok(among.collect())
}

fn text(ran: &Ran, args: &Args) -> String {
    let summary = &ran.summary;
    let mut parts = vec![summary.name.clone()];
    if !summary.rest.is_empty() {
        let rows = summary.rest.iter().map(fluid);
        let heading = ["at rest", "vesicles/mL", "published", "rests most on"];
        parts.push(table(heading, rows, false));
    }
    if !ran.people.is_empty() {
        let rows = ran.people.iter().map(|among| {
            let c = &among.concentration;
            let all = [c.p5, c.p25, c.p50, c.p75, c.p95].map(|x| format!("{x:.2e}"));
            std::iter::once(among.fluid.clone()).chain(all).collect()
        });
        let heading = ["vesicles/mL", "5 %", "25 %", "median", "75 %", "95 %"];
        let people = usize::try_from(args.people).unwrap_or(usize::MAX);
        let listing = table(heading, rows, true);
        parts.push(format!(
            "{}\n{listing}",
            count(people, "drawn person").replace("persons", "people")
        ));
    }
    if let Some(doses) = &summary.doses {
        parts.push(dosed(doses));
    }
    let assumed = some(summary.assumed.iter().map(String::as_str), 5);
    parts
        .push(format!("leans on {}: {assumed}", count(summary.assumed.len(), "assumed parameter")));
    parts.extend(summary.caveats.iter().map(|caveat| format!("note: {caveat}")));
    parts.join("\n\n")
}

fn fluid(shown: &Shown) -> Vec<String> {
    let published = match (shown.published, shown.standing) {
        (Some((low, high)), Some(standing)) if low < high => {
            format!("{low:.0e} to {high:.0e} ({standing})")
        }
        (Some((value, _)), Some(standing)) => format!("{value:.0e} ({standing})"),
        _ => String::new(),
    };
    let strongest = shown.rests_on.first();
    let leaning = strongest.map(|l| format!("{} ({})", l.parameter, l.standing));
    vec![
        shown.fluid.clone(),
        format!("{:.2e}", shown.concentration),
        published,
        leaning.unwrap_or_default(),
    ]
}

fn dosed(doses: &Doses) -> String {
    let balance = &doses.balance;
    let mut out = format!(
        "doses, followed for {} min: {:.3e} vesicles\n\
         present {:.3e}, taken up {:.3e}, cleared {:.3e}, excreted {:.3e} (books close to {:.0e})\n",
        doses.minutes,
        balance.made,
        balance.present,
        balance.taken_up,
        balance.cleared,
        balance.excreted,
        balance.error()
    );
    if let Some(k) = &doses.kinetics {
        let _ = writeln!(
            out,
            "clearance {:.4} mL/min, mean residence {:.1} min, volume {:.2} mL, last half-life \
             {:.1} min",
            k.clearance, k.residence, k.volume, k.terminal_half_life
        );
    }
    let mut went: Vec<_> = doses.went.iter().collect();
    went.sort_by(|a, b| b.1.total_cmp(a.1));
    let rows = went.iter().take(10).map(|(place, share)| {
        let peak = doses.peak.get(*place).map(|minutes| format!("{minutes:.0} min"));
        vec![(*place).clone(), format!("{:.2} %", *share * 100.0), peak.unwrap_or_default()]
    });
    let _ = write!(out, "\n{}", table(["went to", "part", "tissue peaks"], rows, true));
    out
}
