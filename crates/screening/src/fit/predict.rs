//! Predictions of the posterior: of what was seen, of later rounds, of deaths.

use exoscope_core::Streams;

use super::{Draw, Prediction, Promise, RowKind, Seen, Setting};
use crate::disease::normal;
use crate::estimate::Estimate;
use crate::plan::{ObservedKind, Published};

/// Rounds that are predicted.
const LATER: usize = 10;
const Z: f64 = 1.959_963_984_540_054;

/// What was seen beside its posterior predictive distribution.
pub fn predictions(seen: &[Seen], draws: &[Draw], streams: Streams) -> Vec<Prediction> {
    let of = |(number, seen): (usize, &Seen)| {
        let mut random = streams.stream("screening predictive", number as u64);
        let spread = seen.error();
        let additive = matches!(seen, Seen::Trial { figure, .. } if figure.what.is_fraction());
        let per_thousand = matches!(seen, Seen::Registry { .. });
        let scale = if per_thousand { 1000.0 } else { 1.0 };
        let noisy = |value: f64, deviate: f64| {
            let noise = spread * deviate;
            scale * if additive { value + noise } else { value * noise.exp() }
        };
        let predicted = draws.iter().filter_map(|draw| {
            let noise = normal(&mut random);
            Some(noisy(seen.expected(draw)?, noise))
        });
        let predicted = Estimate::of_draws(predicted.collect());
        let (what, late_ratio_of_round, value) = match seen {
            Seen::Trial { figure, .. } => {
                let (first, last) = figure.rounds;
                let single = figure.what == ObservedKind::LateRatio && first == last;
                (figure.named(), single.then_some(first), figure.value)
            }
            Seen::Registry { row, .. } => {
                let stage = row.stage.name();
                let what = match row.kind {
                    RowKind::Usual => format!("{stage}, never tested, per 1,000 years"),
                    RowKind::Found { round } => {
                        format!("{stage}, found in round {round}, per 1,000 tests")
                    }
                    RowKind::Interval { round, from, to } => format!(
                        "{stage}, {from} to {to} years after round {round}, per 1,000 years"
                    ),
                };
                (what, None, row.cases / row.of)
            }
        };
        Prediction {
            what,
            late_ratio_of_round,
            per_thousand,
            observed: Estimate {
                value: Some(scale * value),
                low: Some(noisy(value, -Z)),
                high: Some(noisy(value, Z)),
            },
            predicted,
            fitted: seen.fitted(),
        }
    };
    seen.iter().enumerate().map(of).collect()
}

/// Late-stage rate ratio by round if testing went on yearly.
pub fn later(draws: &[Draw]) -> Vec<Estimate> {
    let all: Vec<Vec<f64>> = draws
        .iter()
        .filter_map(|draw| {
            let years = draw.years(LATER, LATER)?;
            Some(years.iter().map(|year| year.late() / draw.late_fraction).collect())
        })
        .collect();
    (0..LATER)
        .map(|year| Estimate::of_draws(all.iter().filter_map(|y| y.get(year).copied()).collect()))
        .collect()
}

/// Deaths of the cancers of year `LATER`, by 5-year survival of the stage found, against those without a test.
pub fn deaths(draws: &[Draw], (early, late): (f64, f64)) -> Estimate {
    let of = |draw: &Draw| {
        let p = draw.late_fraction;
        let without = p * (1.0 - late) + (1.0 - p) * (1.0 - early);
        let years = draw.years(LATER, LATER)?;
        let shifted = p - years.last()?.late();
        Some(shifted * (early - late) / without)
    };
    Estimate::of_draws(draws.iter().filter_map(of).collect())
}

/// What a published model predicts in this setting.
pub fn promise(model: &Published, setting: &Setting) -> Option<Promise> {
    let draw = Draw {
        overall_sojourn: model.overall_sojourn.0,
        late_sojourn: model.late_sojourn.0,
        early: model.early,
        late: model.late,
        counted: 1.0,
        incidence: setting.incidence,
        late_fraction: setting.late_fraction,
    };
    let years = draw.years(setting.rounds, setting.rounds)?;
    let steady = draw.history().steady_late_reduction(model.early, 1.0).ok()?;
    Some(Promise {
        name: model.name.clone(),
        late_ratio: years.iter().map(|year| year.late() / setting.late_fraction).collect(),
        steady: 1.0 - steady,
    })
}
