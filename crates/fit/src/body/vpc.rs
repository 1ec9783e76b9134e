//! Visual predictive check: percentiles of the data beside those of data simulated from the fit; curves for plots.

use exoscope_core::Streams;
use exoscope_sim::model::Blueprint;
use rand_distr::{Distribution, StandardNormal};
use serde::Serialize;

use super::fit::{model, predict};
use super::{BodyFit, BodyFitError, Residual};
use crate::table::{Dataset, Observation, Subject, Value};

/// One bin of time of one thing sampled.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Band {
    /// What was sampled.
    pub sampled: String,
    /// Unit of the values.
    pub unit: String,
    /// Median time of the bin.
    pub time: f64,
    /// Values in it.
    pub values: usize,
    /// Of these, below the limit.
    pub below_limit: usize,
    /// 5th, 50th and 95th percentile of the data, values below the limit at the limit.
    pub observed: [f64; 3],
    /// The 95 % interval over simulated data sets of each percentile: low, median, high.
    pub simulated: [[f64; 3]; 3],
}

/// Data and curve of one thing sampled in one subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overlay {
    /// What was sampled.
    pub sampled: String,
    /// Unit of the values.
    pub unit: String,
    /// Times and predictions, of the doses of the first subject.
    pub curve: Vec<(f64, f64)>,
}

/// Simulated data sets.
const REPLICATES: u64 = 500;
/// Bins of time at most.
const MOST_BINS: usize = 10;
/// Points of a curve.
const POINTS: usize = 120;

/// The check of a pooled fit: residual error alone is drawn, parameters stay at their estimates. Values drawn below
/// the limit of a value count as the limit, as observed ones do.
pub fn visual_predictive_check(fit: &BodyFit, streams: Streams) -> Vec<Band> {
    let mut bands = Vec::new();
    for (sampled, unit, rows) in by_sampled(&fit.residuals) {
        let error = fit.estimates.residual.iter().find(|r| r.group == unit);
        let errors = error
            .map_or((0.0, 0.0), |r| (r.additive.unwrap_or(0.0), r.proportional.unwrap_or(0.0)));
        for bin in bins(&rows) {
            let observed = percentiles(bin.iter().map(|r| r.observed).collect());
            let mut drawn: [Vec<f64>; 3] = Default::default();
            for replicate in 0..REPLICATES {
                let purpose = format!("visual predictive check {sampled} {unit} {}", bin[0].time);
                let mut stream = streams.stream(&purpose, replicate);
                let mut one = |row: &&Residual| {
                    let z: f64 = StandardNormal.sample(&mut stream);
                    let variance =
                        fit.settings.residual.variance(row.predicted, row.observed, errors);
                    let value = row.predicted + z * variance.sqrt();
                    if row.below_limit { value.max(row.observed) } else { value.max(0.0) }
                };
                let found = percentiles(bin.iter().map(&mut one).collect());
                drawn.iter_mut().zip(found).for_each(|(all, x)| all.push(x));
            }
            let interval = |mut all: Vec<f64>| {
                all.sort_by(f64::total_cmp);
                [quantile(&all, 0.025), quantile(&all, 0.5), quantile(&all, 0.975)]
            };
            let times: Vec<f64> = bin.iter().map(|r| r.time).collect();
            bands.push(Band {
                sampled: sampled.clone(),
                unit: unit.clone(),
                time: quantile(&times, 0.5),
                values: bin.len(),
                below_limit: bin.iter().filter(|r| r.below_limit).count(),
                observed,
                simulated: drawn.map(interval),
            });
        }
    }
    bands
}

/// Rows of each thing sampled, in the order in which these appear; by time.
pub(super) fn by_sampled(rows: &[Residual]) -> Vec<(String, String, Vec<&Residual>)> {
    let mut all: Vec<(String, String, Vec<&Residual>)> = Vec::new();
    for row in rows {
        match all.iter_mut().find(|(s, u, _)| *s == row.sampled && *u == row.unit) {
            Some((_, _, own)) => own.push(row),
            None => all.push((row.sampled.clone(), row.unit.clone(), vec![row])),
        }
    }
    for (_, _, own) in &mut all {
        own.sort_by(|a, b| a.time.total_cmp(&b.time));
    }
    all
}

/// Bins of about as many values each; values of one time stay together.
fn bins<'a>(rows: &[&'a Residual]) -> Vec<Vec<&'a Residual>> {
    let size = rows.len().div_ceil(MOST_BINS);
    let mut all: Vec<Vec<&Residual>> = Vec::new();
    for row in rows {
        match all.last_mut() {
            Some(bin)
                if bin.len() < size || bin.last().is_some_and(|last| last.time >= row.time) =>
            {
                bin.push(row);
            }
            _ => all.push(vec![row]),
        }
    }
    all
}

fn percentiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [0.05, 0.5, 0.95].map(|p| quantile(&values, p))
}

/// Linear between order statistics (type 7 of Hyndman & Fan).
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len().saturating_sub(1)) as f64;
    let value = |i: f64| sorted.get(i as usize).copied().unwrap_or(f64::NAN);
    let (low, high) = (value(at.floor()), value(at.ceil()));
    low + (at - at.floor()) * (high - low)
}

impl Overlay {
    /// Curves of everything sampled, for the doses of the first subject in which it was sampled; `values` are those of
    /// the estimated parameters by name, with the factors of signals.
    ///
    /// # Errors
    ///
    /// Where the body cannot be solved.
    pub fn curves(
        body: &Blueprint,
        table: &Dataset,
        rows: &[Residual],
        estimates: Option<&BodyFit>,
    ) -> Result<Vec<Self>, BodyFitError> {
        let settings =
            estimates.map_or_else(super::FitSettings::nothing_free, |fit| fit.settings.clone());
        let mut all = Vec::new();
        for (sampled, unit, own) in by_sampled(rows) {
            let Some(first) = own.first() else { continue };
            let Some(subject) = table.subjects.iter().find(|s| s.name() == first.subject) else {
                continue;
            };
            let last = own.iter().map(|r| r.time).fold(0.0, f64::max);
            let dense = dense(subject, &sampled, &unit, last);
            let only = Dataset { subjects: vec![dense], ..table.clone() };
            let (model, parameters) = model(body, &only, &settings)?;
            let mut values: Vec<f64> = match estimates {
                Some(fit) => fit.estimates.values.iter().take(parameters.len()).copied().collect(),
                None => Vec::new(),
            };
            for signal in model.signals() {
                let name = format!("factor.{signal}");
                let of_fit = estimates.and_then(|fit| {
                    let place = fit.estimates.names.iter().position(|own| *own == name)?;
                    fit.estimates.values.get(place).copied()
                });
                values.push(of_fit.unwrap_or(1.0));
            }
            let mut predicted = predict(&model, &values)?;
            if estimates.is_none() && !model.signals().is_empty() {
                // The factor of rows that are not fitted is the one that they were given.
                let at = |row: &&Residual| row.predicted;
                let most = own.iter().map(at).fold(0.0, f64::max);
                let highest = predicted.iter().copied().fold(0.0, f64::max);
                for x in &mut predicted {
                    *x *= most / highest;
                }
            }
            let times = only.subjects.iter().flat_map(|s| s.observations.iter().map(|o| o.time));
            all.push(Self { sampled, unit, curve: times.zip(predicted).collect() });
        }
        Ok(all)
    }
}

/// The subject with samples all along instead of its own.
fn dense(subject: &Subject, sampled: &str, unit: &str, last: f64) -> Subject {
    let one = |i: usize| Observation {
        time: last * (i as f64 / POINTS as f64).powi(3),
        value: Value::Measured(0.0),
        compartment: Some(sampled.to_owned()),
        unit: Some(unit.to_owned()),
        line: subject.line,
    };
    Subject { observations: (0..=POINTS).map(one).collect(), ..subject.clone() }
}
