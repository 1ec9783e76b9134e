//! A test as an evaluated reader measured it: the folder of `exoscope evaluate … --out RUN`.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::ScreeningError;
use crate::estimate::Estimate;
use crate::plan::{Plan, Test};
use crate::table::{STAGES, UNSTAGED};

/// What a run measured of its test, beside the verdict of its audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The run's folder.
    pub run: String,
    /// Specificity in its controls with 95 % interval.
    pub specificity: Estimate,
    /// Number of controls.
    pub controls: f64,
    /// Sensitivity by stage and of all cancers together, which stands for those without a stage.
    pub stages: Vec<MeasuredStage>,
    /// Verdict of the run's audit and its sentence, or that there is none.
    pub audit: String,
}

/// Sensitivity in the samples of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasuredStage {
    /// The stage; `all` for all cancers.
    pub stage: String,
    /// Samples; 0 where the stage has none and takes the figure of all cancers.
    pub samples: f64,
    /// Sensitivity with 95 % interval.
    pub sensitivity: Estimate,
}

/// The test of the run called `name` at the specificity nearest to that of `like`, from the texts of its
/// `metrics.json` and, where there is one, `audit.json`; what a run does not measure (persistence, the factor between
/// clinical samples and preclinical disease) is that of `like`.
pub fn measured_test(
    name: &str,
    metrics: &str,
    audit: Option<&str>,
    like: &Test,
) -> Result<(Test, Measured), ScreeningError> {
    let wrong = |why: &str| {
        let hint = "name the run folder of an evaluation whose cohort states roles and stages";
        ScreeningError::value("test", format!("{name}: {why}"), hint)
    };
    let json: Value =
        serde_json::from_str(metrics).map_err(|_| wrong("metrics.json is no JSON"))?;
    let points = json.pointer("/signal/at").or_else(|| json.pointer("/scores/signal/at"));
    let points = points.and_then(Value::as_array).filter(|points| !points.is_empty());
    let points = points.ok_or_else(|| wrong("it says nothing of cancers against controls"))?;
    let far = |point: &Value| {
        number(point, "target").map_or(f64::INFINITY, |t| (t - like.specificity).abs())
    };
    let point = points.iter().min_by(|a, b| far(a).total_cmp(&far(b)));
    let point = point.ok_or_else(|| wrong("no operating point"))?;
    let specificity =
        proportion(point, "specificity").ok_or_else(|| wrong("no specificity from 0 to 1"))?;
    let all =
        proportion(point, "sensitivity").ok_or_else(|| wrong("no sensitivity from 0 to 1"))?;
    let of_stage = |stage: &str| {
        let stages = point.get("by_stage")?.as_array()?;
        let found = stages.iter().find(|s| s.get("of").and_then(Value::as_str) == Some(stage))?;
        Some((proportion(found, "sensitivity")?, number(found, "n")?))
    };
    let cancers = point.get("by_cancer").and_then(Value::as_array);
    let samples: f64 = cancers.into_iter().flatten().filter_map(|cancer| number(cancer, "n")).sum();
    let mut stages = Vec::new();
    for stage in STAGES {
        let (sensitivity, samples) = match of_stage(stage) {
            Some(found) => found,
            None if stage == STAGES[UNSTAGED] => (all, samples),
            None => (all, 0.0),
        };
        let stage = if stage == STAGES[UNSTAGED] { "all" } else { stage }.to_owned();
        stages.push(MeasuredStage { stage, samples, sensitivity });
    }
    let controls = number(point, "n_controls").unwrap_or(0.0);
    let of = |pick: fn(&MeasuredStage) -> f64| {
        let mut five = [0.0; 5];
        stages.iter().zip(&mut five).for_each(|(stage, here)| *here = pick(stage));
        five
    };
    let origin = point.pointer("/origin/top1").and_then(Value::as_f64);
    let test = Test {
        name: format!("{name} (samples of clinical cases)"),
        specificity: specificity.value.unwrap_or(like.specificity),
        sensitivity: Some(of(|stage| stage.sensitivity.value.unwrap_or(0.0))),
        by_cancer: std::collections::BTreeMap::new(),
        origin: origin.filter(|top1| (0.0..=1.0).contains(top1)).unwrap_or(like.origin),
        samples: Some(of(|stage| stage.samples)),
        controls: Some(controls),
        ..like.clone()
    };
    let audit = match audit {
        Some(text) => verdict(text).ok_or_else(|| {
            let why = format!("{name}: audit.json states no verdict and sentence");
            let hint = "audit the run again, or delete the damaged audit.json: the run is then said to have none";
            ScreeningError::value("test", why, hint)
        })?,
        None => "no audit: nothing says that it is not batches".into(),
    };
    Ok((test, Measured { run: name.to_owned(), specificity, controls, stages, audit }))
}

/// Puts the test of a run in the place of the plan's main test, and of every alternative that states the same test, as for
/// another uptake; says which, and which alternatives stay.
pub fn replace_test(plan: &mut Plan, test: Test) -> String {
    let stated = std::mem::replace(&mut plan.test, test);
    let mut said = format!("The run's test takes the place of {:?}", stated.name);
    let all = plan.alternative.len();
    let mut replaced = 0;
    for other in plan.alternative.iter_mut().filter(|other| other.test == stated) {
        other.test = plan.test.clone();
        replaced += 1;
    }
    if replaced > 0 {
        let _ = write!(said, ", also in {replaced} of {all} alternatives that state the same test");
    }
    if replaced < all {
        let _ = write!(said, "; {} alternatives stay as the plan states them", all - replaced);
    }
    said.push('.');
    said
}

fn number(value: &Value, key: &str) -> Option<f64> {
    value.get(key)?.as_f64().filter(|n| n.is_finite() && *n >= 0.0)
}

/// A proportion and its interval, `KEY` and `KEY_ci` (lower and upper end).
fn proportion(value: &Value, key: &str) -> Option<Estimate> {
    let figure = number(value, key).filter(|p| *p <= 1.0)?;
    let ends = value.get(format!("{key}_ci")).and_then(Value::as_array);
    let end = |place: usize| ends?.get(place)?.as_f64();
    Some(Estimate { value: Some(figure), low: end(0), high: end(1) })
}

/// Verdict and its sentence from the text of `audit.json`.
fn verdict(audit: &str) -> Option<String> {
    let json: Value = serde_json::from_str(audit).ok()?;
    let sentence = json.get("sentence").and_then(Value::as_str)?;
    match json.get("verdict") {
        Some(Value::String(verdict)) => Some(format!("{verdict}: {sentence}")),
        None | Some(Value::Null) => Some(sentence.to_owned()),
        Some(_) => None,
    }
}
