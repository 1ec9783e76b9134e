//! Heat map: the miRNAs that differ most in a contrast, in samples of its classes.

use serde::Serialize;

use crate::{Analysis, Row};

/// Levels of some miRNAs in some samples, standardised over all samples of the contrast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeatMap {
    /// The miRNAs, those up first, each by p value.
    pub mirnas: Vec<String>,
    /// The samples, with their classes side by side.
    pub samples: Vec<HeatSample>,
    /// Standardised levels, miRNAs × samples; NaN where missing.
    pub levels: Vec<Vec<f64>>,
    /// Samples of the contrast, of which these are drawn.
    pub of: usize,
}

/// A sample of a heat map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeatSample {
    /// Its name.
    pub sample: String,
    /// Its class.
    pub class: String,
}

impl Analysis {
    /// The heat map of contrast `number`: its first `mirnas` by p value, and of each class at most `samples`, evenly
    /// spaced along the mean of the miRNAs up less that of those down. `None` where there is nothing to show.
    pub fn heat_map(&self, number: usize, mirnas: usize, samples: usize) -> Option<HeatMap> {
        let contrast = self.result.contrasts.get(number)?;
        let comparison = self.design.comparisons.get(number)?;
        let top: Vec<&Row> =
            contrast.rows.iter().filter(|row| row.t.is_finite()).take(mirnas).collect();
        let (up, down): (Vec<&Row>, Vec<&Row>) =
            top.into_iter().partition(|row| row.log2_fold_change > 0.0);
        let class_of = self.design.class_of();
        let compared: Vec<usize> =
            comparison.minus.iter().copied().chain([comparison.plus]).collect();
        let all: Vec<usize> =
            (0..class_of.len()).filter(|&i| compared.contains(&class_of[i])).collect();
        let standardised: Vec<Vec<f64>> = up
            .iter()
            .chain(&down)
            .filter_map(|row| self.names.iter().position(|name| *name == row.mirna))
            .map(|i| {
                standardise(&all.iter().map(|&k| self.levels.log2[[i, k]]).collect::<Vec<_>>())
            })
            .collect();
        let score = |k: usize| {
            let sum = |rows: &[Vec<f64>]| -> f64 {
                rows.iter().map(|row| row[k]).filter(|z| !z.is_nan()).sum()
            };
            let (up, down) = standardised.split_at(up.len());
            sum(up) - sum(down)
        };
        let mut drawn: Vec<usize> = Vec::new();
        for class in std::iter::once(comparison.plus).chain(comparison.minus.iter().copied()) {
            let mut of: Vec<usize> =
                (0..all.len()).filter(|&k| class_of[all[k]] == class).collect();
            of.sort_by(|&a, &b| score(b).total_cmp(&score(a)).then(a.cmp(&b)));
            let n = of.len().min(samples);
            drawn.extend((0..n).map(|i| of[(2 * i + 1) * of.len() / (2 * n)]));
        }
        let sample = |&k: &usize| HeatSample {
            sample: self.samples[all[k]].clone(),
            class: self.design.classes.names[class_of[all[k]]].clone(),
        };
        (!standardised.is_empty()).then(|| HeatMap {
            mirnas: up.iter().chain(&down).map(|row| row.mirna.clone()).collect(),
            samples: drawn.iter().map(sample).collect(),
            levels: standardised
                .iter()
                .map(|row| drawn.iter().map(|&k| row[k]).collect())
                .collect(),
            of: all.len(),
        })
    }
}

/// Standard deviations from the mean of the values that are there.
fn standardise(levels: &[f64]) -> Vec<f64> {
    let present = || levels.iter().filter(|level| !level.is_nan());
    let n = present().count() as f64;
    let mean = present().sum::<f64>() / n;
    let sd = (present().map(|level| (level - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    levels.iter().map(|level| if sd > 0.0 { (level - mean) / sd } else { 0.0 }).collect()
}
