//! A course of time.

use std::collections::BTreeMap;

use serde::Serialize;

use super::schedule::{drip_minutes, minutes, schedule};
use super::{Balance, SolveError, System, groups, linear, saturable, steady_state};
use crate::model::{Blueprint, EliminationRoute};

/// What to run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SimulationSettings {
    /// Minutes from start to end.
    pub duration: f64,
    /// Minutes between outputs.
    pub step: f64,
    /// Whether cells secrete. Without, only what is given is followed.
    pub background: bool,
    /// Whether the doses of the model are given.
    pub doses: bool,
    /// What is there at the start.
    pub start: Start,
}

/// What is there at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// Nothing.
    Empty,
    /// What secretion settles to (nothing where cells do not secrete).
    Steady,
}

/// Amounts over time. An output at the time of a dose is the state just after it.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeCourse {
    /// Minutes.
    pub times: Vec<f64>,
    /// A row per time: vesicles (cells for given cells) in each compartment.
    pub amounts: Vec<Vec<f64>>,
    /// ∫ amount dt over the course, for each compartment.
    pub integral: Vec<f64>,
    /// Volumes in mL; NaN where a compartment has none.
    pub volumes: Vec<f64>,
    /// The books at the end.
    pub balance: Balance,
    /// What became of vesicles, by organ and fluid.
    pub fates: Fates,
}

/// Vesicles by what became of them and where: `liver`, `urine`, …
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Fates(pub BTreeMap<String, BTreeMap<EliminationRoute, f64>>);

impl Fates {
    /// Vesicles that ended in `place` by any fate.
    pub fn at(&self, place: &str) -> f64 {
        self.0.get(place).map_or(0.0, |fates| fates.values().sum())
    }

    /// All of `fate`.
    pub fn total(&self, fate: EliminationRoute) -> f64 {
        self.0.values().filter_map(|fates| fates.get(&fate)).sum()
    }

    /// Adds the losses of a linear system over a time in which `integral` is ∫ amount dt.
    pub(super) fn add(&mut self, blueprint: &Blueprint, system: &System, integral: &[f64]) {
        for (fate, rates) in
            [EliminationRoute::TakenUp, EliminationRoute::Cleared, EliminationRoute::Excreted]
                .iter()
                .zip(&system.fates)
        {
            for (place, (rate, sum)) in rates.iter().zip(integral).enumerate() {
                if *rate > 0.0 {
                    self.book(blueprint, place, *fate, rate * sum);
                }
            }
        }
    }

    /// Adds vesicles that left compartment `place`.
    pub(super) fn book(
        &mut self,
        blueprint: &Blueprint,
        place: usize,
        fate: EliminationRoute,
        vesicles: f64,
    ) {
        if let Some(compartment) = blueprint.compartments.get(place) {
            let place = compartment.organ.as_ref().unwrap_or(&compartment.name);
            let here = self.0.entry(place.clone()).or_default();
            *here.entry(fate).or_insert(0.0) += vesicles;
        }
    }
}

impl TimeCourse {
    /// Vesicles per mL in compartment `place` over time; `None` where it has no volume.
    pub fn concentration(&self, place: usize) -> Option<Vec<f64>> {
        let volume = self.volumes.get(place).copied().filter(|v| v.is_finite())?;
        self.amounts.iter().map(|row| Some(row.get(place)? / volume)).collect()
    }

    /// Vesicles in all of `places` together over time.
    pub fn together(&self, places: &[usize]) -> Vec<f64> {
        let sum = |row: &Vec<f64>| places.iter().filter_map(|&place| row.get(place)).sum();
        self.amounts.iter().map(sum).collect()
    }
}

/// Runs `plan` on a blueprint with one value per parameter.
///
/// ```
/// use exoscope_sim::model::{Blueprint, MOUSE};
/// use exoscope_sim::solve::{SimulationSettings, Start, simulate};
///
/// let mouse: Blueprint = MOUSE.parse()?;
/// let plan =
///     SimulationSettings { duration: 60.0, step: 10.0, background: false, doses: true, start: Start::Empty };
/// let course = simulate(&mouse, &mouse.values(), &plan)?;
/// assert!(course.balance.error() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Where a rate is no number, times make no sense, there is no steady state to start from, the stiff
/// solver gives up, or the mass does not balance.
pub fn simulate(
    blueprint: &Blueprint,
    values: &[f64],
    plan: &SimulationSettings,
) -> Result<TimeCourse, SolveError> {
    let moments = schedule(blueprint, plan)?;
    check_doses(blueprint, values)?;
    let groups = groups(blueprint, values);
    let mut systems: Vec<System> = groups
        .iter()
        .map(|group| System::new(blueprint, values, group))
        .collect::<Result<_, _>>()?;
    if !plan.background {
        for system in &mut systems {
            system.inflow.fill(0.0);
        }
    }
    let n = blueprint.compartments.len();
    let settled = match plan.start {
        Start::Steady if plan.background => Some(steady_state(blueprint, values)?),
        _ => None,
    };
    let starts: Vec<Vec<f64>> = groups
        .iter()
        .map(|group| {
            let mut start = vec![0.0; n];
            for row in group.classes.iter().filter_map(|&c| settled.as_ref()?.by_class.get(c)) {
                start.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
            }
            start
        })
        .collect();
    let times = moments
        .iter()
        .filter(|(_, m)| m.output)
        .map(|(&tick, _)| minutes(tick))
        .collect::<Vec<_>>();
    let mut course = TimeCourse {
        amounts: vec![vec![0.0; n]; times.len()],
        times,
        integral: vec![0.0; n],
        volumes: systems.first().map_or_else(Vec::new, |s| s.volumes.clone()),
        balance: Balance::default(),
        fates: Fates::default(),
    };
    let run = Run { blueprint, values, moments: &moments, groups: &groups, systems: &systems };
    if systems.iter().all(|s| s.saturable.is_empty()) {
        linear::run(&run, starts, &mut course)?;
    } else {
        saturable::run(&run, starts, &mut course)?;
    }
    course.balance.check()?;
    Ok(course)
}

/// Fails where a dose gives less than nothing somewhere: parts of a dose are products of parameters,
/// which may be drawn at random.
fn check_doses(blueprint: &Blueprint, values: &[f64]) -> Result<(), SolveError> {
    for dose in &blueprint.doses {
        let mut parts: BTreeMap<usize, f64> = BTreeMap::new();
        for target in &dose.targets {
            *parts.entry(target.into).or_insert(0.0) += target.amount.value(values);
        }
        if let Some(&value) = parts.values().find(|part| !(part.is_finite() && **part >= 0.0)) {
            return Err(SolveError::Rate { what: "a part of a dose".into(), value });
        }
    }
    Ok(())
}

/// All that a solver needs to know.
pub(super) struct Run<'a> {
    pub blueprint: &'a Blueprint,
    pub values: &'a [f64],
    pub moments: &'a BTreeMap<i64, super::schedule::Moment>,
    pub groups: &'a [super::Group],
    pub systems: &'a [System],
}

impl Run<'_> {
    /// Adds what dose `place` gives of the classes of group `group`, times `scale`, to `to`; returns
    /// how many vesicles that is (given cells are none).
    pub fn dose(&self, group: usize, place: usize, scale: f64, to: &mut [f64]) -> f64 {
        let Some(dose) = self.blueprint.doses.get(place) else { return 0.0 };
        let (Some(group), Some(system)) = (self.groups.get(group), self.systems.get(group)) else {
            return 0.0;
        };
        if !group.classes.contains(&dose.class) {
            return 0.0;
        }
        let mut vesicles = 0.0;
        for target in &dose.targets {
            let amount = target.amount.value(self.values) * scale;
            if let Some(x) = to.get_mut(target.into) {
                *x += amount;
            }
            if system.vesicles.get(target.into).is_some_and(|v| *v) {
                vesicles += amount;
            }
        }
        vesicles
    }

    /// Vesicles per minute from `drips` into each compartment, for group `group`, and their sum.
    pub fn drip(&self, group: usize, drips: &[usize]) -> (Vec<f64>, f64) {
        let mut inflow = vec![0.0; self.blueprint.compartments.len()];
        let mut sum = 0.0;
        for &drip in drips {
            let Some(dose) = self.blueprint.doses.get(drip) else { continue };
            sum += self.dose(group, drip, 1.0 / drip_minutes(dose.duration), &mut inflow);
        }
        (inflow, sum)
    }
}
