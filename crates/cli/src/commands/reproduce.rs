//! `exoscope reproduce`.

mod folder;
mod text;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use clap::ValueEnum;
use exoscope::evaluate::{EvaluationRun, Origin};
use exoscope_core::Cohort;
use exoscope_core::cohort::Source as Input;
use exoscope_read::audit::{Audit, AuditSettings};
use exoscope_read::evaluate::{
    Evaluation, MANIFEST_FORMAT_VERSION, Manifest, NewRun, Program, Run,
};
use exoscope_read::quality::Quality;
use exoscope_read::split::Labelled;
use exoscope_report::reproduction_page;
use exoscope_study::reproduce::{
    GSE211692, Gathered, Published, Reproduction, SplitFigures, files, gather, held_out_fifth,
};

use super::evaluate::answer;
use super::fetch::Source;
use crate::answer::Answer;
use crate::context::Context;
use crate::download::Download;
use crate::learner::ReaderArgs;
use crate::output::{self, OutputPath};
use crate::source::source;
use folder::Folder;

/// Make a published result again from its public data
///
/// Fetches the series, makes a cohort of it, looks at every sample, audits, and holds out a fifth three
/// times: drawn at random, as published; with slides kept together; with dates of the scan kept
/// together. The report shows the published figure beside ours and beside what slide and date call
/// alone, without any miRNA.
///
/// gse211692 is the study of 13 cancers in serum: 16,190 samples; the matrix and what is known of the
/// samples are fetched, the archive of raw arrays is not. A fit takes minutes with the default learner
/// and seconds with --learner shrunken-centroids; the audit makes hundreds, small ones. Interrupted, it goes on
/// from its finished parts. Other data in the same layout are called a stand-in.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope reproduce gse211692
  exoscope reproduce gse211692 --learner shrunken-centroids --cache /data/cache --out gse211692
  exoscope reproduce gse211692 --mirror http://mirror.example

Without a network, put these into ~/.cache/exoscope/geo/GSE211692/ (or below --cache DIR):
  GSE211692_series_matrix.txt.gz, GSE211692_processed_data_matrix.txt.gz, filelist.txt")]
pub struct Args {
    /// The study
    study: Study,
    /// Folder to write; finished parts in it are kept
    #[arg(long, value_name = "DIR", value_parser = output::folder(), default_value = "gse211692")]
    out: OutputPath,
    #[command(flatten)]
    from: Source,
    /// Audit: draws of 50 random miRNAs
    #[arg(long, value_name = "N", default_value_t = AuditSettings::default().draws)]
    draws: usize,
    /// Audit: permutations of each null
    #[arg(long, value_name = "N", default_value_t = AuditSettings::default().permutations)]
    permutations: usize,
    #[command(flatten)]
    reader: ReaderArgs,
}

/// Studies whose result can be made again.
#[derive(Clone, Copy, ValueEnum)]
enum Study {
    /// 13 cancers in serum (Matsuzaki et al. 2023)
    Gse211692,
}

impl Study {
    fn published(self) -> &'static Published {
        match self {
            Self::Gse211692 => &GSE211692,
        }
    }
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    // A wrong option is said before gigabytes are fetched.
    args.reader.settings(context.streams.seed())?;
    let published = args.study.published();
    let folder = Folder::start(&args.out)?;
    let download = Download::new(context);
    let files = files(published, &args.from.cache()?, &args.from.mirror, &download)?;
    drop(download);

    let working = context.progress("importing", 0);
    let gathered = gather(&files, published)?;
    working.set_message("looking at every sample");
    let quality = Quality::of(&gathered.cohort);
    let cohort = gathered.as_published(published)?;
    cohort.save(&folder.path("cohort.parquet"))?;
    folder.write("quality.tsv", |out| quality.write_tsv(out))?;
    working.finish_and_clear();

    let input = source(&folder.path("cohort.parquet"))?;
    let labelled = Labelled::of(&cohort, args.reader.classes())?;
    let audit = audit(args, &folder, &labelled, &gathered, &input, context)?;
    let mut splits = Vec::new();
    for group in std::iter::once(None).chain(gathered.keys.iter().map(String::as_str).map(Some)) {
        splits.push(split(args, &folder, &labelled, group, &audit, &input, context)?);
    }

    let used = cohort.n_mirnas();
    let found = Reproduction::new(published, &files, &gathered, used, &quality, &audit, splits);
    finish(args, folder, &found, &cohort, context)
}

/// What the design and a few miRNAs say; taken from an interrupted run where that did the same.
fn audit(
    args: &Args,
    folder: &Folder,
    labelled: &Labelled<'_>,
    gathered: &Gathered,
    input: &Input,
    context: &Context,
) -> anyhow::Result<Audit> {
    let (draws, permutations) = (args.draws, args.permutations);
    let mut settings = AuditSettings { draws, permutations, ..AuditSettings::default() };
    settings.reader.seed = context.streams.seed();
    let depends = serde_json::json!([
        Program::this(),
        context.streams.seed(),
        input.sha256,
        gathered.keys,
        args.reader.classes(),
        [draws, permutations],
        settings.reader,
    ]);
    let audit = folder.kept("audit", &depends, || {
        let (keys, streams) = (&gathered.keys, context.streams);
        Ok(Audit::of_cohort(labelled, keys, &settings, streams, &context.watch())?)
    })?;
    folder.json("audit.json", &audit)?;
    Ok(audit)
}

/// Holds out a fifth, or takes it from a run that did so before.
fn split(
    args: &Args,
    folder: &Folder,
    labelled: &Labelled<'_>,
    group: Option<&str>,
    audit: &Audit,
    input: &Input,
    context: &Context,
) -> anyhow::Result<SplitFigures> {
    let start = Instant::now();
    let labelled = match group {
        Some(column) => labelled.clone().grouped_by(column)?,
        None => labelled.clone(),
    };
    let pipeline = args.reader.settings(context.streams.seed())?;
    let name = group.unwrap_or("random");
    let manifest = Manifest {
        group: group.map(str::to_owned),
        ..manifest(args, &labelled, vec![input.clone()], context)?
    };
    let path = folder.path(name);
    if let Some(evaluation) = finished(&path, &manifest) {
        return Ok(SplitFigures::new(group, name, &evaluation));
    }
    let new = NewRun::start(&path)?;
    let evaluated = held_out_fifth(&labelled, &pipeline, context.streams, &context.watch())?;
    let figures = SplitFigures::new(group, name, &evaluated.evaluation);
    let origin = Origin {
        pipeline,
        streams: context.streams,
        classes: args.reader.classes().map(<[String]>::to_vec),
        inputs: vec![input.clone()],
    };
    let run = EvaluationRun::with_audit(evaluated, audit.clone(), &labelled, origin);
    run.finish(new)?;
    answer(&run, &path, context, start)?;
    Ok(figures)
}

/// What a run on these samples is.
fn manifest(
    args: &Args,
    labelled: &Labelled<'_>,
    inputs: Vec<Input>,
    context: &Context,
) -> anyhow::Result<Manifest> {
    Ok(Manifest {
        format: MANIFEST_FORMAT_VERSION,
        program: Program::this(),
        seed: context.streams.seed(),
        reader: args.reader.settings(context.streams.seed())?,
        group: None,
        classes: args.reader.classes().map(<[String]>::to_vec),
        inputs,
        cohort: labelled.cohort().provenance().clone(),
        left_out: Vec::new(),
        files: BTreeMap::new(),
    })
}

/// The figures of a finished run that was the same.
fn finished(path: &Path, wanted: &Manifest) -> Option<Evaluation> {
    let Run { manifest, evaluation } = Run::open(path).ok()?;
    let (left_out, files) = (manifest.left_out.clone(), manifest.files.clone());
    (manifest == Manifest { left_out, files, ..wanted.clone() }).then_some(evaluation)
}

/// Writes the report and, last, the manifest.
fn finish(
    args: &Args,
    folder: Folder,
    found: &Reproduction,
    cohort: &Cohort,
    context: &Context,
) -> anyhow::Result<Answer> {
    folder.json("reproduction.json", found)?;
    let page = reproduction_page(found)?;
    folder.write("report.html", |out| std::io::Write::write_all(out, page.as_bytes()))?;
    let mut parts = vec!["cohort.parquet", "quality.tsv", "audit.json", "reproduction.json"];
    let runs: Vec<String> =
        found.splits.iter().map(|s| format!("{}/manifest.json", s.run)).collect();
    parts.extend(runs.iter().map(String::as_str));
    let input = |file: &exoscope_study::reproduce::UsedFile| Input {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
    };
    let labelled = Labelled::of(cohort, args.reader.classes())?;
    let inputs = found.files.iter().map(input).collect();
    let manifest = manifest(args, &labelled, inputs, context)?;
    let report = folder.path("report.html").display().to_string();
    folder.finish(manifest, &parts)?;
    let text = format!("{}\n\nreport: {report}", text::text(found));
    Ok(Answer::new(text, found)?.with("report", report))
}
