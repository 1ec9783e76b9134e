//! `exoscope simulate parameters`.

use exoscope_sim::parameter::{Parameter, Spread, parameters};
use serde::Serialize;

use super::subject::blueprint;
use crate::answer::Answer;
use crate::tables::{count, table};

/// List parameters with value, range, standing and source
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope simulate parameters
  exoscope simulate parameters --of adult")]
pub struct Args {
    /// Parameters of this model (adult, lactating-adult, mouse or a file) instead of the literature's
    #[arg(long, value_name = "MODEL")]
    of: Option<String>,
}

#[derive(Serialize)]
struct Listed {
    parameters: Vec<Parameter>,
}

pub fn run(args: &Args) -> anyhow::Result<Answer> {
    let all = match &args.of {
        Some(model) => blueprint(model)?.slots.into_iter().map(|slot| slot.parameter).collect(),
        None => parameters()?,
    };
    let rows = all.iter().map(|p| {
        vec![
            p.name.clone(),
            p.value.to_string(),
            spread(&p.spread),
            p.standing.to_string(),
            p.source.clone(),
        ]
    });
    let listing = table(["parameter", "value", "range", "standing", "source"], rows, false);
    let text = format!("{listing}\n\n{}", count(all.len(), "parameter"));
    Answer::new(text, &Listed { parameters: all })
}

fn spread(spread: &Spread) -> String {
    match spread {
        Spread::Uniform { low, high } | Spread::LogUniform { low, high } => {
            format!("{low} to {high}")
        }
        Spread::Normal { sd } => format!("± {sd}"),
        Spread::LogNormal { cv } => format!("cv {:.0} %", cv * 100.0),
        Spread::Fixed => String::new(),
    }
}
