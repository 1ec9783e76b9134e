//! What is estimated from what, and the estimates.

use serde::Serialize;

use super::information::information;
use super::likelihood::{Term, term};
use super::minimise::{Expansion, Objective, minimise};
use super::profile::profiles;
use super::{
    Datum, EstimateError, Information, Observed, ProfileLikelihood, ResidualModel, Transform,
};

/// A model of the data: predictions in the order of the data for one value per parameter.
pub trait Predict: Sync {
    /// The predictions.
    ///
    /// # Errors
    ///
    /// What kept the model from being solved, in words.
    fn predict(&self, parameters: &[f64]) -> Result<Vec<f64>, String>;
}

/// A parameter to estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Its name.
    pub name: String,
    /// Its unit; empty for a number.
    pub unit: String,
    /// Where the search starts.
    pub start: f64,
    /// The scale on which it is free.
    pub transform: Transform,
}

/// Data, a model and its parameters.
pub struct Problem<'a, P> {
    /// The model.
    pub model: &'a P,
    /// The data.
    pub data: &'a [Datum],
    /// The parameters, in the order that the model takes them.
    pub parameters: Vec<Estimate>,
    /// Residual error of every group.
    pub residual: ResidualModel,
    /// Names of the groups.
    pub groups: Vec<String>,
    /// Whether profile likelihoods are computed.
    pub profiles: bool,
}

/// Residual error of a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResidualEstimate {
    /// The group: a unit of values.
    pub group: String,
    /// a, in the unit of the values (of weighted least squares a fraction).
    pub additive: Option<f64>,
    /// b, a fraction.
    pub proportional: Option<f64>,
}

/// Estimates with what is known of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimates {
    /// Names of the parameters.
    pub names: Vec<String>,
    /// Their units.
    pub units: Vec<String>,
    /// Their starts.
    pub starts: Vec<f64>,
    /// Their values at the maximum of the likelihood.
    pub values: Vec<f64>,
    /// Residual errors.
    pub residual: Vec<ResidualEstimate>,
    /// −2 log L.
    pub objective: f64,
    /// Akaike's criterion: −2 log L + 2 k.
    pub aic: f64,
    /// Values, and of these below the limit.
    pub data: (usize, usize),
    /// Standard errors, correlations and directions that the data do not tell.
    pub information: Information,
    /// Profile likelihood of each parameter; empty where it was not asked for.
    pub profiles: Vec<ProfileLikelihood>,
    /// Predictions in the order of the data.
    #[serde(skip)]
    pub predicted: Vec<f64>,
}

impl Estimates {
    /// Correlations of estimates: two names and r, from -1 to 1, of each pair of which it is known.
    pub fn correlations(&self) -> impl Iterator<Item = (&str, &str, f64)> {
        let pairs =
            (0..self.names.len()).flat_map(|i| (i + 1..self.names.len()).map(move |j| (i, j)));
        pairs.filter_map(|(i, j)| {
            let r = *self.information.correlation.get(i)?.get(j)?;
            r.is_finite().then_some((self.names.get(i)?.as_str(), self.names.get(j)?.as_str(), r))
        })
    }
}

/// Maximum likelihood estimates.
///
/// # Errors
///
/// Where there are fewer data than parameters, the model cannot be solved at the start, a value is impossible under
/// the residual error, or the search does not end.
pub fn estimate<P: Predict>(problem: &Problem<P>) -> Result<Estimates, EstimateError> {
    let likelihood = Likelihood::new(problem)?;
    let start = likelihood.start()?;
    let all = vec![true; start.len()];
    let (mut x, mut objective) = minimise(&likelihood, &start, &all)?;
    let mut info = information(&likelihood, &x)?;
    let mut found = Vec::new();
    if problem.profiles {
        found = profiles(&likelihood, &x, objective, &info)?;
        // A profile that goes below the minimum has found a better one: start again from there, once.
        let better =
            found.iter().filter_map(|p| p.better.clone()).min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((from, _)) = better {
            (x, objective) = minimise(&likelihood, &from, &all)?;
            info = information(&likelihood, &x)?;
            found = profiles(&likelihood, &x, objective, &info)?;
        }
    }
    likelihood.estimates(&x, objective, info, found)
}

/// −2 log L over the free scale: parameters, then ln a and ln b of each group.
pub(super) struct Likelihood<'a, P> {
    pub problem: &'a Problem<'a, P>,
    bounds: Vec<(f64, f64)>,
    /// Median of the values of each group.
    sizes: Vec<f64>,
}

/// Half a step of the central differences of predictions.
const STEP: f64 = 1e-4;
/// How far a parameter may go from its start on the free scale: a factor of a million.
const FAR: f64 = 13.8;

impl<'a, P: Predict> Likelihood<'a, P> {
    fn new(problem: &'a Problem<'a, P>) -> Result<Self, EstimateError> {
        let sizes: Vec<f64> = (0..problem.groups.len())
            .map(|group| {
                let own = problem.data.iter().filter(|d| d.group == group);
                median(own.map(|d| d.observed.number().abs()).filter(|y| *y > 0.0).collect())
            })
            .collect();
        let mut bounds = Vec::new();
        for parameter in &problem.parameters {
            let free = parameter.transform.to_free(parameter.start);
            if !free.is_finite() {
                let (name, start) = (parameter.name.clone(), parameter.start);
                return Err(EstimateError::Start { parameter: name, start });
            }
            bounds.push((free - FAR, free + FAR));
        }
        let (has_a, has_b) = problem.residual.has();
        for size in &sizes {
            // Weighted least squares has a fraction for its a.
            let unit = if problem.residual == ResidualModel::Weighted { 1.0 } else { *size };
            bounds.extend(has_a.then(|| ((1e-5 * unit).ln(), (1e3 * unit).ln())));
            bounds.extend(has_b.then(|| (1e-5_f64.ln(), 1e2_f64.ln())));
        }
        let (data, parameters) = (problem.data.len(), bounds.len());
        if data <= parameters {
            return Err(EstimateError::TooFew { data, parameters });
        }
        Ok(Self { problem, bounds, sizes })
    }

    /// The start: parameters as given, errors from the residuals there.
    fn start(&self) -> Result<Vec<f64>, EstimateError> {
        let problem = self.problem;
        let values: Vec<f64> = problem.parameters.iter().map(|p| p.start).collect();
        let predicted = problem.model.predict(&values).map_err(EstimateError::Model)?;
        if problem.residual == ResidualModel::Proportional {
            for (number, (datum, &f)) in problem.data.iter().zip(&predicted).enumerate() {
                let impossible = match datum.observed {
                    Observed::Value(y) => y <= 0.0 || f <= 0.0,
                    Observed::Below(_) => false,
                };
                if impossible {
                    let (number, value) = (number + 1, datum.observed.number());
                    return Err(EstimateError::Impossible { number, value, predicted: f });
                }
            }
        }
        let mut start: Vec<f64> =
            problem.parameters.iter().map(|p| p.transform.to_free(p.start)).collect();
        let (has_a, has_b) = problem.residual.has();
        for (group, size) in self.sizes.iter().enumerate() {
            let own = problem.data.iter().zip(&predicted).filter(|(d, _)| d.group == group);
            let off = own.map(|(d, f)| (d.observed.number() - f).abs());
            let off = median(off.collect()).clamp(0.05 * size, 10.0 * size);
            let part = if has_a && has_b { 0.5 } else { 1.0 };
            let unit = if problem.residual == ResidualModel::Weighted { *size } else { 1.0 };
            start.extend(has_a.then(|| (part * off / unit).ln()));
            start.extend(has_b.then(|| (part * (off / size).min(1.0)).ln()));
        }
        for (x, (low, high)) in start.iter_mut().zip(&self.bounds) {
            *x = x.clamp(*low, *high);
        }
        Ok(start)
    }

    /// How many model parameters there are.
    pub fn parameters(&self) -> usize {
        self.problem.parameters.len()
    }

    /// Parameters of the model at `x`.
    pub fn values(&self, x: &[f64]) -> Vec<f64> {
        self.problem.parameters.iter().zip(x).map(|(p, x)| p.transform.from_free(*x)).collect()
    }

    /// Errors of each group at `x`, and where ln a and ln b stand.
    fn errors(&self, x: &[f64]) -> Vec<ErrorPlace> {
        let (has_a, has_b) = self.problem.residual.has();
        let mut at = self.parameters();
        let mut next = |has: bool| {
            has.then(|| {
                at += 1;
                at - 1
            })
        };
        let mut place = || {
            let (a_at, b_at) = (next(has_a), next(has_b));
            let value = |at: Option<usize>| at.and_then(|at| x.get(at)).map_or(0.0, |x| x.exp());
            ErrorPlace { a: value(a_at), b: value(b_at), at: [a_at, b_at] }
        };
        self.sizes.iter().map(|_| place()).collect()
    }

    fn predicted(&self, x: &[f64]) -> Result<Vec<f64>, EstimateError> {
        let predicted =
            self.problem.model.predict(&self.values(x)).map_err(EstimateError::Model)?;
        if predicted.iter().all(|f| f.is_finite()) {
            Ok(predicted)
        } else {
            Err(EstimateError::Model("a prediction is no number".into()))
        }
    }

    fn terms(&self, x: &[f64], predicted: &[f64]) -> Vec<(Term, usize)> {
        let errors = self.errors(x);
        let one = |(datum, &f): (&Datum, &f64)| {
            let own = errors.get(datum.group)?;
            Some((term(datum.observed, self.problem.residual, f, (own.a, own.b)), datum.group))
        };
        self.problem.data.iter().zip(predicted).filter_map(one).collect()
    }

    fn estimates(
        &self,
        x: &[f64],
        objective: f64,
        information: Information,
        profiles: Vec<ProfileLikelihood>,
    ) -> Result<Estimates, EstimateError> {
        let (has_a, has_b) = self.problem.residual.has();
        let of = self.problem;
        let residual = self.errors(x).into_iter().zip(&of.groups).map(|(error, group)| {
            let additive = has_a.then_some(error.a);
            ResidualEstimate {
                group: group.clone(),
                additive,
                proportional: has_b.then_some(error.b),
            }
        });
        let below = of.data.iter().filter(|d| matches!(d.observed, Observed::Below(_))).count();
        Ok(Estimates {
            names: of.parameters.iter().map(|p| p.name.clone()).collect(),
            units: of.parameters.iter().map(|p| p.unit.clone()).collect(),
            starts: of.parameters.iter().map(|p| p.start).collect(),
            values: self.values(x),
            residual: residual.collect(),
            objective,
            aic: objective + 2.0 * x.len() as f64,
            data: (of.data.len(), below),
            information,
            profiles,
            predicted: self.predicted(x)?,
        })
    }
}

/// Errors of a group and the places of their logarithms.
struct ErrorPlace {
    a: f64,
    b: f64,
    at: [Option<usize>; 2],
}

impl<P: Predict> Objective for Likelihood<'_, P> {
    fn value(&self, x: &[f64]) -> f64 {
        let Ok(predicted) = self.predicted(x) else { return f64::INFINITY };
        self.terms(x, &predicted).iter().map(|(term, _)| term.objective).sum()
    }

    fn expanded(&self, x: &[f64]) -> Result<Expansion, EstimateError> {
        let predicted = self.predicted(x)?;
        let mut slopes = Vec::new();
        for i in 0..self.parameters() {
            let at = |step: f64| {
                let mut moved = x.to_vec();
                moved[i] += step;
                self.predicted(&moved)
            };
            let (up, down) = (at(STEP)?, at(-STEP)?);
            slopes.push(
                up.iter().zip(&down).map(|(u, d)| (u - d) / (2.0 * STEP)).collect::<Vec<_>>(),
            );
        }
        let errors = self.errors(x);
        let n = x.len();
        let (mut value, mut gradient, mut hessian) = (0.0, vec![0.0; n], vec![vec![0.0; n]; n]);
        // The chain rule of one datum: its slopes of f by parameter, of ln a and ln b.
        let mut chain: Vec<(usize, usize, f64)> = Vec::with_capacity(n);
        for (row, (term, group)) in self.terms(x, &predicted).iter().enumerate() {
            chain.clear();
            for (i, slope) in slopes.iter().enumerate() {
                chain.push((i, 0, slope.get(row).copied().unwrap_or(0.0)));
            }
            if let Some(error) = errors.get(*group) {
                for (of, at) in error.at.iter().enumerate() {
                    chain.extend(at.map(|at| (at, of + 1, 1.0)));
                }
            }
            value += term.objective;
            for &(i, of_i, slope_i) in &chain {
                gradient[i] += term.score[of_i] * slope_i;
                for &(j, of_j, slope_j) in &chain {
                    hessian[i][j] += term.information[of_i][of_j] * slope_i * slope_j;
                }
            }
        }
        Ok((value, gradient, hessian))
    }

    fn bounds(&self) -> &[(f64, f64)] {
        &self.bounds
    }
}

/// The median of some numbers; 1 of none.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.retain(|x| x.is_finite());
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}
