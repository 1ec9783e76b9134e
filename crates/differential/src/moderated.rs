//! Moderated t statistics: limma's `eBayes`.
//!
//! The posterior variance (d₀σ₀² + d s²)/(d₀ + d) takes the place of s², and its d₀ + d degrees of freedom, at most the sum
//! over all miRNAs, that of d (Smyth 2004, *Stat Appl Genet Mol Biol* 3:3).

use std::collections::HashMap;

use rayon::prelude::*;

use crate::fit::MirnaFit;
use crate::prior::{Prior, Variances};
use crate::special::{ln_two_sided, two_sided_quantile};

/// A contrast's statistic of one miRNA; all NaN where the contrast is not estimable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Statistic {
    /// log2 fold change.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Half the width of its confidence interval.
    pub margin: f64,
    /// Moderated t.
    pub t: f64,
    /// Logarithm of the two-sided p value.
    pub ln_p: f64,
    /// Degrees of freedom of t, perhaps infinite.
    pub df: f64,
}

/// Statistics of all contrasts (outer) and miRNAs (inner), with the prior; `None` where no prior can be estimated.
pub(crate) fn moderate(
    fits: &[MirnaFit],
    trend: bool,
    robust: bool,
    level: f64,
) -> Option<(Prior, Vec<Vec<Statistic>>)> {
    let df: Vec<f64> = fits.iter().map(|fit| fit.df).collect();
    let s2: Vec<f64> = fits.iter().map(|fit| if fit.df > 0.0 { fit.s2 } else { 0.0 }).collect();
    let means: Vec<f64> = fits.iter().map(|fit| fit.mean).collect();
    let variances = Variances { s2: &s2, df: &df, trend: trend.then_some(&means) };
    let prior = Prior::fit(variances, robust)?;
    let pooled: f64 = df.iter().sum();
    let total = |i: usize| (df[i] + prior.df_each[i]).min(pooled);
    let mut quantiles: HashMap<u64, f64> = HashMap::new();
    for i in 0..fits.len() {
        let df = total(i);
        quantiles.entry(df.to_bits()).or_insert_with(|| two_sided_quantile(1.0 - level, df));
    }
    let contrasts = fits.first().map_or(0, |fit| fit.estimates.len());
    let one = |contrast: usize, i: usize| {
        let (fit, df) = (&fits[i], total(i));
        let se = prior.posterior(i, s2[i], fit.df).sqrt() * fit.unscaled[contrast];
        let estimate = fit.estimates[contrast];
        let t = estimate / se;
        let margin = quantiles.get(&df.to_bits()).map_or(f64::NAN, |quantile| quantile * se);
        Statistic { estimate, se, margin, t, ln_p: ln_two_sided(t, df), df }
    };
    let all = (0..contrasts)
        .map(|contrast| (0..fits.len()).into_par_iter().map(|i| one(contrast, i)).collect())
        .collect();
    Some((prior, all))
}
