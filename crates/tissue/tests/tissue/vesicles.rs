//! Vesicles: fields and particles agree, tissue is penetrated as far as it is, published migration is reproduced.

use exoscope_core::Streams;
use exoscope_tissue::cell::{Draws, Tally};
use exoscope_tissue::field::{Field, Solver};
use exoscope_tissue::space::{Boundary, Grid, Medium, Weights};
use exoscope_tissue::vesicle::leader::Leader;
use exoscope_tissue::vesicle::{
    Clearance, Emission, Exchange, Particles, arrivals, credit, poisson,
};

/// A source and a sink 40 µm apart in a closed box of 100 × 80 × 60 µm.
const SOURCE: [f64; 3] = [30.0, 40.0, 30.0];
const SINK: [f64; 3] = [70.0, 40.0, 30.0];
const RATE: f64 = 2.0;
const CLEARANCE: f64 = 2e3;
const DECAY: f64 = 0.02;

fn medium() -> Medium {
    Medium::uniform(Grid::new([10, 8, 6], [10.0; 3]).unwrap(), 60.0).unwrap()
}

/// Vesicles that the sink takes in the times up to each of `stops` (min), by a field with Poisson arrivals.
fn by_field(stops: &[f64]) -> (Vec<f64>, Field<f64>) {
    let mut field: Field<f64> = Field::new(&medium(), Solver::Explicit).unwrap();
    field.decays(DECAY).unwrap();
    let clearance = Clearance { linear: CLEARANCE, ceiling: 0.0 };
    let cells = [
        Exchange { position: SOURCE, made: RATE, uptake: Clearance::default() },
        Exchange { position: SINK, made: 0.0, uptake: clearance },
    ];
    let (mut sum, mut seen, dt) = (0.0, Vec::new(), 0.1);
    let mut time = 0.0_f64;
    for stop in stops {
        while time < stop - 1e-9 {
            field.reaction().clear();
            Exchange::deposit(&cells, &mut field);
            field.advance(dt).unwrap();
            sum += credit(&cells, &field)[1];
            time += dt;
        }
        seen.push(sum);
    }
    (seen, field)
}

#[test]
fn particles_and_field_agree_in_mean_and_variance() {
    let stops = [30.0, 60.0, 120.0];
    let (means, field) = by_field(&stops);
    assert!(field.budget().gap(field.amount()) < 1e-12);
    let grid = *field.grid();
    let mut rates = vec![0.0; grid.voxels()];
    for (voxel, weight) in Weights::trilinear(&grid, SINK).iter() {
        rates[voxel] += weight * CLEARANCE / grid.volume();
    }
    let runs = 250;
    let mut counts = vec![Vec::new(); stops.len()];
    for run in 0..runs {
        let streams = Streams::new(run);
        let mut particles = Particles::new(&medium(), DECAY, streams, "MSC").unwrap();
        let emission = Draws::new(streams, "emission");
        let (mut taken, dt) = (0_u64, 0.2);
        for step in 0..600_u64 {
            // Born evenly within the step: half a step of flight is missing on average, as in the field's steps.
            let vesicles = poisson(RATE * dt, &mut emission.at(0, step));
            particles.emit(Emission { position: SOURCE, tally: Tally { vesicles, copies: 0 } });
            taken += particles.advance(dt, &rates).len() as u64;
            if let Some(at) = stops.iter().position(|stop| (*stop / dt).round() as u64 == step + 1)
            {
                counts[at].push(taken as f64);
            }
        }
        let budget = particles.budget();
        assert_eq!(
            budget.emitted,
            particles.flying().len() as u64 + budget.captured + budget.decayed + budget.left
        );
    }
    for (counts, mean) in counts.iter().zip(&means) {
        let n = counts.len() as f64;
        let found = counts.iter().sum::<f64>() / n;
        let variance = counts.iter().map(|c| (c - found).powi(2)).sum::<f64>() / (n - 1.0);
        // Four standard errors of mean and of variance of a Poisson law, and 1 % for voxels and steps.
        assert!((found - mean).abs() < 4.0 * (mean / n).sqrt() + 0.015 * mean, "{found} {mean}");
        let spread = mean * (2.0 / n + 1.0 / (mean * n)).sqrt();
        assert!((variance - mean).abs() < 4.0 * spread, "variance {variance} of mean {mean}");
    }
}

#[test]
fn arrivals_are_poisson_with_copies_to_match() {
    let draws = Draws::new(Streams::new(3), "arrivals");
    let n = 20_000_u64;
    let all: Vec<Tally> = (0..n).map(|step| arrivals(&draws, 5, step, 0.07, 100.0)).collect();
    let vesicles: u64 = all.iter().map(|t| t.vesicles).sum();
    let copies: u64 = all.iter().map(|t| t.copies).sum();
    assert!((vesicles as f64 / n as f64 - 0.07).abs() < 4.0 * (0.07 / n as f64).sqrt());
    assert!((copies as f64 / vesicles as f64 - 100.0).abs() < 2.0);
    assert!(all.iter().any(|t| t.vesicles > 1) && all.iter().any(|t| t.vesicles == 0));
}

#[test]
fn around_one_cell_a_voxel_holds_seven_hundredths_of_a_vesicle() {
    // 60 an hour, 2 µm²/s: S/4πDr = 6.6e-5 per µm³ at 10 µm.
    let c = 1.0 / (4.0 * std::f64::consts::PI * 120.0 * 10.0);
    assert!((c - 6.63e-5).abs() < 1e-7 && (c * 1000.0 - 0.0663).abs() < 1e-4);
    // The same by the field, in a box of 310 µm that is held at what the closed form has on its faces.
    let n = 31;
    let grid = Grid::new([n; 3], [10.0; 3]).unwrap();
    let middle = grid.centre(grid.voxels() / 2);
    let edge = 1.0 / (4.0 * std::f64::consts::PI * 120.0 * 178.0);
    let mut medium = Medium::uniform(grid, 120.0).unwrap();
    for axis in 0..3 {
        medium = medium.with_boundary(axis, [Boundary::Held(edge); 2]).unwrap();
    }
    let mut field: Field<f64> = Field::new(&medium, Solver::Steady).unwrap();
    let source = Exchange { position: middle, made: 1.0, uptake: Clearance::default() };
    Exchange::deposit(&[source], &mut field);
    field.advance(1.0).unwrap();
    let at = |r: f64| field.sample([middle[0] + r, middle[1], middle[2]]);
    let exact = |r: f64| 1.0 / (4.0 * std::f64::consts::PI * 120.0 * r);
    assert!((at(30.0) / exact(30.0) - 1.0).abs() < 0.04, "{} {}", at(30.0), exact(30.0));
    assert!((at(10.0) / exact(10.0) - 1.0).abs() < 0.12);
}

#[test]
fn dense_tissue_is_penetrated_by_thirty_micrometres() {
    // Λ = √(D/k): D 1 µm²/s, a clearance of 1e4 µm³/h a cell times 4e-4 cells/µm³, 4/h: 30 µm.
    let (d, k) = (60.0_f64, 1e4 / 60.0 * 4e-4);
    let depth = (d / k).sqrt();
    assert!((depth - 30.0).abs() < 0.1, "{depth}");
    // Cells in a regular lattice of that density under a surface that is held.
    let grid = Grid::new([60, 5, 5], [5.0; 3]).unwrap();
    let medium = Medium::uniform(grid, d)
        .unwrap()
        .with_boundary(0, [Boundary::Held(1.0), Boundary::NoFlux])
        .unwrap();
    let mut field: Field<f64> = Field::new(&medium, Solver::Steady).unwrap();
    let apart = 1.0 / 4e-4_f64.cbrt(); // 13.6 µm
    let clearance = Clearance { linear: 1e4 / 60.0, ceiling: 0.0 };
    let mut cells = Vec::new();
    // 22 layers of cells; as many in each as the density asks for, by turns over the cross-section.
    for layer in 0..22_u32 {
        let x = (f64::from(layer) + 0.5) * apart;
        let whole = 4e-4 * apart * 625.0;
        let golden = |n: u32, by: f64| (f64::from(n) * by).fract() * 25.0;
        for nth in 0..3 {
            let share = Clearance { linear: clearance.linear * whole / 3.0, ceiling: 0.0 };
            let n = layer * 3 + nth;
            let position = [x, golden(n, 0.618_034), golden(n, 0.754_878)];
            cells.push(Exchange { position, made: 0.0, uptake: share });
        }
    }
    Exchange::deposit(&cells, &mut field);
    field.advance(1.0).unwrap();
    let mean = |slab: usize| -> f64 {
        (0..25).map(|row| field.values()[slab + 60 * row]).sum::<f64>() / 25.0
    };
    // Slope of the logarithm between 20 and 120 µm.
    let found = 100.0 / (mean(4) / mean(24)).ln();
    assert!((found / depth - 1.0).abs() < 0.1, "{found}");
}

#[test]
fn a_follower_is_led_best_by_exosomes_of_middle_size() {
    // González & Mugler 2026, vesicle lifetime 5 min. Few trials here; docs/benchmarks.md has the published five.
    let streams = Streams::new(1);
    let cooperative = Leader::published(3, 5.0);
    let (best, error) = cooperative.speed_along(31.0, 60, streams);
    assert!((best - 0.0536).abs() < 4.0 * error.max(3e-4), "{best} ± {error}");
    let (large, _) = cooperative.speed_along(250.0, 60, streams);
    assert!(large < best - 0.005, "{large} {best}");
    let additive = Leader::published(1, 5.0);
    let (middle, large) =
        (additive.speed_along(31.0, 60, streams).0, additive.speed_along(250.0, 60, streams).0);
    assert!((middle - 0.0531).abs() < 0.003 && (large - 0.0393).abs() < 0.006, "{middle} {large}");
}

#[test]
#[ignore = "slow: some ten seconds in release; all sizes, both Hill coefficients"]
fn published_speeds_of_followers() {
    let streams = Streams::new(7);
    let expected = [
        (3, 2.0, 0.0245, 0.004),
        (3, 5.0, 0.0400, 0.003),
        (3, 31.0, 0.0536, 0.001),
        (3, 100.0, 0.0489, 0.002),
        (3, 250.0, 0.0412, 0.003),
        (1, 5.0, 0.0551, 0.001),
        (1, 31.0, 0.0531, 0.001),
        (1, 100.0, 0.0465, 0.002),
        (1, 250.0, 0.0393, 0.003),
    ];
    for (hill, size, speed, within) in expected {
        let (found, error) = Leader::published(hill, 5.0).speed_along(
            size,
            if size < 10.0 { 80 } else { 400 },
            streams,
        );
        println!("H {hill} n {size}: {found:.4} ± {error:.4} (expected {speed} ± {within})");
        assert!((found - speed).abs() < within + 3.0 * error, "H {hill} n {size}: {found} {speed}");
    }
}
