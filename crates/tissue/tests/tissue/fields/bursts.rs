//! Point bursts and photobleaching: what spreads from a place.

use std::f64::consts::PI;

use exoscope_tissue::Real;
use exoscope_tissue::field::{Binding, Field, Solver};
use exoscope_tissue::space::{Boundary, Grid, Medium};

fn mean_square<T: Real>(field: &Field<T>, from: [f64; 3]) -> f64 {
    let grid = *field.grid();
    let (mut sum, mut square) = (0.0, 0.0);
    for voxel in 0..grid.voxels() {
        let bound: f64 = field.bound().iter().map(|pool| pool[voxel].real()).sum();
        let here = field.values()[voxel].real() + bound;
        let centre = grid.centre(voxel);
        sum += here;
        square += here * (0..3).map(|a| (centre[a] - from[a]).powi(2)).sum::<f64>();
    }
    square / sum
}

#[test]
fn a_burst_spreads_by_2dt_an_axis_and_decays() {
    // Explicit steps have this moment exactly: each adds 2DΔt an axis.
    let grid = Grid::new([41; 3], [5.0; 3]).unwrap();
    let (d, k, t) = (120.0, 0.02, 2.0);
    let mut field: Field<f64> =
        Field::new(&Medium::uniform(grid, d).unwrap(), Solver::Explicit).unwrap();
    let middle = [102.5; 3];
    field.inject(middle, 1e4).unwrap();
    field.decays(k).unwrap();
    for _ in 0..8 {
        field.advance(t / 8.0).unwrap();
    }
    assert!((mean_square(&field, middle) / (6.0 * d * t) - 1.0).abs() < 1e-4);
    let left = field.amount() / 1e4;
    assert!((left / (-k * t).exp() - 1.0).abs() < 1e-3, "{left}");
    // Green's function (4πDt)^(−3/2) e^(−r²/4Dt − kt), two voxels off the middle.
    let at = [112.5, 102.5, 102.5];
    let green = 1e4 * (4.0 * PI * d * t).powf(-1.5) * (-100.0 / (4.0 * d * t) - k * t).exp();
    assert!((field.sample(at) / green - 1.0).abs() < 0.03, "{} {green}", field.sample(at));
}

#[test]
fn a_burst_by_sweeps_comes_near_the_same_green_function() {
    let grid = Grid::new([41, 41, 1], [5.0, 5.0, 1.0]).unwrap();
    let (d, t) = (120.0, 4.0);
    let mut field: Field<f64> =
        Field::new(&Medium::uniform(grid, d).unwrap(), Solver::Lod).unwrap();
    field.inject([102.5, 102.5, 0.5], 1e4).unwrap();
    for _ in 0..400 {
        field.advance(t / 400.0).unwrap();
    }
    let green = 1e4 / (4.0 * PI * d * t);
    assert!((field.sample([102.5, 102.5, 0.5]) / green - 1.0).abs() < 0.02);
    assert!(field.values().iter().all(|&c| c >= 0.0));
}

/// Modified Bessel functions e^(−x) I₀(x) and e^(−x) I₁(x), by their integrals.
fn bessel(x: f64) -> (f64, f64) {
    let n = 2000;
    let at = |i: usize| (i as f64 + 0.5) * PI / n as f64;
    let zero = (0..n).map(|i| (x * (at(i).cos() - 1.0)).exp()).sum::<f64>() / n as f64;
    let one = (0..n).map(|i| (x * (at(i).cos() - 1.0)).exp() * at(i).cos()).sum::<f64>() / n as f64;
    (zero, one)
}

#[test]
fn a_bleached_disc_recovers_as_soumpasis_says() {
    // f = e^(−2τ/t) [I₀(2τ/t) + I₁(2τ/t)], τ = w²/4D: Soumpasis 1983, Biophys J 41:95; vesicles, D 3.8 µm²/s, w 4 µm.
    let (w, d, size, step) = (4.0, 3.8 * 60.0, 48.0, 0.4);
    let n = (size / step) as usize;
    let grid = Grid::new([n, n, 1], [step, step, 1.0]).unwrap();
    let mut field: Field<f64> =
        Field::new(&Medium::uniform(grid, d).unwrap(), Solver::Explicit).unwrap();
    // A quarter of the disc, about the corner; part of each voxel that is bleached, by 6² points.
    let bleached = |p: [f64; 3]| {
        let at = |i: usize| ((i as f64 + 0.5) / 6.0 - 0.5) * step;
        let inside = |i: &usize| (p[0] + at(i % 6)).hypot(p[1] + at(i / 6)) < w;
        (0..36).filter(inside).count() as f64 / 36.0
    };
    field.set(|p| 1.0 - bleached(p));
    let tau = w * w / (4.0 * d);
    let mut time = 0.0;
    for stop in [0.25, 0.5, 1.0, 2.0, 4.0] {
        field.advance(stop * tau - time).unwrap();
        time = stop * tau;
        let (zero, one) = bessel(2.0 / stop);
        let (mut sum, mut area) = (0.0, 0.0);
        for voxel in 0..grid.voxels() {
            let part = bleached(grid.centre(voxel));
            sum += part * field.values()[voxel];
            area += part;
        }
        let recovered = sum / area;
        assert!((recovered - zero - one).abs() < 0.01, "{stop} τ: {recovered} {}", zero + one);
    }
    // Half of it is back after 0.224 w²/D: 0.94 s.
    let half = 0.224 * 4.0;
    let (zero, one) = bessel(2.0 / half);
    assert!((zero + one - 0.5).abs() < 0.002);
    assert!((half * tau * 60.0 - 0.94).abs() < 0.01);
}

#[test]
fn reversible_binding_slows_by_the_bound_part() {
    let grid = Grid::new([161, 1, 1], [5.0, 1.0, 1.0]).unwrap();
    let (d, t) = (120.0, 60.0);
    let mut field: Field<f64> =
        Field::new(&Medium::uniform(grid, d).unwrap(), Solver::Explicit).unwrap();
    field.binds(Binding::reversible(0.8, 5.0).unwrap());
    let middle = grid.centre(80);
    field.inject(middle, 1.0).unwrap();
    for _ in 0..3000 {
        field.advance(t / 3000.0).unwrap();
    }
    assert!(field.budget().gap(field.amount()) < 1e-12);
    let slowed = mean_square(&field, middle) / (2.0 * d * t);
    // (f∞ t + (1 − f∞)²/(a+b)·…)/t: the start, while all is free, adds (1 − f∞) f∞/b over t.
    let expected = 0.2 + 0.8 * (1.0 - (-25.0 * t).exp()) / (25.0 * t);
    assert!((slowed / expected - 1.0).abs() < 0.02, "{slowed} {expected}");
}

#[test]
fn a_ladder_of_traps_makes_motion_anomalous() {
    let grid = Grid::new([301, 1, 1], [4.0, 1.0, 1.0]).unwrap();
    let medium = Medium::uniform(grid, 60.0)
        .unwrap()
        .with_boundary(0, [Boundary::Periodic, Boundary::Periodic])
        .unwrap();
    for exponent in [0.5, 0.8] {
        let mut field: Field<f64> = Field::new(&medium, Solver::Explicit).unwrap();
        field.binds(Binding::anomalous(exponent, 0.003, 1e3).unwrap());
        let middle = grid.centre(150);
        field.inject(middle, 1.0).unwrap();
        let mut seen = Vec::new();
        for round in 1..=8000 {
            field.advance(0.02).unwrap();
            if [250, 8000].contains(&round) {
                seen.push(mean_square(&field, middle));
            }
        }
        let slope = (seen[1] / seen[0]).ln() / 32.0_f64.ln();
        assert!((slope - exponent).abs() < 0.04, "exponent {exponent}: {slope}");
        assert!(field.budget().gap(field.amount()) < 1e-11);
    }
}
