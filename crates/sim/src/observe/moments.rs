//! Clearance and residence of a linear body without a course of time: exact, whatever the step.

use super::kinetics::{HELD, Kinetics};
use crate::model::{Blueprint, Site};
use crate::solve::{SolveError, System, groups};

/// The figures of a bolus into the veins of vesicles of class `class`, from the linear system itself.
///
/// With x' = A x and x(0) = e (all in the veins), ∫ x dt = −A⁻¹ e and ∫ t x dt = A⁻² e: area and first
/// moment come from two solves. The half-life is that of the slowest phase that with all slower ones holds
/// 5 % of the area, the terminal one that of the slowest mode in which plasma takes part. `None` for a body whose uptake saturates.
///
/// ```
/// use exoscope_sim::model::{Blueprint, MOUSE};
/// use exoscope_sim::observe::moments::bolus;
/// let mouse: Blueprint = MOUSE.parse()?;
/// let seen = bolus(&mouse, &mouse.values(), 0)?.ok_or("not linear")?;
/// assert!((0.0054..=0.0154).contains(&seen.clearance)); // mL/min: Kim 2019; Lázaro-Ibáñez 2021
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Where a rate is no number, or vesicles enter a place that they never leave.
pub fn bolus(
    blueprint: &Blueprint,
    values: &[f64],
    class: usize,
) -> Result<Option<Kinetics>, SolveError> {
    let Some((system, veins, seen)) = areas(blueprint, values, class)? else { return Ok(None) };
    let mut held = 0.0;
    let phases = system.phases(veins)?;
    let main = phases.iter().find(|(_, area)| {
        held += area;
        held >= HELD
    });
    let &(main, _) = main.ok_or(SolveError::Phases)?;
    let Areas { auc, clearance, residence } = seen;
    Ok(Some(Kinetics {
        auc,
        clearance,
        residence,
        volume: clearance * residence,
        half_life: std::f64::consts::LN_2 / main,
        effective_half_life: std::f64::consts::LN_2 * residence,
        terminal_half_life: std::f64::consts::LN_2 / system.slowest(veins)?,
        extrapolated: 0.0,
    }))
}

/// What follows from area and first moment alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Areas {
    /// Area under the curve of one vesicle to infinity, min / mL.
    pub auc: f64,
    /// 1 / area, mL/min.
    pub clearance: f64,
    /// First moment over area, minutes.
    pub residence: f64,
}

/// Area, clearance and mean residence of a bolus as in [`bolus`], without its phases: two solves.
///
/// # Errors
///
/// As [`bolus`].
pub fn clearance(
    blueprint: &Blueprint,
    values: &[f64],
    class: usize,
) -> Result<Option<Areas>, SolveError> {
    Ok(areas(blueprint, values, class)?.map(|(_, _, areas)| areas))
}

/// The place of the veins, and the areas of a bolus so small that nothing saturates.
pub(super) fn unsaturated(
    blueprint: &Blueprint,
    values: &[f64],
    class: usize,
) -> Result<Option<(usize, Areas)>, SolveError> {
    let Some((system, veins)) = system(blueprint, values, class)? else { return Ok(None) };
    let small = system.linearised(&[]);
    Ok(areas_of(&small, veins)?.map(|areas| (veins, areas)))
}

fn areas(
    blueprint: &Blueprint,
    values: &[f64],
    class: usize,
) -> Result<Option<(System, usize, Areas)>, SolveError> {
    let Some((system, veins)) = system(blueprint, values, class)? else { return Ok(None) };
    if !system.saturable.is_empty() {
        return Ok(None);
    }
    Ok(areas_of(&system, veins)?.map(|areas| (system, veins, areas)))
}

/// The system that vesicles of a class move in, and the place of the veins.
fn system(
    blueprint: &Blueprint,
    values: &[f64],
    class: usize,
) -> Result<Option<(System, usize)>, SolveError> {
    let group = groups(blueprint, values).into_iter().find(|g| g.classes.contains(&class));
    let veins = blueprint.compartments.iter().position(|c| c.place == Site::Veins);
    let (Some(group), Some(veins)) = (group, veins) else { return Ok(None) };
    Ok(Some((System::new(blueprint, values, &group)?, veins)))
}

fn areas_of(system: &System, veins: usize) -> Result<Option<Areas>, SolveError> {
    let Some(&volume) = system.volumes.get(veins) else { return Ok(None) };
    let mut start = vec![0.0; system.len()];
    if let Some(here) = start.get_mut(veins) {
        *here = 1.0;
    }
    let area = system.settled(&start)?;
    let moment = system.settled(&area)?;
    let (Some(&area), Some(&moment)) = (area.get(veins), moment.get(veins)) else {
        return Ok(None);
    };
    let (auc, residence) = (area / volume, moment / area);
    Ok(Some(Areas { auc, clearance: 1.0 / auc, residence }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{ADULT, MOUSE};
    use crate::observe::kinetics::kinetics;
    use crate::solve::{SimulationSettings, Start, simulate};

    #[test]
    fn the_course_comes_to_the_same_as_its_step_shrinks() {
        let dose = "\n[[dose]]\nroute = \"vein\"\namount = \"1e11\"\n";
        let body: Blueprint = format!("{ADULT}{dose}").parse().unwrap();
        let values = body.values();
        let exact = bolus(&body, &values, body.doses[0].class).unwrap().unwrap();
        let off = |step: f64| {
            let plan = SimulationSettings {
                duration: 4.0 * 1440.0,
                step,
                background: false,
                doses: true,
                start: Start::Empty,
            };
            let course = simulate(&body, &values, &plan).unwrap();
            let plasma = course.concentration(0).unwrap();
            let seen = kinetics(1e11, &course.times, &plasma).unwrap();
            let off = |a: f64, b: f64| (a / b - 1.0).abs();
            off(seen.clearance, exact.clearance).max(off(seen.residence, exact.residence))
        };
        let (coarse, fine) = (off(0.5), off(0.05));
        println!("{exact:?} {coarse} {fine}");
        assert!(fine < 1e-3 && fine < coarse);
    }

    #[test]
    fn plasma_falls_at_last_with_the_slowest_mode() {
        let body: Blueprint = MOUSE.parse().unwrap();
        let exact = bolus(&body, &body.values(), 0).unwrap().unwrap();
        let day = 1440.0;
        let plan = SimulationSettings {
            duration: 8.0 * day,
            step: day,
            background: false,
            doses: true,
            start: Start::Empty,
        };
        let course = simulate(&body, &body.values(), &plan).unwrap();
        let fell = (course.amounts[7][0] / course.amounts[8][0]).ln();
        let half_life = std::f64::consts::LN_2 * day / fell;
        assert!((half_life / exact.terminal_half_life - 1.0).abs() < 1e-6, "{half_life} {exact:?}");
    }

    #[test]
    fn the_half_life_is_of_a_phase_that_holds_a_part_of_the_area() {
        for text in [ADULT, MOUSE] {
            let body: Blueprint = text.parse().unwrap();
            let seen = bolus(&body, &body.values(), 0).unwrap().unwrap();
            let group = groups(&body, &body.values()).remove(0);
            let system = System::new(&body, &body.values(), &group).unwrap();
            let veins = body.compartments.iter().position(|c| c.place == Site::Veins).unwrap();
            let phases = system.phases(veins).unwrap();
            let total: f64 = phases.iter().map(|(_, area)| area).sum();
            assert!((total - 1.0).abs() < 1e-9);
            // First moment over area is the mean of 1 / rate, weighted by area.
            let residence: f64 = phases.iter().map(|(rate, area)| area / rate).sum();
            // Organs alike have eigenvectors that are nearly parallel, which costs digits.
            assert!((residence / seen.residence - 1.0).abs() < 1e-3, "{residence} {seen:?}");
            let slower = |&&(rate, _): &&(f64, f64)| {
                rate < std::f64::consts::LN_2 / seen.half_life * 0.999_999
            };
            let held: f64 = phases.iter().filter(slower).map(|(_, area)| area).sum();
            assert!(
                held < HELD && seen.half_life <= seen.terminal_half_life * 1.001,
                "{held} {seen:?}"
            );
            println!("{}: {seen:?}", body.name);
        }
    }
}
