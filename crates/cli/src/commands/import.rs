//! `exoscope import`.

mod anndata;
mod array;
mod common;
mod counts;
mod geo;
mod geo_matrix;
mod head;
mod nanostring;
mod normalise;
mod table;
mod text;

use clap::Subcommand;

use crate::answer::Answer;
use crate::context::Context;

/// Turn files of miRNAs into a cohort
#[derive(Subcommand)]
pub enum Command {
    Table(table::Args),
    Geo(geo::Args),
    GeoMatrix(geo_matrix::Args),
    Array(array::Args),
    Counts(counts::Args),
    Nanostring(nanostring::Args),
    Head(head::Args),
    Anndata(anndata::Args),
}

pub fn run(command: &Command, context: &Context) -> anyhow::Result<Answer> {
    match command {
        Command::Table(args) => table::run(args, context),
        Command::Geo(args) => geo::run(args, context),
        Command::GeoMatrix(args) => geo_matrix::run(args, context),
        Command::Array(args) => array::run(args, context),
        Command::Counts(args) => counts::run(args, context),
        Command::Nanostring(args) => nanostring::run(args, context),
        Command::Head(args) => head::run(args, context),
        Command::Anndata(args) => anndata::run(args, context),
    }
}
