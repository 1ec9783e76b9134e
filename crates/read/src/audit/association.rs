//! How far a key and the label say the same.

use exoscope_core::sample::Role;
use exoscope_score::cramers_v;
use serde::{Deserialize, Serialize};

use super::Key;
use crate::split::Labelled;

/// How far a key and the label coincide, over the samples whose batch is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Confounding {
    /// Batches: different values of the key.
    pub batches: usize,
    /// Samples whose batch is not known; they are left out here.
    pub unknown: usize,
    /// Batches that hold samples of one class alone.
    pub single_class_batches: usize,
    /// Share of the batches that hold samples of one class alone.
    pub single_class_share: f64,
    /// Share of the samples that are in such a batch.
    pub single_class_samples_share: f64,
    /// Cramér's V: `√(χ² / (n (min(batches, classes) − 1)))`, 0 where batch and class are
    /// independent, 1 where the one follows from the other (Cramér 1946, ch. 21). Grows with the
    /// number of batches even by chance.
    pub cramers_v: f64,
    /// The same corrected for chance (Bergsma 2013, J Korean Stat Soc 42:323).
    pub cramers_v_corrected: f64,
    /// Cancers whose batch also holds a control; `None` where roles are not known or either is
    /// missing.
    pub cancers_beside_controls: Option<usize>,
    /// Number of cancers whose batch is known.
    pub cancers: usize,
    /// Samples in batches that hold several classes.
    pub mixed: usize,
    /// Classes whose samples all stand in one batch: no split that keeps batches together can test
    /// them.
    pub alone: Vec<Alone>,
}

/// A class whose samples all stand in one batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alone {
    /// The class.
    pub class: String,
    /// Its samples.
    pub n: usize,
    /// The batch.
    pub batch: String,
    /// Samples of other classes in that batch.
    pub others: usize,
}

impl Confounding {
    /// How far `key` and the label of `labelled`, whose batches it numbers, coincide.
    pub fn of(key: &Key, labelled: &Labelled<'_>) -> Self {
        let table = key.table(labelled.y(), labelled.classes().len());
        let sizes: Vec<usize> = table.iter().map(|row| row.iter().sum()).collect();
        let n: usize = sizes.iter().sum();
        let single = |row: &Vec<usize>| row.iter().filter(|n| **n > 0).count() == 1;
        let single_class: Vec<usize> =
            table.iter().zip(&sizes).filter(|(row, _)| single(row)).map(|(_, n)| *n).collect();
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let (cramers_v, cramers_v_corrected) = cramers_v(&table);
        let (cancers, cancers_beside_controls) = beside(&table, &labelled.roles());
        Self {
            batches: table.len(),
            unknown: labelled.len() - n,
            single_class_batches: single_class.len(),
            single_class_share: share(single_class.len(), table.len()),
            single_class_samples_share: share(single_class.iter().sum(), n),
            cramers_v,
            cramers_v_corrected,
            cancers_beside_controls,
            cancers,
            mixed: n - single_class.iter().sum::<usize>(),
            alone: alone(&table, &sizes, key, labelled.classes()),
        }
    }

    /// Samples that can be compared with one of the other side within a batch: cancers beside
    /// controls where roles are known, else all samples in batches of several classes.
    pub(super) fn comparable(&self) -> usize {
        self.cancers_beside_controls.unwrap_or(self.mixed)
    }
}

/// The cancers, and how many of them are in a batch with a control.
fn beside(table: &[Vec<usize>], roles: &[Option<Role>]) -> (usize, Option<usize>) {
    let of = |row: &[usize], role| -> usize {
        row.iter().zip(roles).filter(|(_, r)| **r == Some(role)).map(|(n, _)| n).sum()
    };
    let batches: Vec<(usize, usize)> =
        table.iter().map(|row| (of(row, Role::Cancer), of(row, Role::Control))).collect();
    let cancers: usize = batches.iter().map(|(cancers, _)| cancers).sum();
    let controls: usize = batches.iter().map(|(_, controls)| controls).sum();
    let beside = batches.iter().filter(|(_, controls)| *controls > 0).map(|(n, _)| n).sum();
    (cancers, (cancers > 0 && controls > 0).then_some(beside))
}

/// Classes of which one batch holds all samples, where there are other batches.
fn alone(table: &[Vec<usize>], sizes: &[usize], key: &Key, classes: &[String]) -> Vec<Alone> {
    let mut alone = Vec::new();
    for (class, name) in classes.iter().enumerate() {
        let count = |row: &Vec<usize>| row.get(class).copied().unwrap_or(0);
        let mut holding = table.iter().enumerate().filter(|(_, row)| count(row) > 0);
        let (Some((batch, row)), None, true) = (holding.next(), holding.next(), table.len() > 1)
        else {
            continue;
        };
        let n = count(row);
        alone.push(Alone {
            class: name.clone(),
            n,
            batch: key.batches().get(batch).cloned().unwrap_or_default(),
            others: sizes.get(batch).map_or(0, |size| size - n),
        });
    }
    alone
}
