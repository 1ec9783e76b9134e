//! Confounding of a contrast with a batch variable.

use std::collections::BTreeSet;

use exoscope_core::Cohort;
use exoscope_core::sample::Field;
use exoscope_score::cramers_v;
use serde::{Deserialize, Serialize};

use super::Base;
use super::terms::{Role, Terms, factor};
use crate::DifferentialError;
use crate::basis::{Basis, Blocks};
use crate::contrast::Comparison;

/// Association of a contrast's two sides with a batch variable, over its samples whose batch is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Association {
    /// The column.
    pub column: String,
    /// Whether it is a factor of the model.
    pub in_model: bool,
    /// Batches.
    pub batches: usize,
    /// Samples of both sides.
    pub samples: usize,
    /// Of these, samples in batches that hold both sides: they alone compare the sides within a batch.
    pub beside: usize,
    /// Cramér's V, corrected for chance (Bergsma 2013): 0 independent, 1 one follows from the other.
    pub cramers_v: f64,
    /// Share of the information on the contrast that is left within batches: its variance without the batches in the
    /// model over that with them, from 0 (not estimable) to 1 (balanced).
    pub information: f64,
}

/// Associations of every contrast with the batches of the model, and with those that the cohort knows beside them (site,
/// slide, date). One that parts the sides completely is refused unless `even_so`.
pub(super) fn associations(
    cohort: &Cohort,
    base: &Base<'_>,
    terms: &Terms,
    even_so: bool,
) -> Result<Vec<Vec<Association>>, DifferentialError> {
    let metadata = cohort.metadata();
    let modelled: Vec<&str> = terms
        .0
        .iter()
        .filter(|term| term.role == Role::Batch)
        .map(|term| term.name.as_str())
        .collect();
    let used = |name: &str| name == base.classes.column || terms.0.iter().any(|t| t.name == name);
    let fields = [Field::Site, Field::Slide, Field::Date].into_iter();
    let known =
        fields.filter_map(|field| metadata.field(field).map(exoscope_core::sample::Column::name));
    let columns: BTreeSet<&str> =
        known.filter(|name| !used(name)).chain(modelled.iter().copied()).collect();
    let mut found = Vec::with_capacity(base.comparisons.len());
    for comparison in base.comparisons {
        let mut of = Vec::new();
        for name in &columns {
            let in_model = modelled.contains(name);
            let Some(association) = one(cohort, base, comparison, name, in_model)? else {
                continue;
            };
            if association.beside == 0 && !in_model && !even_so {
                return Err(DifferentialError::Confounded {
                    contrast: comparison.name.clone(),
                    column: association.column,
                    reason: "none of its values has samples of both sides".to_owned(),
                });
            }
            of.push(association);
        }
        found.push(of);
    }
    Ok(found)
}

/// `None` where the column says nothing of batches: one value, or nearly as many as samples.
fn one(
    cohort: &Cohort,
    base: &Base<'_>,
    comparison: &Comparison,
    name: &str,
    in_model: bool,
) -> Result<Option<Association>, DifferentialError> {
    let column = cohort.metadata().column(name)?;
    let sides = base.sides(comparison);
    let known = |(&row, &side): (&usize, &i8)| {
        (side != 0 && column.get(row).is_some()).then_some((row, side))
    };
    let (rows, sides): (Vec<usize>, Vec<i8>) =
        base.rows.iter().zip(&sides).filter_map(known).unzip();
    let (of, levels) = factor(column, &rows);
    if levels.len() < 2 || (!in_model && levels.len() * 2 > rows.len()) {
        return Ok(None);
    }
    let mut table = vec![vec![0_usize; 2]; levels.len()];
    for (&level, &side) in of.iter().zip(&sides) {
        table[level][usize::from(side < 0)] += 1;
    }
    let beside = table.iter().filter(|row| row.iter().all(|n| *n > 0)).flatten().sum();
    let class = |i: usize| base.classes.of.get(rows[i]).copied().flatten();
    let present = base.present();
    let coefficients: Vec<f64> = present.iter().map(|&c| comparison.coefficient(c)).collect();
    let variance = |blocks: Option<Blocks>| {
        let entry = |i: usize, j: usize| f64::from(u8::from(class(i) == Some(present[j])));
        let basis = Basis::of(present.len(), rows.len(), entry, blocks);
        basis.functional(&coefficients).map(|u| u.iter().map(|u| u * u).sum::<f64>())
    };
    let (free, within) = (variance(None), variance(Some(Blocks::new(of.iter().copied()))));
    let information = match (free, within) {
        (Some(free), Some(within)) => (free / within).min(1.0),
        _ => 0.0,
    };
    Ok(Some(Association {
        column: name.to_owned(),
        in_model,
        batches: levels.len(),
        samples: rows.len(),
        beside,
        cramers_v: cramers_v(&table).1,
        information,
    }))
}

/// What is to be said of associations: complete ones that were let pass, and strong ones.
pub(super) fn warnings(comparisons: &[Comparison], found: &[Vec<Association>]) -> Vec<String> {
    /// Share of the information from which on a contrast says little within batches.
    const LITTLE: f64 = 0.5;
    let mut notes = Vec::new();
    for (comparison, associations) in comparisons.iter().zip(found) {
        for a in associations {
            let name = &comparison.name;
            if a.beside == 0 {
                notes.push(format!(
                    "CONFOUNDED: contrast {name} cannot be told from {}, which is not in the model: differences may be \
                     those of {} alone",
                    a.column, a.column
                ));
            } else if a.information < LITTLE || a.cramers_v > LITTLE {
                let left = 100.0 * a.information;
                let how = if a.in_model { "in the model" } else { "not in the model" };
                notes.push(format!(
                    "contrast {name} is partly confounded with {} ({how}): Cramér's V {:.2}, {} of {} samples in batches \
                     that hold both sides, {left:.0} % of the information left within batches",
                    a.column, a.cramers_v, a.beside, a.samples
                ));
            }
        }
    }
    notes
}
