//! Counts to log2 CPM with precision weights: voom.
//!
//! Law, Chen, Shi & Smyth 2014, *Genome Biology* 15:R29. The residual standard deviation of log2 CPM is a smooth function
//! of the mean log2 count; every observation gets the weight 1/f(λ̂)⁴, where λ̂ is its fitted log2 count and f the lowess
//! curve of √s.

use ndarray::Array2;
use rayon::prelude::*;

use crate::fit::Model;
use crate::interpolate::Curve;
use crate::lowess::{ascending, lowess};

/// Share of miRNAs in each neighbourhood of the trend.
const SPAN: f64 = 0.5;

/// log2 CPM and the weight of each observation, miRNAs × samples.
#[derive(Debug, Clone)]
pub(crate) struct Voom {
    /// log2((count + 0.5) / (library size + 1) · 1e6), NaN where the count is missing.
    pub log2_cpm: Array2<f64>,
    /// Precision weights, 1 where no trend can be estimated.
    pub weights: Array2<f64>,
}

/// Weighs `counts` (miRNAs × samples, NaN where missing) of samples with these effective library sizes.
pub(crate) fn voom(counts: &Array2<f64>, sizes: &[f64], model: &Model) -> Voom {
    let log2_cpm = Array2::from_shape_fn(counts.dim(), |(mirna, sample)| {
        ((counts[[mirna, sample]] + 0.5) / (sizes[sample] + 1.0) * 1e6).log2()
    });
    let fits = model.fit(&log2_cpm, None);
    let depth = sizes.iter().map(|size| (size + 1.0).log2()).sum::<f64>() / sizes.len() as f64;
    let depth = depth - 1e6_f64.log2();
    let replicated: Vec<usize> = (0..fits.len()).filter(|&i| fits[i].df > 0.0).collect();
    let mut weights = Array2::ones(counts.dim());
    if replicated.len() < 2 {
        return Voom { log2_cpm, weights };
    }
    let level = |i: &usize| fits[*i].mean + depth;
    let levels: Vec<f64> = replicated.iter().map(level).collect();
    let order = ascending(&levels);
    let x: Vec<f64> = order.iter().map(|&k| levels[k]).collect();
    let y: Vec<f64> = order.iter().map(|&k| fits[replicated[k]].s2.sqrt().sqrt()).collect();
    let trend = Curve::new(&x, &lowess(&x, &y, SPAN));
    let million = 1e6_f64.log2();
    let log_sizes: Vec<f64> = sizes.iter().map(|size| (size + 1.0).log2() - million).collect();
    let rows = weights.outer_iter_mut().into_par_iter().zip(log2_cpm.outer_iter().into_par_iter());
    rows.zip(&fits).for_each(|((mut weights, values), fit)| {
        let values = values.iter().zip(&fit.residuals).zip(&log_sizes);
        for (weight, ((value, residual), size)) in weights.iter_mut().zip(values) {
            *weight = trend.at(value - residual + size).powi(-4);
        }
    });
    Voom { log2_cpm, weights }
}
