//! Same bytes at any number of threads.

use exoscope_tissue::Real;
use exoscope_tissue::field::{Field, Solver};
use exoscope_tissue::space::{Boundary, Grid, Medium};

fn bytes<T: Real>(threads: usize, solver: Solver, shape: [usize; 3], layered: bool) -> Vec<u64> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let grid = Grid::new(shape, [10.0; 3]).unwrap();
        let medium = if layered {
            Medium::layered(grid, 0, &[(60.0, 100.0), (1.0, 30.0)]).unwrap()
        } else {
            Medium::uniform(grid, 100.0).unwrap()
        };
        let medium = medium.with_boundary(1, [Boundary::Periodic; 2]).unwrap();
        let mut field: Field<T> = Field::new(&medium, solver).unwrap();
        field.set(|p| (p[0] * 0.37).sin().abs() + (p[2] * 0.11).cos().abs());
        if layered {
            field.reaction().loss[17] = T::of(0.3);
            field.reaction().gain[30] = T::of(2.0);
        }
        for _ in 0..3 {
            field.advance(1.0).unwrap();
        }
        let budget = [field.amount().to_bits(), field.budget().expected().to_bits()];
        field.values().iter().map(|v| v.bits()).chain(budget).collect()
    })
}

#[test]
fn threads_change_no_byte() {
    for solver in [Solver::Explicit, Solver::Lod] {
        for (shape, layered) in [
            ([70, 64, 40], false),
            ([300, 200, 1], false),
            ([24, 20, 18], true),
            ([500, 5, 1], true),
        ] {
            let one = bytes::<f32>(1, solver, shape, layered);
            assert_eq!(one, bytes::<f32>(2, solver, shape, layered), "{solver:?} {shape:?}");
            assert_eq!(one, bytes::<f32>(4, solver, shape, layered), "{solver:?} {shape:?}");
        }
        let one = bytes::<f64>(1, solver, [33, 31, 29], true);
        assert_eq!(one, bytes::<f64>(4, solver, [33, 31, 29], true));
    }
}

#[test]
fn tiles_change_no_byte() {
    // One advance of 12 steps goes through tiles of four; twelve of one step do not.
    let grid = Grid::new([64, 64, 60], [10.0; 3]).unwrap();
    let medium = Medium::uniform(grid, 125.0).unwrap();
    let run = |rounds: usize, each: f64| {
        let mut field: Field<f32> = Field::new(&medium, Solver::Explicit).unwrap();
        field.without_budget();
        field.set(|p| (p[0] * 0.37).sin().abs() + (p[2] * 0.11).cos().abs());
        (0..rounds).for_each(|_| field.advance(each).unwrap());
        field.values().iter().map(|v| v.to_bits()).collect::<Vec<u32>>()
    };
    let step = 1.0 / 8.0; // 0.94 of the stable step, and a number without rounding
    assert_eq!(run(12, step), run(1, 12.0 * step));
}
