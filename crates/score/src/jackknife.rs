//! Jackknife intervals: each group left out in turn.

use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::Interval;

/// The 95 % interval `θ ± t(K − 1) √((K − 1)/K Σ (θ₍ₖ₎ − θ̄)²)` of each of `figures`, where `θ₍ₖ₎` is of all but the
/// k-th of K clusters and `θ̄` their mean (Efron & Tibshirani 1993, An Introduction to the Bootstrap, § 11.5), with
/// Student's t of as many degrees of freedom as there are groups less one. `None` where a figure is undefined
/// with or without some cluster, and of a single one.
///
/// Of 5 to 19 groups it covers where percentiles of the bootstrap do not (docs/verdicts.md).
pub(super) fn jackknife(
    clusters: &[Vec<usize>],
    figures: &(impl Fn(&[usize]) -> Vec<Option<f64>> + Sync),
) -> Vec<Option<Interval>> {
    let without = |left_out: Option<usize>| {
        let kept = clusters.iter().enumerate().filter(|(k, _)| Some(*k) != left_out);
        figures(&kept.flat_map(|(_, members)| members).copied().collect::<Vec<usize>>())
    };
    let whole = without(None);
    let k = clusters.len();
    let Some(quantile) = quantile(k) else { return vec![None; whole.len()] };
    let each: Vec<Vec<Option<f64>>> =
        (0..k).into_par_iter().map(|left_out| without(Some(left_out))).collect();
    let interval = |(figure, &estimate): (usize, &Option<f64>)| {
        let values: Option<Vec<f64>> =
            each.iter().map(|all| all.get(figure).copied().flatten()).collect();
        let (values, estimate) = (values?, estimate?);
        let mean = values.iter().sum::<f64>() / k as f64;
        let square: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let half = quantile * (square * (k as f64 - 1.0) / k as f64).sqrt();
        Some(Interval { low: estimate - half, high: estimate + half })
    };
    whole.iter().enumerate().map(interval).collect()
}

/// The 97.5 % point of Student's t of `clusters − 1` degrees of freedom; `None` of fewer than two clusters.
fn quantile(clusters: usize) -> Option<f64> {
    let t = StudentsT::new(0.0, 1.0, clusters.checked_sub(1)? as f64).ok()?;
    Some(t.inverse_cdf(0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a mean the jackknife is the usual standard error: R 4.2.2, `t.test(c(3, 1, 4, 1, 5))$conf.int` is 0.5788 to 5.0212.
    #[test]
    fn of_a_mean_it_is_students_interval() {
        let x = [3.0, 1.0, 4.0, 1.0, 5.0];
        let clusters: Vec<Vec<usize>> = (0..5).map(|i| vec![i]).collect();
        let mean = |drawn: &[usize]| {
            vec![Some(drawn.iter().map(|&i| x[i]).sum::<f64>() / drawn.len() as f64), None]
        };
        let found = jackknife(&clusters, &mean);
        let interval = found[0].unwrap_or(Interval { low: 0.0, high: 0.0 });
        let sd = (x.iter().map(|x| (x - 2.8_f64).powi(2)).sum::<f64>() / 4.0).sqrt();
        let half = 2.776_445_105 * sd / 5.0_f64.sqrt();
        assert!((interval.low - (2.8 - half)).abs() < 1e-6, "{interval:?}");
        assert!((interval.high - (2.8 + half)).abs() < 1e-6, "{interval:?}");
        assert_eq!(found[1], None);
    }

    #[test]
    fn one_group_has_no_interval() {
        assert_eq!(jackknife(&[vec![0, 1]], &|_: &[usize]| vec![Some(1.0)]), [None]);
    }
}
