//! `exoscope describe`.

use std::path::PathBuf;

use exoscope::describe::Describe;
use exoscope::files::Inputs;
use exoscope_core::Cohort;
use exoscope_import::describe::{Description, FactSummary, Spread};
use exoscope_import::{Names, NamesReport};

use crate::answer::Answer;
use crate::tables::{count, figure, table};

/// Say what a cohort holds
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope describe cohort.parquet --top 20
  exoscope describe cohort.parquet --names aliases.txt.gz mature.fa")]
pub struct Args {
    /// Cohort that `import` or `annotate` wrote
    cohort: PathBuf,
    /// How many of the miRNAs with the highest medians to list
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Look the miRNAs' names up in aliases.txt and mature.fa of miRBase
    #[arg(long, value_name = "FILE", num_args = 1..)]
    names: Vec<PathBuf>,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let inputs = Inputs::default().with_file("cohort.parquet", &args.cohort);
    let description = Describe { top: args.top }.run(&inputs)?;
    let text = text(&description);
    if args.names.is_empty() {
        return Answer::new(text, &description);
    }
    let report = Names::open(&args.names)?.report(&Cohort::open(&args.cohort)?);
    let text = format!("{text}\n\n{}", names(&report));
    Ok(Answer::new(text, &description)?.with("names", serde_json::to_value(&report)?))
}

/// The names looked up, a line a name that is no current one.
fn names(report: &NamesReport) -> String {
    let mut lines = vec![format!(
        "names: {} current, {} renamed, {} ambiguous, {} retired, {} unknown",
        report.matched,
        report.renamed.len(),
        report.ambiguous.len(),
        report.retired.len(),
        report.unknown.len()
    )];
    let renamed = report.renamed.iter();
    lines.extend(renamed.map(|name| format!("renamed: {} is {}", name.original, name.canonical)));
    let ambiguous = report.ambiguous.iter();
    lines.extend(
        ambiguous.map(|name| {
            format!("ambiguous: {} may be {}", name.name, name.candidates.join(" or "))
        }),
    );
    lines.extend(report.retired.iter().map(|name| format!("retired: {name}")));
    lines.extend(report.unknown.iter().map(|name| match name.nearest.as_slice() {
        [] => format!("unknown: {}", name.name),
        near => format!("unknown: {} (did you mean {}?)", name.name, near.join(" or ")),
    }));
    lines.join("\n")
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
        (Some(Spread { min, median, max }), _) => {
            format!("{} to {}, median {}", figure(*min), figure(*max), figure(*median))
        }
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
