//! `exoscope trial`.

mod natural;
mod text;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use exoscope_core::store::write_atomic;
use exoscope_core::suggest::did_you_mean;
use exoscope_report::trial_page;
use exoscope_therapy::closed::natural::Count;
use exoscope_therapy::production::produce;
use exoscope_therapy::trial::{BUILT_IN, Part, Plan, join, simulate, study};
use serde::Serialize;

use crate::answer::Answer;
use crate::commands::simulate::production;
use crate::context::Context;
use crate::language::Language;
use crate::output::{self, OutputPath};
use crate::shard::{Shard, check_whole, shard};

/// Simulate a clinical trial of a therapy, with natural recovery as its control
///
/// Power, type I error, bias, coverage, exaggeration ratio (type M) and sign error (type S) of a design, the sample size
/// for 80 % power, the E-value, and the posterior of the effect given a result. An effect is assumed and always shown
/// beside none. Designs: single arm, historical control, randomised, multi-arm, split-body, stepped wedge, cohort. Research
/// use only: nothing here shows that a therapy works.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope trial --observed 12/13
  exoscope trial --natural-history
  exoscope trial msc-13 --page trial.html
  exoscope trial post-marketing-bc --print > mine.toml
  exoscope trial mine.toml --product vesicles-wheel
  exoscope trial mine.toml --trials 20000 --shard 1/2 --out first.json
  exoscope trial mine.toml --trials 20000 --from first.json --from second.json")]
pub struct Args {
    /// Built-in trial, or a TOML file [default: msc-13]
    #[arg(value_name = "TRIAL")]
    trial: Option<String>,
    /// A result to read: successes of all treated people
    #[arg(long, value_name = "X/N")]
    observed: Option<Count>,
    /// Take the dose from a simulated batch of this process, in the body: a built-in process, or a TOML file of simulate
    /// production
    #[arg(long, value_name = "PROCESS", conflicts_with = "list")]
    product: Option<String>,
    /// Number of simulated trials [default: that of the plan]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    trials: Option<u64>,
    /// Simulate only part K of N, as K/N, and write its rows with --out
    #[arg(long, value_name = "K/N", value_parser = shard, requires = "out", conflicts_with = "from")]
    shard: Option<Shard>,
    /// Take rows from this file of --out and simulate no trial of the plan itself; repeat for all shards
    #[arg(long, value_name = "FILE")]
    from: Vec<PathBuf>,
    /// Write a row a trial (JSON)
    #[arg(long, value_name = "FILE", value_parser = output::json("{\"format\":1,\"plan\":"))]
    out: Option<OutputPath>,
    /// Write a page with plots (HTML)
    #[arg(long, value_name = "FILE", value_parser = output::page(), conflicts_with = "shard")]
    page: Option<OutputPath>,
    /// Language of the page's frame; what is said of the plan stands in English
    #[arg(long, value_enum, default_value_t = Language::En)]
    language: Language,
    /// Predict each published table of natural recovery after spinal cord injury from the other three (leave-one-out), and do
    /// nothing else
    #[arg(long, conflicts_with_all = ["out", "page", "from", "shard", "trials", "observed", "trial", "product", "print", "list"])]
    natural_history: bool,
    /// Print the plan, to edit it, and do nothing
    #[arg(long, conflicts_with_all = ["out", "page", "from", "shard", "trials", "observed", "list", "product"])]
    print: bool,
    /// List the built-in trials, and do nothing
    #[arg(long, conflicts_with_all = ["out", "page", "from", "shard", "trials", "observed", "trial"])]
    list: bool,
}

#[derive(Serialize)]
struct Printed {
    trial: String,
    toml: String,
}

#[derive(Serialize)]
struct Listed {
    trials: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Simulated {
    trial: String,
    trials: (u64, u64),
    file: PathBuf,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    if args.list {
        return list();
    }
    if args.natural_history {
        return natural::natural_history(context.streams);
    }
    let name = args.trial.as_deref().unwrap_or("msc-13");
    let toml = text_of(name)?;
    let mut plan: Plan = toml.parse().with_context(|| name.to_owned())?;
    if args.print {
        return Answer::new(toml.clone(), &Printed { trial: name.to_owned(), toml });
    }
    plan.trials = args.trials.unwrap_or(plan.trials);
    plan.observed = args.observed.or(plan.observed);
    if let Some(process) = &args.product {
        let batch = produce(&production::process(process)?, context.streams)
            .with_context(|| process.clone())?;
        plan = plan
            .with_batch(&batch)
            .map_err(|error| error.located(&toml))
            .with_context(|| name.to_owned())?;
    }
    let part = rows(args, &plan, context)?;
    if let Some(out) = &args.out {
        let json = serde_json::to_string(&part)?;
        write_atomic(out, |file| file.write_all(json.as_bytes()))?;
    }
    if let (Some(_), Some(out)) = (args.shard, &args.out) {
        let (first, end) = part.trials;
        let said = format!("simulated trials {first} to {}\nwrote {}", end - 1, out.display());
        let simulated =
            Simulated { trial: plan.name.clone(), trials: part.trials, file: out.to_path_buf() };
        return Answer::new(said, &simulated);
    }
    let found = study(&plan, &part)?;
    let mut said = text::text(&found);
    if let Some(path) = &args.page {
        let page = trial_page(&found, &args.language.frame())?;
        write_atomic(path, |file| file.write_all(page.as_bytes()))?;
        said = format!("{said}\nwrote {}", path.display());
    }
    Answer::new(said, &found)
}

fn list() -> anyhow::Result<Answer> {
    let mut trials = Vec::new();
    for (name, text) in BUILT_IN {
        trials.push((name.to_owned(), text.parse::<Plan>()?.about));
    }
    let rows = trials.iter().map(|(name, about)| vec![name.clone(), about.clone()]);
    let said = crate::tables::table(["trial", "about"], rows, false);
    Answer::new(said, &Listed { trials })
}

/// The rows: simulated, or those of files joined.
fn rows(args: &Args, plan: &Plan, context: &Context) -> anyhow::Result<Part> {
    if args.from.is_empty() {
        let shard = args.shard.unwrap_or(Shard::WHOLE);
        let (first, end) = shard.of_some(plan.trials, "trials")?;
        return Ok(simulate(plan, context.streams, (first, end))?);
    }
    let load = |path: &PathBuf| -> anyhow::Result<Part> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("{}: no rows of trial --out", path.display()))
    };
    let parts = args.from.iter().map(load).collect::<anyhow::Result<Vec<Part>>>()?;
    let whole = join(parts)?;
    if let Some(file) = args.from.first() {
        context.check_seed(whole.seed, file)?;
    }
    check_whole(whole.trials, plan.trials, "trials")?;
    Ok(whole)
}

/// The text of the built-in trial called `name`, or of the file of that name.
fn text_of(name: &str) -> anyhow::Result<String> {
    if let Some((_, text)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
        return Ok((*text).to_owned());
    }
    std::fs::read_to_string(Path::new(name)).with_context(|| {
        let suggestion = did_you_mean(name, BUILT_IN.iter().map(|(name, _)| *name));
        format!("cannot read {name}, and no built-in trial is called so{suggestion}")
    })
}
