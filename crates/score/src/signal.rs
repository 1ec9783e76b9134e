//! Is there a cancer at all?

use super::{
    Calibration, Interval, Ranking, Signal, Truth, decision_curve,
    mean::mean,
    operating,
    scores::{ROC_POINTS, Repeat, share},
};

/// The figures of cancer against no cancer; `None` unless samples of both kinds are there.
pub(super) fn signal(truth: &Truth, repeats: &[Repeat]) -> Option<Signal> {
    let cancer = truth.has_cancer();
    let other: Vec<bool> = cancer.iter().map(|cancer| !cancer).collect();
    let n_cancers = cancer.iter().filter(|c| **c).count();
    let n_others = cancer.len() - n_cancers;
    let signals: Vec<Vec<f64>> = repeats.iter().map(|r| truth.cancer_probability(r.p)).collect();
    let rankings: Vec<Ranking> = signals.iter().map(|p| Ranking::new(p, &cancer)).collect();
    let calls_cancer = |r: &Repeat, row: usize| truth.is_cancer()[r.called[row]];
    let sensitivity = |r| share(&cancer, |row| calls_cancer(r, row));
    let specificity = |r| share(&other, |row| !calls_cancer(r, row));
    let sensitivity = mean(repeats.iter().map(sensitivity))?;
    let specificity = mean(repeats.iter().map(specificity))?;
    Some(Signal {
        n_cancers,
        n_others,
        auroc: mean(rankings.iter().map(Ranking::auroc))?,
        average_precision: mean(rankings.iter().map(Ranking::average_precision))?,
        sensitivity,
        sensitivity_ci: Interval::wilson(sensitivity, n_cancers as f64)?,
        specificity,
        specificity_ci: Interval::wilson(specificity, n_others as f64)?,
        roc: rankings.first()?.roc(ROC_POINTS),
        at: operating::points(truth, repeats, &signals),
        calibration: Calibration::of(&signals, &cancer),
        decision: decision_curve(&signals, &cancer, None),
    })
}
