//! Importance sampling, identifiability and predictions.

use exoscope_core::Streams;
use rand::RngExt as _;
use rayon::prelude::*;

use super::{Draw, Fit, Pair, Parameter, Prediction, Promise, Ridge, Setting};
use crate::disease::normal;
use crate::estimate::Estimate;
use crate::plan::{Observed, ObservedKind, Published};

/// Draws from the prior, and draws of equal weight kept.
const PRIOR: usize = 1_000_000;
const KEPT: usize = 1000;
/// Rounds that are predicted.
const LATER: usize = 10;
/// Mean and standard deviation of the fraction of screen-found cancers that the endpoint counts. Assumed.
const COUNTED: (f64, f64) = (0.7, 0.1);
/// Ends of the overall sojourn of the prior and of the ridge, years.
const SOJOURN: [f64; 6] = [0.5, 1.0, 1.5, 2.0, 4.0, 8.0];

/// Standard error of the logarithm of a ratio, or of a PPV.
fn error(seen: &Observed) -> f64 {
    match seen.what {
        ObservedKind::Ppv => (seen.value * (1.0 - seen.value) / seen.cases.1).sqrt(),
        _ => (1.0 / seen.cases.0 + 1.0 / seen.cases.1).sqrt(),
    }
}

fn distance(seen: &Observed, expected: f64) -> f64 {
    let difference = match seen.what {
        ObservedKind::Ppv => expected - seen.value,
        _ => (expected / seen.value).ln(),
    };
    difference / error(seen)
}

/// The posterior of a trial's rounds; `None` where nothing is to be fitted. `survival` is 5-year survival after an
/// early and a late diagnosis.
pub fn fit(
    observed: &[Observed],
    published: &[Published],
    setting: &Setting,
    survival: (f64, f64),
    streams: Streams,
) -> Option<Fit> {
    let fitted: Vec<&Observed> = observed.iter().filter(|seen| seen.fit).collect();
    if fitted.is_empty() {
        return None;
    }
    let years = observed.iter().map(|seen| seen.rounds.1 + 1).max()?.max(LATER);
    let mut random = streams.stream("screening prior", 0);
    let (low, high) = (SOJOURN.first()?, SOJOURN.last()?);
    let mut prior = Vec::with_capacity(PRIOR);
    for _ in 0..PRIOR {
        let overall_sojourn = low * (high / low).powf(random.random::<f64>());
        let late_sojourn = overall_sojourn * (0.1 + 0.85 * random.random::<f64>());
        let early = 0.7 * random.random::<f64>();
        let late = early + (1.0 - early) * random.random::<f64>();
        let counted = (COUNTED.0 + COUNTED.1 * normal(&mut random)).clamp(0.3, 1.0);
        prior.push(Draw { overall_sojourn, late_sojourn, early, late, counted });
    }
    let last = fitted.iter().map(|seen| seen.rounds.1 + 1).max()?;
    let log_likelihood = |draw: &Draw| -> f64 {
        let Some(found) = draw.years(setting, setting.rounds, last) else {
            return f64::NEG_INFINITY;
        };
        let of = |seen: &&Observed| {
            draw.expected(&found, setting, seen)
                .map_or(f64::NEG_INFINITY, |e| -0.5 * distance(seen, e).powi(2))
        };
        fitted.iter().map(of).sum()
    };
    let logs: Vec<f64> = prior.par_iter().map(log_likelihood).collect();
    let best = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logs.iter().map(|log| (log - best).exp()).collect();
    let sum: f64 = weights.iter().sum();
    let effective = sum * sum / weights.iter().map(|w| w * w).sum::<f64>();
    let draws = resample(&prior, &weights, sum, random.random());
    let parameters = parameters(&prior, &draws);
    Some(Fit {
        prior_draws: PRIOR,
        effective,
        pairs: pairs(&draws),
        ridge: ridge(&prior, &logs, best),
        predictions: predictions(observed, &draws, setting, years, streams),
        later_rounds: later(&draws, setting),
        deaths: deaths(&draws, setting, survival),
        published: published.iter().filter_map(|model| promise(model, setting)).collect(),
        parameters,
        draws,
    })
}

/// Systematic resampling: draws of equal weight.
fn resample(prior: &[Draw], weights: &[f64], sum: f64, offset: f64) -> Vec<Draw> {
    let (mut kept, mut reached) = (Vec::with_capacity(KEPT), 0.0);
    let step = sum / KEPT as f64;
    for (draw, weight) in prior.iter().zip(weights) {
        reached += weight;
        while kept.len() < KEPT && (kept.len() as f64 + offset) * step < reached {
            kept.push(*draw);
        }
    }
    kept
}

type Field = (&'static str, fn(&Draw) -> f64);
const FIELDS: [Field; 5] = [
    ("overall sojourn, years", |draw| draw.overall_sojourn),
    ("late sojourn, years", |draw| draw.late_sojourn),
    ("early sensitivity", |draw| draw.early),
    ("late sensitivity", |draw| draw.late),
    ("fraction of found cancers counted", |draw| draw.counted),
];

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n)
}

fn parameters(prior: &[Draw], draws: &[Draw]) -> Vec<Parameter> {
    let of = |(name, pick): Field| {
        let before: Vec<f64> = prior.iter().map(pick).collect();
        let after: Vec<f64> = draws.iter().map(pick).collect();
        Parameter {
            name: name.to_owned(),
            learned: 1.0 - moments(&after).1 / moments(&before).1,
            prior: Estimate::of_draws(before),
            posterior: Estimate::of_draws(after),
        }
    };
    FIELDS.into_iter().map(of).collect()
}

fn pairs(draws: &[Draw]) -> Vec<Pair> {
    let logs =
        |pick: fn(&Draw) -> f64| draws.iter().map(|d| pick(d).max(1e-9).ln()).collect::<Vec<f64>>();
    let mut pairs = Vec::new();
    for (i, (first, a)) in FIELDS.into_iter().enumerate() {
        for (second, b) in FIELDS.into_iter().skip(i + 1) {
            let (x, y) = (logs(a), logs(b));
            let ((mx, vx), (my, vy)) = (moments(&x), moments(&y));
            let both: f64 =
                x.iter().zip(&y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / x.len() as f64;
            let correlation = both / (vx * vy).sqrt();
            pairs.push(Pair { first: first.into(), second: second.into(), correlation });
        }
    }
    pairs.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()));
    pairs
}

fn ridge(prior: &[Draw], logs: &[f64], best: f64) -> Vec<Ridge> {
    let within = |ends: &[f64]| {
        let (low, high) = (*ends.first()?, *ends.get(1)?);
        let inside = prior
            .iter()
            .zip(logs)
            .filter(|(d, _)| d.overall_sojourn >= low && d.overall_sojourn < high);
        let (draw, log) = inside.max_by(|a, b| a.1.total_cmp(b.1))?;
        Some(Ridge { overall_sojourn: (low, high), best: *draw, log_likelihood: log - best })
    };
    SOJOURN.windows(2).filter_map(within).collect()
}

fn predictions(
    observed: &[Observed],
    draws: &[Draw],
    setting: &Setting,
    years: usize,
    streams: Streams,
) -> Vec<Prediction> {
    let of = |(number, seen): (usize, &Observed)| {
        let mut random = streams.stream("screening predictive", number as u64);
        let spread = error(seen);
        let mut values = Vec::new();
        for draw in draws {
            let noise = spread * normal(&mut random);
            let Some(found) = draw.years(setting, setting.rounds, years) else { continue };
            let Some(expected) = draw.expected(&found, setting, seen) else { continue };
            values.push(match seen.what {
                ObservedKind::Ppv => expected + noise,
                _ => expected * noise.exp(),
            });
        }
        let ends = match seen.what {
            ObservedKind::Ppv => (seen.value - 1.96 * spread, seen.value + 1.96 * spread),
            _ => (seen.value * (-1.96 * spread).exp(), seen.value * (1.96 * spread).exp()),
        };
        Prediction {
            what: seen.what,
            rounds: seen.rounds,
            observed: Estimate { value: Some(seen.value), low: Some(ends.0), high: Some(ends.1) },
            predicted: Estimate::of_draws(values),
            fitted: seen.fit,
        }
    };
    observed.iter().enumerate().map(of).collect()
}

fn later(draws: &[Draw], setting: &Setting) -> Vec<Estimate> {
    let all: Vec<Vec<f64>> = draws
        .iter()
        .filter_map(|draw| draw.years(setting, LATER, LATER))
        .map(|years| years.iter().map(|year| year.late() / setting.late_fraction).collect())
        .collect();
    (0..LATER)
        .map(|year| Estimate::of_draws(all.iter().filter_map(|y| y.get(year).copied()).collect()))
        .collect()
}

/// Deaths of the cancers of year `LATER`, by 5-year survival of the stage found, against those without a test.
fn deaths(draws: &[Draw], setting: &Setting, (early, late): (f64, f64)) -> Estimate {
    let p = setting.late_fraction;
    let without = p * (1.0 - late) + (1.0 - p) * (1.0 - early);
    let of = |draw: &Draw| {
        let years = draw.years(setting, LATER, LATER)?;
        let shifted = p - years.last()?.late();
        Some(shifted * (early - late) / without)
    };
    Estimate::of_draws(draws.iter().filter_map(of).collect())
}

fn promise(model: &Published, setting: &Setting) -> Option<Promise> {
    let (overall_sojourn, late_sojourn) = (model.overall_sojourn.0, model.late_sojourn.0);
    let draw =
        Draw { overall_sojourn, late_sojourn, early: model.early, late: model.late, counted: 1.0 };
    let years = draw.years(setting, setting.rounds, setting.rounds)?;
    let steady =
        draw.history(setting.late_fraction).steady_late_reduction(model.early, 1.0).ok()?;
    Some(Promise {
        name: model.name.clone(),
        late_ratio: years.iter().map(|year| year.late() / setting.late_fraction).collect(),
        steady: 1.0 - steady,
    })
}
