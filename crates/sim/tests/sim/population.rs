//! A virtual population: the same people whoever runs them.

use exoscope_core::Streams;
use exoscope_sim::model::{ADULT, Blueprint};
use exoscope_sim::solve::{SimulationSettings, SolveError, Start, simulate};
use exoscope_sim::world::people::{Individual, Percentiles, Population};

fn plasma_at_end(body: &Blueprint, one: &Individual) -> Result<f64, SolveError> {
    let plan = SimulationSettings {
        duration: 1440.0,
        step: 240.0,
        background: true,
        doses: true,
        start: Start::Steady,
    };
    let course = simulate(body, &one.values, &plan)?;
    Ok(course.amounts.last().map_or(f64::NAN, |row| row[0]))
}

fn bytes(body: &Blueprint, threads: usize, shards: &[std::ops::Range<u64>]) -> Vec<u8> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let run = |people| {
        let population = Population::default();
        population.each(body, Streams::new(5), people, |one| plasma_at_end(body, one)).unwrap()
    };
    let all = shards.iter().cloned().flat_map(|people| pool.install(|| run(people)));
    all.flat_map(f64::to_le_bytes).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_at_any_thread_count_and_in_shards() {
    let dose = "\n[[dose]]\nroute = \"vein\"\namount = \"1e12\"\n";
    let body: Blueprint = format!("{ADULT}{dose}").parse().unwrap();
    let whole = bytes(&body, 1, std::slice::from_ref(&(0..24)));
    assert_eq!(whole, bytes(&body, 2, std::slice::from_ref(&(0..24))));
    assert_eq!(whole, bytes(&body, 4, std::slice::from_ref(&(0..24))));
    assert_eq!(whole, bytes(&body, 2, &[0..7, 7..24]));
}

#[test]
fn people_differ_about_the_median_person() {
    let body: Blueprint = ADULT.parse().unwrap();
    let at_rest = |one: &Individual| {
        let settled = exoscope_sim::solve::steady_state(&body, &one.values)?;
        settled.concentration(0).ok_or(SolveError::NoSteadyState)
    };
    let seen = Population::default().each(&body, Streams::new(1), 0..400, at_rest).unwrap();
    let spread = Percentiles::of(seen).unwrap();
    println!("{spread:?}");
    assert!((0.5e10..2e10).contains(&spread.p50));
    assert!(spread.p95 > 1.5 * spread.p5);
}
