//! `exoscope describe`.

use std::path::PathBuf;

use exoscope_core::Cohort;
use exoscope_read::describe::{Description, FactSummary, Spread};

use crate::answer::Answer;
use crate::tables::{count, table};

/// Say what a cohort holds
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope describe cohort.parquet --top 20")]
pub struct Args {
    /// Cohort that `import` or `annotate` wrote
    cohort: PathBuf,
    /// How many of the miRNAs with the highest medians to list
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let description = Description::of(&Cohort::open(&args.cohort)?, args.top);
    Answer::new(text(&description), &description)
}

fn text(description: &Description) -> String {
    let assay = match &description.assay {
        Ok(assay) => assay.clone(),
        Err(why) => format!("nothing can be fitted yet: {why}"),
    };
    let percent = |share: f64| share * 100.0;
    let detected = description.detected.fraction;
    let reads = description.totals.map(|Spread { min, median, max }| {
        format!("\nreads a sample: {min:.0} to {max:.0}, median {median:.0}")
    });
    let mut parts = vec![format!(
        "{} × {}\n{assay}\nmissing: {}\ndetected: {:.1} to {:.1} % of the miRNAs of a sample, \
         median {:.1} % ({}){}",
        count(description.samples, "sample"),
        count(description.mirnas, "miRNA"),
        count(description.missing, "value"),
        percent(detected.min),
        percent(detected.max),
        percent(detected.median),
        description.detected.rule,
        reads.unwrap_or_default(),
    )];
    if !description.classes.is_empty() {
        let rows = description.classes.iter().map(|class| {
            let role = class.role.clone().unwrap_or_else(|| "not said".to_owned());
            vec![class.label.clone(), class.samples.to_string(), role]
        });
        parts.push(table(["class", "samples", "role"], rows, false));
    }
    if !description.facts.is_empty() {
        let heading = ["fact", "field", "kind", "missing", "values"];
        parts.push(table(heading, description.facts.iter().map(fact), false));
    }
    if !description.top.is_empty() {
        let rows =
            description.top.iter().map(|top| vec![top.mirna.clone(), format!("{:.2}", top.median)]);
        parts.push(table(["highest miRNAs", "median"], rows, true));
    }
    let steps = description.provenance.steps.iter().map(|step| format!("- {}", step.what));
    let steps: Vec<String> = steps.collect();
    if !steps.is_empty() {
        parts.push(format!("history\n{}", steps.join("\n")));
    }
    parts.join("\n\n")
}

fn fact(fact: &FactSummary) -> Vec<String> {
    let values = match (&fact.range, fact.common.first()) {
        (Some(Spread { min, median, max }), _) => format!("{min} to {max}, median {median}"),
        (None, Some(_)) if fact.distinct == fact.common.len() => {
            let all = fact.common.iter().map(|common| common.value.as_str());
            all.collect::<Vec<_>>().join(", ")
        }
        (None, Some(first)) => {
            format!("{} values, most often {} ({})", fact.distinct, first.value, first.samples)
        }
        (None, None) => "none".to_owned(),
    };
    let field = fact.field.map(|field| field.to_string()).unwrap_or_default();
    vec![fact.name.clone(), field, fact.kind.to_owned(), fact.missing.to_string(), values]
}
