//! The stiff solver against the exact one, and what saturation does.

use super::exact::{adult, dosed};
use crate::model::{ADULT, Blueprint};
use crate::solve::{SimulationSettings, Start, simulate, steady_state};

const BOLUS: &str = "[[dose]]\nroute = \"vein\"\namount = \"1e13\"\nevery = \"6 h\"\ntimes = 2\n";

/// The adult whose every uptake from tissue halves at `half` vesicles per mL.
pub(super) fn saturating(half: &str, doses: &str) -> Blueprint {
    let text =
        ADULT.replace("[tissue]\n", &format!("[tissue]\nhalf_saturation = \"{half} /mL\"\n"));
    format!("{text}\n{doses}").parse().unwrap()
}

#[test]
fn far_from_saturation_the_stiff_solver_agrees_with_the_exact_one() {
    let (stiff, exact) = (saturating("1e25", BOLUS), adult(BOLUS));
    assert!(!stiff.is_linear());
    let plan = dosed(720.0, 30.0);
    let a = simulate(&stiff, &stiff.values(), &plan).unwrap();
    let b = simulate(&exact, &exact.values(), &plan).unwrap();
    for (a, b) in a.amounts.iter().flatten().zip(b.amounts.iter().flatten()) {
        assert!((a - b).abs() <= 1e-6 * b.abs() + 1e-9 * 1e13, "{a} is not {b}");
    }
    assert!(a.balance.error() < 1e-9);
    let (a, b) = (a.fates.at("muscle"), b.fates.at("muscle"));
    assert!((a / b - 1.0).abs() < 1e-6);
}

#[test]
fn doses_do_not_superpose_where_uptake_saturates() {
    let run = |doses: &str| {
        let body = saturating("3e8", doses);
        let course = simulate(&body, &body.values(), &dosed(720.0, 720.0)).unwrap();
        let skin = body.compartment("skin.interstitium").unwrap();
        course.amounts.last().unwrap()[skin]
    };
    let skin = |amount: &str| format!("[[dose]]\nroute = \"skin\"\namount = \"{amount}\"\n");
    let (one, two) = (run(&skin("1e12")), run(&skin("2e12")));
    assert!(two > 2.1 * one, "{two} against twice {one}");
}

#[test]
fn a_saturated_body_settles_higher_and_its_course_stays_there() {
    // Near what tissue holds at rest.
    let body = saturating("5e8", "");
    let values = body.values();
    let settled = steady_state(&body, &values).unwrap();
    let linear = steady_state(&adult(""), &adult("").values()).unwrap();
    let muscle = body.compartment("muscle.interstitium").unwrap();
    assert!(settled.amounts[muscle] > 1.2 * linear.amounts[muscle]);
    let plan = SimulationSettings {
        duration: 600.0,
        step: 600.0,
        background: true,
        doses: false,
        start: Start::Steady,
    };
    let course = simulate(&body, &values, &plan).unwrap();
    for (first, last) in course.amounts[0].iter().zip(&course.amounts[1]) {
        assert!((last - first).abs() <= 1e-6 * first, "{first} went to {last}");
    }
}
