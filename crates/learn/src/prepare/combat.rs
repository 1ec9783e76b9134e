//! `ComBat`: shift and scale of batches, shrunk by empirical Bayes.
//!
//! Johnson, Li & Rabinovic 2007, *Biostatistics* 8:118, with parametric priors, as `sva::ComBat`.
//! For sample `i` of batch `b` and one miRNA, on the log2 scale,
//!
//! ```text
//! x = α + class effect + σ γ_b + σ √δ_b ε
//! ```
//!
//! `γ_b` and `δ_b` are estimated per batch and miRNA and shrunk towards what the other miRNAs of
//! the same batch show. A sample of a known batch becomes
//!
//! ```text
//! (x − α − σ γ_b) / √δ_b + α
//! ```
//!
//! A sample of **a batch that training did not have is left as it is**: nothing is known of its
//! shift, and estimating it would take other samples of that batch, their number and their mix
//! of classes. So `ComBat` cannot help a reader in a new hospital; it is here as an option and as the
//! baseline that other remedies are measured against.

mod estimate;
mod groups;
mod shrink;

use std::collections::BTreeMap;

use ndarray::parallel::prelude::*;
use ndarray::{ArrayView2, ArrayViewMut2, Axis};
use serde::{Deserialize, Serialize};

use super::error::{PrepareError, same_width};
use crate::split::Training;
use estimate::Estimates;
use groups::Groups;

/// Settings of [`Combat`].
///
/// | Setting | Default | Meaning |
/// |---|---|---|
/// | `mean_only` | false | shift alone, no scale; always so when a batch has one sample, as in sva |
/// | `keep_classes` | false | estimate batches net of the classes of training samples |
///
/// **`keep_classes` is dangerous.** Where classes are spread unevenly over batches it decides what
/// is batch and what is class by an additive model, and writes that decision into the training
/// values: the wanted difference can be put there by the correction (Nygaard, Rødland & Hovig
/// 2016, *Biostatistics* 17:29). Held-out samples have no class and are corrected as if of the
/// training mix of classes; training samples too, so that both are treated alike. sva, which
/// knows each sample's class, differs there (and only there).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CombatSettings {
    /// Correct the mean of a batch and leave its spread.
    pub mean_only: bool,
    /// Protect differences between classes while batches are estimated.
    pub keep_classes: bool,
}

/// Checked [`CombatSettings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Combat(CombatSettings);

/// Complete log2 values with the batch of each sample.
#[derive(Debug, Clone, Copy)]
pub struct Batched<'a> {
    /// Samples × miRNAs, finite.
    pub x: ArrayView2<'a, f32>,
    /// Batch of each sample.
    pub batches: &'a [String],
    /// Class of each sample; used with `keep_classes` alone.
    pub classes: Option<&'a [usize]>,
}

/// What is taken off and divided out of one miRNA in one batch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Adjustment {
    /// `σ γ`, log2.
    pub shift: f64,
    /// `√δ`, without unit.
    pub scale: f64,
}

/// Fitted [`Combat`]: an adjustment per known batch and miRNA.
///
/// A miRNA that is constant within a training batch of several samples is left as it is in all
/// batches, as in sva.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedCombat {
    /// `α` of each miRNA: its training mean, log2.
    centres: Vec<f64>,
    batches: BTreeMap<String, Vec<Adjustment>>,
}

impl CombatSettings {
    /// Takes the settings; every combination is valid.
    pub fn check(self) -> Combat {
        Combat(self)
    }
}

impl Combat {
    /// Learns the adjustment of each batch from training samples.
    ///
    /// Fails with fewer than two batches, and with `keep_classes` when some classes share no
    /// batch with the others, so that class and batch cannot be told apart.
    pub fn fit(&self, training: &Training<Batched<'_>>) -> Result<FittedCombat, PrepareError> {
        let Batched { x, batches, classes } = **training;
        let classes = match (self.0.keep_classes, classes) {
            (true, None) => return Err(PrepareError::NoClasses),
            (true, classes) => classes,
            (false, _) => None,
        };
        let groups = Groups::new(x.nrows(), batches, classes)?;
        let estimates = Estimates::new(x, &groups)?;
        let mean_only = self.0.mean_only || groups.sizes().contains(&1);
        let adjustments: Vec<_> = groups
            .names()
            .par_iter()
            .zip(groups.sizes())
            .enumerate()
            .map(|(b, (name, &n))| {
                let adjustments = estimates.adjustments(b, n, mean_only);
                let unsettled =
                    |iterations| PrepareError::NotSettled { batch: name.clone(), iterations };
                Ok((name.clone(), adjustments.map_err(unsettled)?))
            })
            .collect();
        let batches = adjustments.into_iter().collect::<Result<_, PrepareError>>()?;
        Ok(FittedCombat { centres: estimates.centres, batches })
    }
}

impl FittedCombat {
    /// Corrects samples × miRNAs in place, given the batch of each; returns how many samples are
    /// of no known batch and so left as they are.
    pub fn apply(
        &self,
        mut x: ArrayViewMut2<'_, f32>,
        batches: &[String],
    ) -> Result<usize, PrepareError> {
        same_width("batch correction", self.centres.len(), x.ncols())?;
        if batches.len() != x.nrows() {
            let (samples, found) = (x.nrows(), batches.len());
            return Err(PrepareError::Length { what: "batches", samples, found });
        }
        for adjustments in self.batches.values() {
            same_width("batch correction", adjustments.len(), x.ncols())?;
        }
        let rows = x.axis_iter_mut(Axis(0)).into_par_iter();
        let unknown = rows.zip(batches).map(|(mut row, batch)| {
            let Some(adjustments) = self.batches.get(batch) else { return 1 };
            for ((value, centre), a) in row.iter_mut().zip(&self.centres).zip(adjustments) {
                let net = (f64::from(*value) - centre - a.shift) / a.scale;
                *value = (net + centre) as f32;
            }
            0
        });
        Ok(unknown.sum())
    }

    /// Adjustments of each miRNA, by batch.
    pub fn batches(&self) -> &BTreeMap<String, Vec<Adjustment>> {
        &self.batches
    }
}

#[cfg(test)]
#[path = "combat/tests.rs"]
mod tests;
