//! `exoscope simulate screening`.

mod text;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use exoscope_core::store::write_atomic;
use exoscope_core::suggest::did_you_mean;
use exoscope_report::screening_page;
use exoscope_screening::plan::BUILT_IN;
use exoscope_screening::{
    Measured, Part, Plan, Population, Registry, ScreeningError, join, measured_test, replace_test,
    simulate, study,
};
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};
use crate::shard::{Shard, check_whole, shard};

/// Simulate a cancer screening programme in a population
///
/// Population, natural history, test, programme, outcome and cost. Every person lives twice from the same random
/// numbers, with and without the programme: stage shift, rate ratios and predictive values by round, overdiagnosis,
/// lead time, deaths, life-years and cost. Where a plan states what a trial saw, sojourn time and sensitivity are fitted
/// to it. Built-in programmes: nhs-galleri, hubbell2021, nlst, erspc, ukctocs, japan-13, pathfinder, pathfinder-2.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope simulate screening nhs-galleri --page galleri.html
  exoscope simulate screening japan-13 --print > mine.toml
  exoscope simulate screening mine.toml --people 10000000 --out mine.json
  exoscope simulate screening mine.toml --test run
  exoscope simulate screening mine.toml --registry counts.tsv
  exoscope simulate screening mine.toml --shard 1/2 --out first.json
  exoscope simulate screening mine.toml --from first.json --from second.json")]
pub struct Args {
    /// Built-in programme, or a TOML file
    programme: String,
    /// Number of people simulated [default: that of the programme]
    #[arg(long, value_name = "N", value_parser = people)]
    people: Option<u64>,
    /// Simulate only part K of N, as K/N, and write its counts with --out
    #[arg(long, value_name = "K/N", value_parser = shard, requires = "out", conflicts_with = "from")]
    shard: Option<Shard>,
    /// Take counts from this file of --out and simulate nobody; repeat for all shards
    #[arg(long, value_name = "FILE")]
    from: Vec<PathBuf>,
    /// Registry and life table of the population (tab-separated; layout in docs/screening.md)
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// Take the test from a run folder of evaluate: specificity, sensitivity by stage, and the verdict of its audit
    #[arg(long, value_name = "RUN")]
    test: Option<PathBuf>,
    /// Fit sojourn time and sensitivity to the counts of a screening registry (tab-separated; layout in
    /// docs/screening.md)
    #[arg(long, value_name = "FILE", conflicts_with = "shard")]
    registry: Option<PathBuf>,
    /// Draws of parameters for intervals over parameters; 0 leaves these and the sensitivity analysis out
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(..=MOST_DRAWS))]
    draws: u16,
    /// Write the counts (JSON)
    #[arg(long, value_name = "FILE", value_parser = output::json("{\"format\":3,\"plan\":"))]
    out: Option<OutputPath>,
    /// Write a page with plots (HTML)
    #[arg(long, value_name = "FILE", value_parser = output::page(), conflicts_with = "shard")]
    page: Option<OutputPath>,
    /// Print the programme, to edit it, and do nothing
    #[arg(long, conflicts_with_all = ["out", "page", "from", "shard", "test", "people", "population", "registry"])]
    print: bool,
}

/// Most draws of parameters: each is a simulation of its own.
const MOST_DRAWS: i64 = 10_000;

#[derive(Serialize)]
struct Printed {
    programme: String,
    toml: String,
}

#[derive(Serialize)]
struct Counted {
    programme: String,
    people: (u64, u64),
    file: PathBuf,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let toml = programme(&args.programme)?;
    let mut plan: Plan = toml.parse().with_context(|| args.programme.clone())?;
    if args.print {
        return Answer::new(toml.clone(), &Printed { programme: args.programme.clone(), toml });
    }
    plan.people = args.people.unwrap_or(plan.people);
    let mut replaced = Vec::new();
    let measured = args.test.as_deref().map(|run| test_of_run(run, &mut plan, &mut replaced));
    let measured = measured.transpose()?;
    let registry = args.registry.as_deref().map(counts_of_registry).transpose()?;
    let population = population(args, &plan, &toml, &mut replaced)?;
    // What only the population tells of a plan, as a cancer that it does not have, has its place in the plan.
    let of_plan = |error: ScreeningError| -> anyhow::Error {
        let located = error.clone().located(&toml);
        if located == error {
            let of_counts = matches!(error, ScreeningError::Parts { .. });
            return if of_counts { of_files(args, error.into()) } else { error.into() };
        }
        anyhow::Error::from(located).context(args.programme.clone())
    };
    let part = counts(args, &plan, &population, context).map_err(|error| {
        match error.downcast::<ScreeningError>() {
            Ok(error) => of_plan(error),
            Err(error) => error,
        }
    })?;
    if let Some(out) = &args.out {
        let json = serde_json::to_string(&part)?;
        write_atomic(out, |file| file.write_all(json.as_bytes()))?;
    }
    if let (Some(_), Some(out)) = (args.shard, &args.out) {
        let (first, end) = part.people;
        let said = format!("counted people {first} to {}\nwrote {}", end - 1, out.display());
        let programme = plan.name.clone();
        return Answer::new(
            said,
            &Counted { programme, people: part.people, file: out.to_path_buf() },
        );
    }
    let mut found =
        study(&plan, &population, &part, registry.as_ref(), args.draws.into()).map_err(of_plan)?;
    found.measured = measured;
    found.cautions.splice(0..0, replaced);
    let mut said = text::text(&found);
    if let Some(path) = &args.page {
        let page = screening_page(&found)?;
        write_atomic(path, |file| file.write_all(page.as_bytes()))?;
        said = format!("{said}\nwrote {}", path.display());
    }
    Answer::new(said, &found)
}

/// An error of counts, with the files that they were taken from.
fn of_files(args: &Args, error: anyhow::Error) -> anyhow::Error {
    if args.from.is_empty() {
        return error;
    }
    let files: Vec<String> = args.from.iter().map(|file| file.display().to_string()).collect();
    error.context(files.join(", "))
}

/// Puts the test of a run in the place of the plan's, and says of which.
fn test_of_run(
    run: &Path,
    plan: &mut Plan,
    replaced: &mut Vec<String>,
) -> anyhow::Result<Measured> {
    let name = run.display().to_string();
    let metrics = std::fs::read_to_string(run.join("metrics.json"));
    let metrics = metrics.map_err(|_| ScreeningError::no_run(&name))?;
    // A run has an audit beside it once it is whole; none is a finding, not an error.
    let audit = match std::fs::read_to_string(run.join("audit.json")) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {name}/audit.json"));
        }
    };
    let (test, measured) = measured_test(&name, &metrics, audit.as_deref(), &plan.test)?;
    replaced.push(replace_test(plan, test));
    Ok(measured)
}

fn counts_of_registry(path: &Path) -> anyhow::Result<Registry> {
    let name = path.display().to_string();
    Registry::from_tsv(&name, &read(path)?).with_context(|| name.clone())
}

/// The counts: simulated, or those of files joined.
fn counts(
    args: &Args,
    plan: &Plan,
    population: &Population,
    context: &Context,
) -> anyhow::Result<Part> {
    if args.from.is_empty() {
        let shard = args.shard.unwrap_or(Shard::WHOLE);
        let (first, end) = shard.of_some(plan.people, "people")?;
        return Ok(simulate(plan, population, context.streams, (first, end))?);
    }
    let load = |path: &PathBuf| -> anyhow::Result<Part> {
        Ok(Part::from_json(&path.display().to_string(), &read(path)?)?)
    };
    let parts = args.from.iter().map(load).collect::<anyhow::Result<Vec<Part>>>()?;
    let whole = join(parts).map_err(|error| of_files(args, error.into()))?;
    if let Some(file) = args.from.first() {
        context.check_seed(whole.seed, file)?;
    }
    // More people than the plan has are those of another programme, as `study` says.
    let (first, end) = whole.people;
    let whole_of = check_whole((first, end.min(plan.people)), plan.people, "people");
    whole_of.map_err(|error| of_files(args, error.into()))?;
    Ok(whole)
}

/// The population of the plan, or of a file in its place, which is said.
fn population(
    args: &Args,
    plan: &Plan,
    toml: &str,
    replaced: &mut Vec<String>,
) -> anyhow::Result<Population> {
    let named = &plan.population;
    let built_in = Population::built_in(named)?;
    let refused = |why: String, hint: String| {
        let error = ScreeningError::Value { place: None, field: "population".into(), why, hint };
        anyhow::Error::from(error.located(toml)).context(args.programme.clone())
    };
    if built_in.is_none() && *named != Population::FILE {
        let near = did_you_mean(named, Population::BUILT_IN);
        let known = Population::BUILT_IN.join(" and ");
        return Err(refused(
            format!("none that is built in is called {named:?}{near}"),
            format!("built in are {known}; write \"file\" where `population` gives one"),
        ));
    }
    let Some(path) = &args.population else {
        return built_in.ok_or_else(|| {
            refused(
                "the plan is for a population of a file, and none is given".into(),
                "give it as `population`; its layout is in docs/screening.md".into(),
            )
        });
    };
    let text = read(path)?;
    let name = path.display().to_string();
    let population = Population::from_tsv(&name, &text).with_context(|| name.clone())?;
    if built_in.is_some() {
        replaced.push(format!(
            "People, death, incidence and survival are those of {name}, in the place of the plan's population {named:?}."
        ));
    }
    Ok(population)
}

/// The text of the programme called `name`, or of the file of that name.
fn programme(name: &str) -> anyhow::Result<String> {
    if let Some((_, text)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
        return Ok((*text).to_owned());
    }
    let path = Path::new(name);
    if !path.exists() {
        let suggestion = did_you_mean(name, BUILT_IN.iter().map(|(name, _)| *name));
        anyhow::bail!("no file {name}, and no built-in programme is called so{suggestion}");
    }
    read(path)
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// A number of people, also as 1e7.
fn people(text: &str) -> Result<u64, String> {
    let number: f64 = text.parse().map_err(|_| format!("{text:?} is no number"))?;
    if (1.0..=1e10).contains(&number) && number.fract() == 0.0 {
        Ok(number as u64)
    } else {
        Err("a whole number from 1 to 1e10".into())
    }
}
