//! Design of an analysis: which samples, which columns, which contrasts.

mod confounding;
mod samples;
mod terms;

use exoscope_core::Cohort;
use serde::{Deserialize, Serialize};

pub use confounding::Association;
pub(crate) use terms::{Role, Term, Terms};

use crate::contrast::{Classes, Comparison};
use crate::fit::Model;
use crate::{DifferentialError, Settings};

/// Samples of an analysis with their model.
#[derive(Debug)]
pub(crate) struct Design {
    /// Rows of the cohort.
    pub rows: Vec<usize>,
    /// The classes, of which the model has those with samples in `rows`.
    pub classes: Classes,
    /// The contrasts.
    pub comparisons: Vec<Comparison>,
    /// Design matrix and the contrasts' coefficients.
    pub model: Model,
    /// The columns beside the classes.
    pub terms: Terms,
    /// Samples left out, and why.
    pub left_out: Vec<LeftOut>,
    /// Association of each contrast with the batch variables.
    pub associations: Vec<Vec<Association>>,
    /// What should be known of the design.
    pub notes: Vec<String>,
    /// Parameters of the model.
    pub parameters: usize,
}

/// Samples of the compared classes that are not in the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Why.
    pub reason: String,
    /// How many.
    pub samples: usize,
}

impl Design {
    /// Makes the design that settings ask for.
    pub(crate) fn new(cohort: &Cohort, settings: &Settings) -> Result<Self, DifferentialError> {
        let classes = samples::classes(cohort, settings.by.as_deref())?;
        let known = terms::named(cohort, settings, &classes.column)?;
        let asked = classes.contrasts(&settings.contrasts, &classes.sizes(&all(cohort)))?;
        let (rows, left_out) = samples::chosen(cohort, &classes, &asked, &known)?;
        let sizes = classes.sizes(&rows);
        samples::enough(&asked, &classes, &sizes, &left_out)?;
        let mut notes = samples::notes(cohort, &rows, settings);
        let terms = Terms::of(&known, &rows, &mut notes);
        let base = Base { rows: &rows, classes: &classes, comparisons: &asked };
        let (terms, dropped) = terms.estimable(&base, settings.even_so)?;
        notes.extend(dropped);
        let associations = confounding::associations(cohort, &base, &terms, settings.even_so)?;
        notes.extend(confounding::warnings(&asked, &associations));
        let model = terms.model(&base);
        let basis = model.basis(&(0..rows.len()).collect::<Vec<_>>());
        let parameters = basis.parameters();
        if rows.len() <= parameters {
            return Err(DifferentialError::NoResidual { samples: rows.len(), parameters });
        }
        let redundant = terms.redundant(&base, &basis);
        if !redundant.is_empty() {
            notes.push(format!(
                "other columns of the model say already what {} says: that changes no estimate",
                redundant.join(", ")
            ));
        }
        let comparisons = asked;
        Ok(Self {
            rows,
            classes,
            comparisons,
            model,
            terms,
            left_out,
            associations,
            notes,
            parameters,
        })
    }

    /// Class of each sample of the model.
    pub(crate) fn class_of(&self) -> Vec<usize> {
        self.rows.iter().filter_map(|&row| self.classes.of.get(row).copied().flatten()).collect()
    }
}

fn all(cohort: &Cohort) -> Vec<usize> {
    (0..cohort.n_samples()).collect()
}

/// What every model of an analysis has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Base<'a> {
    /// Rows of the cohort.
    pub rows: &'a [usize],
    /// Their classes.
    pub classes: &'a Classes,
    /// What is compared.
    pub comparisons: &'a [Comparison],
}

impl Base<'_> {
    /// The classes with samples in the model, in order: its first columns.
    pub(crate) fn present(&self) -> Vec<usize> {
        let sizes = self.classes.sizes(self.rows);
        (0..sizes.len()).filter(|&class| sizes[class] > 0).collect()
    }

    /// Which side of a contrast each sample is on: 1 above, −1 below, 0 neither.
    pub(crate) fn sides(&self, comparison: &Comparison) -> Vec<i8> {
        let side = |&row: &usize| match self.classes.of.get(row).copied().flatten() {
            Some(class) if class == comparison.plus => 1,
            Some(class) if comparison.minus.contains(&class) => -1,
            _ => 0,
        };
        self.rows.iter().map(side).collect()
    }
}
