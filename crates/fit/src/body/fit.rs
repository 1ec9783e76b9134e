//! Fit of a body: all subjects together, or each by itself.

use exoscope_core::suggest::did_you_mean;
use exoscope_sim::model::Blueprint;
use serde::Serialize;

use super::BodyFitError;
use super::predict::{BodyModel, data};
use crate::estimate::{
    Datum, Estimate, EstimateError, Estimates, Observed, Predict, Problem, ResidualModel,
    Transform, estimate, median,
};
use crate::table::Dataset;

/// What is estimated, and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FitSettings {
    /// Names of the parameters of the body to estimate.
    pub free: Vec<String>,
    /// Residual error.
    pub residual: ResidualModel,
    /// Whether profile likelihoods are computed.
    pub profiles: bool,
}

impl FitSettings {
    /// Nothing but the factors of signals.
    pub(super) fn nothing_free() -> Self {
        Self { free: Vec::new(), residual: ResidualModel::Additive, profiles: false }
    }
}

/// A body fitted to a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BodyFit {
    /// Name of the body.
    pub body: String,
    /// Settings.
    pub settings: FitSettings,
    /// Subjects (by occasion).
    pub subjects: usize,
    /// Estimates of one set of parameters for all subjects.
    pub estimates: Estimates,
    /// Every value beside its prediction.
    pub residuals: Vec<Residual>,
}

/// A value beside its prediction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Residual {
    /// The subject.
    pub subject: String,
    /// What was sampled.
    pub sampled: String,
    /// Unit of the value.
    pub unit: String,
    /// Time in the table's unit.
    pub time: f64,
    /// The value, or the limit that it is below.
    pub observed: f64,
    /// Whether it is below the limit of quantification.
    pub below_limit: bool,
    /// The prediction.
    pub predicted: f64,
    /// (Observed − predicted) / standard deviation; none of values below the limit.
    pub weighted: Option<f64>,
}

/// The fit of one subject by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fitted {
    /// The subject.
    pub subject: String,
    /// Its estimates; none where it has too few values.
    pub estimates: Option<Estimates>,
    /// Why there are none.
    pub why: Option<String>,
}

/// What subjects fitted one by one have in common (two-stage method).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variation {
    /// The parameter.
    pub parameter: String,
    /// Subjects with an estimate that their data tell.
    pub subjects: usize,
    /// Geometric mean.
    pub geometric_mean: f64,
    /// Geometric coefficient of variation, a fraction; it holds the error of the estimates too.
    pub geometric_cv: Option<f64>,
}

/// Fits one set of parameters to all subjects (naive pooling).
///
/// # Errors
///
/// Where the table does not suit the body, a parameter is unknown, or there is no estimate.
pub fn fit(
    body: &Blueprint,
    table: &Dataset,
    settings: &FitSettings,
) -> Result<BodyFit, BodyFitError> {
    let (data, groups) = data(table)?;
    let (model, parameters) = model(body, table, settings)?;
    let parameters = with_signals(&model, parameters, &data)?;
    let residual = settings.residual;
    let problem = Problem {
        model: &model,
        data: &data,
        parameters,
        residual,
        groups,
        profiles: settings.profiles,
    };
    let estimates = estimate(&problem).map_err(|source| located(source, table))?;
    let residuals = residuals(table, &data, &estimates, residual);
    let (name, subjects) = (body.name.clone(), table.subjects.len());
    Ok(BodyFit { body: name, settings: settings.clone(), subjects, estimates, residuals })
}

/// Fits every subject by itself, without profiles.
///
/// # Errors
///
/// As [`fit`], of what concerns the table and the parameters; a subject without an estimate says why.
pub fn fit_each(
    body: &Blueprint,
    table: &Dataset,
    settings: &FitSettings,
) -> Result<(Vec<Fitted>, Vec<Variation>), BodyFitError> {
    let alone = FitSettings { profiles: false, ..settings.clone() };
    let mut all = Vec::new();
    for subject in &table.subjects {
        let own = Dataset { subjects: vec![subject.clone()], ..table.clone() };
        let (estimates, why) = match fit(body, &own, &alone) {
            Ok(fit) => (Some(fit.estimates), None),
            Err(error @ BodyFitError::Estimate { .. }) => (None, Some(error.to_string())),
            Err(error) => return Err(error),
        };
        all.push(Fitted { subject: subject.name(), estimates, why });
    }
    let variation = settings.free.iter().map(|name| variation(name, &all)).collect();
    Ok((all, variation))
}

fn variation(name: &str, all: &[Fitted]) -> Variation {
    let told = |fitted: &Fitted| {
        let estimates = fitted.estimates.as_ref()?;
        let place = estimates.names.iter().position(|own| own == name)?;
        estimates.information.standard_errors.get(place).copied().flatten()?;
        estimates.values.get(place).map(|value| value.ln())
    };
    let logs: Vec<f64> = all.iter().filter_map(told).collect();
    let n = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / n;
    let variance = logs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Variation {
        parameter: name.to_owned(),
        subjects: logs.len(),
        geometric_mean: mean.exp(),
        geometric_cv: (logs.len() > 1).then(|| (variance.exp() - 1.0).sqrt()),
    }
}

/// The values of a table beside what the body predicts as it stands, without fitting; signals at the factor that
/// suits them best.
///
/// # Errors
///
/// Where the table does not suit the body, or it cannot be solved.
pub fn overlay(body: &Blueprint, table: &Dataset) -> Result<Vec<Residual>, BodyFitError> {
    let settings = FitSettings::nothing_free();
    let (data, _) = data(table)?;
    let (model, parameters) = model(body, table, &settings)?;
    let parameters = with_signals(&model, parameters, &data)?;
    let values: Vec<f64> = parameters.iter().map(|p| p.start).collect();
    let predicted = predict(&model, &values)?;
    Ok(rows(table, &data, &predicted, |_, _| None))
}

pub(super) fn predict(model: &BodyModel, values: &[f64]) -> Result<Vec<f64>, BodyFitError> {
    model
        .predict(values)
        .map_err(|why| BodyFitError::Estimate { subject: None, source: EstimateError::Model(why) })
}

/// The model and its parameters without the factors of signals.
pub(super) fn model<'a>(
    body: &'a Blueprint,
    table: &Dataset,
    settings: &FitSettings,
) -> Result<(BodyModel<'a>, Vec<Estimate>), BodyFitError> {
    let values = body.values();
    let (mut free, mut parameters) = (Vec::new(), Vec::new());
    for name in &settings.free {
        let refuse =
            |why: String, hint: &str| BodyFitError::Parameter { why, hint: hint.to_owned() };
        let place = body.parameter(name).ok_or_else(|| {
            let near = did_you_mean(name, body.slots.iter().map(|s| s.parameter.name.as_str()));
            refuse(format!("the body has no parameter {name:?}{near}"), LISTED)
        })?;
        let Some(parameter) = body.slots.get(place).map(|slot| &slot.parameter) else { continue };
        if name.starts_with("dose.") {
            let hint = "leave it out of `free`; a dose is in the table's AMT";
            return Err(refuse(format!("{name} is not used: doses are those of the table"), hint));
        }
        let (start, value) = (parameter.value.value(), values.get(place).copied().unwrap_or(0.0));
        if !(start > 0.0 && value > 0.0) {
            let hint = "write a start above 0 into the model file";
            return Err(refuse(
                format!("{name} is {start} in the model, where no search can start"),
                hint,
            ));
        }
        if free.iter().any(|(known, _)| *known == place) {
            return Err(refuse(
                format!("{name} is there twice"),
                "name each parameter once in `free`",
            ));
        }
        free.push((place, value / start));
        let unit = parameter.value.unit().to_string();
        // A percentage is a fraction of a whole.
        let fraction = unit == "%";
        let transform = if fraction { Transform::Logit } else { Transform::Log };
        let (start, unit) = if fraction { (start / 100.0, String::new()) } else { (start, unit) };
        if let Some((_, factor)) = free.last_mut().filter(|_| fraction) {
            *factor *= 100.0;
        }
        parameters.push(Estimate { name: name.clone(), unit, start, transform });
    }
    Ok((BodyModel::new(body, values, free, table)?, parameters))
}

const LISTED: &str = "parameters are named by the tables of the model file: organ.liver.uptake, circulation.plasma_volume";

/// Adds the factor of each signal, which starts where the values are to the predictions.
pub(super) fn with_signals(
    model: &BodyModel,
    mut parameters: Vec<Estimate>,
    data: &[Datum],
) -> Result<Vec<Estimate>, BodyFitError> {
    let signals = model.signals();
    if signals.is_empty() {
        return Ok(parameters);
    }
    let mut values: Vec<f64> = parameters.iter().map(|p| p.start).collect();
    values.extend(signals.iter().map(|_| 1.0));
    let predicted = predict(model, &values)?;
    for signal in signals {
        // Values that the factor of this signal moves.
        let mut moved = values.clone();
        if let Some(factor) = moved.get_mut(parameters.len()) {
            *factor = 2.0;
        }
        let doubled = predict(model, &moved)?;
        let ratios =
            data.iter().zip(predicted.iter().zip(&doubled)).filter(|(_, (one, two))| two > one);
        let ratio = median(ratios.map(|(datum, (one, _))| datum.observed.number() / one).collect());
        let start = if ratio > 0.0 { ratio } else { 1.0 };
        let name = format!("factor.{signal}");
        parameters.push(Estimate { name, unit: String::new(), start, transform: Transform::Log });
    }
    Ok(parameters)
}

/// An impossible value with its line of the table.
fn located(source: EstimateError, table: &Dataset) -> BodyFitError {
    if let EstimateError::Impossible { number, .. } = &source {
        let mut all = table.subjects.iter().flat_map(|subject| &subject.observations);
        if let Some(one) = all.nth(number - 1) {
            return BodyFitError::Row {
                line: one.line,
                column: "DV",
                why: source.to_string(),
                hint: source.hint().to_owned(),
            };
        }
    }
    BodyFitError::Estimate { subject: None, source }
}

fn residuals(
    table: &Dataset,
    data: &[Datum],
    estimates: &Estimates,
    residual: ResidualModel,
) -> Vec<Residual> {
    rows(table, data, &estimates.predicted, |datum, f| {
        let Observed::Value(y) = datum.observed else { return None };
        let own = estimates.residual.get(datum.group)?;
        let errors = (own.additive.unwrap_or(0.0), own.proportional.unwrap_or(0.0));
        let sd = residual.variance(f, y, errors).sqrt();
        Some((y - f) / sd).filter(|weighted| weighted.is_finite())
    })
}

fn rows(
    table: &Dataset,
    data: &[Datum],
    predicted: &[f64],
    weighted: impl Fn(&Datum, f64) -> Option<f64>,
) -> Vec<Residual> {
    let samples = table
        .subjects
        .iter()
        .flat_map(|subject| subject.observations.iter().map(move |one| (subject, one)));
    samples
        .zip(data.iter().zip(predicted))
        .map(|((subject, one), (datum, &f))| Residual {
            subject: subject.name(),
            sampled: one.compartment.clone().unwrap_or_else(|| "plasma".into()),
            unit: one.unit.clone().unwrap_or_default(),
            time: one.time,
            observed: datum.observed.number(),
            below_limit: matches!(datum.observed, Observed::Below(_)),
            predicted: f,
            weighted: weighted(datum, f),
        })
        .collect()
}
