//! The diffusion tests of the PerMedCoE benchmark, made well-posed.

use exoscope_tissue::field::{Field, Solver};
use exoscope_tissue::space::{Grid, Medium};

/// A cube of `n`³ voxels of 20 µm whose outer ones are held at 10 µM; D 2,000 µm²/min.
fn cube(n: usize, solver: Solver) -> (Field<f64>, Vec<usize>) {
    let grid = Grid::new([n; 3], [20.0; 3]).unwrap();
    let outer = |v: &usize| grid.place(*v).iter().any(|&p| p == 0 || p + 1 == n);
    let held = (0..grid.voxels()).filter(outer).map(|v| (v, 10.0)).collect();
    let inner = (0..grid.voxels()).filter(|v| !outer(v)).collect();
    let medium = Medium::uniform(grid, 2000.0).unwrap().with_held(held).unwrap();
    (Field::new(&medium, solver).unwrap(), inner)
}

#[test]
fn one_sink_ends_at_nine_and_a_third() {
    // Zero order, 20 µM/min: c = (10 − 2/3)(1 − e^(−30t)).
    for solver in [Solver::Explicit, Solver::Lod, Solver::Steady] {
        let (mut field, inner) = cube(3, solver);
        assert_eq!(inner, [13]);
        field.reaction().ceiling[13] = 20.0;
        for _ in 0..1000 {
            field.advance(0.01).unwrap();
        }
        let c = field.values()[13];
        assert!((c - 28.0 / 3.0).abs() < 1e-8, "{solver:?}: {c}");
    }
    // First order, 1/min: 300/(30 + 1).
    let (mut field, _) = cube(3, Solver::Explicit);
    field.reaction().loss[13] = 1.0;
    for _ in 0..1000 {
        field.advance(0.01).unwrap();
    }
    assert!((field.values()[13] - 300.0 / 31.0).abs() < 1e-9);
}

#[test]
fn one_sink_gets_there_along_its_closed_form() {
    let (mut field, _) = cube(3, Solver::Explicit);
    field.reaction().ceiling[13] = 20.0;
    let dt = 1e-4;
    for step in 1..=1000 {
        field.advance(dt).unwrap();
        if step % 100 == 0 {
            let t = f64::from(step) * dt;
            let exact = 28.0 / 3.0 * (1.0 - (-30.0 * t).exp());
            let c = field.values()[13];
            assert!((c - exact).abs() < 0.02, "{t}: {c} {exact}");
        }
    }
}

#[test]
fn a_thousand_sinks_leave_a_dead_core() {
    // tests/reference/fields.py, projected Gauss–Seidel: 2.318, 5.555, 31.2 % of the sinks at 0.
    let (mut field, inner) = cube(12, Solver::Explicit);
    for &v in &inner {
        field.reaction().ceiling[v] = 20.0;
    }
    for _ in 0..1000 {
        field.advance(0.03).unwrap();
    }
    let values = field.values();
    let sinks: f64 = inner.iter().map(|&v| values[v]).sum::<f64>() / 1000.0;
    let all = values.iter().sum::<f64>() / 1728.0;
    let starved = inner.iter().filter(|&&v| values[v] < 1e-6).count();
    assert!((sinks - SINKS).abs() < 1e-6, "{sinks}");
    assert!((all - ALL).abs() < 1e-6, "{all}");
    assert_eq!(starved, STARVED);
}

const SINKS: f64 = 2.318_476;
const ALL: f64 = 5.554_674;
const STARVED: usize = 312;
