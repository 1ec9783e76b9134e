//! A reader confined to a few miRNAs.

use ndarray::Axis;
use serde::{Deserialize, Serialize};

use super::FitPipelineError;
use crate::learn::{Examples, OutOfFold, choose_panel};
use crate::split::{Learnable, Training};

/// The miRNAs that a reader was confined to, chosen from its training samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// Columns of the prepared values, most telling first.
    pub(super) columns: Vec<usize>,
    /// For each, the share of inner folds without which it was chosen too; empty where this was not
    /// asked for.
    pub stability: Vec<f64>,
}

impl Panel {
    /// Chooses `size` miRNAs and confines the examples to them; with `stability`, chooses again
    /// without each inner fold.
    pub(super) fn fit(
        examples: Training<Examples>,
        size: usize,
        stability: bool,
    ) -> Result<(Self, Training<Examples>), FitPipelineError> {
        if size == 0 {
            return Err(FitPipelineError::EmptyPanel);
        }
        let columns = choose_panel(&examples, size)?;
        let stability = if stability { shares(&examples, &columns)? } else { Vec::new() };
        let panelled = examples.into_inner().with_features(&columns)?.training();
        Ok((Self { columns, stability }, panelled))
    }
}

/// The share of inner folds without which each of these is chosen.
fn shares(examples: &Training<Examples>, columns: &[usize]) -> Result<Vec<f64>, FitPipelineError> {
    let inner = OutOfFold::draw(examples)?;
    let mut chosen = Vec::new();
    for fold in 0..inner.folds {
        let (_, rows) = inner.split(fold);
        // Without a class to tell another from nothing is chosen.
        if rows.iter().any(|&row| examples.y()[row] != examples.y()[rows[0]]) {
            chosen.push(choose_panel(&part(examples, &rows)?, columns.len())?);
        }
    }
    let share = |column| {
        let times = chosen.iter().filter(|chosen| chosen.contains(column)).count();
        times as f64 / chosen.len().max(1) as f64
    };
    Ok(columns.iter().map(share).collect())
}

/// Some of the training samples, with the classes that they have.
fn part(
    examples: &Training<Examples>,
    rows: &[usize],
) -> Result<Training<Examples>, FitPipelineError> {
    let mut present: Vec<usize> = rows.iter().map(|&row| examples.y()[row]).collect();
    present.sort_unstable();
    present.dedup();
    let y = rows.iter().filter_map(|&row| present.binary_search(&examples.y()[row]).ok()).collect();
    let x = examples.x().select(Axis(0), rows);
    let weights = rows.iter().map(|&row| examples.weights()[row]).collect();
    Ok(Examples::new(x, y, present.len())?.with_weights(weights)?.training())
}
