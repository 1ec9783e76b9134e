//! The convergence tests of BioFVM (Ghaffarizadeh 2016, Bioinformatics 32:1256, supplement).

use std::f64::consts::PI;

use exoscope_tissue::field::{Field, Solver};
use exoscope_tissue::space::{Grid, Medium};

const D: f64 = 1e5;

/// Largest error of a line of `voxels` after `time` in steps of `dt`, against 1 + cos(πX/500) e^(−D (π/500)² t).
fn cosine_error(solver: Solver, voxels: usize, dt: f64, time: f64) -> f64 {
    let step = 1000.0 / voxels as f64;
    let grid = Grid::new([voxels, 1, 1], [step, 10.0, 10.0]).unwrap().at([-500.0, 0.0, 0.0]);
    let medium = Medium::uniform(grid, D).unwrap();
    let mut field: Field<f64> = Field::new(&medium, solver).unwrap();
    let exact =
        |x: f64, t: f64| 1.0 + (PI * x / 500.0).cos() * (-D * (PI / 500.0).powi(2) * t).exp();
    field.set(|p| exact(p[0], 0.0));
    let steps = (time / dt).ceil();
    for _ in 0..steps as usize {
        field.advance(time / steps).unwrap();
    }
    let errors = field.values().iter().enumerate();
    errors.map(|(v, c)| (c - exact(grid.centre(v)[0], time)).abs()).fold(0.0, f64::max)
}

#[test]
fn test_1_is_of_order_two_in_space() {
    // Explicit steps at a fixed share of the stable step: both errors fall as h².
    let error = |n: usize| {
        let h = 1000.0 / n as f64;
        cosine_error(Solver::Explicit, n, 0.1 * h * h / D, 0.1)
    };
    let (coarse, middle, fine) = (error(25), error(50), error(100));
    for (above, below) in [(coarse, middle), (middle, fine)] {
        let order = (above / below).log2();
        assert!((order - 2.0).abs() < 0.05, "order {order}");
    }
}

#[test]
fn test_1_is_of_order_one_in_time() {
    let fine = 400; // so fine that the error in space, 2e-5, is out of the way
    let error = |dt: f64| cosine_error(Solver::Lod, fine, dt, 0.1);
    let (long, middle, short) = (error(0.01), error(0.005), error(0.0025));
    for (above, below) in [(long, middle), (middle, short)] {
        let order = (above / below).log2();
        assert!((order - 1.0).abs() < 0.1, "order {order}");
    }
}

#[test]
fn test_2_decay_and_bulk_source_follow_their_closed_form() {
    // 1 mm³, decay 0.1/min, a source s everywhere: c = s/k (1 − e^(−kt)).
    let grid = Grid::new([6, 5, 4], [1000.0 / 6.0, 200.0, 250.0]).unwrap();
    let (decay, source, time) = (0.1, 10.0, 5.0);
    let exact = source / decay * (1.0 - f64::exp(-decay * time));
    let error = |solver: Solver, dt: f64| {
        let mut field: Field<f64> = Field::new(&Medium::uniform(grid, D).unwrap(), solver).unwrap();
        field.decays(decay).unwrap();
        field.reaction().gain.fill(source);
        for _ in 0..(time / dt).round() as usize {
            field.advance(dt).unwrap();
        }
        assert!(field.budget().gap(field.amount()) < 1e-12);
        let errors = field.values().iter().map(|c| (c - exact).abs() / exact);
        errors.fold(0.0, f64::max)
    };
    let (long, short) = (error(Solver::Lod, 0.1), error(Solver::Lod, 0.05));
    assert!(long < 0.01 && ((long / short).log2() - 1.0).abs() < 0.05, "{long} {short}");
    assert!(error(Solver::Explicit, 0.1) < 5e-3);
}

/// Field in an eighth of the cube of tests 3 to 5: sinks (1/min) within `radius` of a corner that is the centre, and,
/// in test 5, sources beyond; mean over the cubes of `coarse`³.
fn ball(voxels: usize, radius: f64, source: f64, coarse: usize) -> Vec<f64> {
    let step = 500.0 / voxels as f64;
    let grid = Grid::new([voxels; 3], [step; 3]).unwrap();
    let mut field: Field<f64> =
        Field::new(&Medium::uniform(grid, D).unwrap(), Solver::Lod).unwrap();
    field.decays(0.1).unwrap();
    field.set(|_| 38.0);
    for voxel in 0..grid.voxels() {
        // Part of the voxel that lies in the ball, by 4³ points.
        let centre = grid.centre(voxel);
        let at = |i: usize| (i as f64 + 0.5) / 4.0 - 0.5;
        let inside = (0..64)
            .filter(|i| {
                let offset = [at(i % 4), at(i / 4 % 4), at(i / 16)];
                let square: f64 = (0..3).map(|a| (centre[a] + offset[a] * step).powi(2)).sum();
                square < radius * radius
            })
            .count() as f64
            / 64.0;
        let reaction = field.reaction();
        reaction.loss[voxel] = 10.0 * inside;
        reaction.gain[voxel] = source * (1.0 - inside);
    }
    for _ in 0..10 {
        field.advance(0.01).unwrap();
    }
    assert!(field.budget().gap(field.amount()) < 1e-12);
    let mut means = vec![0.0; coarse.pow(3)];
    let fold = voxels / coarse;
    for (voxel, c) in field.values().iter().enumerate() {
        let place = grid.place(voxel).map(|p| p / fold);
        means[place[0] + coarse * (place[1] + coarse * place[2])] += c / (fold as f64).powi(3);
    }
    means
}

#[test]
fn tests_3_to_5_converge_with_order_two_on_a_finer_solution() {
    for (radius, source) in [(400.0, 0.0), (150.0, 0.0), (150.0, 10.0)] {
        let reference = ball(40, radius, source, 5);
        let error = |voxels: usize| {
            let means = ball(voxels, radius, source, 5);
            let square: f64 = means.iter().zip(&reference).map(|(a, b)| (a - b).powi(2)).sum();
            (square / 125.0).sqrt()
        };
        let (coarse, fine) = (error(5), error(10));
        let order = (coarse / fine).log2();
        assert!(order > 1.7, "radius {radius}, source {source}: {coarse} → {fine}, order {order}");
    }
}
