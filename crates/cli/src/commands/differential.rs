//! `exoscope differential`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use exoscope::differential::{CompareClasses, Compared};
use exoscope::files::{Inputs, Outputs};
use exoscope_differential::{
    COLUMNS, Censored, ContrastResult, Contrasts, Differential, Method, Profile, Settings,
};

use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};
use crate::tables::{count, table};

/// Test which miRNAs differ between classes: fold changes, moderated t, false discovery rates
///
/// limma's pipeline: a linear model of each miRNA with the class, batches, covariates and pairs; voom weights after edgeR's
/// filter and TMM for counts, a variance trend along the level for intensities and Ct; an empirical Bayes prior of the
/// variances. Beside each contrast stands how far it coincides with batches; one that cannot be told from a batch is
/// refused. Without --out the table goes to standard output, and what it rests on to standard error.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope differential cohort.parquet --contrast lung,healthy --batch plate --covariates age,sex \\
      --out differential.tsv --report differential.html --plots plots
  exoscope differential cohort.parquet --by kind --contrast tumour,normal --paired person
  exoscope differential cohort.parquet --each-against-rest --batch slide --json
  exoscope differential cohort.parquet --contrast lung,healthy --batch plate --mirna hsa-miR-21-5p")]
pub struct Args {
    /// Cohort that `import` or `annotate` wrote
    cohort: PathBuf,
    /// Contrast: two classes, the mean of A less that of B; may be repeated
    #[arg(long, value_name = "A,B", required_unless_present = "each_against_rest")]
    contrast: Vec<String>,
    /// Contrast of each class against the mean of all others' means
    #[arg(long, conflicts_with = "contrast")]
    each_against_rest: bool,
    /// Column that holds the classes [default: the label]
    #[arg(long, value_name = "COL")]
    by: Option<String>,
    /// Batch variables: columns that are factors of the model, separated by commas
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    batch: Vec<String>,
    /// Covariates: columns of the model, numbers as they are and words as factors
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    covariates: Vec<String>,
    /// Blocking factor: the column of the pairs, such as the person
    #[arg(long, value_name = "COL")]
    paired: Option<String>,
    /// Method [default: voom for counts, else limma-trend]
    #[arg(long, value_name = "METHOD", value_parser = method())]
    method: Option<Method>,
    /// Robust prior: variances out of line do not move it
    #[arg(long)]
    robust: bool,
    /// Censored values, such as Ct of 40 cycles: they stand at the limit, or count as missing
    #[arg(long, value_name = "RULE", default_value = "at-limit", value_parser = censored())]
    censored: Censored,
    /// Level of the confidence intervals
    #[arg(long, value_name = "P", default_value_t = Settings::default().level)]
    level: f64,
    /// False discovery rate below which a miRNA counts as different
    #[arg(long, value_name = "P", default_value_t = Settings::default().fdr)]
    fdr: f64,
    /// Estimate a contrast that cannot be told from a batch, without that batch in the model
    #[arg(long)]
    even_so: bool,
    /// Profile of this miRNA: levels by class and batch, and its row of each contrast; may be repeated
    #[arg(long, value_name = "NAME")]
    mirna: Vec<String>,
    /// Table to write, a line a contrast and miRNA
    #[arg(long, value_name = "TSV", value_parser = output::table('\t', &COLUMNS))]
    out: Option<OutputPath>,
    /// Page to write
    #[arg(long, value_name = "HTML", value_parser = output::page())]
    report: Option<OutputPath>,
    /// Folder to write the plots to, as SVG: volcano, MA, p values, heat map, box plots
    #[arg(long, value_name = "DIR", value_parser = output::folder_of(&["*.svg"]))]
    plots: Option<OutputPath>,
}

fn method() -> impl TypedValueParser<Value = Method> {
    PossibleValuesParser::new(Method::NAMES.map(|(name, _)| name)).try_map(|name: String| {
        let known = Method::NAMES.into_iter().find(|(known, _)| *known == name);
        known.map(|(_, method)| method).ok_or("no such method")
    })
}

fn censored() -> impl TypedValueParser<Value = Censored> {
    PossibleValuesParser::new(["at-limit", "missing"]).map(|name: String| match name.as_str() {
        "missing" => Censored::Missing,
        _ => Censored::AtLimit,
    })
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let contrasts = if args.each_against_rest {
        Contrasts::EachAgainstRest
    } else {
        Contrasts::Pairs(args.contrast.clone())
    };
    let model = Settings {
        contrasts,
        by: args.by.clone(),
        batches: args.batch.clone(),
        covariates: args.covariates.clone(),
        paired: args.paired.clone(),
        method: args.method,
        robust: args.robust,
        censored: args.censored,
        even_so: args.even_so,
        level: args.level,
        fdr: args.fdr,
    };
    let compare = CompareClasses { model, mirnas: args.mirna.clone() };
    let inputs = Inputs::default().with_file("cohort.parquet", &args.cohort);
    let mut outputs = Outputs::memory();
    for (name, path) in [("differential.tsv", &args.out), ("differential.html", &args.report)] {
        if let Some(path) = path {
            outputs = outputs.with_file(name, &**path);
        }
    }
    let compared = compare.run(&inputs, &mut outputs, &context.watch())?;
    for note in &compared.result.notes {
        context.warn(note);
    }
    let mut summary = summary(&compared.result);
    let mut answer = Answer::new("", &compared.result)?;
    if !compared.profiles.is_empty() {
        answer = answer.with("profiles", serde_json::to_value(&compared.profiles)?);
    }
    let written = [("table", &args.out), ("report", &args.report)];
    for (name, path) in written.into_iter().filter_map(|(name, path)| Some((name, path.as_ref()?)))
    {
        summary = format!("{summary}\n{name}: {}", path.display());
        answer = answer.with(name, path.display().to_string());
    }
    if let Some(folder) = &args.plots {
        let names = write_plots(&compared, folder)?;
        summary = format!("{summary}\nplots: {}", names.join(", "));
        answer = answer.with("plots", names);
    }
    answer.text = match (&args.out, compared.profiles.is_empty()) {
        (None, true) => {
            context.note(&summary);
            let table = outputs.bytes("differential.tsv").unwrap_or_default();
            String::from_utf8_lossy(table).into_owned()
        }
        (_, false) => {
            context.note(&summary);
            compared.profiles.iter().map(profile).collect::<Vec<_>>().join("\n\n") + "\n"
        }
        (Some(_), true) => summary + "\n",
    };
    Ok(answer)
}

fn write_plots(compared: &Compared, folder: &OutputPath) -> anyhow::Result<Vec<String>> {
    let mut outputs = Outputs::folder(&**folder);
    let names = compared.write_plots(&mut outputs)?;
    Ok(names.into_iter().map(|name| folder.join(name).display().to_string()).collect())
}

/// What was compared and found, in a few lines.
fn summary(result: &Differential) -> String {
    let sizes: Vec<String> =
        result.classes.iter().map(|class| format!("{} {}", class.samples, class.class)).collect();
    let terms: Vec<String> =
        result.terms.iter().map(|term| format!("{} ({})", term.column, term.role)).collect();
    let model = [vec![result.by.clone()], terms].concat().join(" + ");
    let mut parts = vec![format!(
        "{}: {}; {}{}, model {model}; {} tested, {} not",
        count(result.samples, "sample"),
        sizes.join(", "),
        result.method,
        if result.robust { " robust" } else { "" },
        count(result.tested, "miRNA"),
        result.untested.len(),
    )];
    for left in &result.left_out {
        parts.push(format!("left out: {}, as {}", count(left.samples, "sample"), left.reason));
    }
    let row = |contrast: &ContrastResult| {
        let first = contrast.rows.first();
        vec![
            contrast.name.clone(),
            contrast.up.to_string(),
            contrast.down.to_string(),
            format!("{:.2}", contrast.detectable),
            first.map_or_else(String::new, |row| {
                format!("{} {:+.2}, p {:.1e}", row.mirna, row.log2_fold_change, row.p)
            }),
        ]
    };
    let heading = ["contrast", "higher", "lower", "detectable", "first"];
    parts.push(table(heading, result.contrasts.iter().map(row), false));
    parts.join("\n")
}

/// Levels of one miRNA by class and batch, and its row of each contrast.
fn profile(profile: &Profile) -> String {
    let row = |(name, row): &(String, exoscope_differential::Row)| {
        vec![
            name.clone(),
            format!("{:+.3}", row.log2_fold_change),
            format!("{:+.3} to {:+.3}", row.ci_low, row.ci_high),
            format!("{:.1e}", row.p),
            format!("{:.1e}", row.fdr),
        ]
    };
    let heading = ["contrast", "log2 fold change", "interval", "p", "FDR"];
    let mut parts = vec![
        format!("{}, {}", profile.mirna, profile.unit),
        table(heading, profile.contrasts.iter().map(row), true),
        boxes("", &profile.by_class),
    ];
    parts.extend(profile.by_batch.iter().map(|batches| boxes(&batches.column, &batches.boxes)));
    parts.join("\n\n")
}

fn boxes(column: &str, boxes: &[exoscope_differential::LevelBox]) -> String {
    let row = |of: &exoscope_differential::LevelBox| {
        let name = match &of.batch {
            Some(batch) => format!("{}, {column} {batch}", of.class),
            None => of.class.clone(),
        };
        let figures = of.five.iter().map(|figure| format!("{figure:.2}"));
        [name, of.n.to_string()].into_iter().chain(figures).collect::<Vec<_>>()
    };
    let heading = ["class", "samples", "lower", "quartile", "median", "quartile", "upper"];
    table(heading, boxes.iter().map(row), true)
}
