//! Columns of the model beside the classes.

use std::collections::BTreeSet;

use exoscope_core::Cohort;
use exoscope_core::sample::{Column, ColumnValues};
use ndarray::Array2;

use super::Base;
use crate::basis::Basis;
use crate::fit::Model;
use crate::{DifferentialError, Settings};

/// What a column is to the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A batch: a factor.
    Batch,
    /// A covariate: a number, or a factor of words.
    Covariate,
    /// The blocks that samples are paired in.
    Pair,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Batch => "a batch",
            Self::Covariate => "a covariate",
            Self::Pair => "the column of the pairs",
        }
    }
}

/// A column that settings name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    pub column: &'a Column,
    pub role: Role,
}

/// The columns that settings name, pairs first.
pub(super) fn named<'a>(
    cohort: &'a Cohort,
    settings: &Settings,
    classes: &str,
) -> Result<Vec<Named<'a>>, DifferentialError> {
    let pairs = settings.paired.iter().map(|name| (name, Role::Pair));
    let batches = settings.batches.iter().map(|name| (name, Role::Batch));
    let covariates = settings.covariates.iter().map(|name| (name, Role::Covariate));
    let mut named: Vec<Named<'_>> = Vec::new();
    for (name, role) in pairs.chain(batches).chain(covariates) {
        let column = cohort.metadata().column(name)?;
        let other = named.iter().find(|other| other.column.name() == column.name());
        let first = other.map(|other| other.role.name());
        let first = first.or((column.name() == classes).then_some("the column of the classes"));
        if let Some(first) = first {
            let (column, second) = (name.clone(), role.name());
            return Err(DifferentialError::ColumnTwice { column, first, second });
        }
        named.push(Named { column, role });
    }
    Ok(named)
}

/// One column of the cohort in the model.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    /// Name of the column.
    pub name: String,
    /// What it is.
    pub role: Role,
    values: TermValues,
}

#[derive(Debug, Clone)]
enum TermValues {
    /// Level of each sample, and the levels.
    Factor(Vec<usize>, Vec<String>),
    /// A number, less its mean.
    Number(Vec<f64>),
}

impl Term {
    /// `None` where the column has one value in these rows.
    fn of(named: &Named<'_>, rows: &[usize]) -> Option<Self> {
        let (name, role) = (named.column.name().to_owned(), named.role);
        if let (ColumnValues::Number(values), Role::Covariate) = (named.column.values(), role) {
            let values: Vec<f64> =
                rows.iter().filter_map(|&row| values.get(row).copied().flatten()).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
            let varies = values.iter().any(|value| Some(value) != values.first());
            return varies.then_some(Self { name, role, values: TermValues::Number(centred) });
        }
        let (of, levels) = factor(named.column, rows);
        (levels.len() > 1).then_some(Self { name, role, values: TermValues::Factor(of, levels) })
    }

    /// Parameters beside an intercept.
    fn width(&self) -> usize {
        match &self.values {
            TermValues::Factor(_, levels) => levels.len().saturating_sub(1),
            TermValues::Number(_) => 1,
        }
    }

    fn entry(&self, sample: usize, column: usize) -> f64 {
        match &self.values {
            TermValues::Factor(of, _) => f64::from(u8::from(of[sample] == column + 1)),
            TermValues::Number(values) => values[sample],
        }
    }

    /// The level of each sample, where the column is a factor.
    pub(crate) fn levels(&self) -> Option<&[usize]> {
        match &self.values {
            TermValues::Factor(of, _) => Some(of),
            TermValues::Number(_) => None,
        }
    }
}

/// Level of each row, and the levels in alphabetical order.
pub(super) fn factor(column: &Column, rows: &[usize]) -> (Vec<usize>, Vec<String>) {
    let texts: Vec<String> =
        rows.iter().map(|&row| column.get(row).map(String::from).unwrap_or_default()).collect();
    let levels: BTreeSet<&str> = texts.iter().map(String::as_str).collect();
    let levels: Vec<String> = levels.into_iter().map(str::to_owned).collect();
    let of = texts.iter().filter_map(|text| levels.binary_search(text).ok()).collect();
    (of, levels)
}

/// The columns beside the classes.
#[derive(Debug, Clone)]
pub(crate) struct Terms(pub Vec<Term>);

/// Levels from which a factor is fitted as intercepts of blocks, which is the same and takes no column.
const MANY_LEVELS: usize = 9;

impl Terms {
    /// The terms of these rows; a column of one value is noted and left out.
    pub(super) fn of(named: &[Named<'_>], rows: &[usize], notes: &mut Vec<String>) -> Self {
        let mut terms = Vec::with_capacity(named.len());
        for named in named {
            match Term::of(named, rows) {
                Some(term) => terms.push(term),
                None => notes.push(format!(
                    "{} has one value in these samples and is left out",
                    named.column.name()
                )),
            }
        }
        Self(terms)
    }

    /// The terms beside which every contrast is estimable: a contrast that is not is refused, or with `even_so` the
    /// term left out and a note made of it.
    pub(super) fn estimable(
        self,
        base: &Base<'_>,
        even_so: bool,
    ) -> Result<(Self, Vec<String>), DifferentialError> {
        let (mut kept, mut notes) = (Self(Vec::new()), Vec::new());
        for term in self.0 {
            kept.0.push(term);
            let model = kept.model(base);
            let basis = model.basis(&(0..base.rows.len()).collect::<Vec<_>>());
            let lost = model.contrasts.iter().position(|c| basis.functional(c).is_none());
            let Some(lost) = lost else { continue };
            let (Some(term), Some(comparison)) = (kept.0.pop(), base.comparisons.get(lost)) else {
                continue;
            };
            let contrast = comparison.name.clone();
            let reason = "its values follow from the classes and the other columns of the model";
            let reason = if apart(&term, base, comparison) {
                "none of its values has samples of both sides".to_owned()
            } else {
                reason.to_owned()
            };
            if !even_so {
                let column = term.name;
                return Err(DifferentialError::Confounded { contrast, column, reason });
            }
            notes.push(format!(
                "CONFOUNDED: contrast {contrast} cannot be told from {} ({reason}), which is left out of the model: \
                 differences may be those of {} alone",
                term.name, term.name
            ));
        }
        Ok((kept, notes))
    }

    /// The term that is fitted as blocks: the pairs, else the factor of most levels where these are many.
    fn blocks(&self) -> Option<usize> {
        let pair = self.0.iter().position(|term| term.role == Role::Pair);
        let factor = || {
            let many =
                |(_, term): &(usize, &Term)| term.levels().is_some() && term.width() >= MANY_LEVELS;
            self.0.iter().enumerate().filter(many).max_by_key(|(i, t)| (t.width(), usize::MAX - i))
        };
        pair.or_else(|| factor().map(|(i, _)| i))
    }

    /// Design matrix and contrasts.
    pub(super) fn model(&self, base: &Base<'_>) -> Model {
        let present = base.present();
        let blocks = self.blocks();
        let dense = |(i, _): &(usize, &Term)| Some(*i) != blocks;
        let columns: Vec<(&Term, usize)> = self
            .0
            .iter()
            .enumerate()
            .filter(dense)
            .flat_map(|(_, term)| (0..term.width()).map(move |column| (term, column)))
            .collect();
        let width = present.len() + columns.len();
        let x = Array2::from_shape_fn((base.rows.len(), width), |(sample, j)| {
            match j.checked_sub(present.len()) {
                None => {
                    let class = base.classes.of.get(base.rows[sample]).copied().flatten();
                    f64::from(u8::from(class == Some(present[j])))
                }
                Some(k) => columns[k].0.entry(sample, columns[k].1),
            }
        });
        let contrast = |comparison: &crate::contrast::Comparison| {
            let mut c: Vec<f64> =
                present.iter().map(|&class| comparison.coefficient(class)).collect();
            c.resize(width, 0.0);
            c
        };
        let blocks = blocks.and_then(|i| self.0.get(i)?.levels().map(<[usize]>::to_vec));
        Model { x, blocks, contrasts: base.comparisons.iter().map(contrast).collect() }
    }

    /// Names of the columns that others say already, beside the one intercept that blocks and classes share.
    pub(super) fn redundant(&self, base: &Base<'_>, basis: &Basis) -> Vec<String> {
        let classes = base.present().len();
        let blocks = self.blocks();
        let names: Vec<&str> = self
            .0
            .iter()
            .enumerate()
            .filter(|(i, _)| Some(*i) != blocks)
            .flat_map(|(_, term)| (0..term.width()).map(|_| term.name.as_str()))
            .collect();
        // Which of several aliased columns pivoting leaves to the end is chance; their number is not.
        let spare = usize::from(blocks.is_some());
        let redundant = basis.redundant();
        if redundant.len() <= spare {
            return Vec::new();
        }
        let of: BTreeSet<String> = redundant
            .iter()
            .filter_map(|&j| names.get(j.checked_sub(classes)?))
            .map(|name| (*name).to_owned())
            .collect();
        of.into_iter().collect()
    }
}

/// Whether no level of the term has samples of both sides of the contrast.
fn apart(term: &Term, base: &Base<'_>, comparison: &crate::contrast::Comparison) -> bool {
    let Some(levels) = term.levels() else { return false };
    let sides = base.sides(comparison);
    let on = |wanted: i8| -> BTreeSet<usize> {
        let here = levels.iter().zip(&sides).filter(|(_, side)| **side == wanted);
        here.map(|(level, _)| *level).collect()
    };
    on(1).is_disjoint(&on(-1))
}
