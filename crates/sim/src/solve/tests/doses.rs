//! What is given arrives: amount × times, whatever the schedule.

use proptest::prelude::*;

use super::exact::{adult, dosed};
use super::saturation::saturating;
use crate::model::Blueprint;
use crate::solve::{SolveError, simulate};

/// A dose by vein: amount, minutes that it drips (0 for at once), first time, time between, times.
#[derive(Debug, Clone, Copy)]
struct Given {
    amount: f64,
    drips: f64,
    at: f64,
    every: f64,
    times: u32,
}

impl Given {
    fn toml(&self) -> String {
        let Self { amount, drips, at, every, times } = self;
        let route = if *drips > 0.0 {
            format!("route = \"drip\"\nduration = \"{drips} min\"")
        } else {
            "route = \"vein\"".into()
        };
        format!(
            "[[dose]]\n{route}\namount = \"{amount}\"\nat = \"{at} min\"\nevery = \"{every} min\"\n\
             times = {times}\n"
        )
    }

    fn total(&self) -> f64 {
        self.amount * f64::from(self.times)
    }

    fn end(&self) -> f64 {
        self.at + self.every * f64::from(self.times) + self.drips
    }
}

fn one() -> impl Strategy<Value = Given> {
    let drips = prop_oneof![Just(0.0), 1e-7..1e-3_f64, 0.01..300.0_f64, Just(60.0)];
    let every = prop_oneof![0.5..120.0_f64, Just(30.0), Just(60.0)];
    (1e8..1e12_f64, drips, 0.0..100.0_f64, every, 1..6_u32)
        .prop_map(|(amount, drips, at, every, times)| Given { amount, drips, at, every, times })
}

/// What entered the body until all was given, relative to amount × times.
fn arrived(body: &Blueprint, given: &[Given]) -> f64 {
    let end = given.iter().map(Given::end).fold(1.0, f64::max).ceil() + 1.0;
    let course = simulate(body, &body.values(), &dosed(end, end)).unwrap();
    assert!(course.balance.error() < 1e-9, "books open by {}", course.balance.error());
    course.balance.made / given.iter().map(Given::total).sum::<f64>()
}

fn text(given: &[Given]) -> String {
    given.iter().map(Given::toml).collect()
}

#[test]
fn drips_that_overlap_all_run_to_their_end() {
    let four = Given { amount: 1e11, drips: 60.0, at: 0.0, every: 30.0, times: 4 };
    assert!((arrived(&adult(&text(&[four])), &[four]) - 1.0).abs() < 1e-12);
    let body = saturating("1e9", &text(&[four]));
    assert!((arrived(&body, &[four]) - 1.0).abs() < 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_linear_body_gets_amount_times_times(given in prop::collection::vec(one(), 1..4)) {
        let arrived = arrived(&adult(&text(&given)), &given);
        prop_assert!((arrived - 1.0).abs() < 1e-9, "{arrived} of what was given");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn a_saturable_body_gets_amount_times_times(given in prop::collection::vec(one(), 1..3)) {
        let arrived = arrived(&saturating("1e9", &text(&given)), &given);
        prop_assert!((arrived - 1.0).abs() < 1e-9, "{arrived} of what was given");
    }
}

#[test]
fn a_dose_after_the_end_is_refused_and_the_course_ends_where_it_was_asked_to() {
    let late = Given { amount: 1e10, drips: 0.0, at: 90.0, every: 30.0, times: 3 };
    let body = adult(&text(&[late]));
    let error = simulate(&body, &body.values(), &dosed(140.0, 10.0)).unwrap_err();
    assert!(matches!(error, SolveError::Late { number: 1, .. }), "{error}");
    let course = simulate(&body, &body.values(), &dosed(155.0, 20.0)).unwrap();
    assert_eq!(course.times.last(), Some(&155.0));
    assert_eq!(course.times.len(), course.amounts.len());
    // A third of a minute is no whole number of ticks, and still no step is left over.
    let thirds = simulate(&body, &body.values(), &dosed(160.0, 1.0 / 3.0)).unwrap();
    assert_eq!(thirds.times.len(), 481);
}
