//! Known parameters recovered from simulated data sets: coverage of 95 % intervals.

use std::fmt::Write as _;

use exoscope_core::Streams;
use exoscope_fit::body::{FitSettings, fit, overlay};
use exoscope_fit::estimate::ResidualModel;
use exoscope_fit::table::Dataset;
use exoscope_sim::model::Blueprint;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

const BODY: &str = include_str!("../reference/body.toml");
const FREE: [&str; 3] = ["organ.liver.exchange", "organ.liver.partition", "organ.liver.uptake"];
const PLASMA: [u32; 10] = [2, 5, 10, 20, 40, 90, 180, 360, 720, 1440];
const LIVER: [u32; 5] = [10, 60, 240, 720, 1440];

/// Four animals after a bolus: rows of the table, each value made by `value`.
fn table(limit: f64, mut value: impl FnMut(&str, f64) -> f64) -> Dataset {
    let mut text = String::from("ID\tTIME(min)\tAMT(EV)\tDV\tUNIT\tCMT\n");
    for id in 1..=4 {
        writeln!(text, "{id}\t0\t1e10\t.\t.\tplasma").unwrap();
        for (times, unit, place) in
            [(&PLASMA[..], "%ID/mL", "plasma"), (&LIVER[..], "%ID/g", "liver")]
        {
            for t in times {
                let v = value(place, f64::from(*t));
                let v = if place == "plasma" && v < limit {
                    format!("<{limit}")
                } else {
                    v.to_string()
                };
                writeln!(text, "{id}\t{t}\t.\t{v}\t{unit}\t{place}").unwrap();
            }
        }
    }
    text.parse().unwrap()
}

/// Share of `sets` data sets whose 95 % profile interval holds the true value, by parameter, and the share of values
/// below the limit.
fn coverage(sets: u64, limit: f64) -> (Vec<f64>, f64) {
    let body: Blueprint = BODY.parse().unwrap();
    let truth = overlay(&body, &table(0.0, |_, _| 1.0)).unwrap();
    let settings = FitSettings {
        free: FREE.map(str::to_owned).into(),
        residual: ResidualModel::Proportional,
        profiles: true,
    };
    let one = |set: u64| {
        let mut stream = Streams::new(22).stream("recovery", set);
        let drawn = table(limit, |place, time| {
            let z: f64 = StandardNormal.sample(&mut stream);
            let row = truth
                .iter()
                .find(|row| row.sampled == place && row.time.total_cmp(&time).is_eq())
                .unwrap();
            row.predicted * (1.0 + 0.15 * z).max(0.01)
        });
        let found = fit(&body, &drawn, &settings).unwrap().estimates;
        let held = found.profiles.iter().enumerate().map(|(place, profile)| {
            let truth = found.starts[place];
            profile.low.value().is_none_or(|low| low <= truth)
                && profile.high.value().is_none_or(|high| truth <= high)
        });
        (held.collect::<Vec<bool>>(), found.data)
    };
    let all: Vec<(Vec<bool>, (usize, usize))> = (0..sets).into_par_iter().map(one).collect();
    let held =
        |place: usize| all.iter().filter(|(held, _)| held[place]).count() as f64 / sets as f64;
    let below: usize = all.iter().map(|(_, (_, below))| below).sum();
    let data: usize = all.iter().map(|(_, (data, _))| data).sum();
    ((0..FREE.len()).map(held).collect(), below as f64 / data as f64)
}

/// Coverage of 95 % intervals is 93 % or more; above 97 % an interval would be conservative.
#[track_caller]
fn check(found: &[f64], low: f64, high: f64) {
    println!("{found:?}");
    assert!(found.iter().all(|share| (low..=high).contains(share)), "{found:?}");
}

#[test]
fn intervals_of_forty_data_sets_hold_the_truth_about_as_often_as_they_say() {
    let (found, _) = coverage(40, 0.0);
    // Binomial of 40 at 0.95: below 34 once in 1,500.
    check(&found, 0.85, 1.0);
}

#[test]
#[ignore = "slow: 500 data sets"]
fn intervals_of_five_hundred_data_sets_cover_at_93_percent_or_more() {
    let (found, below) = coverage(500, 0.0);
    assert!(below < 1e-9);
    check(&found, 0.93, 0.97);
}

#[test]
#[ignore = "slow: 500 data sets"]
fn so_do_those_with_a_tenth_of_the_values_below_the_limit() {
    let (found, below) = coverage(500, 4.5);
    println!("{below} below the limit");
    assert!((0.09..0.11).contains(&below), "{below}");
    check(&found, 0.93, 0.97);
}
