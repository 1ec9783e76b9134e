//! Profile likelihood: −2 log L with one parameter held and all others estimated anew.

use rayon::prelude::*;
use serde::Serialize;

use super::minimise::minimise;
use super::problem::{Likelihood, Predict};
use super::{EstimateError, Information};

/// Rise of −2 log L at the ends of a 95 % interval: χ² of one degree of freedom.
pub(crate) const RISE: f64 = 3.841_458_820_694_124;

/// Profile of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProfileLikelihood {
    /// The parameter.
    pub parameter: String,
    /// Lower end of the 95 % interval.
    pub low: Bound,
    /// Its upper end.
    pub high: Bound,
    /// Values of the parameter, rising, and the rise of −2 log L there.
    pub points: Vec<(f64, f64)>,
    /// A point below the minimum that the profile started from, and −2 log L there.
    #[serde(skip)]
    pub(super) better: Option<(Vec<f64>, f64)>,
}

/// One end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// Here.
    At(f64),
    /// Nowhere within a factor of 1,000 (7 logits): the data set no bound.
    Open,
}

impl Bound {
    /// Its value, where there is one.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::At(value) => Some(value),
            Self::Open => None,
        }
    }
}

impl ProfileLikelihood {
    /// Whether the data bound the parameter on neither side or one alone: its estimate is not told.
    pub fn is_open(&self) -> bool {
        self.low == Bound::Open || self.high == Bound::Open
    }
}

/// How far a profile is followed on the free scale: a factor of 1,000.
const FARTHEST: f64 = 6.9;
/// How near to the rise an end is found.
const NEAR: f64 = 0.005;

/// The profile of every parameter.
pub(super) fn profiles<P: Predict>(
    of: &Likelihood<P>,
    best: &[f64],
    objective: f64,
    information: &Information,
) -> Result<Vec<ProfileLikelihood>, EstimateError> {
    let one = |place: usize| {
        let step = information.free_errors.get(place).copied().flatten().unwrap_or(0.3);
        let mut walk = Walk { of, best, objective, place, better: None, points: Vec::new() };
        let step = step.clamp(1e-4, 1.0);
        let low = walk.end(-step)?;
        let high = walk.end(step)?;
        let transform = of.problem.parameters.get(place).map(|p| p.transform);
        let value = |free: f64| transform.map_or(f64::NAN, |t| t.from_free(free));
        let mut points = walk.points;
        points.push((best[place], 0.0));
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(ProfileLikelihood {
            parameter: of.problem.parameters.get(place).map(|p| p.name.clone()).unwrap_or_default(),
            low: low.map_or(Bound::Open, |free| Bound::At(value(free))),
            high: high.map_or(Bound::Open, |free| Bound::At(value(free))),
            points: points.into_iter().map(|(free, rise)| (value(free), rise)).collect(),
            better: walk.better,
        })
    };
    (0..of.parameters()).into_par_iter().map(one).collect()
}

struct Walk<'a, P> {
    of: &'a Likelihood<'a, P>,
    best: &'a [f64],
    objective: f64,
    place: usize,
    better: Option<(Vec<f64>, f64)>,
    points: Vec<(f64, f64)>,
}

impl<P: Predict> Walk<'_, P> {
    /// Where the rise is reached on the side of `step`; `None` where it is not.
    fn end(&mut self, step: f64) -> Result<Option<f64>, EstimateError> {
        let mut from = self.best.to_vec();
        // Distance and root of the rise, which is nearly straight.
        let mut inner = (0.0_f64, 0.0_f64);
        let mut distance = step;
        let outer = loop {
            let rise = self.at(distance, &mut from)?;
            if rise >= RISE {
                break (distance, rise.sqrt());
            }
            inner = (distance, rise.max(0.0).sqrt());
            if distance.abs() >= FARTHEST {
                return Ok(None);
            }
            distance = (distance * 1.7).clamp(-FARTHEST, FARTHEST);
        };
        let (mut inner, mut outer) = (inner, outer);
        let wanted = RISE.sqrt();
        for _ in 0..30 {
            let part = (wanted - inner.1) / (outer.1 - inner.1);
            let part = if part.is_finite() { part.clamp(0.05, 0.95) } else { 0.5 };
            let distance = inner.0 + part * (outer.0 - inner.0);
            let rise = self.at(distance, &mut from)?;
            if (rise - RISE).abs() < NEAR {
                return Ok(Some(self.best[self.place] + distance));
            }
            let root = rise.max(0.0).sqrt();
            if rise < RISE { inner = (distance, root) } else { outer = (distance, root) }
        }
        Ok(Some(self.best[self.place] + f64::midpoint(inner.0, outer.0)))
    }

    /// The rise at a distance, others estimated from `from` on, which moves there.
    fn at(&mut self, distance: f64, from: &mut Vec<f64>) -> Result<f64, EstimateError> {
        let mut free = vec![true; from.len()];
        let held = self.best[self.place] + distance;
        from[self.place] = held;
        free[self.place] = false;
        let (x, value) = match minimise(self.of, from, &free) {
            // Where no other parameters make the model solvable, the likelihood is 0.
            Err(EstimateError::Model(_)) => return Ok(f64::MAX),
            other => other?,
        };
        let rise = value - self.objective;
        if rise < -1e-4 && self.better.as_ref().is_none_or(|(_, best)| value < *best) {
            self.better = Some((x.clone(), value));
        }
        self.points.push((held, rise));
        *from = x;
        Ok(rise)
    }
}
