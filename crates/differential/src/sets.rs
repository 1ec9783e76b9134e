//! Competitive test of miRNA sets: families of one seed, clusters of one locus.
//!
//! camera (Wu & Smyth 2012, *Nucleic Acids Res* 40:e133) asks whether the miRNAs of a set are more up (or down) than the
//! others. The mean of the set's normal scores of moderated t is set against that of the rest, and its variance inflated
//! by 1 + (m − 1)ρ̄, with the mean correlation ρ̄ of the set's residuals; without that, miRNAs of one transcript would pass
//! for so many independent findings.

use std::collections::HashMap;

use exoscope_core::mirna::MirnaName;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fit::MirnaFit;
use crate::moderated::Statistic;
use crate::multiple::benjamini_hochberg;
use crate::special::{hill_z, ln_lower_tail};

/// Fewest miRNAs of a set that have to be tested.
const FEWEST: usize = 3;

/// What the miRNAs of a set share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetKind {
    /// Nucleotides 2 to 8.
    Family,
    /// The place in the genome, to 10 kb.
    Cluster,
}

/// A set of miRNAs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirnaSet {
    /// What its miRNAs share.
    pub kind: SetKind,
    /// Its name: the seed, or the locus by its first and last hairpin.
    pub name: String,
    /// Its miRNAs, in the form names are compared in; of a cluster hairpins and mature miRNAs.
    pub members: Vec<String>,
}

/// Test of one set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetResult {
    /// What its miRNAs share.
    pub kind: SetKind,
    /// Its name.
    pub name: String,
    /// Its miRNAs that were tested.
    pub mirnas: Vec<String>,
    /// Mean correlation of their residuals.
    pub correlation: f64,
    /// Mean log2 fold change.
    pub mean_log2_fold_change: f64,
    /// Whether they are up, set against the others.
    pub up: bool,
    /// Two-sided p value.
    pub p: f64,
    /// False discovery rate over the sets (Benjamini–Hochberg).
    pub fdr: f64,
}

/// The sets that come with the program: human miRNAs by seed and by locus, from miRBase 22 (`data/sets.py`).
pub fn mirbase_sets() -> Vec<MirnaSet> {
    let lines = include_str!("../data/sets.tsv").lines().skip(2);
    let set = |line: &str| {
        let mut cells = line.split('\t');
        let kind = match cells.next()? {
            "family" => SetKind::Family,
            _ => SetKind::Cluster,
        };
        let name = cells.next()?.to_owned();
        let canonical =
            |name: &str| name.parse::<MirnaName>().ok().map(|n| n.canonical().to_owned());
        Some(MirnaSet {
            kind,
            name,
            members: cells.next()?.split(',').filter_map(canonical).collect(),
        })
    };
    lines.filter_map(set).collect()
}

/// A set of which three miRNAs or more are tested.
#[derive(Debug)]
pub(crate) struct TestedSet {
    kind: SetKind,
    name: String,
    /// Numbers of its miRNAs.
    members: Vec<usize>,
    /// Variance of the mean residual as a multiple of that of independent miRNAs.
    inflation: f64,
}

/// The sets of which three miRNAs or more are among `names`; `fits` are theirs.
pub(crate) fn tested_sets(
    sets: Vec<MirnaSet>,
    names: &[String],
    fits: &[MirnaFit],
) -> Vec<TestedSet> {
    let place: HashMap<&str, usize> =
        names.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
    let tested = |set: MirnaSet| {
        let MirnaSet { kind, name, members } = set;
        let members: Vec<usize> =
            members.iter().filter_map(|name| place.get(name.as_str()).copied()).collect();
        let inflation = inflation(&members, fits);
        (members.len() >= FEWEST).then_some(TestedSet { kind, name, members, inflation })
    };
    sets.into_par_iter().filter_map(tested).collect()
}

/// Tests every set; by p value, then name. `names`, `statistics` and `fits` are of the same miRNAs.
pub(crate) fn camera(
    sets: &[TestedSet],
    names: &[String],
    statistics: &[Statistic],
    fits: &[MirnaFit],
) -> Vec<SetResult> {
    let scores: Vec<f64> = statistics.iter().map(|s| hill_z(s.t, s.df)).collect();
    let known = || scores.iter().filter(|score| score.is_finite());
    let all = known().count() as f64;
    let mean = known().sum::<f64>() / all;
    let variance = known().map(|z| (z - mean).powi(2)).sum::<f64>() / (all - 1.0);
    let residual_df = fits.iter().map(|fit| fit.df).fold(0.0, f64::max);
    let df = residual_df.min(all - 2.0);
    let mut found = Vec::new();
    for set in sets {
        let of: Vec<usize> =
            set.members.iter().copied().filter(|&i| scores[i].is_finite()).collect();
        let m = of.len() as f64;
        if of.len() < FEWEST || m >= all {
            continue;
        }
        let whole = of.len() == set.members.len();
        let inflation = if whole { set.inflation } else { inflation(&of, fits) };
        let in_set = of.iter().map(|&i| scores[i]).sum::<f64>() / m;
        let others = all - m;
        let delta = all / others * (in_set - mean);
        let pooled = ((all - 1.0) * variance - delta * delta * m * others / all) / (all - 2.0);
        let t = delta / (pooled * (inflation.max(1.0) / m + 1.0 / others)).sqrt();
        found.push(SetResult {
            kind: set.kind,
            name: set.name.clone(),
            mirnas: of.iter().map(|&i| names[i].clone()).collect(),
            correlation: (inflation - 1.0) / (m - 1.0),
            mean_log2_fold_change: of.iter().map(|&i| statistics[i].estimate).sum::<f64>() / m,
            up: t > 0.0,
            p: 2.0 * ln_lower_tail(-t.abs(), df).exp(),
            fdr: f64::NAN,
        });
    }
    let p: Vec<f64> = found.iter().map(|set| set.p).collect();
    for (set, fdr) in found.iter_mut().zip(benjamini_hochberg(&p)) {
        set.fdr = fdr;
    }
    found.sort_by(|a, b| a.p.total_cmp(&b.p).then_with(|| a.name.cmp(&b.name)));
    found
}

/// Variance of the set's mean residual as a multiple of that of independent miRNAs: 1 + (m − 1)ρ̄.
fn inflation(members: &[usize], fits: &[MirnaFit]) -> f64 {
    let samples = members.iter().map(|&i| fits[i].residuals.len()).max().unwrap_or(0);
    let mut sum = vec![0.0; samples];
    for &i in members {
        let fit = &fits[i];
        let sd = fit.s2.max(1e-8).sqrt() * fit.df.sqrt();
        for (sum, residual) in sum.iter_mut().zip(&fit.residuals) {
            *sum += residual / sd;
        }
    }
    sum.iter().map(|s| s * s).sum::<f64>() / members.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_that_come_along_are_read_whole() {
        let sets = mirbase_sets();
        let find = |name: &str| sets.iter().find(|set| set.name == name);
        let let7 = find("seed GAGGUAG").map(|set| set.members.len());
        assert_eq!(let7, Some(11));
        let cluster = find("chr13 hsa-mir-17 to hsa-mir-92a-1");
        let members = cluster
            .map(|set| (set.members.len(), set.members.contains(&"hsa-miR-20a-5p".to_owned())));
        assert_eq!(members, Some((18, true)));
        assert!(sets.iter().all(|set| set.members.len() > 1));
    }
}
