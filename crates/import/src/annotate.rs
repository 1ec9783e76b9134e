//! Facts about the samples of a cohort: joined from tables, taken out of their names, and which
//! of them are the label and the other fields.

mod error;
mod join;
mod pattern;
mod warning;

use std::path::Path;

use exoscope_core::Cohort;
use exoscope_core::cohort::{Source, Step};
use exoscope_core::sample::{Column, Field};
use serde::Serialize;

pub use error::{JoinError, PatternError};
pub(super) use join::join_facts;
pub use join::{Join, JoinReport, Unmatched};
pub use pattern::{Derive, KeyMap};

use super::error::{ImportError, Place};
use super::fields::set_fields;
use super::report::FieldReport;
use warning::Before;

/// What is to be noted about the samples of a cohort. It is done in the order of the fields here.
#[derive(Debug, Clone, Default)]
pub struct Annotation {
    /// A table of facts to join.
    pub join: Option<Join>,
    /// Columns to be made from the samples' names.
    pub derive: Vec<Derive>,
    /// Fields and the columns that hold them; the label is one of them.
    pub fields: Vec<(Field, String)>,
    /// Labels that are controls; `*` stands for any characters.
    pub controls: Vec<String>,
    /// Labels that are benign diseases; `*` stands for any characters.
    pub benign: Vec<String>,
}

/// A cohort with new facts, and what annotating it found.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotated {
    /// The cohort.
    pub cohort: Cohort,
    /// What was found.
    pub report: AnnotationReport,
}

/// What annotating a cohort found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AnnotationReport {
    /// What the table brought.
    pub join: Option<JoinReport>,
    /// What the names of the samples brought.
    pub derived: Vec<DeriveReport>,
    /// Columns that were to hold a field, or whose names say so, and whether they do.
    pub fields: Vec<FieldReport>,
    /// The role of every label, where roles were given.
    pub roles: Vec<(String, String)>,
    /// What is odd about labels and roles.
    pub warnings: Vec<String>,
}

/// What a column made from the samples' names holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeriveReport {
    /// The column.
    pub column: String,
    /// How many different values it has.
    pub distinct: usize,
    /// Samples whose name does not match; their value is missing.
    pub unmatched: Vec<String>,
}

/// Notes facts about the samples of `cohort`, which is called `path` in messages.
///
/// A label that stays where it was keeps its roles; one in another column loses them, which is said.
///
/// Columns that are new and called like a field ([`Field::of_column`]) hold it from then on, where
/// their values fit and no other column does.
pub fn annotate(
    mut cohort: Cohort,
    path: &Path,
    annotation: &Annotation,
) -> Result<Annotated, ImportError> {
    let here = || Place::file(path);
    let known = cohort.metadata().columns().len();
    let before = Before::of(&cohort);
    let mut report = AnnotationReport::default();
    let mut sources = Vec::new();
    let mut steps: Vec<String> = Vec::new();
    if let Some(join) = &annotation.join {
        let (joined, source) = join::join(&mut cohort, join)?;
        steps.push(format!("facts about {} samples joined", joined.matched));
        sources.push(source);
        report.join = Some(joined);
    }
    for derive in &annotation.derive {
        let derived = derived(&mut cohort, path, derive)?;
        steps.push(format!("column {} taken from the samples' names", derived.column));
        report.derived.push(derived);
    }
    report.fields =
        set_fields(&mut cohort, &annotation.fields, known).map_err(|e| here().error(e))?;
    for FieldReport { field, column, .. } in report.fields.iter().filter(|f| f.refused.is_none()) {
        steps.push(format!("column {column} holds the {field}"));
    }
    if !(annotation.controls.is_empty() && annotation.benign.is_empty()) {
        if cohort.metadata().field(Field::Label).is_none() {
            return Err(here().error(JoinError::NoLabel));
        }
        cohort.set_roles(&annotation.controls, &annotation.benign).map_err(|e| here().error(e))?;
        report.roles =
            cohort.roles().iter().map(|(label, role)| (label.into(), role.to_string())).collect();
        steps.push("roles given to the labels".to_owned());
    }
    report.warnings = before.warnings(&cohort);
    note(&mut cohort, &steps, sources);
    Ok(Annotated { cohort, report })
}

/// Notes what was done in the cohort's history.
fn note(cohort: &mut Cohort, steps: &[String], sources: Vec<Source>) {
    if !steps.is_empty() {
        cohort.add_step(Step::new(steps.join("; "), sources));
    }
}

/// Makes a column from the samples' names.
fn derived(cohort: &mut Cohort, path: &Path, derive: &Derive) -> Result<DeriveReport, ImportError> {
    let here = || Place::file(path);
    let mut unmatched = Vec::new();
    let mut values: Vec<&str> = Vec::with_capacity(cohort.n_samples());
    for sample in cohort.samples() {
        let value = derive.value(sample.as_str());
        if value.is_none() {
            unmatched.push(sample.to_string());
        }
        values.push(value.unwrap_or_default());
    }
    if unmatched.len() == values.len() {
        let (pattern, sample) = (derive.pattern().to_owned(), unmatched.into_iter().next());
        let sample = sample.unwrap_or_default();
        return Err(here().error(PatternError::MatchesNothing { pattern, sample }));
    }
    let column = Column::guess(derive.column(), &values);
    let distinct: std::collections::BTreeSet<_> = column.texts().flatten().collect();
    let (distinct, name) = (distinct.len(), column.name().to_owned());
    cohort.add_column(column).map_err(|e| here().error(e))?;
    Ok(DeriveReport { column: name, distinct, unmatched })
}
