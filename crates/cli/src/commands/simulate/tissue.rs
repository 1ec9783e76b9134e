//! `exoscope simulate tissue`.

use std::path::PathBuf;

use anyhow::Context as _;
use exoscope_core::unit::Quantity;
use exoscope_tissue::world::{EvidenceLevel, RUN_FILES, Simulation, Stated, World};
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::output::{self, OutputPath};
use crate::tables::table;

/// Simulate a tissue: concentration fields, cells and vesicles in space
///
/// Runs a world file (TOML; docs/tissue.md). The file is checked wholly, and memory and steps are said, before anything
/// runs. The same seed gives the same bytes at any number of threads and after any restart. Research use only.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope simulate tissue world.toml --out run
  exoscope simulate tissue world.toml --for '12 h' --out half
  exoscope simulate tissue world.toml --resume half/checkpoint.bin --out whole")]
pub struct Args {
    /// World file (TOML)
    #[arg(value_name = "WORLD")]
    world: PathBuf,
    /// Simulated time, in the place of the duration in the file: '12 h'
    #[arg(long = "for", value_name = "TIME", value_parser = minutes)]
    time: Option<f64>,
    /// Go on from this checkpoint of the same world file
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// Run folder to write: courses, cells, fields (Parquet), parameters, checkpoint
    #[arg(long, value_name = "DIR", value_parser = output::folder_of(RUN_FILES))]
    out: Option<OutputPath>,
}

#[derive(Serialize)]
struct Result {
    world: String,
    minutes: f64,
    seed: u64,
    estimate: exoscope_tissue::world::Estimate,
    /// Counts and amounts at the end.
    end: serde_json::Map<String, serde_json::Value>,
    balances: Vec<Balance>,
    parameters: Vec<Stated>,
    out: Option<PathBuf>,
}

#[derive(Serialize)]
struct Balance {
    field: String,
    gap: f64,
    #[serde(flatten)]
    budget: exoscope_tissue::field::Budget,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let name = args.world.display().to_string();
    let text =
        std::fs::read_to_string(&args.world).with_context(|| format!("cannot read {name}"))?;
    let world: World = text.parse().with_context(|| name.clone())?;
    let mut simulation = match &args.resume {
        Some(path) => Simulation::resume(&text, path)?,
        None => Simulation::new(&world, context.streams)?,
    };
    if let Some(path) = &args.resume {
        context.check_seed(simulation.cells().streams().seed(), path)?;
    }
    if let Some(minutes) = args.time {
        if minutes < simulation.time() {
            let (there, path) =
                (short(simulation.time()), args.resume.as_deref().unwrap_or(&args.world));
            let what =
                format!("--for ends before the {there} min that {} has reached", path.display());
            return Err(Misuse::new(what).into());
        }
        simulation.end_at(minutes);
    }
    let estimate = simulation.estimate().with_context(|| name.clone())?;
    context.note(format!(
        "{} voxels × {} fields, {} cells at first: {:.1} MB; {} steps, {:.0} of fields",
        estimate.voxels,
        estimate.fields,
        estimate.cells,
        estimate.bytes / 1e6,
        simulation.steps_left(),
        estimate.field_steps
    ));
    let total = simulation.steps_left();
    let bar = context.progress("simulating", total as usize);
    simulation.run_to_end(|left| bar.set_position(total - left))?;
    bar.finish_and_clear();
    if let Some(out) = &args.out {
        simulation.write_run(&text, out)?;
    }
    answer(args, &world, &simulation, estimate)
}

fn answer(
    args: &Args,
    world: &World,
    simulation: &Simulation,
    estimate: exoscope_tissue::world::Estimate,
) -> anyhow::Result<Answer> {
    let end = simulation.now()?;
    let rows = end.iter().map(|(name, value)| vec![name.clone(), short(*value)]);
    let assumed: Vec<&Stated> = simulation
        .stated()
        .iter()
        .filter(|stated| stated.evidence == EvidenceLevel::Assumed)
        .collect();
    let mut said = format!(
        "{}: {} min\n\n{}\n\nrests on {} numbers, of which {} are assumed:\n{}",
        world.name,
        short(simulation.time()),
        table(["at the end", "value"], rows, true),
        simulation.stated().len(),
        assumed.len(),
        table(
            ["assumed", "value", "source"],
            assumed.iter().map(|s| vec![s.name.clone(), s.value.clone(), s.source.clone()]),
            false
        ),
    );
    if let Some(out) = &args.out {
        said = format!("{said}\n\nwrote {}", out.display());
    }
    let balances = simulation.balances().into_iter();
    let result = Result {
        world: world.name.clone(),
        minutes: simulation.time(),
        seed: simulation.cells().streams().seed(),
        estimate,
        end: end.into_iter().map(|(name, value)| (name, value.into())).collect(),
        balances: balances.map(|(field, budget, gap)| Balance { field, gap, budget }).collect(),
        parameters: simulation.stated().to_vec(),
        out: args.out.as_ref().map(|out| out.to_path_buf()),
    };
    Answer::new(said, &result)
}

/// Six digits, as short as they are.
fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-3..1e7).contains(&size) {
        let text = format!("{value:.4}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{value:.3e}")
    }
}

/// A time with its unit, in minutes.
fn minutes(text: &str) -> std::result::Result<f64, String> {
    let quantity: Quantity = text.parse().map_err(|e| format!("{e}"))?;
    match quantity.to("min") {
        Ok(minutes) if minutes > 0.0 => Ok(minutes),
        Ok(_) => Err("give a time above 0".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
