//! A test as an evaluated reader measured it: the folder of `exoscope evaluate … --out RUN`.

use serde_json::Value;

use crate::error::ScreeningError;
use crate::plan::Test;

/// Sensitivity by stage at the specificity nearest to that of `like`, from the text of `metrics.json`; the rest from
/// `like`. Stages without a sample take that of all cancers.
pub fn measured_test(name: &str, metrics: &str, like: &Test) -> Result<Test, ScreeningError> {
    let wrong = |why: &str| {
        let hint = "name the run folder of an evaluation whose cohort states roles and stages";
        ScreeningError::value("test", format!("{name}: {why}"), hint)
    };
    let json: Value =
        serde_json::from_str(metrics).map_err(|_| wrong("metrics.json is no JSON"))?;
    let points = json.pointer("/signal/at").or_else(|| json.pointer("/scores/signal/at"));
    let points = points.and_then(Value::as_array).filter(|points| !points.is_empty());
    let points = points.ok_or_else(|| wrong("it says nothing of cancers against controls"))?;
    let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_f64);
    let far = |point: &Value| {
        number(point, "target").map_or(f64::INFINITY, |t| (t - like.specificity).abs())
    };
    let point =
        points.iter().min_by(|a, b| far(a).total_cmp(&far(b))).ok_or_else(|| wrong("no point"))?;
    let specificity = number(point, "specificity").ok_or_else(|| wrong("no specificity"))?;
    let all = number(point, "sensitivity").ok_or_else(|| wrong("no sensitivity"))?;
    let stages = point.get("by_stage").and_then(Value::as_array);
    let of_stage = |stage: &str| {
        let found = stages?.iter().find(|s| s.get("of").and_then(Value::as_str) == Some(stage))?;
        number(found, "sensitivity")
    };
    let sensitivity = ["I", "II", "III", "IV"].map(|stage| of_stage(stage).unwrap_or(all));
    let [one, two, three, four] = sensitivity;
    let origin = point.pointer("/origin/top1").and_then(Value::as_f64).unwrap_or(like.origin);
    Ok(Test {
        name: format!("{name} (samples of clinical cases)"),
        specificity,
        sensitivity: Some([one, two, three, four, all]),
        by_cancer: std::collections::BTreeMap::new(),
        origin,
        ..like.clone()
    })
}

/// Verdict and its sentence from the text of `audit.json`.
pub fn audit_verdict(audit: &str) -> Option<String> {
    let json: Value = serde_json::from_str(audit).ok()?;
    let sentence = json.get("sentence").and_then(Value::as_str)?;
    match json.get("verdict") {
        Some(Value::String(verdict)) => Some(format!("{verdict}: {sentence}")),
        _ => Some(sentence.to_owned()),
    }
}
