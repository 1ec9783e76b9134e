//! The exported body in libRoadRunner against the same body here.

use exoscope_sim::model::Blueprint;
use exoscope_sim::solve::{SimulationSettings, Start, simulate};

/// The body that libRoadRunner ran.
const BODY: &str = include_str!("../reference/adult.toml");

#[test]
fn libroadrunner_2_10_runs_the_export_to_the_same_course() {
    let text = format!("{BODY}{}", include_str!("../reference/doses.toml"));
    let body: Blueprint = text.parse().unwrap();
    let plan = SimulationSettings {
        duration: 4.0 * 1440.0,
        step: 240.0,
        background: false,
        doses: true,
        start: Start::Empty,
    };
    let course = simulate(&body, &body.values(), &plan).unwrap();
    let mut lines = include_str!("../reference/adult.csv").lines();
    let species: Vec<&str> = lines.next().unwrap().split(',').skip(1).collect();
    let rows: Vec<Vec<f64>> =
        lines.map(|line| line.split(',').map(|x| x.parse().unwrap()).collect()).collect();
    assert_eq!(rows.len(), course.times.len());
    // All classes of one compartment together: the export keeps groups apart, with a suffix.
    let mut worst = 0.0_f64;
    for (place, compartment) in body.compartments.iter().enumerate() {
        let id = compartment.name.replace(['.', ' ', '-'], "_");
        let columns: Vec<usize> = species
            .iter()
            .enumerate()
            .filter(|(_, s)| **s == id || **s == format!("{id}_1"))
            .map(|(column, _)| column + 1)
            .collect();
        assert_eq!(columns.len(), 2, "{id}");
        let theirs: Vec<f64> =
            rows.iter().map(|row| columns.iter().map(|&c| row[c]).sum()).collect();
        let peak = theirs.iter().copied().fold(0.0, f64::max);
        for (row, theirs) in course.amounts.iter().zip(&theirs) {
            let difference = (row[place] - theirs).abs();
            if difference > 1e-9 * peak {
                worst = worst.max(difference / theirs.abs());
                assert!(difference <= 1e-6 * theirs.abs(), "{id}: {} is not {theirs}", row[place]);
            }
        }
    }
    println!("largest relative difference above the floor: {worst:e}");
}

/// The course of `body` over 6 h against a reference's, to 1e-6 of the peak in each compartment.
fn follows(body: &Blueprint, reference: &str) {
    let plan = SimulationSettings {
        duration: 360.0,
        step: 15.0,
        background: false,
        doses: true,
        start: Start::Empty,
    };
    let course = simulate(body, &body.values(), &plan).unwrap();
    let mut lines = reference.lines();
    let species: Vec<&str> = lines.next().unwrap().split(',').skip(1).collect();
    let rows: Vec<Vec<f64>> =
        lines.map(|line| line.split(',').map(|x| x.parse().unwrap()).collect()).collect();
    assert_eq!(rows.len(), course.times.len());
    assert!(course.balance.error() < 1e-9);
    let mut worst = 0.0_f64;
    for (place, compartment) in body.compartments.iter().enumerate() {
        let id = compartment.name.replace(['.', ' ', '-'], "_");
        let column = species.iter().position(|s| **s == id).unwrap() + 1;
        let peak = rows.iter().map(|row| row[column].abs()).fold(0.0, f64::max);
        for (ours, row) in course.amounts.iter().zip(&rows) {
            let difference = (ours[place] - row[column]).abs();
            assert!(difference <= 1e-6 * peak, "{id}: {} is not {}", ours[place], row[column]);
            worst = worst.max(if peak > 0.0 { difference / peak } else { 0.0 });
        }
    }
    println!("largest difference: {worst:e} of the peak");
}

#[test]
fn libroadrunner_2_10_gives_overlapping_infusions_the_same_course() {
    let text = format!("{BODY}{}", include_str!("../reference/overlap.toml"));
    follows(&text.parse().unwrap(), include_str!("../reference/overlap.csv"));
}

#[test]
fn libroadrunner_2_10_gives_overlapping_infusions_the_same_course_where_uptake_saturates() {
    let text = format!("{BODY}{}", include_str!("../reference/overlap.toml"));
    let body: Blueprint =
        text.replace("[tissue]\n", "[tissue]\nhalf_saturation = \"1e8 /mL\"\n").parse().unwrap();
    assert!(!body.is_linear());
    follows(&body, include_str!("../reference/overlap-saturable.csv"));
}
