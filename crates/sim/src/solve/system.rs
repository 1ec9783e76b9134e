//! A blueprint with values: the equations dx/dt = A x + b of one group of classes.

use exoscope_linalg::Mat;

use super::{Balance, Group, SolveError};
use crate::model::{Blueprint, EliminationRoute, Kinetics, RateExpr, Site};

/// The equations of one group; x in vesicles (cells for given cells), time in minutes.
#[derive(Debug, Clone)]
pub struct System {
    /// A, without saturable steps.
    pub matrix: Mat<f64>,
    /// b: constant secretion of the group's classes, vesicles per minute.
    pub inflow: Vec<f64>,
    /// Vesicles made per minute and unit of each state (by given cells).
    pub made: Vec<f64>,
    /// Loss per minute by fate (taken up, cleared, excreted), without saturable steps.
    pub fates: [Vec<f64>; 3],
    /// Which states are vesicles.
    pub vesicles: Vec<bool>,
    /// Volumes in mL; NaN where a compartment has none.
    pub volumes: Vec<f64>,
    /// Steps that saturate.
    pub saturable: Vec<Saturable>,
}

/// A step whose rate per vesicle falls with the amount there: rate / (1 + x/half).
#[derive(Debug, Clone, PartialEq)]
pub struct Saturable {
    /// From this compartment.
    pub from: usize,
    /// To this one, where the content of cells is followed.
    pub to: Option<usize>,
    /// What becomes of them otherwise.
    pub fate: Option<EliminationRoute>,
    /// Rate per minute far below saturation.
    pub rate: f64,
    /// Amount of all vesicles at which it has halved.
    pub half: f64,
}

impl System {
    /// The equations for `group` with one value per parameter.
    pub fn new(blueprint: &Blueprint, values: &[f64], group: &Group) -> Result<Self, SolveError> {
        let n = blueprint.compartments.len();
        let mut system = Self {
            matrix: Mat::zeros(n, n),
            inflow: vec![0.0; n],
            made: vec![0.0; n],
            fates: [vec![0.0; n], vec![0.0; n], vec![0.0; n]],
            vesicles: blueprint.compartments.iter().map(|c| c.place != Site::GivenCells).collect(),
            volumes: Vec::with_capacity(n),
            saturable: Vec::new(),
        };
        for compartment in &blueprint.compartments {
            let volume = compartment.volume.as_ref().map(|v| v.value(values));
            system.volumes.push(match volume {
                Some(volume) => checked(volume, || format!("the volume of {}", compartment.name))?,
                None => f64::NAN,
            });
        }
        let name = |place: usize| {
            blueprint.compartments.get(place).map_or("a compartment", |c| c.name.as_str())
        };
        let affinity = |kinetics: &Kinetics| {
            let organ = kinetics.affinity.as_ref();
            organ.and_then(|organ| group.affinities.get(organ)).copied().unwrap_or(1.0)
        };
        let step = |from: usize, rate: &RateExpr, kinetics: &Kinetics| {
            checked(rate.value(values) * affinity(kinetics), || {
                format!("a rate out of {}", name(from))
            })
        };
        for transfer in &blueprint.transfers {
            let (from, to) = (transfer.from, transfer.to);
            let rate = step(from, &transfer.rate, &transfer.kinetics)?;
            if let Some(half) = &transfer.kinetics.half_saturation {
                let half = half.value(values);
                let saturable = Saturable { from, to: Some(to), fate: None, rate, half };
                system.saturable.push(saturable);
            } else {
                system.matrix[(from, from)] -= rate;
                system.matrix[(to, from)] += rate;
            }
        }
        for loss in &blueprint.losses {
            let from = loss.from;
            let rate = step(from, &loss.rate, &loss.kinetics)?;
            if let Some(half) = &loss.kinetics.half_saturation {
                let half = half.value(values);
                let saturable = Saturable { from, to: None, fate: loss.fate, rate, half };
                system.saturable.push(saturable);
            } else {
                system.matrix[(from, from)] -= rate;
                if let Some(fate) = loss.fate {
                    system.fates[place_of(fate)][from] += rate;
                }
            }
        }
        for release in &blueprint.releases {
            let rate = checked(release.rate.value(values), || "secretion of given cells".into())?;
            system.matrix[(release.into, release.cells)] += rate;
            system.made[release.cells] += rate;
        }
        for source in blueprint.sources.iter().filter(|s| group.classes.contains(&s.class)) {
            let rate = checked(source.rate.value(values), || {
                format!("secretion into {}", name(source.into))
            })?;
            system.inflow[source.into] += rate;
        }
        Ok(system)
    }

    /// Number of states.
    pub fn len(&self) -> usize {
        self.vesicles.len()
    }

    /// Whether there is no state.
    pub fn is_empty(&self) -> bool {
        self.vesicles.is_empty()
    }

    /// Vesicles in `amounts`, given cells left out.
    pub fn present(&self, amounts: &[f64]) -> f64 {
        let here = |(amount, vesicles): (&f64, &bool)| vesicles.then_some(*amount);
        amounts.iter().zip(&self.vesicles).filter_map(here).sum()
    }

    /// The books, from `made` by constant inputs and doses, the present `amounts` and the integral of
    /// the amounts over time, for a system without saturable steps.
    pub(super) fn balance(&self, made: f64, amounts: &[f64], integral: &[f64]) -> Balance {
        let along = |weights: &[f64]| dot(weights, integral);
        let [taken_up, cleared, excreted] = &self.fates;
        Balance {
            made: made + along(&self.made),
            present: self.present(amounts),
            taken_up: along(taken_up),
            cleared: along(cleared),
            excreted: along(excreted),
        }
    }
}

/// Place of a fate in [`System::fates`].
pub(super) const fn place_of(fate: EliminationRoute) -> usize {
    match fate {
        EliminationRoute::TakenUp => 0,
        EliminationRoute::Cleared => 1,
        EliminationRoute::Excreted => 2,
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn checked(value: f64, what: impl Fn() -> String) -> Result<f64, SolveError> {
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(SolveError::Rate { what: what(), value })
    }
}
