//! Is there a signal, and where from: what users of multi-cancer tests ask, in this order.

use askama::Template;
use exoscope_read::evaluate::Evaluation;
use exoscope_score::{Detected, OperatingPoint, PredictiveValues, Signal};

use super::whisker::Whisker;
use crate::download::Download;
use crate::format::{count, interval, maybe, mean_count, proportion};

/// Sensitivity at given specificities, by cancer and by stage; origin; predictive values.
#[derive(Template)]
#[template(path = "signal.html")]
pub(super) struct Detection<'a> {
    points: &'a [OperatingPoint],
    /// Cancers and stages at the middle point, with their whiskers.
    cancers: Vec<Row<'a>>,
    stages: Vec<Row<'a>>,
    shown: String,
    values: &'a [PredictiveValues],
    save: Download,
}

struct Row<'a> {
    of: &'a Detected,
    drawn: Whisker,
}

impl<'a> Detection<'a> {
    /// `None` where cancer is not asked for.
    pub(super) fn new(evaluation: &'a Evaluation) -> Option<Self> {
        let signal: &Signal = evaluation.scores.signal.as_ref()?;
        let usual = |point: &&OperatingPoint| (point.target - 0.99).abs() < 1e-9;
        let shown = signal.at.iter().find(usual).or(signal.at.first())?;
        let row = |of: &'a Detected| Row {
            of,
            drawn: Whisker::new(
                &format!("Sensitivity, {}", of.of),
                of.sensitivity,
                of.sensitivity_ci,
            ),
        };
        let all = signal.at.iter().flat_map(|point| {
            let of = |what: &'static str, of: &Detected| {
                [
                    point.target.to_string(),
                    what.to_owned(),
                    of.of.clone(),
                    of.n.to_string(),
                    of.sensitivity.to_string(),
                    of.sensitivity_ci.low.to_string(),
                    of.sensitivity_ci.high.to_string(),
                ]
            };
            let cancers = point.by_cancer.iter().map(move |cancer| of("cancer", cancer));
            cancers.chain(point.by_stage.iter().map(move |stage| of("stage", stage)))
        });
        let heading = ["specificity", "by", "of", "n", "sensitivity", "low", "high"];
        Some(Self {
            save: Download::new("sensitivity.tsv", &heading, all),
            points: &signal.at,
            cancers: shown.by_cancer.iter().map(row).collect(),
            stages: shown.by_stage.iter().map(row).collect(),
            shown: percent(shown.target),
            values: &evaluation.predictive_values,
        })
    }
}

/// A share in percent without needless decimals.
fn percent(share: f64) -> String {
    format!("{} %", (share * 1000.0).round() / 10.0)
}

/// The range of a predictive value.
fn range([low, high]: [Option<f64>; 2]) -> String {
    format!("{}–{}", maybe(low), maybe(high))
}
