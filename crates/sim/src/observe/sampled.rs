//! Clearance and residence of a saturable body, from a course of its own.

use super::kinetics::{Kinetics, kinetics};
use super::moments;
use crate::model::Blueprint;
use crate::solve::{SimulationSettings, SolveError, Start, simulate};

/// Samples of the first part of the course, and of the whole of it.
const SAMPLES: f64 = 20_000.0;
/// Length of the first part, in mean residences of the body before anything saturates.
const RESIDENCES: f64 = 20.0;

/// The figures of the model's only dose, `amount` vesicles of class `class` by vein at the start, over `duration` minutes.
///
/// Where uptake saturates there is no closed form. The course is sampled a thousand times in each of the first twenty mean residences of the
/// unsaturated body, and evenly over the rest, so that the figures do not depend on which outputs were asked for. `None` where plasma
/// does not fall, or has no volume.
///
/// # Errors
///
/// Where the course cannot be solved.
pub fn sampled(
    blueprint: &Blueprint,
    values: &[f64],
    class: usize,
    amount: f64,
    duration: f64,
) -> Result<Option<Kinetics>, SolveError> {
    let Some((veins, unsaturated)) = moments::unsaturated(blueprint, values, class)? else {
        return Ok(None);
    };
    let over = |duration: f64| {
        let step = duration / SAMPLES;
        let plan = SimulationSettings {
            duration,
            step,
            background: false,
            doses: true,
            start: Start::Empty,
        };
        let course = simulate(blueprint, values, &plan)?;
        Ok::<_, SolveError>(course.concentration(veins).map(|c| (course.times, c)))
    };
    let first = RESIDENCES * unsaturated.residence;
    let Some((mut times, mut plasma)) = over(duration.min(first))? else { return Ok(None) };
    if first < duration {
        let Some((later, then)) = over(duration)? else { return Ok(None) };
        let rest = later.into_iter().zip(then).filter(|(time, _)| *time > first);
        for (time, concentration) in rest {
            times.push(time);
            plasma.push(concentration);
        }
    }
    Ok(kinetics(amount, &times, &plasma))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::ADULT;
    use crate::observe::summary::summary;

    /// A saturation that is never reached changes nothing, and outputs that are asked for change nothing.
    #[test]
    fn figures_depend_neither_on_outputs_nor_on_a_saturation_that_is_not_reached() {
        let dose = "\n[[dose]]\nroute = \"vein\"\namount = \"1e11\"\n";
        let linear: Blueprint = format!("{ADULT}{dose}").parse().unwrap();
        let exact =
            moments::bolus(&linear, &linear.values(), linear.doses[0].class).unwrap().unwrap();
        let text = ADULT.replacen("[tissue]\n", "[tissue]\nhalf_saturation = \"1e18 EV/mL\"\n", 1);
        let body: Blueprint = format!("{text}{dose}").parse().unwrap();
        assert!(!body.is_linear());
        for step in [1.0, 240.0] {
            let seen = summary(&body, &body.values(), 1440.0, step).unwrap();
            let seen = seen.doses.unwrap().kinetics.unwrap();
            let off = |a: f64, b: f64| (a / b - 1.0).abs();
            assert!(off(seen.clearance, exact.clearance) < 1e-3, "{seen:?} {exact:?}");
            assert!(off(seen.residence, exact.residence) < 3e-3, "{seen:?} {exact:?}");
            assert!(off(seen.volume, exact.volume) < 3e-3, "{seen:?} {exact:?}");
        }
    }
}
