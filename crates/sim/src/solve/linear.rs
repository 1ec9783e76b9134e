//! Linear bodies: the matrix exponential over every stretch of constant input.

use std::collections::BTreeMap;

use exoscope_linalg::Mat;

use super::course::Run;
use super::schedule::{Running, minutes};
use super::{Propagator, SolveError, System, TimeCourse};

pub(super) fn run(
    run: &Run,
    starts: Vec<Vec<f64>>,
    course: &mut TimeCourse,
) -> Result<(), SolveError> {
    for (group, (system, start)) in run.systems.iter().zip(starts).enumerate() {
        one(run, group, system, start, course)?;
    }
    Ok(())
}

/// Runs one group and adds it to the course.
fn one(
    run: &Run,
    group: usize,
    system: &System,
    start: Vec<f64>,
    course: &mut TimeCourse,
) -> Result<(), SolveError> {
    let n = system.len();
    let idle =
        |moments: &super::schedule::Moment| moments.given.is_empty() && moments.starts.is_empty();
    let nothing = start.iter().chain(&system.inflow).all(|&x| x == 0.0);
    if nothing && run.moments.values().all(idle) {
        return Ok(());
    }
    let mut made = system.present(&start);
    // One state more, which stays 1, carries constant input: x' = A x + b · 1.
    let mut x = start;
    x.push(1.0);
    let mut integral = vec![0.0; n + 1];
    let mut propagators: BTreeMap<(i64, Vec<usize>), Propagator> = BTreeMap::new();
    let mut drips = Running::default();
    let mut now = 0;
    let mut output = 0;
    for (&tick, moment) in run.moments {
        if tick > now {
            let (dripped, sum) = run.drip(group, drips.places());
            let step = minutes(tick - now);
            made += step * (sum + system.inflow.iter().sum::<f64>());
            let propagator = propagators
                .entry((tick - now, drips.places().to_vec()))
                .or_insert_with(|| Propagator::new(with_input(system, &dripped).as_ref(), step));
            propagator.advance(&mut x, &mut integral);
            now = tick;
        }
        for &dose in &moment.given {
            made += run.dose(group, dose, 1.0, &mut x);
        }
        drips.turn(moment);
        if moment.output {
            let amounts = x.get(..n).unwrap_or_default();
            system.balance(made, amounts, &integral).check()?;
            if let Some(row) = course.amounts.get_mut(output) {
                row.iter_mut().zip(amounts).for_each(|(sum, x)| *sum += x);
            }
            output += 1;
        }
    }
    let books = system.balance(made, x.get(..n).unwrap_or_default(), &integral);
    course.balance.add(&books);
    course.fates.add(run.blueprint, system, &integral);
    course.integral.iter_mut().zip(&integral).for_each(|(sum, x)| *sum += x);
    Ok(())
}

/// [A b; 0 0] with all constant input in b.
fn with_input(system: &System, dripped: &[f64]) -> Mat<f64> {
    let n = system.len();
    Mat::from_fn(n + 1, n + 1, |i, j| {
        if i == n {
            0.0
        } else if j == n {
            system.inflow.get(i).copied().unwrap_or(0.0) + dripped.get(i).copied().unwrap_or(0.0)
        } else {
            system.matrix[(i, j)]
        }
    })
}
