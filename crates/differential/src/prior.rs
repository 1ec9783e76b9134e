//! Empirical Bayes prior of the residual variances.

mod moments;
mod robust;
mod spline;

pub(crate) use moments::fit_f_distribution;
use robust::fit_f_distribution_robustly;

/// Prior of the residual variances: s² of each miRNA is σ₀² times an F of its residual and the prior degrees of freedom
/// (Smyth 2004, *Stat Appl Genet Mol Biol* 3:3).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prior {
    /// σ₀² of each miRNA: the same for all without a trend.
    pub variance: Vec<f64>,
    /// Prior degrees of freedom, perhaps infinite.
    pub df: f64,
    /// Those of each miRNA: less for one whose variance is an outlier, where the fit is robust.
    pub df_each: Vec<f64>,
}

/// The miRNAs' residual variances and their degrees of freedom; a trend runs along their mean levels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variances<'a> {
    /// s², not negative; ignored where `df` is 0.
    pub s2: &'a [f64],
    /// Residual degrees of freedom.
    pub df: &'a [f64],
    /// Mean level of each miRNA, where the prior follows a trend.
    pub trend: Option<&'a [f64]>,
}

impl Prior {
    /// Estimates the prior; `None` where no variance is there to estimate it from, or most are zero.
    pub(crate) fn fit(variances: Variances<'_>, robust: bool) -> Option<Self> {
        if robust { fit_f_distribution_robustly(variances) } else { fit_f_distribution(variances) }
    }

    /// The posterior variance of miRNA `i` with residual variance `s2` of `df` degrees of freedom.
    pub(crate) fn posterior(&self, i: usize, s2: f64, df: f64) -> f64 {
        let (variance, prior) = (self.variance[i], self.df_each[i]);
        if prior.is_infinite() {
            return variance;
        }
        let seen = if df > 0.0 { df * s2 } else { 0.0 };
        (seen + prior * variance) / (df + prior)
    }
}

/// Median; `None` of nothing.
fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len();
    Some(f64::midpoint(*sorted.get(n / 2)?, *sorted.get(n.checked_sub(1)? / 2)?))
}
