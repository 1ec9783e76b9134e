//! Speed of fields and cells: voxel updates and agent steps a second, printed as a table.
//!
//! cargo bench -p exoscope-tissue
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Instant;

use exoscope_core::Streams;
use exoscope_tissue::Real;
use exoscope_tissue::cell::{Box3, CellType, Force, Motility, Population, Signals, Wall};
use exoscope_tissue::field::{Field, Solver};
use exoscope_tissue::space::{Grid, Medium};

/// Voxel updates a second: best of five rounds.
fn field<T: Real>(shape: [usize; 3], solver: Solver, dt: f64, rounds: usize, budget: bool) -> f64 {
    let grid = Grid::new(shape, [20.0; 3]).unwrap();
    let mut field: Field<T> = Field::new(&Medium::uniform(grid, 1e5).unwrap(), solver).unwrap();
    field.set(|p| 1.0 + (p[0] * 0.01).sin() * (p[1] * 0.013).cos());
    if !budget {
        field.without_budget();
    }
    field.advance(dt).unwrap();
    let updates = grid.voxels() as f64 * field.steps(dt) * rounds as f64;
    let best = (0..5).map(|_| {
        let start = Instant::now();
        (0..rounds).for_each(|_| field.advance(dt).unwrap());
        start.elapsed().as_secs_f64()
    });
    updates / best.fold(f64::INFINITY, f64::min)
}

/// Agent steps a second of a confluent lattice of n³ cells that jitter.
fn cells(n: u32, steps: usize) -> (f64, f64) {
    let size = f64::from(n) * 15.0;
    let domain = Box3 { low: [0.0; 3], high: [size; 3], walls: [Wall::Closed; 3] };
    let law = Force::PhysiCell { repulsion: 10.0, adhesion: 0.4, reach: 1.25 };
    let mut kind = CellType::inert("a");
    kind.motility = Motility { speed: 0.2, persistence: 10.0, brownian: 0.0 };
    let mut cells = Population::new(vec![kind], domain, law, Streams::new(1)).unwrap();
    for i in 0..n * n * n {
        let at = |k: u32| (f64::from(k % n) + 0.5) * 15.0;
        cells.add(0, [at(i), at(i / n), at(i / (n * n))]);
    }
    cells.mechanics(0.1, &Signals::NONE);
    let best = (0..3).map(|_| {
        let start = Instant::now();
        (0..steps).for_each(|_| cells.mechanics(0.1, &Signals::NONE));
        start.elapsed().as_secs_f64()
    });
    let best = best.fold(f64::INFINITY, f64::min);
    (f64::from(n * n * n) * steps as f64 / best, cells.bytes_a_cell())
}

fn main() {
    // cargo test --benches passes no arguments of its own but expects quick runs; measure on request alone.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let row = |name: &str, rate: f64| println!("{threads} threads\t{name}\t{rate:.3e} /s");
            let cube = [128; 3];
            row("LOD f32 128³", field::<f32>(cube, Solver::Lod, 0.01, 10, false));
            row("LOD f64 128³", field::<f64>(cube, Solver::Lod, 0.01, 10, false));
            row("LOD f32 512² (cache)", field::<f32>([512, 512, 1], Solver::Lod, 0.01, 60, false));
            row(
                "explicit f32 128³, 8 steps",
                field::<f32>(cube, Solver::Explicit, 8.0 / 1500.01, 4, false),
            );
            row(
                "explicit f32 128³, 1 step",
                field::<f32>(cube, Solver::Explicit, 1.0 / 1500.01, 20, false),
            );
            row(
                "explicit f64 128³, 8 steps",
                field::<f64>(cube, Solver::Explicit, 8.0 / 1500.01, 4, false),
            );
            row(
                "explicit f32 512², 8 steps",
                field::<f32>([512, 512, 1], Solver::Explicit, 8.0 / 1000.01, 20, false),
            );
            for n in [22, 46, 100] {
                let (rate, bytes) = cells(n, 3_000_000 / (n * n * n) as usize + 2);
                row(&format!("mechanics, {} cells, {bytes:.0} bytes a cell", n * n * n), rate);
            }
        });
    }
}
