//! `exoscope simulate cohort`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use exoscope_core::Cohort;
use exoscope_core::store::write_atomic;
use exoscope_core::suggest::did_you_mean;
use exoscope_report::realism_page;
use exoscope_sim::assay::scan_file;
use exoscope_sim::cohort::{AssayKind, BUILT_IN, Design, Study};
use exoscope_sim::profile::{Figures, LearnedCohort};
use exoscope_study::realism::{Beside, beside};
use rayon::prelude::*;
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::output::{self, OutputPath};
use crate::shard::{Shard, shard};
use crate::tables::{count, some, table};

/// Simulate a cohort of people whose truth is known
///
/// Bodies, tumours that shed, vesicles and their cargo, the host's response, blood drawn and measured as
/// labs measure it. What is true of each person stands in columns: tumour cells, diameter, tumour
/// vesicles per mL, host response.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope simulate cohort small --out small.parquet
  exoscope simulate cohort paper --print > mine.toml
  exoscope simulate cohort mine.toml --out mine.parquet --seed 7
  exoscope simulate cohort paper --shard 2/4 --out second-quarter.parquet
  exoscope simulate cohort --like real.parquet --out like.parquet --page like.html
  exoscope simulate cohort plasma --beside real.parquet --out plasma.parquet --page plasma.html")]
pub struct Args {
    /// paper, screening, small, plasma, or a design file; with --like it may be left out, for people without
    /// disease, as many as the file has samples
    #[arg(required_unless_present = "like")]
    design: Option<String>,
    /// Learn miRNAs, levels, spreads by level, common factors, batch effects, depth and missing values from this
    /// cohort (counts or log2 intensities), in the place of the published ones
    #[arg(long, value_name = "FILE")]
    like: Option<PathBuf>,
    /// Hold what was simulated beside this cohort: the same figures of both, and whether a classifier tells them
    /// apart; the file of --like where only --page is given
    #[arg(long, value_name = "FILE", conflicts_with_all = ["print", "shard"])]
    beside: Option<PathBuf>,
    /// Also write a page that shows simulated beside real
    #[arg(long, value_name = "FILE", value_parser = output::page(), conflicts_with_all = ["print", "shard"])]
    page: Option<OutputPath>,
    /// Cohort to write
    #[arg(long, value_name = "FILE", value_parser = output::cohort(), required_unless_present = "print")]
    out: Option<OutputPath>,
    /// Print the design, to edit it, and do nothing
    #[arg(long, conflicts_with_all = ["out", "times", "shard", "scans", "like"])]
    print: bool,
    /// N times the people, in as many batches: what a reader gains by more of them tells how far it is
    /// from the best that any could do
    #[arg(long = "scale-people", alias = "times", value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    times: u16,
    /// Only part K of N, as K/N: the rows of all parts, one after the other, are those of the whole
    #[arg(long, value_name = "K/N", value_parser = shard)]
    shard: Option<Shard>,
    /// Also write every array as the scanner's text file into this folder
    #[arg(long, value_name = "DIR", value_parser = output::folder_of(&["*_IntegratedResult.txt"]))]
    scans: Option<OutputPath>,
}

/// Memory of a value in the matrix of a cohort, bytes; writing takes more beside it.
const BYTES_A_VALUE: f64 = 8.0;
/// Largest matrix that is drawn at once, bytes: 390,000 people on the array.
const MOST_BYTES: f64 = 8e9;

#[derive(Serialize)]
struct Made {
    design: String,
    samples: usize,
    mirnas: usize,
    assumed: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<Beside>,
    file: PathBuf,
}

#[derive(Serialize)]
struct Printed {
    design: String,
    toml: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let toml = args.design.as_deref().map(text).transpose()?;
    let Some(out) = &args.out else {
        let design = args.design.clone().unwrap_or_default();
        let toml = toml.unwrap_or_default();
        return Answer::new(toml.clone(), &Printed { design, toml });
    };
    if args.page.is_some() && args.beside.is_none() && args.like.is_none() {
        let why = "--page shows simulated beside real: say beside what, by --beside or --like";
        return Err(Misuse::new(why).into());
    }
    let open = |path: &PathBuf| Cohort::open(path);
    let real = args.beside.as_ref().map(open).transpose()?;
    let like = args.like.as_ref().map(open).transpose()?;
    let learned = like.as_ref().map(LearnedCohort::of).transpose();
    let of_like = || args.like.as_ref().map(|p| p.display().to_string()).unwrap_or_default();
    let learned = learned.with_context(of_like)?;
    let (from, design) = match (&args.design, toml, &learned) {
        (Some(name), Some(toml), _) => {
            (name.clone(), toml.parse::<Design>().with_context(|| name.clone())?)
        }
        (_, _, Some(learned)) => (of_like(), Design::like(learned)?),
        _ => return Err(Misuse::new("name a design, or a cohort to be like by --like").into()),
    };
    let design = design.times(usize::from(args.times))?;
    let arrays = learned.as_ref().map_or(design.assay == AssayKind::Array, |l| l.depth.is_none());
    if args.scans.is_some() && !arrays {
        return Err(Misuse::new("--scans writes arrays, and these people are sequenced").into());
    }
    let name = design.name.clone();
    let bar = context.progress("simulating people", 0);
    let study = match &learned {
        Some(learned) => Study::like(design, learned, context.streams),
        None => Study::new(design, context.streams),
    };
    let study = study.with_context(|| from.clone())?;
    let shard = args.shard.unwrap_or(Shard::WHOLE);
    let (first, end) = shard.of_some(study.len() as u64, "people")?;
    let (first, end) = (first as usize, end as usize);
    let bytes = (end - first) as f64 * study.mirnas().len() as f64 * BYTES_A_VALUE;
    if bytes > MOST_BYTES {
        let shards = (bytes / MOST_BYTES).ceil() * shard.parts() as f64;
        return Err(Misuse::new(format!(
            "{} would take {:.0} GB of memory at once, and more to write: write them in parts, --shard 1/{shards} to \
             --shard {shards}/{shards}, whose rows one after the other are those of the whole",
            count(end - first, "sample"),
            bytes / 1e9
        ))
        .into());
    }
    let cohort = study.cohort(first..end)?;
    cohort.save(out)?;
    if let Some(folder) = &args.scans {
        write_scans(&study, &cohort, first, folder)?;
    }
    let real_name = args.beside.as_ref().or(args.like.as_ref());
    let real = real.as_ref().or(like.as_ref().filter(|_| args.page.is_some()));
    let beside = real.map(|real| beside(&cohort, real, context.streams)).transpose()?;
    if let (Some(path), Some(beside), Some(real)) = (&args.page, &beside, real_name) {
        let page = realism_page(beside, (&name, &real.display().to_string()))?;
        write_atomic(path, |out| out.write_all(page.as_bytes()))?;
    }
    bar.finish_and_clear();
    let (samples, mirnas) = (cohort.n_samples(), cohort.n_mirnas());
    let assumed: Vec<String> = study.assumed().iter().map(|p| p.name.clone()).collect();
    let mut text = format!(
        "{} × {mirnas} miRNAs, simulated: no real person\nleans on {}: {}\nwrote {}",
        count(samples, "sample"),
        count(assumed.len(), "assumed parameter"),
        some(assumed.iter().map(String::as_str), 5),
        out.display()
    );
    if let Some(beside) = &beside {
        text = format!("{text}\n\n{}", beside_text(beside));
    }
    let file = out.to_path_buf();
    Answer::new(text, &Made { design: name, samples, mirnas, assumed, beside, file })
}

/// Simulated beside real, in a few lines.
fn beside_text(beside: &Beside) -> String {
    let Beside { simulated, real, .. } = beside;
    let row = |name: &str, of: &dyn Fn(&Figures) -> String| {
        vec![name.to_owned(), of(simulated), of(real)]
    };
    let rows = [
        row("miRNAs detected, median", &|f| format!("{:.0}", f.detected.p50)),
        row("miRNAs that half of the samples have", &|f| f.compared.to_string()),
        row("mean absolute correlation of these", &|f| format!("{:.2}", f.mean_correlation)),
        row("first principal component", &|f| {
            format!("{:.2}", f.spectrum.first().copied().unwrap_or_default())
        }),
        row("SD by level, rare to abundant", &|f| {
            f.spread.iter().map(|at| format!("{:.2}", at.sd)).collect::<Vec<_>>().join(", ")
        }),
    ];
    let apart = beside.told_apart.iter().map(|by| format!("{:.2} by {}", by.auroc, by.learner));
    let levels = beside.rank_correlation.map(|r| format!("{r:.2}")).unwrap_or_default();
    format!(
        "{}\nrank correlation of mean levels over {} miRNAs: {levels}\nsimulated told from real, AUROC: {}",
        table(["figure", "simulated", "real"], rows, true),
        beside.shared,
        apart.collect::<Vec<_>>().join(", "),
    )
}

/// The text of the design called `name`, or of the file of that name.
pub fn text(name: &str) -> anyhow::Result<String> {
    if let Some((_, text)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
        return Ok((*text).to_owned());
    }
    std::fs::read_to_string(Path::new(name)).with_context(|| {
        let suggestion = did_you_mean(name, BUILT_IN.iter().map(|(name, _)| *name));
        format!("cannot read {name}, and no built-in design is called so{suggestion}")
    })
}

/// One file an array, named by slide, place on it, and date, as 3D-Gene's are.
fn write_scans(study: &Study, cohort: &Cohort, first: usize, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let mirnas = study.mirnas();
    let write = |(row, sample): (usize, &exoscope_core::sample::SampleId)| -> anyhow::Result<()> {
        let batch = study.sample(first + row)?.batch;
        let text = scan_file(sample.as_str(), &mirnas, &study.scan(first + row)?);
        write_atomic(&folder.join(batch.file_name(sample.as_str())), |out| {
            out.write_all(text.as_bytes())
        })?;
        Ok(())
    };
    cohort.samples().par_iter().enumerate().try_for_each(write)
}
