//! `exoscope fit body`.

mod text;

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use exoscope_core::store::write_atomic;
use exoscope_fit::body::{
    Band, BodyFit, FitSettings, Fitted, Overlay, Variation, fit, fit_each, visual_predictive_check,
};
use exoscope_fit::estimate::ResidualModel;
use exoscope_report::{FitPage, fit_page};
use serde::Serialize;

use crate::answer::Answer;
use crate::commands::nca::dataset;
use crate::commands::simulate::subject::blueprint;
use crate::context::Context;
use crate::output::{self, OutputPath};

/// Estimate parameters of a body from concentrations and amounts in organs over time
///
/// Maximum likelihood over all subjects together (naive pooling): residual error additive, proportional or combined, one for each unit
/// of values; values below the limit of quantification by their probability (M3). Standard errors from the observed information,
/// correlations, 95 % intervals by profile likelihood; a parameter that the data do not tell is named. Doses are those of the table, and what
/// the body's own cells secrete takes no part. DATA is an event table as of nca, CMT an organ, fluid or plasma, with units %ID, %ID/g,
/// %ID/mL, those of the dose (ng/mL, EV/g, …), or a signal (RLU, with a factor that is estimated). Research use only.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope fit body mouse --data mine.tsv --free organ.liver.uptake,organ.liver.exchange
  exoscope fit body mine.toml --data mine.tsv --free organ.liver.uptake --error combined --page fit.html
  exoscope fit body mouse --data mine.tsv --free organ.liver.uptake --by-subject --json")]
pub struct Args {
    /// adult, lactating-adult, mouse, or a model file
    model: String,
    /// Event table (tabs, commas or semicolons between columns)
    #[arg(long, value_name = "TABLE")]
    data: PathBuf,
    /// Parameters to estimate, separated by commas; they start at the values of the model
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', required = true)]
    free: Vec<String>,
    /// Residual error; weighted is least squares with weights 1/DV²
    #[arg(long, value_name = "ERROR", default_value = "proportional", value_parser = residual())]
    error: ResidualModel,
    /// Also fit each subject by itself
    #[arg(long)]
    by_subject: bool,
    /// Write every value beside its prediction (tab-separated text)
    #[arg(long, value_name = "TSV", value_parser = output::table('\t', &RESIDUALS))]
    out: Option<OutputPath>,
    /// Write a page with fit, residuals, profiles and visual predictive check (HTML)
    #[arg(long, value_name = "FILE", value_parser = output::page())]
    page: Option<OutputPath>,
}

const RESIDUALS: [&str; 8] = [
    "subject",
    "sampled",
    "unit",
    "time",
    "observed",
    "below_limit",
    "predicted",
    "weighted_residual",
];

fn residual() -> impl TypedValueParser<Value = ResidualModel> {
    PossibleValuesParser::new(ResidualModel::NAMES.map(|(name, _)| name)).map(|name: String| {
        let known = ResidualModel::NAMES.into_iter().find(|(known, _)| *known == name);
        known.map_or(ResidualModel::Proportional, |(_, residual)| residual)
    })
}

#[derive(Serialize)]
struct Ran {
    #[serde(flatten)]
    fit: BodyFit,
    visual_predictive_check: Vec<Band>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    each: Vec<Fitted>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    variation: Vec<Variation>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let body = blueprint(&args.model)?;
    let table = dataset(&args.data)?;
    let name = || args.data.display().to_string();
    let settings = FitSettings { free: args.free.clone(), residual: args.error, profiles: true };
    let found = fit(&body, &table, &settings).with_context(name)?;
    let (each, variation) = if args.by_subject {
        fit_each(&body, &table, &settings).with_context(name)?
    } else {
        (Vec::new(), Vec::new())
    };
    let bands = visual_predictive_check(&found, context.streams);
    let mut said = text::text(&found, &table, &variation, &each);
    if let Some(out) = &args.out {
        write_atomic(out, |file| residuals(file, &found))?;
        said = format!("{said}\nwrote {}", out.display());
    }
    if let Some(path) = &args.page {
        let curves = Overlay::curves(&body, &table, &found.residuals, Some(&found))?;
        let time = table.units.time.clone().unwrap_or_default();
        let page = FitPage { fit: &found, bands: &bands, curves: &curves, time: &time };
        let page = fit_page(&page)?;
        write_atomic(path, |file| file.write_all(page.as_bytes()))?;
        said = format!("{said}\nwrote {}", path.display());
    }
    Answer::new(said, &Ran { fit: found, visual_predictive_check: bands, each, variation })
}

fn residuals(file: &mut dyn std::io::Write, fit: &BodyFit) -> std::io::Result<()> {
    writeln!(file, "{}", RESIDUALS.join("\t"))?;
    for row in &fit.residuals {
        let weighted = row.weighted.map(|x| x.to_string()).unwrap_or_default();
        writeln!(
            file,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{weighted}",
            row.subject,
            row.sampled,
            row.unit,
            row.time,
            row.observed,
            u8::from(row.below_limit),
            row.predicted
        )?;
    }
    Ok(())
}
