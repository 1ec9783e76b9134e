//! Spheres that cut through voxels: absorbing, partly absorbing, reacting.

use exoscope_tissue::field::{Field, Solver, steady_state};
use exoscope_tissue::space::{Boundary, Grid, Medium, Side, Surface};

const PI: f64 = std::f64::consts::PI;

/// Steady inflow (amount/min) of an eighth of the shell between a sphere of radius 20 µm with `inner` and one of 60 µm
/// held at 1, times eight.
fn inflow(voxels: usize, inner: Boundary, d: f64) -> f64 {
    let step = 64.0 / voxels as f64;
    let grid = Grid::new([voxels; 3], [step; 3]).unwrap();
    let sphere = |radius, tissue, boundary| Surface { centre: [0.0; 3], radius, tissue, boundary };
    let medium = Medium::uniform(grid, d)
        .unwrap()
        .with_surface(sphere(20.0, Side::Outside, inner))
        .unwrap()
        .with_surface(sphere(60.0, Side::Inside, Boundary::Held(1.0)))
        .unwrap();
    let mut field: Field<f64> = Field::new(&medium, Solver::Steady).unwrap();
    field.advance(1.0).unwrap();
    field.inflow() * 8.0
}

#[test]
fn an_absorbing_sphere_takes_4_pi_d_r_c() {
    let (d, r, far) = (100.0, 20.0, 60.0);
    let exact = 4.0 * PI * d / (1.0 / r - 1.0 / far);
    let found = [16, 32].map(|n| (inflow(n, Boundary::Held(0.0), d) / exact - 1.0).abs());
    assert!(found[0] < 0.02 && found[1] < 0.006, "{found:?}");
}

#[test]
fn a_partly_absorbing_sphere_takes_less_by_its_resistance() {
    // 1/J = 1/(4πD) (1/R − 1/R₂) + 1/(4πR²κ).
    let (d, r, far) = (100.0, 20.0, 60.0);
    for permeability in [1.0, 10.0] {
        let resistance =
            (1.0 / r - 1.0 / far) / (4.0 * PI * d) + 1.0 / (4.0 * PI * r * r * permeability);
        let barrier = Boundary::Robin { permeability, outside: 0.0 };
        let found = [16, 32].map(|n| (inflow(n, barrier, d) * resistance - 1.0).abs());
        assert!(found[0] < 0.03 && found[1] < 0.015, "{permeability}: {found:?}");
    }
}

#[test]
fn loss_in_a_sphere_has_thieles_effectiveness() {
    // 3(φ coth φ − 1)/φ², φ = R√(k/D).
    for (phi, effectiveness) in [(1.0_f64, 0.9391), (5.0, 0.4800), (10.0, 0.2700)] {
        let exact = 3.0 * (phi / phi.tanh() - 1.0) / (phi * phi);
        assert!((exact - effectiveness).abs() < 6e-5);
        let (radius, d, n) = (50.0, 100.0, 32);
        let k = phi * phi * d / (radius * radius);
        let grid = Grid::new([n; 3], [52.0 / n as f64; 3]).unwrap();
        let surface = Surface {
            centre: [0.0; 3],
            radius,
            tissue: Side::Inside,
            boundary: Boundary::Held(1.0),
        };
        let medium = Medium::uniform(grid, d).unwrap().with_surface(surface).unwrap();
        let field: Field<f64> = Field::new(&medium, Solver::Steady).unwrap();
        let zero = vec![0.0; grid.voxels()];
        let c = steady_state(field.operator(), &zero, &vec![k; grid.voxels()], &zero).unwrap();
        // The rim, of which a voxel is tissue in part, weighs with the volume of the sphere that the sum misses.
        let (mut sum, mut count) = (0.0, 0.0);
        for (voxel, &level) in c.iter().enumerate() {
            let centre = grid.centre(voxel);
            let h = grid.step()[0];
            let at = |i: usize| ((i as f64 + 0.5) / 4.0 - 0.5) * h;
            let inside = (0..64)
                .filter(|i| {
                    let p =
                        [centre[0] + at(i % 4), centre[1] + at(i / 4 % 4), centre[2] + at(i / 16)];
                    p.iter().map(|x| x * x).sum::<f64>() < radius * radius
                })
                .count() as f64;
            let value = if medium.is_tissue(voxel) { level } else { 1.0 };
            sum += inside * value;
            count += inside;
        }
        let found = sum / count;
        assert!((found / exact - 1.0).abs() < 0.01, "φ {phi}: {found} {exact}");
    }
}
