//! Two steps, as users of multi-cancer tests read them: is there a signal, then where from.

use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

use super::{
    Interval, ScoreError, Truth,
    mean::mean,
    scores::{Repeat, share},
    stage::STAGES,
};

/// The specificities at which sensitivity is given unless others are stated: those of tests in use or on trial.
pub const SPECIFICITIES: [f64; 3] = [0.98, 0.99, 0.995];

/// Checks that sensitivity can be given at these specificities.
///
/// # Errors
///
/// Where one is not from 0.5 to below 1.
pub fn check_specificities(specificities: &[f64]) -> Result<(), ScoreError> {
    match specificities.iter().find(|s| !(0.5..1.0).contains(*s)) {
        Some(&value) => Err(ScoreError::NotASpecificity { value }),
        None => Ok(()),
    }
}

/// Sensitivity and tissue-of-origin accuracy at fixed specificity.
///
/// In each repeat the threshold is the lowest at which at least `target` of the held-out controls
/// are not called, so `sensitivity` is the highest true positive rate of the ROC curve against the
/// controls at a false positive rate of at most `1 − target`. It is set on the very controls that
/// it is tested on: on new controls the specificity may be lower, by about `1 / controls`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OperatingPoint {
    /// The specificity asked for.
    pub target: f64,
    /// A signal is called where the summed probability of the cancers is above this.
    pub threshold: f64,
    /// Controls the threshold is set on; all samples without cancer where none is a control.
    pub n_controls: usize,
    /// Share of these not called. With fewer than `1 / (1 − target)` none may be called.
    pub specificity: f64,
    /// Wilson interval of `specificity`.
    pub specificity_ci: Interval,
    /// Controls, benign and others without cancer together.
    pub n_others: usize,
    /// Share of these not called.
    pub specificity_others: f64,
    /// Wilson interval of `specificity_others`.
    pub specificity_others_ci: Interval,
    /// Share of all cancers called.
    pub sensitivity: f64,
    /// Wilson interval of `sensitivity`.
    pub sensitivity_ci: Interval,
    /// Sensitivity by cancer.
    pub by_cancer: Vec<Detected>,
    /// Sensitivity by stage, stages 0 to II together last.
    pub by_stage: Vec<Detected>,
    /// Where the detected cancers are said to be from; `None` with fewer than two kinds of cancer
    /// or where none is detected.
    pub origin: Option<Origin>,
}

/// The share of some cancers that is detected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detected {
    /// The cancer or the stage.
    pub of: String,
    /// Its samples.
    pub n: usize,
    /// Share of them called.
    pub sensitivity: f64,
    /// Wilson interval of `sensitivity`.
    pub sensitivity_ci: Interval,
}

/// How often the origin of a detected cancer is named.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Cancers detected, mean over repeats.
    pub n: f64,
    /// Share of these whose own cancer is the likeliest of the cancers.
    pub top1: f64,
    /// Wilson interval of `top1`.
    pub top1_ci: Interval,
    /// Share of these whose own cancer is among the two likeliest.
    pub top2: f64,
    /// Wilson interval of `top2`.
    pub top2_ci: Interval,
}

/// The points at the specificities of `truth`, given the summed probability of the cancers in each repeat;
/// empty unless there are cancers and others.
pub(super) fn points(
    truth: &Truth,
    repeats: &[Repeat],
    signals: &[Vec<f64>],
) -> Vec<OperatingPoint> {
    let targets = truth.specificities().iter();
    targets.filter_map(|&target| point(target, truth, repeats, signals)).collect()
}

fn point(
    target: f64,
    truth: &Truth,
    repeats: &[Repeat],
    signals: &[Vec<f64>],
) -> Option<OperatingPoint> {
    let cancer = truth.has_cancer();
    let others: Vec<bool> = cancer.iter().map(|cancer| !cancer).collect();
    let mut controls = truth.are_controls();
    if !controls.contains(&true) {
        controls.clone_from(&others);
    }
    let thresholds: Vec<f64> =
        signals.iter().filter_map(|signal| threshold(signal, &controls, target)).collect();
    // Over repeats: the mean share of the `chosen` for which `holds`.
    let over = |chosen: &[bool], holds: &dyn Fn(usize, usize) -> bool| {
        mean((0..thresholds.len()).map(|r| share(chosen, |row| holds(r, row))))
    };
    let called = |r: usize, row: usize| {
        let signal = signals.get(r).and_then(|signal| signal.get(row));
        signal.zip(thresholds.get(r)).is_some_and(|(signal, threshold)| signal > threshold)
    };
    let not_called = |r: usize, row: usize| !called(r, row);
    let detected = |of: &str, chosen: &[bool]| {
        let n = count(chosen);
        let sensitivity = over(chosen, &called)?;
        let sensitivity_ci = Interval::wilson(sensitivity, n as f64)?;
        Some(Detected { of: of.to_owned(), n, sensitivity, sensitivity_ci })
    };
    let of_class = |class: usize| -> Vec<bool> { truth.y().iter().map(|&y| y == class).collect() };
    let of_stage = |stages: &std::ops::RangeInclusive<u8>| -> Vec<bool> {
        let staged = truth.stages().iter().map(|s| s.is_some_and(|s| stages.contains(&s)));
        cancer.iter().zip(staged).map(|(cancer, staged)| *cancer && staged).collect()
    };

    let all = detected("all", &cancer)?;
    let (n_controls, n_others) = (count(&controls), count(&others));
    let specificity = over(&controls, &not_called)?;
    let specificity_others = over(&others, &not_called)?;
    Some(OperatingPoint {
        target,
        threshold: mean(thresholds.iter().copied().map(Some))?,
        n_controls,
        specificity,
        specificity_ci: Interval::wilson(specificity, n_controls as f64)?,
        n_others,
        specificity_others,
        specificity_others_ci: Interval::wilson(specificity_others, n_others as f64)?,
        sensitivity: all.sensitivity,
        sensitivity_ci: all.sensitivity_ci,
        by_cancer: truth
            .classes()
            .iter()
            .enumerate()
            .filter(|(class, _)| truth.is_cancer().get(*class) == Some(&true))
            .filter_map(|(class, name)| detected(name, &of_class(class)))
            .collect(),
        by_stage: STAGES
            .iter()
            .filter_map(|(name, stages)| detected(name, &of_stage(stages)))
            .collect(),
        origin: origin(truth, repeats, &cancer, &called),
    })
}

/// The score of the first control that may not be called: of `n` controls, `(1 − target) n` may.
fn threshold(signal: &[f64], controls: &[bool], target: f64) -> Option<f64> {
    let mut scores: Vec<f64> =
        signal.iter().zip(controls).filter(|(_, control)| **control).map(|(s, _)| *s).collect();
    scores.sort_unstable_by(|a, b| b.total_cmp(a));
    let may_be_called = ((1.0 - target) * scores.len() as f64 + 1e-9).floor() as usize;
    scores.get(may_be_called).copied()
}

/// Top-1 and top-2 origin among the cancers that are called.
fn origin(
    truth: &Truth,
    repeats: &[Repeat],
    cancer: &[bool],
    called: &dyn Fn(usize, usize) -> bool,
) -> Option<Origin> {
    if truth.is_cancer().iter().filter(|cancer| **cancer).count() < 2 {
        return None;
    }
    let (mut n, mut first, mut second) = (Vec::new(), Vec::new(), Vec::new());
    for (r, repeat) in repeats.iter().enumerate() {
        let chosen: Vec<bool> =
            cancer.iter().enumerate().map(|(row, cancer)| *cancer && called(r, row)).collect();
        let rank = |row: usize| {
            truth
                .y()
                .get(row)
                .map_or(usize::MAX, |&y| rank(repeat.p.row(row), y, truth.is_cancer()))
        };
        n.push(Some(count(&chosen) as f64));
        first.push(share(&chosen, |row| rank(row) < 1));
        second.push(share(&chosen, |row| rank(row) < 2));
    }
    let (n, top1, top2) = (mean(n)?, mean(first)?, mean(second)?);
    let top1_ci = Interval::wilson(top1, n)?;
    Some(Origin { n, top1, top1_ci, top2, top2_ci: Interval::wilson(top2, n)? })
}

/// How many cancers come before class `y`: those more probable, and of those that tie the earlier.
fn rank(p: ArrayView1<'_, f64>, y: usize, is_cancer: &[bool]) -> usize {
    let own = p.get(y).copied().unwrap_or(0.0);
    let before = |(class, p): (usize, &f64)| {
        is_cancer.get(class) == Some(&true) && (*p > own || (*p >= own && class < y))
    };
    p.iter().enumerate().filter(|&item| before(item)).count()
}

fn count(chosen: &[bool]) -> usize {
    chosen.iter().filter(|chosen| **chosen).count()
}
