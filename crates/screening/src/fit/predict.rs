//! Predictions of the posterior: of what was seen, of later rounds, of deaths.

use exoscope_core::Streams;

use super::{Draw, Prediction, PredictiveCheck, Promise, RowKind, Seen, Setting};
use crate::closed::markov::{MarkovError, TwoSensitivities, TwoStage, YearOfCancers};
use crate::disease::normal;
use crate::error::ScreeningError;
use crate::estimate::Estimate;
use crate::plan::{ObservedKind, Published};

/// Years that are predicted.
const LATER: usize = 10;

/// What was seen beside its posterior predictive distribution.
pub fn predictions(seen: &[Seen], draws: &[Draw], streams: Streams) -> Vec<Prediction> {
    let of = |(number, seen): (usize, &Seen)| {
        let mut random = streams.stream("screening predictive", number as u64);
        let per_thousand = matches!(seen, Seen::Registry { .. });
        let scale = if per_thousand { 1000.0 } else { 1.0 };
        let predicted = draws
            .iter()
            .filter_map(|draw| Some(scale * seen.replicate(seen.expected(draw)?, &mut random)));
        let late_ratio_of_round = match seen {
            Seen::Trial { figure, .. } => {
                let (first, last) = figure.rounds;
                let single = figure.what == ObservedKind::LateRatio && first == last;
                single.then_some(first)
            }
            Seen::Registry { .. } => None,
        };
        Prediction {
            what: named(seen),
            late_ratio_of_round,
            per_thousand,
            observed: seen.observed().times(scale),
            predicted: Estimate::of_draws(predicted.collect()),
            fitted: seen.fitted(),
        }
    };
    seen.iter().enumerate().map(of).collect()
}

fn named(seen: &Seen) -> String {
    let row = match seen {
        Seen::Trial { figure, .. } => return figure.named(),
        Seen::Registry { row, .. } => row,
    };
    let stage = row.stage.name();
    match row.kind {
        RowKind::Usual => format!("{stage}, never tested, per 1,000 years"),
        RowKind::Found { round } => format!("{stage}, found in round {round}, per 1,000 tests"),
        RowKind::Interval { round, from, to } => {
            format!("{stage}, {from} to {to} years after round {round}, per 1,000 years")
        }
    }
}

/// Whether the model can give what it was fitted to: T = Σ z² of what was seen against T of as many standard normal
/// residuals, a draw of the posterior each.
pub fn check(
    seen: &[Seen],
    draws: &[Draw],
    predictions: &[Prediction],
    streams: Streams,
) -> PredictiveCheck {
    let mut random = streams.stream("screening predictive check", 0);
    let (mut as_far, mut all) = (0_usize, 0_usize);
    for draw in draws {
        let (mut of_seen, mut of_own) = (0.0, 0.0);
        for seen in seen.iter().filter(|seen| seen.fitted()) {
            let own = normal(&mut random).powi(2);
            of_own += own;
            of_seen += seen.expected(draw).map_or(f64::INFINITY, |e| seen.residual(e).powi(2));
        }
        as_far += usize::from(of_own >= of_seen);
        all += 1;
    }
    let outside = predictions.iter().filter(|prediction| {
        let held = prediction.observed.value.and_then(|value| prediction.predicted.holds(value));
        prediction.fitted && held == Some(false)
    });
    PredictiveCheck {
        p: if all > 0 { as_far as f64 / all as f64 } else { 0.0 },
        outside: outside.map(|prediction| prediction.what.clone()).collect(),
    }
}

/// Late-stage rate ratio by year if testing went on every `interval` years.
pub fn later(draws: &[Draw], interval: f64) -> Vec<Estimate> {
    let all: Vec<Vec<f64>> = draws
        .iter()
        .filter_map(|draw| {
            let years = draw.years(going_on(interval), LATER)?;
            Some(years.iter().map(|year| year.late() / draw.late_fraction).collect())
        })
        .collect();
    (0..LATER)
        .map(|year| Estimate::of_draws(all.iter().filter_map(|y| y.get(year).copied()).collect()))
        .collect()
}

/// Tests of [`LATER`] years, one every `interval` years.
fn going_on(interval: f64) -> (usize, f64) {
    ((LATER as f64 / interval).ceil() as usize, interval)
}

/// Deaths of the cancers of the last of [`LATER`] years, by 5-year survival of the stage found, against those without a
/// test. Over the last whole interval between tests, since years with and without a test differ.
pub fn deaths(draws: &[Draw], setting: &Setting) -> Estimate {
    let (early, late) = setting.survival;
    let last = (setting.interval.ceil() as usize).clamp(1, LATER);
    let of = |draw: &Draw| {
        let p = draw.late_fraction;
        let without = p * (1.0 - late) + (1.0 - p) * (1.0 - early);
        let years = draw.years(going_on(setting.interval), LATER)?;
        let late_now = years.iter().rev().take(last).map(YearOfCancers::late).sum::<f64>();
        let shifted = p - late_now / last as f64;
        Some(shifted * (early - late) / without)
    };
    Estimate::of_draws(draws.iter().filter_map(of).collect())
}

/// What the published model of this number, from 0, predicts in this setting.
pub fn promise(
    number: usize,
    model: &Published,
    setting: &Setting,
) -> Result<Promise, ScreeningError> {
    let history = TwoStage {
        overall_sojourn: model.overall_sojourn.0,
        late_sojourn: model.late_sojourn.0,
        late_fraction: setting.late_fraction,
    };
    let sensitivity = TwoSensitivities { early: model.early, late: model.late };
    let wrong = |error: MarkovError| {
        let field = format!("published#{}.overall_sojourn", number + 1);
        let hint = "a longer overall_sojourn or a shorter late_sojourn";
        ScreeningError::value(field, format!("{}: {error}", model.name), hint)
    };
    let years = (setting.rounds as f64 * setting.interval).ceil().max(1.0) as usize;
    let years = history.years(sensitivity, (setting.rounds, setting.interval), years);
    let steady = history.steady_late_reduction(model.early, setting.interval).map_err(wrong)?;
    let years = years.map_err(wrong)?;
    Ok(Promise {
        name: model.name.clone(),
        late_ratio: years.iter().map(|year| year.late() / setting.late_fraction).collect(),
        steady: 1.0 - steady,
    })
}
