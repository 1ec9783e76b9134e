//! `exoscope import array`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use exoscope_core::Cohort;
use exoscope_core::sample::SampleId;
use exoscope_import::{ArrayImported, ArrayReport, ArraySettings, Join, Normalise, Range, array};
use exoscope_read::split::Learnable;

use super::normalise::{Learned, Method};
use crate::answer::Answer;
use crate::context::Context;
use crate::facts::Facts;
use crate::hint::Misuse;
use crate::names::NameFiles;
use crate::output::{self, OutputPath};
use crate::tables::{count, some};

/// Import raw 3D-Gene arrays, the text of the scanner
///
/// Folders, tar archives as GEO gives them, or files; plain or gzip. Background is that of the
/// negative control spots; absent miRNAs have the value 0.1. Slide, cell, date and time are taken
/// from the files' names.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope import array GSE211692_RAW.tar --series GSE211692_series_matrix.txt.gz \\
      --label 'disease state' --control 'no cancer' --out cohort.parquet
  exoscope import array GSE211692_RAW.tar --normalise controls --training train.txt --out c.parquet
  exoscope import array scans/ --normalise quantile --training train.txt --out cohort.parquet
  exoscope import array scans/ --normalise median --out cohort.parquet")]
pub struct Args {
    /// Folders, tar archives or files
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET", value_parser = output::cohort())]
    out: OutputPath,
    /// Series matrix, or another table, with what is known of the samples by accession
    #[arg(long, value_name = "FILE")]
    series: Option<PathBuf>,
    /// Column of that table that names the samples [default: its first]
    #[arg(long, value_name = "COL", requires = "series")]
    key: Option<String>,
    /// Go on although samples are not in that table; their facts are missing
    #[arg(long, requires = "series")]
    allow_unmatched: bool,
    /// How arrays are brought to one level: none, median, controls=MEAN (the constant of the
    /// 13-cancer study), or controls or quantile, which are learned from --training
    #[arg(long, value_name = "HOW", default_value_t)]
    normalise: Method,
    /// Training samples, one a line: what controls (the default then) or quantile learn from
    #[arg(long, value_name = "FILE")]
    training: Option<PathBuf>,
    /// Take arrays older than miRBase 21 (without hsa-miR-9500)
    #[arg(long = "allow-pre-v21", alias = "older")]
    older: bool,
    #[command(flatten)]
    names: NameFiles,
    #[command(flatten)]
    facts: Facts,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("reading arrays", 0);
    let learned = args.learned()?;
    let settings = ArraySettings {
        normalise: args.normalise.of_each(),
        older: args.older,
        names: args.names.open()?,
        ..ArraySettings::default()
    };
    let ArrayImported { mut cohort, report } = array(&args.paths, &settings)?;
    let mut normalised = report.normalise.to_string();
    if let Some((method, list)) = learned {
        let training = training(&cohort, list)?.training();
        (cohort, normalised) = method.learn(&training, cohort)?;
    }
    let join = args.series.as_ref().map(|from| Join {
        from: from.clone(),
        key: args.key.clone(),
        allow_unmatched: args.allow_unmatched,
        ..Join::default()
    });
    let noted = args.facts.note(cohort, &args.paths, join, &args.out)?;
    working.finish_and_clear();
    let out = args.out.display().to_string();
    let lines = text(&report, &normalised, &out);
    noted.answer(lines, &report, out)
}

impl Args {
    /// What is learned from training samples, and the file that names them.
    fn learned(&self) -> Result<Option<(Learned, &Path)>, Misuse> {
        match (self.normalise, &self.training) {
            (Method::Learned(method), Some(list)) => Ok(Some((method, list))),
            (Method::Each(Normalise::None), Some(list)) => Ok(Some((Learned::Controls, list))),
            (Method::Learned(method), None) => {
                Err(Misuse::new(format!("--normalise {method} learns from --training FILE")))
            }
            (Method::Each(method), Some(_)) => {
                Err(Misuse::new(format!("--normalise {method} learns nothing from --training")))
            }
            (Method::Each(_), None) => Ok(None),
        }
    }
}

/// The samples that a file names.
fn training(cohort: &Cohort, list: &Path) -> anyhow::Result<Cohort> {
    let text =
        std::fs::read_to_string(list).with_context(|| format!("cannot read {}", list.display()))?;
    let mut rows = Vec::new();
    for (number, name) in text.lines().enumerate().filter(|(_, name)| !name.trim().is_empty()) {
        let is_it = |sample: &SampleId| sample.as_str() == name.trim();
        match cohort.samples().iter().position(is_it) {
            Some(row) => rows.push(row),
            None => bail!("{}:{}: no sample is called {name:?}", list.display(), number + 1),
        }
    }
    Ok(cohort.select_samples(&rows)?)
}

fn text(report: &ArrayReport, normalised: &str, out: &str) -> String {
    let Range { min, median, max } = report.background;
    let present = report.present;
    let mut lines = vec![
        format!("{out}: {}, {}", count(report.samples, "sample"), count(report.mirnas, "miRNA")),
        "scale: log2-intensity, 0.1 where absent".to_owned(),
        format!("normalised: {normalised}"),
        format!("background: {min:.1} to {max:.1}, median {median:.1}"),
        format!(
            "present: {:.1} to {:.1} % of the miRNAs of an array, median {:.1} %",
            present.min * 100.0,
            present.max * 100.0,
            present.median * 100.0
        ),
    ];
    if report.missing > 0 {
        lines.push(format!("missing: {}", count(report.missing, "value")));
    }
    for field in &report.fields {
        if field.refused.is_none() {
            lines.push(format!("field: {} is the {}", field.column, field.field));
        }
    }
    let listed = |what: &str, names: &[String]| {
        let some = some(names.iter().map(String::as_str), 10);
        (!names.is_empty()).then(|| format!("{what} ({}): {some}", names.len()))
    };
    lines.extend(listed(
        "left out, without hsa-miR-9500: older than miRBase 21, or cut short",
        &report.older,
    ));
    lines.extend(listed("the last line has no end: cut short?", &report.unfinished));
    lines.extend(listed("not read, no .txt file", &report.passed_over));
    lines.join("\n")
}
