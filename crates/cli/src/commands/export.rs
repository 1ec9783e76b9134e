//! `exoscope export`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use exoscope::files::Inputs;
use exoscope_core::Cohort;
use exoscope_import::export;
use exoscope_read::evaluate::SplitPlan;
use exoscope_read::head_folds::write_head_folds;
use exoscope_read::split::Labelled;
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::output::{self, OutputPath};
use crate::tables::count;

/// Write a cohort for other programs
#[derive(Subcommand)]
pub enum Command {
    #[command(mut_arg("out", |out| out.value_parser(output::table(',', &["sample"]))))]
    Csv(CsvArgs),
    /// Write a cohort as the Parquet table that Exoscope itself keeps
    #[command(after_help = "Example:
  exoscope export parquet cohort.parquet --out copy.parquet")]
    Parquet(WholeArgs),
    /// Write a cohort as AnnData, for Python: values in X, facts in obs
    ///
    /// What is written ends in .h5ad, a file, or in .zarr, a new folder.
    #[command(after_help = "Examples:
  exoscope export anndata cohort.parquet --out cohort.h5ad
  exoscope export anndata cohort.parquet --out cohort.zarr")]
    #[command(mut_arg("out", |out| out.value_parser(output::anndata())))]
    Anndata(WholeArgs),
    Head(HeadArgs),
}

/// Write a cohort as one table: a row a sample, facts, then a column a miRNA
///
/// Numbers are the shortest that are read back to the bit. What CSV has no place for (scale, label, roles,
/// which facts are words) goes into a note, which import table --note reads.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope export csv cohort.parquet --out cohort.csv
  exoscope export csv cohort.parquet --out cohort.csv --note cohort.json
  exoscope import table cohort.csv --note cohort.json --out back.parquet")]
pub struct CsvArgs {
    #[command(flatten)]
    whole: WholeArgs,
    /// File to write what the cohort knows beyond the table
    #[arg(long, value_name = "FILE", value_parser = output::json("{\"exoscope_note\":"))]
    note: Option<OutputPath>,
}

/// A cohort that is written whole.
#[derive(clap::Args)]
pub struct WholeArgs {
    /// Cohort that `import` or `annotate` wrote
    cohort: PathBuf,
    /// File to write
    #[arg(long, value_name = "FILE", value_parser = output::cohort())]
    out: OutputPath,
}

/// Write fold folders as HEAD reads them, the code of Matsuzaki et al. 2023
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope export head cohort.parquet --folds 5 --out folds
  exoscope export head cohort.parquet --folds-file folds.tsv --out folds")]
pub struct HeadArgs {
    /// Cohort with a label
    cohort: PathBuf,
    /// Folder to make
    #[arg(long, value_name = "DIR", value_parser = output::folder())]
    out: OutputPath,
    /// Number of folds
    #[arg(long, value_name = "K", default_value_t = 5)]
    folds: usize,
    /// Keep samples together that agree in this column
    #[arg(long, value_name = "COL")]
    group: Option<String>,
    /// Take the folds from this table (columns repeat, sample, fold)
    #[arg(long, value_name = "TSV", conflicts_with = "folds")]
    folds_file: Option<PathBuf>,
}

/// What was written.
#[derive(Serialize)]
struct Written {
    out: String,
    samples: usize,
    mirnas: usize,
    folds: Option<usize>,
}

pub fn run(command: &Command, context: &Context) -> anyhow::Result<Answer> {
    let working = context.progress("writing", 0);
    let written = match command {
        Command::Csv(CsvArgs { whole: args, note }) => whole(args, |cohort, out| {
            export::csv(cohort, out)?;
            Ok(note.as_ref().map_or(Ok(()), |note| export::csv_note(cohort, note))?)
        })?,
        Command::Parquet(args) => whole(args, |cohort, out| Ok(cohort.save(out)?))?,
        Command::Anndata(args) => whole(args, |cohort, out| Ok(export::anndata(cohort, out)?))?,
        Command::Head(args) => folds(args, context)?,
    };
    working.finish_and_clear();
    let (samples, mirnas) = (count(written.samples, "sample"), count(written.mirnas, "miRNA"));
    let folds = written.folds.map(|k| format!(" in {k} folds")).unwrap_or_default();
    Answer::new(format!("{}: {samples}, {mirnas}{folds}", written.out), &written)
}

fn whole(
    args: &WholeArgs,
    write: impl FnOnce(&Cohort, &Path) -> anyhow::Result<()>,
) -> anyhow::Result<Written> {
    let cohort = Cohort::open(&args.cohort)?;
    write(&cohort, &args.out)?;
    Ok(Written {
        out: args.out.display().to_string(),
        samples: cohort.n_samples(),
        mirnas: cohort.n_mirnas(),
        folds: None,
    })
}

fn folds(args: &HeadArgs, context: &Context) -> anyhow::Result<Written> {
    let cohort = Cohort::open(&args.cohort)?;
    let labelled = Labelled::of(&cohort, None)?;
    let labelled = match &args.group {
        Some(column) => labelled.grouped_by(column)?,
        None => labelled,
    };
    let plan = match &args.folds_file {
        Some(path) => {
            let inputs = Inputs::default().with_file("folds.tsv", path);
            let table = inputs.bytes("folds.tsv").map_err(exoscope::Error::from)?;
            SplitPlan::from_table(&labelled, &*table, path)?
        }
        None => SplitPlan::draw(&labelled, args.folds, 1, context.streams)?,
    };
    for warning in &plan.warnings {
        context.warn(warning);
    }
    write_head_folds(&plan.labelled, &plan.folds, &args.out)?;
    Ok(Written {
        out: args.out.display().to_string(),
        samples: plan.labelled.len(),
        mirnas: cohort.n_mirnas(),
        folds: Some(plan.folds.k()),
    })
}
