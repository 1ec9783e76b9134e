//! The propagator against closed forms, and linear bodies against what linearity demands.

use exoscope_linalg::Mat;
use proptest::prelude::*;

use crate::model::{ADULT, Blueprint};
use crate::solve::{Propagator, SimulationSettings, Start, simulate, steady_state};

const WEEK: f64 = 7.0 * 1440.0;

pub(super) fn adult(doses: &str) -> Blueprint {
    format!("{ADULT}\n{doses}").parse().unwrap()
}

pub(super) fn dosed(duration: f64, step: f64) -> SimulationSettings {
    SimulationSettings { duration, step, background: false, doses: true, start: Start::Empty }
}

fn near(a: f64, b: f64, relative: f64) {
    assert!((a - b).abs() <= relative * b.abs().max(1e-300), "{a} is not {b}");
}

#[test]
fn a_chain_of_two_follows_its_closed_form_from_seconds_to_years() {
    // x' = −k x, y' = k x − m y: y = k (e^{−kt} − e^{−mt}) / (m − k).
    let (k, m) = (3.0, 1e-5_f64);
    let a = Mat::from_fn(2, 2, |i, j| [[-k, 0.0], [k, -m]][i][j]);
    for t in [1e-3, 1.0, 60.0, 1440.0, 365.0 * 1440.0_f64] {
        let mut x = [1.0, 0.0];
        let mut sum = [0.0, 0.0];
        Propagator::new(a.as_ref(), t).advance(&mut x, &mut sum);
        assert!((x[0] - (-k * t).exp()).abs() < 1e-14);
        near(x[1], k * ((-k * t).exp() - (-m * t).exp()) / (m - k), 1e-12);
        near(sum[0], -(-k * t).exp_m1() / k, 1e-12);
    }
}

proptest! {
    #[test]
    fn nothing_is_lost_in_a_closed_ring(rates in prop::array::uniform4(1e-6..50.0_f64), days in 0.01..400.0_f64) {
        let a = Mat::from_fn(4, 4, |i, j| {
            if i == j { -rates[j] } else if i == (j + 1) % 4 { rates[j] } else { 0.0 }
        });
        let mut x = [1.0, 0.0, 0.0, 0.0];
        let minutes = days * 1440.0;
        Propagator::new(a.as_ref(), minutes).advance(&mut x, &mut [0.0; 4]);
        // Every turn of the ring may round once.
        let turns = minutes * rates.iter().fold(0.0, |a: f64, b| a.max(*b));
        prop_assert!((x.iter().sum::<f64>() - 1.0).abs() < 1e-12 + 1e-15 * turns);
        prop_assert!(x.iter().all(|v| *v > -1e-7));
    }

    #[test]
    fn two_steps_are_one_of_their_length(rates in prop::array::uniform3(1e-4..5.0_f64), t in 0.1..2000.0_f64) {
        let a = Mat::from_fn(3, 3, |i, j| {
            if i == j { -2.0 * rates[j] } else { rates[j] / 2.0 }
        });
        let (mut twice, mut once) = ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]);
        let (mut first, mut second) = ([0.0; 3], [0.0; 3]);
        let half = Propagator::new(a.as_ref(), t);
        half.advance(&mut twice, &mut first);
        half.advance(&mut twice, &mut first);
        Propagator::new(a.as_ref(), 2.0 * t).advance(&mut once, &mut second);
        for i in 0..3 {
            prop_assert!((twice[i] - once[i]).abs() < 1e-11);
            prop_assert!((first[i] / second[i] - 1.0).abs() < 1e-11);
        }
    }
}

#[test]
fn the_steady_state_is_where_the_course_ends() {
    let body = adult("");
    let settled = steady_state(&body, &body.values()).unwrap();
    let plan = SimulationSettings {
        duration: 60.0 * 1440.0,
        step: 1440.0,
        background: true,
        doses: false,
        start: Start::Empty,
    };
    let course = simulate(&body, &body.values(), &plan).unwrap();
    for (end, settled) in course.amounts.last().unwrap().iter().zip(&settled.amounts) {
        near(*end, *settled, 1e-9);
    }
    let plan = SimulationSettings { start: Start::Steady, duration: WEEK, step: WEEK, ..plan };
    let stays = simulate(&body, &body.values(), &plan).unwrap();
    for (first, last) in stays.amounts[0].iter().zip(&stays.amounts[1]) {
        near(*last, *first, 1e-9);
    }
}

#[test]
fn a_body_that_secretes_nothing_settles_at_nothing() {
    // No organ of the mouse forms lymph, so its lymph is cut off.
    let mouse: Blueprint = crate::model::MOUSE.parse().unwrap();
    let settled = steady_state(&mouse, &mouse.values()).unwrap();
    assert!(settled.amounts.iter().all(|x| *x == 0.0));
}

#[test]
fn doses_superpose_where_the_body_is_linear() {
    let dose = |at: &str| format!("[[dose]]\nroute = \"vein\"\namount = \"1e11\"\nat = \"{at}\"\n");
    let plan = dosed(3.0 * 1440.0, 60.0);
    let run = |doses: &str| {
        let body = adult(doses);
        simulate(&body, &body.values(), &plan).unwrap()
    };
    let (first, second) = (run(&dose("0 h")), run(&dose("1 day")));
    let both = run("[[dose]]\nroute = \"vein\"\namount = \"1e11\"\nevery = \"1 day\"\ntimes = 2\n");
    for ((a, b), c) in first.amounts.iter().zip(&second.amounts).zip(&both.amounts) {
        for ((a, b), c) in a.iter().zip(b).zip(c) {
            assert!((a + b - c).abs() <= 1e-9 * 1e11, "{a} + {b} is not {c}");
        }
    }
}

#[test]
fn every_route_closes_its_books() {
    let routes = [
        "route = \"vein\"\namount = \"1e11\"",
        "route = \"drip\"\namount = \"1e11\"\nduration = \"30 min\"\nat = \"17 min\"",
        "route = \"skin\"\namount = \"1e11\"\nevery = \"1 day\"\ntimes = 3",
        "route = \"microneedles\"\namount = \"1e11\"",
        "route = \"cells\"\ncells = \"1e8 cells\"",
    ];
    for route in routes {
        let body = adult(&format!("[[dose]]\n{route}\n"));
        let course = simulate(&body, &body.values(), &dosed(WEEK, 90.0)).unwrap();
        assert!(course.balance.error() < 1e-10, "{route}: {}", course.balance.error());
        assert!(course.balance.made > 0.0);
        let lost = course.balance.accounted() - course.balance.present;
        let places: f64 = course.fates.0.keys().map(|place| course.fates.at(place)).sum();
        near(places, lost, 1e-12);
    }
}

#[test]
fn a_drip_gives_what_a_bolus_gives_but_later() {
    let bolus = adult("[[dose]]\nroute = \"vein\"\namount = \"1e11\"\n");
    let drip = adult("[[dose]]\nroute = \"drip\"\namount = \"1e11\"\nduration = \"4 h\"\n");
    let plan = dosed(WEEK, 60.0);
    let bolus = simulate(&bolus, &bolus.values(), &plan).unwrap();
    let drip = simulate(&drip, &drip.values(), &plan).unwrap();
    near(drip.balance.made, 1e11, 1e-12);
    near(drip.integral[0], bolus.integral[0], 1e-9);
    assert!(drip.amounts[0][0] < 1.0 && bolus.amounts[0][0] > 9e10);
}

#[test]
fn cells_by_vein_are_in_the_lung_first_and_their_vesicles_follow() {
    let body = adult("[[dose]]\nroute = \"cells\"\ncells = \"1e8 cells\"\n");
    let course = simulate(&body, &body.values(), &dosed(WEEK, 60.0)).unwrap();
    let at = |name: &str| body.compartment(name).unwrap();
    near(course.amounts[0][at("given-cells.lung")], 1e8, 1e-12);
    near(course.amounts[24][at("given-cells.lung")], 1e8 * (-1.0_f64).exp(), 1e-9);
    assert!(course.amounts[48][at("given-cells.liver")] > 1e6);
    assert!(course.fates.at("liver") > course.fates.at("lung"));
}
