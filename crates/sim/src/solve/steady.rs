//! Where everything settles when secretion stays as it is.

use exoscope_linalg::{Lu, Mat, modes};

use super::{Fates, SolveError, System, groups};
use crate::model::Blueprint;

/// A settled body.
#[derive(Debug, Clone, PartialEq)]
pub struct Steady {
    /// Vesicles of all classes in each compartment.
    pub amounts: Vec<f64>,
    /// Vesicles per class and compartment.
    pub by_class: Vec<Vec<f64>>,
    /// What becomes of vesicles, per minute.
    pub fates: Fates,
    /// Volumes in mL; NaN where a compartment has none.
    pub volumes: Vec<f64>,
}

impl Steady {
    /// Vesicles per mL in compartment `place`.
    pub fn concentration(&self, place: usize) -> Option<f64> {
        let (amount, volume) = (self.amounts.get(place)?, self.volumes.get(place)?);
        volume.is_finite().then_some(amount / volume)
    }
}

/// How often rates are adapted to the amounts they saturate with, before giving up.
const MOST_ROUNDS: usize = 10_000;

/// The steady state: A x = −b by one LU decomposition per group of classes. Saturable steps take the
/// rate they have at the amounts found, again and again until these stay.
///
/// # Errors
///
/// Where what enters does not leave, or a rate is no number.
pub fn steady_state(blueprint: &Blueprint, values: &[f64]) -> Result<Steady, SolveError> {
    let groups = groups(blueprint, values);
    let n = blueprint.compartments.len();
    let systems: Vec<System> = groups
        .iter()
        .map(|group| System::new(blueprint, values, group))
        .collect::<Result<_, _>>()?;
    let mut amounts = vec![0.0; n];
    let saturable = systems.iter().any(|s| !s.saturable.is_empty());
    for _ in 0..MOST_ROUNDS {
        let mut next = vec![0.0; n];
        for system in &systems {
            let factors = factors(&system.linearised(&amounts))?;
            let settled = solve(&factors, &system.inflow)?;
            next.iter_mut().zip(settled).for_each(|(sum, x)| *sum += x);
        }
        let change = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-13 * b.abs();
        let stays = amounts.iter().zip(&next).all(change);
        amounts = next;
        if stays || !saturable {
            return finish(blueprint, values, &groups, &systems, amounts);
        }
    }
    Err(SolveError::NoSteadyState)
}

fn finish(
    blueprint: &Blueprint,
    values: &[f64],
    groups: &[super::Group],
    systems: &[System],
    amounts: Vec<f64>,
) -> Result<Steady, SolveError> {
    let n = amounts.len();
    let mut by_class = vec![vec![0.0; n]; blueprint.classes.len()];
    let mut fates = Fates::default();
    let mut volumes = Vec::new();
    for (group, system) in groups.iter().zip(systems) {
        let linear = system.linearised(&amounts);
        let factors = factors(&linear)?;
        let mut total = vec![0.0; n];
        for &class in &group.classes {
            let mut inflow = vec![0.0; n];
            for source in blueprint.sources.iter().filter(|s| s.class == class) {
                if let Some(sum) = inflow.get_mut(source.into) {
                    *sum += source.rate.value(values);
                }
            }
            if inflow.iter().all(|&rate| rate == 0.0) {
                continue;
            }
            let settled = solve(&factors, &inflow)?;
            total.iter_mut().zip(&settled).for_each(|(sum, x)| *sum += x);
            if let Some(row) = by_class.get_mut(class) {
                *row = settled;
            }
        }
        let books = linear.balance(0.0, &[], &total);
        let made: f64 = system.inflow.iter().sum();
        super::Balance { made, present: 0.0, ..books }.check()?;
        fates.add(blueprint, &linear, &total);
        volumes.clone_from(&system.volumes);
    }
    if volumes.is_empty() {
        volumes = vec![f64::NAN; n];
    }
    Ok(Steady { amounts, by_class, fates, volumes })
}

/// A, decomposed. A compartment that nothing enters and nothing leaves (lymph, where no organ forms any)
/// stays empty; its row of zeros is replaced by x = 0.
fn factors(system: &System) -> Result<Lu, SolveError> {
    let n = system.len();
    let mut matrix = Mat::clone(&system.matrix);
    for place in 0..n {
        if (0..n).all(|from| matrix[(place, from)] == 0.0) {
            if system.inflow.get(place).is_some_and(|rate| *rate != 0.0) {
                return Err(SolveError::NoSteadyState);
            }
            matrix[(place, place)] = -1.0;
        }
    }
    Ok(Lu::new(&matrix))
}

/// x with A x = −b.
fn solve(factors: &Lu, inflow: &[f64]) -> Result<Vec<f64>, SolveError> {
    let right: Vec<f64> = inflow.iter().map(|rate| -rate).collect();
    let settled = factors.solve(&right);
    // A singular matrix gives infinite, undefined or clearly negative amounts.
    let largest = settled.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
    if settled.iter().all(|x| x.is_finite() && *x >= -1e-9 * largest) {
        Ok(settled)
    } else {
        Err(SolveError::NoSteadyState)
    }
}

impl System {
    /// Where a linear system settles under constant `inflow` per minute: −A⁻¹ b. For an amount that is
    /// there once, it is ∫ x dt.
    pub(crate) fn settled(&self, inflow: &[f64]) -> Result<Vec<f64>, SolveError> {
        solve(&factors(self)?, inflow)
    }

    /// Rate per minute of the slowest mode in which state `place` takes part: the smallest eigenvalue
    /// of −A on the states that `place` reaches and that reach it, by inverse iteration. There A is
    /// irreducible with no negative element off its diagonal, so that this mode is real and single
    /// (Perron–Frobenius).
    pub(crate) fn slowest(&self, place: usize) -> Result<f64, SolveError> {
        let ring = self.ring(place);
        let matrix = Mat::from_fn(ring.len(), ring.len(), |i, j| self.matrix[(ring[i], ring[j])]);
        let factors = Lu::new(&matrix);
        let mut mode = vec![1.0 / ring.len() as f64; ring.len()];
        let mut rate = f64::NAN;
        for _ in 0..MOST_ROUNDS {
            let next = solve(&factors, &mode)?;
            let size: f64 = next.iter().sum();
            let before = std::mem::replace(&mut rate, 1.0 / size);
            mode = next.into_iter().map(|x| x / size).collect();
            if (rate - before).abs() <= 1e-13 * rate {
                break;
            }
        }
        if rate.is_finite() { Ok(rate) } else { Err(SolveError::NoSteadyState) }
    }

    /// Phases of the fall in state `place` of what is put there at once, slowest first: rate per minute,
    /// and the fraction of the area under the curve that the phase holds; the fractions add up to 1.
    ///
    /// x(t) = Σ V_pi (V⁻¹)_ip e^{λ_i t} over the eigenvalues of A on the states that `place` reaches and
    /// that reach it; a phase's area is −V_pi (V⁻¹)_ip / λ_i. Of a complex pair the real part counts.
    pub(crate) fn phases(&self, place: usize) -> Result<Vec<(f64, f64)>, SolveError> {
        let ring = self.ring(place);
        let none = || SolveError::Phases;
        let here = ring.iter().position(|&state| state == place).ok_or_else(none)?;
        let matrix = Mat::from_fn(ring.len(), ring.len(), |i, j| self.matrix[(ring[i], ring[j])]);
        let found = modes(&matrix, here).ok_or_else(none)?;
        let mut phases: Vec<(f64, f64)> =
            found.iter().map(|mode| (-mode.value.re, -(mode.weight / mode.value).re)).collect();
        let whole: f64 = phases.iter().map(|(_, area)| area).sum();
        for (_, area) in &mut phases {
            *area /= whole;
        }
        phases.sort_by(|a, b| a.0.total_cmp(&b.0));
        let sound = |&(rate, area): &(f64, f64)| rate > 0.0 && area.is_finite();
        if phases.iter().all(sound) { Ok(phases) } else { Err(none()) }
    }

    /// The states that `place` reaches and that reach it, rising.
    fn ring(&self, place: usize) -> Vec<usize> {
        let reach = |back: bool| {
            let mut seen = vec![false; self.len()];
            let mut open = vec![place];
            while let Some(at) = open.pop() {
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                let linked = |&other: &usize| {
                    let (to, from) = if back { (at, other) } else { (other, at) };
                    to != from && self.matrix[(to, from)] > 0.0
                };
                open.extend((0..self.len()).filter(linked));
            }
            seen
        };
        let both = reach(true).into_iter().zip(reach(false)).enumerate();
        both.filter(|(_, (a, b))| *a && *b).map(|(i, _)| i).collect()
    }

    /// This system with every saturable step at the rate it has where `amounts` are present.
    pub(crate) fn linearised(&self, amounts: &[f64]) -> Self {
        let mut linear =
            Self { saturable: Vec::new(), matrix: Mat::clone(&self.matrix), ..self.clone() };
        for step in &self.saturable {
            let there = amounts.get(step.from).copied().unwrap_or(0.0).max(0.0);
            let rate = step.rate / (1.0 + there / step.half);
            linear.matrix[(step.from, step.from)] -= rate;
            if let Some(to) = step.to {
                linear.matrix[(to, step.from)] += rate;
            } else if let Some(fate) = step.fate {
                linear.fates[super::system::place_of(fate)][step.from] += rate;
            }
        }
        linear
    }
}
