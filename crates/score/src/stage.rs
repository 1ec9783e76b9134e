//! Early cancers are what a blood test is for, so every figure of a cancer is given by stage.

use std::ops::RangeInclusive;

use super::{
    Interval, StageScores, Truth,
    mean::mean,
    scores::{Repeat, share},
};

/// The stages alone, then the early ones together, as the study of 13 cancers gives them.
pub(super) const STAGES: [(&str, RangeInclusive<u8>); 6] =
    [("0", 0..=0), ("I", 1..=1), ("II", 2..=2), ("III", 3..=3), ("IV", 4..=4), ("0-II", 0..=2)];

/// The figures of the cancers of each stage that has samples.
pub(super) fn by_stage(truth: &Truth, repeats: &[Repeat]) -> Vec<StageScores> {
    STAGES.iter().filter_map(|(name, stages)| of_stage(name, stages, truth, repeats)).collect()
}

fn of_stage(
    name: &str,
    stages: &RangeInclusive<u8>,
    truth: &Truth,
    repeats: &[Repeat],
) -> Option<StageScores> {
    let staged = truth.stages().iter().map(|stage| stage.is_some_and(|s| stages.contains(&s)));
    let chosen: Vec<bool> = truth
        .has_cancer()
        .into_iter()
        .zip(staged)
        .map(|(cancer, staged)| cancer && staged)
        .collect();
    let n = chosen.iter().filter(|c| **c).count();
    let right = |r: &Repeat| share(&chosen, |row| r.called[row] == truth.y()[row]);
    let detected = |r: &Repeat| share(&chosen, |row| truth.is_cancer()[r.called[row]]);
    let accuracy = mean(repeats.iter().map(right))?;
    let sensitivity = truth.asks_for_cancer().then(|| mean(repeats.iter().map(detected))).flatten();
    Some(StageScores {
        stage: name.to_owned(),
        n,
        accuracy,
        accuracy_ci: Interval::wilson(accuracy, n as f64)?,
        sensitivity,
        sensitivity_ci: sensitivity.and_then(|p| Interval::wilson(p, n as f64)),
    })
}
