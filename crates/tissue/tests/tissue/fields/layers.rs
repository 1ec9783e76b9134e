//! Layers and membranes: skin in one dimension.

use exoscope_tissue::field::{Field, Solver, steady_state};
use exoscope_tissue::space::{Boundary, Grid, Medium};

#[test]
fn two_layers_with_a_membrane_have_their_closed_form() {
    // J = (c₀ − c₁) / (L₁/D₁ + 1/P + L₂/D₂); exact on any grid whose voxel faces are the interfaces.
    let (first, second, permeability) = ((40.0, 30.0), (60.0, 200.0), 0.7);
    let grid = Grid::new([20, 1, 1], [5.0, 1.0, 1.0]).unwrap();
    let medium = Medium::layered(grid, 0, &[first, second])
        .unwrap()
        .with_membrane(0, 7, permeability)
        .unwrap()
        .with_boundary(0, [Boundary::Held(5.0), Boundary::Held(1.0)])
        .unwrap();
    let flux = 4.0 / (first.0 / first.1 + 1.0 / permeability + second.0 / second.1);
    let field: Field<f64> = Field::new(&medium, Solver::Explicit).unwrap();
    let zero = vec![0.0; 20];
    let c = steady_state(field.operator(), &zero, &zero, &zero).unwrap();
    for (voxel, &c) in c.iter().enumerate() {
        let x = grid.centre(voxel)[0];
        let exact =
            if x < 40.0 { 5.0 - flux * x / first.1 } else { 1.0 + flux * (100.0 - x) / second.1 };
        assert!((c - exact).abs() < 1e-9, "{x}: {c} {exact}");
    }
}

#[test]
fn a_slab_lets_through_after_the_lag_l2_over_6d() {
    // What has come through tends to J (t − L²/6D): Crank 1975, 4.3.3. The epidermis, 75 µm.
    let (thickness, d, n) = (75.0, 60.0, 50);
    let step = thickness / f64::from(n);
    let grid = Grid::new([n as usize, 1, 1], [step, 1.0, 1.0]).unwrap();
    let medium = Medium::uniform(grid, d)
        .unwrap()
        .with_boundary(0, [Boundary::Held(1.0), Boundary::Held(0.0)])
        .unwrap();
    let mut field: Field<f64> = Field::new(&medium, Solver::Explicit).unwrap();
    let (mut through, mut time) = (0.0, 0.0);
    let out = 2.0 * d / step;
    let dt = 0.4 * step * step / d;
    while time < 120.0 {
        through += dt * out * field.values()[49];
        field.advance(dt).unwrap();
        time += dt;
    }
    let lag = time - through / (d / thickness);
    let exact = thickness * thickness / (6.0 * d);
    assert!((lag / exact - 1.0).abs() < 2e-3, "{lag} {exact}");
}

#[test]
fn a_mask_lets_nothing_in() {
    let grid = Grid::new([9, 9, 1], [10.0; 3]).unwrap();
    let void: Vec<bool> = (0..81).map(|v| v / 9 == 4).collect();
    let medium = Medium::uniform(grid, 100.0).unwrap().with_void(void).unwrap();
    for solver in [Solver::Explicit, Solver::Lod] {
        let mut field: Field<f64> = Field::new(&medium, solver).unwrap();
        field.inject([45.0, 25.0, 5.0], 7e3).unwrap();
        for _ in 0..200 {
            field.advance(5.0).unwrap();
        }
        let part = |rows: std::ops::Range<usize>| -> f64 {
            field.values()[rows.start * 9..rows.end * 9].iter().sum::<f64>() * 1000.0
        };
        assert!((part(0..4) - 7e3).abs() < 1e-6 && part(4..9) == 0.0);
    }
}
