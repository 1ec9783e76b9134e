//! `exoscope simulate sensitivity`.

use exoscope_core::suggest::did_you_mean;
use exoscope_sim::model::Blueprint;
use exoscope_sim::observe::moments::{Areas, bolus, clearance};
use exoscope_sim::observe::sensitivity::{Effect, Index, morris, sobol};
use exoscope_sim::solve::{SolveError, steady_state};
use serde::Serialize;

use super::subject::blueprint;
use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::tables::table;

/// Find the parameters that a result depends on
///
/// Morris screening of every parameter that varies, then Sobol indices of the strongest, others held
/// at their medians. The output is the natural logarithm of vesicles per mL at rest, or of what a dose by
/// vein shows.
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope simulate sensitivity adult --output CSF")]
pub struct Args {
    /// adult, lactating-adult, mouse, or a model file
    model: String,
    /// Compartment at rest (plasma stands for the large veins), or of a dose by vein: clearance,
    /// residence, half-life
    #[arg(long, value_name = "NAME", default_value = "plasma")]
    output: String,
    /// Walks of the screening
    #[arg(long, value_name = "N", default_value = "20", value_parser = at_least_one)]
    walks: usize,
    /// Parameters that get Sobol indices
    #[arg(long, value_name = "N", default_value = "10", value_parser = at_least_one)]
    top: usize,
    /// Samples of the Sobol indices; each costs two runs and one a parameter
    #[arg(long, value_name = "N", default_value = "1024", value_parser = at_least_one)]
    samples: usize,
}

#[derive(Serialize)]
struct Ranked {
    output: String,
    parameters: Vec<Rank>,
}

#[derive(Serialize)]
struct Rank {
    parameter: String,
    standing: String,
    effect: Effect,
    index: Index,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let body = blueprint(&args.model)?;
    let of = Output::named(&body, &args.output)?;
    let varying = body.varying();
    if varying.is_empty() {
        let none = "no parameter of this model has a spread, so that no result depends on any: give one a range, \
                    sd or cv";
        return Err(Misuse::new(none).into());
    }
    let effects = morris(varying.len(), args.walks, context.streams, |quantiles| {
        output(&body, of, &varying, quantiles)
    })?;
    let mut ranked: Vec<(usize, Effect)> = varying.into_iter().zip(effects).collect();
    ranked.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    ranked.truncate(args.top);
    let strongest: Vec<usize> = ranked.iter().map(|(parameter, _)| *parameter).collect();
    let indices = sobol(strongest.len(), args.samples, context.streams, |quantiles| {
        output(&body, of, &strongest, quantiles)
    })?;
    let parameters = ranked.into_iter().zip(indices).filter_map(|((place, effect), index)| {
        let parameter = &body.slots.get(place)?.parameter;
        let standing = parameter.standing.to_string();
        Some(Rank { parameter: parameter.name.clone(), standing, effect, index })
    });
    let answer = Ranked { output: args.output.clone(), parameters: parameters.collect() };
    Answer::new(text(&answer), &answer)
}

/// A number of walks, parameters or samples on the command line.
fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| *n >= 1)
        .ok_or_else(|| "it must be a whole number from 1 on".into())
}

/// What is looked at.
#[derive(Clone, Copy)]
enum Output {
    /// The concentration of a compartment at rest.
    Rest(usize),
    /// A figure of a dose by vein that two solves give.
    Dose(fn(&Areas) -> f64),
    /// Its half-life: of the slowest phase that holds 5 % of the area.
    HalfLife,
}

impl Output {
    fn named(body: &Blueprint, name: &str) -> anyhow::Result<Self> {
        let name = if name == "plasma" { "veins" } else { name };
        Ok(match name {
            "clearance" => Self::Dose(|k| k.clearance),
            "residence" => Self::Dose(|k| k.residence),
            "half-life" => Self::HalfLife,
            _ => Self::Rest(body.compartment(name).ok_or_else(|| {
                let doses = ["clearance", "residence", "half-life"].into_iter();
                let known = body.compartments.iter().map(|c| c.name.as_str()).chain(doses);
                anyhow::anyhow!("no output is called {name:?}{}", did_you_mean(name, known))
            })?),
        })
    }
}

/// ln of the output with these parameters at quantiles 2.5 to 97.5 %.
fn output(
    body: &Blueprint,
    of: Output,
    parameters: &[usize],
    quantiles: &[f64],
) -> Result<f64, SolveError> {
    let within = |u: f64| 0.025 + 0.95 * u;
    let moved: Vec<(usize, f64)> =
        parameters.iter().zip(quantiles).map(|(&p, &u)| (p, within(u))).collect();
    let values = body.at_quantiles(body.person, &moved);
    let result = match of {
        Output::Rest(place) => steady_state(body, &values)?.concentration(place),
        Output::Dose(figure) => clearance(body, &values, 0)?.as_ref().map(figure),
        Output::HalfLife => bolus(body, &values, 0)?.map(|k| k.half_life),
    };
    result.map(f64::ln).ok_or(SolveError::NoSteadyState)
}

fn text(ranked: &Ranked) -> String {
    let rows = ranked.parameters.iter().map(|rank| {
        vec![
            rank.parameter.clone(),
            rank.standing.clone(),
            format!("{:.3}", rank.effect.mean),
            format!("{:.3}", rank.index.first),
            format!("{:.3}", rank.index.total),
        ]
    });
    let heading = ["parameter", "standing", "Morris μ*", "Sobol first", "Sobol total"];
    format!("ln {}\n\n{}", ranked.output, table(heading, rows, true))
}
