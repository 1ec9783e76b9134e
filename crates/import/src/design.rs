//! A design: facts about samples without any miRNA.

use std::path::Path;

use exoscope_core::cohort::Step;
use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale};
use ndarray::Array2;

use super::error::{ImportError, Place};
use super::facts::Facts;
use super::layout::check_facts;
use super::limits::Limits;
use super::list::{self, Named};

/// Reads a table of facts, a row a sample, as a cohort of no miRNA, so that a design can be audited
/// before anything is measured, or where the values are not at hand.
///
/// The column `label` holds the label; a column called `sample` names the samples, else the lines
/// do. Other columns hold a field where their names and values say so.
pub fn design(path: &Path, label: &str, limits: Limits) -> Result<Cohort, ImportError> {
    let facts = Facts::open(path, None, None, limits)?;
    let here = || Place::file(path);
    let named = facts.headings.iter().position(|heading| heading == "sample");
    let others = facts.headings.iter().enumerate().filter(|(n, _)| Some(*n) != named);
    let headings = others.clone().map(|(n, heading)| (n + 1, heading.as_str()));
    check_facts(headings, path, facts.header)?;

    let cell = |cells: &[String], n: usize| cells.get(n).cloned().unwrap_or_default();
    let name = |(line, cells): &(usize, Vec<String>)| {
        let text = named.map_or_else(|| format!("line {line}"), |n| cell(cells, n));
        Named { text, place: Place::cell(path, *line, named.map_or(1, |n| n + 1)) }
    };
    let samples = list::samples(&facts.rows.iter().map(name).collect::<Vec<_>>())?;
    let nothing = Array2::zeros((samples.len(), 0));
    let cohort = Cohort::new(samples, Vec::new(), nothing, Scale::Unknown);
    let mut cohort = cohort.map_err(|e| here().error(e))?;
    for (n, heading) in others {
        let values: Vec<String> = facts.rows.iter().map(|(_, cells)| cell(cells, n)).collect();
        cohort.add_column(Column::guess(heading, &values)).map_err(|e| here().error(e))?;
    }
    super::fields::set_fields(&mut cohort, &[(Field::Label, label.to_owned())], 0)
        .map_err(|e| here().error(e))?;
    let cut = if facts.unfinished { "; its last line has no end: cut short?" } else { "" };
    let what = format!("a design was read: facts without miRNAs{cut}");
    cohort.add_step(Step::new(what, vec![facts.source]));
    Ok(cohort)
}
