//! `exoscope simulate cohort`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use exoscope_core::store::write_atomic;
use exoscope_core::suggest::did_you_mean;
use exoscope_sim::assay::scan_file;
use exoscope_sim::cohort::{AssayKind, BUILT_IN, Design, Study};
use rayon::prelude::*;
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::output::{self, OutputPath};
use crate::tables::{count, some};

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
  exoscope simulate cohort paper --shard 2/4 --out second-quarter.parquet")]
pub struct Args {
    /// paper, screening, small, or a design file
    design: String,
    /// Cohort to write
    #[arg(long, value_name = "FILE", value_parser = output::cohort(), required_unless_present = "print")]
    out: Option<OutputPath>,
    /// Print the design, to edit it, and do nothing
    #[arg(long, conflicts_with_all = ["out", "times", "shard", "scans"])]
    print: bool,
    /// N times the people, in as many batches: what a reader gains by more of them tells how far it is
    /// from the best that any could do
    #[arg(long = "scale-people", alias = "times", value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    times: u16,
    /// Only part K of N, as K/N: the rows of all parts, one after the other, are those of the whole
    #[arg(long, value_name = "K/N", value_parser = shard)]
    shard: Option<(usize, usize)>,
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
    file: PathBuf,
}

#[derive(Serialize)]
struct Printed {
    design: String,
    toml: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let toml = text(&args.design)?;
    let Some(out) = &args.out else {
        return Answer::new(toml.clone(), &Printed { design: args.design.clone(), toml });
    };
    let design: Design = toml.parse().with_context(|| args.design.clone())?;
    let design = design.times(usize::from(args.times))?;
    if args.scans.is_some() && design.assay != AssayKind::Array {
        return Err(Misuse::new("--scans writes arrays, and this design sequences").into());
    }
    let name = design.name.clone();
    let bar = context.progress("simulating people", 0);
    let study = Study::new(design, context.streams).with_context(|| args.design.clone())?;
    let (part, parts) = args.shard.unwrap_or((1, 1));
    let (first, end) = (study.len() * (part - 1) / parts, study.len() * part / parts);
    if first == end {
        return Err(Misuse::new(format!("{} people have no {parts} parts", study.len())).into());
    }
    let bytes = (end - first) as f64 * study.mirnas().len() as f64 * BYTES_A_VALUE;
    if bytes > MOST_BYTES {
        let shards = (bytes / MOST_BYTES).ceil() * parts as f64;
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
    bar.finish_and_clear();
    let (samples, mirnas) = (cohort.n_samples(), cohort.n_mirnas());
    let assumed: Vec<String> = Study::assumed()?.into_iter().map(|p| p.name).collect();
    let text = format!(
        "{} × {mirnas} miRNAs, simulated: no real person\nleans on {}: {}\nwrote {}",
        count(samples, "sample"),
        count(assumed.len(), "assumed parameter"),
        some(assumed.iter().map(String::as_str), 5),
        out.display()
    );
    Answer::new(text, &Made { design: name, samples, mirnas, assumed, file: out.to_path_buf() })
}

/// `2/4`: the second of four parts.
fn shard(text: &str) -> Result<(usize, usize), String> {
    let of = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    of.filter(|&(k, n)| (1..=n).contains(&k))
        .ok_or_else(|| "write it as 2/4, from 1/4 to 4/4".into())
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
fn write_scans(
    study: &Study,
    cohort: &exoscope_core::Cohort,
    first: usize,
    folder: &Path,
) -> anyhow::Result<()> {
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
