//! `exoscope simulate sensitivity`.

use std::io::Write;

use exoscope_core::store::write_atomic;
use exoscope_core::suggest::did_you_mean;
use exoscope_report::sensitivity_page;
use exoscope_sim::model::Blueprint;
use exoscope_sim::observe::moments::{Areas, bolus, clearance};
use exoscope_sim::observe::sensitivity::{
    Effect, Estimate, MOST_INPUTS, Rank, Ranked, RankedPair, SobolPlan, morris, sobol, swings,
};
use exoscope_sim::solve::{SolveError, steady_state};

use super::subject::blueprint;
use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::output::{self, OutputPath};
use crate::tables::table;

/// Find the parameters that a result depends on
///
/// Morris screening of every parameter that varies, then Sobol indices of the strongest, others held
/// at their medians. The output is the natural logarithm of vesicles per mL at rest, or of what a dose by
/// vein shows.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope simulate sensitivity adult --output CSF
  exoscope simulate sensitivity adult --output clearance --pairs --page clearance.html")]
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
    /// Sobol' points of the indices, a power of two; each costs two runs and one a parameter, or two with --pairs
    #[arg(long, value_name = "N", default_value = "1024", value_parser = at_least_one)]
    samples: usize,
    /// Also second-order indices: what two parameters do together alone
    #[arg(long)]
    pairs: bool,
    /// Resamples of the points behind the 95 % intervals
    #[arg(long, value_name = "N", default_value = "500", value_parser = at_least_one)]
    resamples: usize,
    /// Also write a page with a tornado chart
    #[arg(long, value_name = "FILE", value_parser = output::page())]
    page: Option<OutputPath>,
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
    let top = args.top.min(varying.len());
    if !args.samples.is_power_of_two() || args.samples < 2 {
        let why = format!(
            "--samples {} does not fill the space evenly: take a power of two",
            args.samples
        );
        return Err(Misuse::new(why).into());
    }
    if top > MOST_INPUTS {
        let why =
            format!("--top {top}: Sobol indices are found of at most {MOST_INPUTS} parameters");
        return Err(Misuse::new(why).into());
    }
    let effects = morris(varying.len(), args.walks, context.streams, |quantiles| {
        output(&body, of, &varying, quantiles)
    })?;
    let mut ranked: Vec<(usize, Effect)> = varying.into_iter().zip(effects).collect();
    ranked.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    ranked.truncate(top);
    let strongest: Vec<usize> = ranked.iter().map(|(parameter, _)| *parameter).collect();
    let plan = SobolPlan { points: args.samples, resamples: args.resamples, pairs: args.pairs };
    let indices = sobol(strongest.len(), plan, context.streams, |quantiles| {
        output(&body, of, &strongest, quantiles)
    })?;
    let swings = swings(strongest.len(), |quantiles| at(&body, of, &strongest, quantiles))?;
    let name = |place: usize| {
        let slot = strongest.get(place).and_then(|&slot| body.slots.get(slot));
        slot.map(|slot| slot.parameter.name.clone()).unwrap_or_default()
    };
    let mut pairs: Vec<RankedPair> = indices
        .pairs
        .iter()
        .map(|pair| RankedPair {
            parameters: (name(pair.inputs.0), name(pair.inputs.1)),
            index: pair.index,
        })
        .collect();
    pairs.sort_by(|a, b| b.index.value.total_cmp(&a.index.value));
    let parameters = ranked.into_iter().zip(indices.inputs).zip(swings).filter_map(
        |(((place, effect), index), swing)| {
            let parameter = &body.slots.get(place)?.parameter;
            let (name, standing) = (parameter.name.clone(), parameter.standing);
            Some(Rank { parameter: name, standing, effect, index, swing })
        },
    );
    let answer = Ranked { output: args.output.clone(), parameters: parameters.collect(), pairs };
    if let Some(path) = &args.page {
        let page = sensitivity_page(&answer)?;
        write_atomic(path, |out| out.write_all(page.as_bytes()))?;
    }
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

/// ln of the output with these parameters at quantiles 2.5 to 97.5 %, for 0 to 1.
fn output(
    body: &Blueprint,
    of: Output,
    parameters: &[usize],
    quantiles: &[f64],
) -> Result<f64, SolveError> {
    let within: Vec<f64> = quantiles.iter().map(|u| 0.025 + 0.95 * u).collect();
    at(body, of, parameters, &within)
}

/// ln of the output with these parameters at these quantiles.
fn at(
    body: &Blueprint,
    of: Output,
    parameters: &[usize],
    quantiles: &[f64],
) -> Result<f64, SolveError> {
    let moved: Vec<(usize, f64)> =
        parameters.iter().copied().zip(quantiles.iter().copied()).collect();
    let values = body.at_quantiles(body.person, &moved);
    let result = match of {
        Output::Rest(place) => steady_state(body, &values)?.concentration(place),
        Output::Dose(figure) => clearance(body, &values, 0)?.as_ref().map(figure),
        Output::HalfLife => bolus(body, &values, 0)?.map(|k| k.half_life),
    };
    result.map(f64::ln).ok_or(SolveError::NoSteadyState)
}

fn text(ranked: &Ranked) -> String {
    let of = |estimate: &Estimate| {
        format!("{:.3} ({:.3}–{:.3})", estimate.value, estimate.low, estimate.high)
    };
    let rows = ranked.parameters.iter().map(|rank| {
        vec![
            rank.parameter.clone(),
            rank.standing.to_string(),
            format!("{:.3}", rank.effect.mean),
            of(&rank.index.first),
            of(&rank.index.total),
        ]
    });
    let heading =
        ["parameter", "standing", "Morris μ*", "Sobol first (95 %)", "Sobol total (95 %)"];
    let mut text = format!("ln {}\n\n{}", ranked.output, table(heading, rows, true));
    if !ranked.pairs.is_empty() {
        let rows = ranked.pairs.iter().take(10).map(|pair| {
            vec![pair.parameters.0.clone(), pair.parameters.1.clone(), of(&pair.index)]
        });
        let heading = ["parameter", "with", "second order (95 %)"];
        text = format!("{text}\n\n{}", table(heading, rows, true));
    }
    text
}
