//! `exoscope annotate`.

use std::path::PathBuf;

use exoscope_core::cohort::Step;
use exoscope_core::{Cohort, Scale};
use exoscope_import::{
    AnnotationReport, Decimal, Delimiter, Derive, Join, JoinReport, KeyMap, annotate,
};

use crate::answer::Answer;
use crate::context::Context;
use crate::encoding::Encoding;
use crate::facts::Facts;
use crate::names::NameFiles;
use crate::output::{self, OutputPath};
use crate::stdin::Inputs;
use crate::tables::{count, some};

/// Add facts about the samples of a cohort: from a table, or from their names
///
/// Says which samples and which rows found no partner, with the nearest names, and fails then
/// unless --allow-unmatched. Run it once for each table.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope annotate counts.parquet --from phenotype.txt --key Sample --key-map 'X?(.+)=Sample_$1' \\
      --label CancerType --control 'Healthy Control' --out cohort.parquet
  exoscope annotate atlas.parquet --derive 'tissue=^(.+?)__' --label tissue --out atlas2.parquet")]
pub struct Args {
    /// Cohort that `import` or `annotate` wrote
    cohort: PathBuf,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET", value_parser = output::cohort_in_place())]
    out: OutputPath,
    /// Table of facts, a row a sample; - is standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Column of the table that names the samples [default: its first]
    #[arg(long, value_name = "COL", requires = "from")]
    key: Option<String>,
    /// How a key becomes a sample's name, as PATTERN=REPLACEMENT on the whole key
    #[arg(long, value_name = "RE=NEW", requires = "from")]
    key_map: Option<KeyMap>,
    /// What to put before the names of the new columns
    #[arg(long, value_name = "TEXT", requires = "from")]
    prefix: Option<String>,
    /// What stands between the cells of the table: comma, tab, semicolon [default: found]
    #[arg(long, requires = "from")]
    delimiter: Option<Delimiter>,
    /// What stands before the fraction of a number: . or , [default: a comma where numbers show that it is none
    /// between thousands]
    #[arg(long, value_name = "MARK", requires = "from")]
    decimal: Option<Decimal>,
    #[command(flatten)]
    encoding: Encoding,
    /// Go on although samples have no row; their facts are missing
    #[arg(long, requires = "from")]
    allow_unmatched: bool,
    /// Make a column from the samples' names: what the pattern's first group matches
    #[arg(long, value_name = "COL=RE")]
    derive: Vec<Derive>,
    #[command(flatten)]
    facts: Facts,
    /// State what the values are: counts, cpm, log2-cpm, log2-intensity, ct, delta-ct,
    /// fraction, percent, z-score, unknown
    #[arg(long)]
    scale: Option<Scale>,
    #[command(flatten)]
    names: NameFiles,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("annotating", 0);
    let mut cohort = Cohort::open(&args.cohort)?;
    if let Some(scale) = args.scale {
        cohort = cohort.with_scale(scale)?;
        cohort.add_step(Step::new(format!("scale stated as {scale}"), vec![]));
    }
    if let Some(names) = args.names.open()? {
        cohort = names.rename(cohort)?;
    }
    let inputs = Inputs::of(args.from.as_slice())?;
    let join = args.from.as_ref().map(|_| Join {
        from: inputs.first().to_owned(),
        encoding: args.encoding.stated(),
        key: args.key.clone(),
        key_map: args.key_map.clone(),
        prefix: args.prefix.clone(),
        allow_unmatched: args.allow_unmatched,
        delimiter: args.delimiter,
        decimal: args.decimal,
        ..Join::default()
    });
    let annotation = args.facts.annotation(join, args.derive.clone());
    let annotated = annotate(cohort, &args.cohort, &annotation).map_err(|e| inputs.named(e))?;
    annotated.cohort.save(&args.out)?;
    working.finish_and_clear();
    let out = args.out.display().to_string();
    let samples = count(annotated.cohort.n_samples(), "sample");
    let text = format!("{out}: {samples}\n{}", text(&annotated.report));
    Ok(Answer::new(text, &annotated.report)?.with("cohort", out))
}

/// What was noted, in lines.
pub fn text(report: &AnnotationReport) -> String {
    let mut lines: Vec<String> = report.join.iter().flat_map(join_lines).collect();
    for derived in &report.derived {
        let (column, distinct) = (&derived.column, count(derived.distinct, "value"));
        let unmatched = match derived.unmatched.as_slice() {
            [] => String::new(),
            names => {
                let names = some(names.iter().map(String::as_str), 5);
                format!("; no match in {names}")
            }
        };
        lines.push(format!("derived: {column}, {distinct}{unmatched}"));
    }
    for field in &report.fields {
        lines.push(match &field.refused {
            None => format!("field: {} is the {}", field.column, field.field),
            Some(why) => format!("field: {} is not the {}: {why}", field.column, field.field),
        });
    }
    for (label, role) in &report.roles {
        lines.push(format!("role: {label} is {role}"));
    }
    lines.extend(report.warnings.iter().map(|warning| format!("warning: {warning}")));
    lines.join("\n")
}

fn join_lines(join: &JoinReport) -> Vec<String> {
    let mut lines = vec![format!(
        "joined: {} of {} matched in {} ({})",
        join.matched,
        count(join.samples, "sample"),
        join.file,
        count(join.rows, "row")
    )];
    if !join.without_row.is_empty() {
        let names = some(join.without_row.iter().map(|sample| sample.name.as_str()), 20);
        lines.push(format!("without a row: {names}"));
    }
    if !join.unused.is_empty() {
        let keys = some(join.unused.iter().map(String::as_str), 10);
        lines.push(format!("rows of no sample here: {keys}"));
    }
    if !join.left_out.is_empty() {
        let names = some(join.left_out.iter().map(String::as_str), 5);
        lines.push(format!("left out, not about samples: {names}"));
    }
    if join.unfinished {
        let file = &join.file;
        lines.push(format!("the last line of {file} has no end: is the file cut short?"));
    }
    let columns: Vec<String> =
        join.columns.iter().map(|column| format!("{} ({})", column.name, column.kind)).collect();
    lines.push(format!("new facts: {}", columns.join(", ")));
    lines
}
