//! Clearance and residence of a linear body without a course of time: exact, whatever the step.

use super::kinetics::Kinetics;
use crate::model::{Blueprint, Place};
use crate::solve::{SolveError, System, groups};

/// The figures of a bolus into the veins of vesicles of class `class`, from the linear system itself.
///
/// With x' = A x and x(0) = e (all in the veins), ∫ x dt = −A⁻¹ e and ∫ t x dt = A⁻² e: area and first
/// moment come from two solves. The terminal half-life is that of the slowest mode in which plasma
/// takes part. `None` for a body whose uptake saturates.
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
    let group = groups(blueprint, values).into_iter().find(|g| g.classes.contains(&class));
    let veins = blueprint.compartments.iter().position(|c| c.place == Place::Veins);
    let (Some(group), Some(veins)) = (group, veins) else { return Ok(None) };
    let system = System::new(blueprint, values, &group)?;
    let Some(&volume) = system.volumes.get(veins) else { return Ok(None) };
    if !system.saturable.is_empty() {
        return Ok(None);
    }
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
    let clearance = 1.0 / auc;
    Ok(Some(Kinetics {
        auc,
        clearance,
        residence,
        volume: clearance * residence,
        terminal_half_life: std::f64::consts::LN_2 / system.slowest(veins)?,
        extrapolated: 0.0,
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{ADULT, MOUSE};
    use crate::observe::kinetics::kinetics;
    use crate::solve::{Plan, Start, simulate};

    #[test]
    fn the_course_comes_to_the_same_as_its_step_shrinks() {
        let dose = "\n[[dose]]\nroute = \"vein\"\namount = \"1e11\"\n";
        let body: Blueprint = format!("{ADULT}{dose}").parse().unwrap();
        let values = body.values();
        let exact = bolus(&body, &values, body.doses[0].class).unwrap().unwrap();
        let off = |step: f64| {
            let plan = Plan {
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
        let plan = Plan {
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
}
