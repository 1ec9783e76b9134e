//! `exoscope prep simulate`.

use std::io::Write;

use exoscope_core::store::{FolderLock, write_atomic};
use exoscope_prep::simulate::{Truth, sheet, simulate};

use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::output::{self, OutputPath};

/// Write a simulated preparation: counter, plate and cytometer files of a mixture whose truth is known
///
/// The counter measures three dilutions twice, diluent alone, and the preparation after detergent; beads of the cytometer and
/// their calibration file stand beside. The mixture of vesicles, LDL and protein aggregates is drawn from the same priors that prep read assumes; options state
/// parts of it. truth.json beside the files has the truth.
#[derive(clap::Args)]
#[command(after_help = "Example:
  exoscope prep simulate --vesicle-share 0.6 --out simulated
  exoscope prep read --sheet simulated/samples.tsv --calibration simulated/calibration.toml --out run")]
pub struct Args {
    /// Vesicles among counted particles, 0 to 1 [default: drawn]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    vesicle_share: Option<f64>,
    /// LDL among counted particles that are no vesicles, 0 to 1 [default: drawn]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    ldl_share: Option<f64>,
    /// Folder to write
    #[arg(long, value_name = "DIR", value_parser = output::folder_of(&["*.txt", "*.fcs", "samples.tsv", "truth.json", "calibration.toml", ".lock"]))]
    out: OutputPath,
}

fn share(text: &str) -> Result<f64, String> {
    let value = text.parse::<f64>().ok().filter(|value| (0.0..=1.0).contains(value));
    value.ok_or_else(|| "must be a number from 0 to 1".to_owned())
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    if args.out.join("truth.json").exists() {
        return Err(
            Misuse::new(format!("{} holds a simulation already", args.out.display())).into()
        );
    }
    let drawn = Truth::draw(context.streams, 0);
    let truth = Truth {
        vesicle_share: args.vesicle_share.unwrap_or(drawn.vesicle_share),
        ldl_share: args.ldl_share.unwrap_or(drawn.ldl_share),
        ..drawn
    };
    let files = simulate(&truth, context.streams, 0);
    let _held = FolderLock::hold(&args.out)?;
    for file in &files {
        write_atomic(&args.out.join(&file.name), |out| out.write_all(&file.bytes))?;
    }
    let text = sheet(&files).to_text();
    write_atomic(&args.out.join("samples.tsv"), |out| out.write_all(text.as_bytes()))?;
    let json = serde_json::to_vec_pretty(&truth)?;
    write_atomic(&args.out.join("truth.json"), |out| out.write_all(&json))?;
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let said = format!(
        "{}\n\nvesicles among counted particles {:.3}, protein {:.1} µg/mL\nsheet: {}",
        names.join("\n"),
        truth.vesicle_share,
        truth.protein_ug_per_ml(),
        args.out.join("samples.tsv").display()
    );
    Ok(Answer::new(said, &truth)?.with("out", args.out.display().to_string()))
}
