//! Force laws against exact answers.

use exoscope_core::Streams;
use exoscope_tissue::cell::{
    Body, Box3, CellType, Force, Motility, Population, Signals, Wall, radius_of, relax,
};

const PHYSICELL: Force = Force::PhysiCell { repulsion: 10.0, adhesion: 0.4, reach: 1.25 };

#[test]
fn eleven_cells_relax_as_openvt_says() {
    // OpenVT, relaxation_exact.csv: width in cell diameters of 11 overdamped cells that start half a diameter apart,
    // k/η 18.2816647 a unit of time; recomputed by Runge–Kutta of the chain (tests/reference/cells.py).
    let expected = [
        (0.1, 6.078_852),
        (0.2, 6.694_619),
        (0.3, 7.170_066),
        (0.4, 7.565_376),
        (0.5, 7.902_151),
        (0.6, 8.191_403),
        (0.7, 8.440_507),
        (0.8, 8.655_226),
        (0.9, 8.840_359),
        (1.0, 9.0),
    ];
    let force = Force::Spring { stiffness: 18.281_664_7, reach: 1.0 };
    let cell = |i: u8| Body { position: [0.5 * f64::from(i), 0.0, 0.0], radius: 0.5, kind: 0 };
    let mut cells: Vec<Body> = (0..11).map(cell).collect();
    let dt = 1e-3;
    for (time, width) in expected {
        relax(&mut cells, force, dt, 100);
        let found = cells[10].position[0] - cells[0].position[0];
        assert!((found - width).abs() < 1e-3, "t {time}: {found} {width}");
    }
}

#[test]
fn equal_cells_rest_at_twenty_twenty_firsts_of_a_diameter() {
    let radius = radius_of(2494.0);
    let rest = 20.0 / 21.0 * 2.0 * radius;
    assert!((rest - 16.024).abs() < 1e-3);
    for start in [4.0, 14.0, 18.0, 19.0] {
        let cell = |x: f64| Body { position: [x, 0.0, 0.0], radius, kind: 0 };
        let mut pair = [cell(0.0), cell(start)];
        relax(&mut pair, PHYSICELL, 0.1, 4000);
        let found = pair[1].position[0] - pair[0].position[0];
        assert!((found - rest).abs() < 1e-6, "from {start}: {found} {rest}");
    }
    // Small deviations decay at 2 v'(rest) = 0.095/min.
    let mut pair = [0.0, rest + 0.01].map(|x| Body { position: [x, 0.0, 0.0], radius, kind: 0 });
    relax(&mut pair, PHYSICELL, 0.01, 1000);
    let left = (pair[1].position[0] - pair[0].position[0] - rest) / 0.01;
    let slope =
        2.0 * (2.0 * 10.0 / (2.0 * radius) / 21.0 - 2.0 * 0.4 / (2.5 * radius) * 5.0 / 21.0);
    assert!((slope - 0.095).abs() < 1e-3, "{slope}");
    assert!((left - (-slope * 10.0).exp()).abs() < 0.01, "{left}");
}

fn plane(kinds: Vec<CellType>, size: f64, seed: u64) -> Population {
    let walls = [Wall::Closed, Wall::Closed, Wall::Flat];
    let domain = Box3 { low: [0.0; 3], high: [size, size, 10.0], walls };
    Population::new(kinds, domain, PHYSICELL, Streams::new(seed)).unwrap()
}

#[test]
fn an_overdamped_cell_stops_when_it_is_no_longer_driven() {
    // PerMedCoE friction: 10 µm/min for one step of 0.1 min is 1 µm, and then nothing. (With inertia v = 10 · 0.9ⁿ and
    // 9 µm: a cell of 10 µm in water stops within microseconds.)
    let mut kind = CellType::inert("pushed");
    kind.motility = Motility { speed: 10.0, persistence: 1e9, brownian: 0.0 };
    let mut cells = plane(vec![kind, CellType::inert("still")], 400.0, 1);
    cells.add(0, [200.0, 200.0, 5.0]);
    cells.mechanics(0.1, &Signals::NONE);
    cells.agents_mut()[0].kind = 1;
    let path = |cells: &Population| {
        let p = cells.agents()[0].position;
        (p[0] - 200.0).hypot(p[1] - 200.0)
    };
    assert!((path(&cells) - 1.0).abs() < 1e-12);
    (0..20).for_each(|_| cells.mechanics(0.1, &Signals::NONE));
    assert!((path(&cells) - 1.0).abs() < 1e-12);
}

#[test]
fn cells_in_one_place_part() {
    let mut cells = plane(vec![CellType::inert("a")], 100.0, 1);
    cells.add(0, [50.0, 50.0, 5.0]);
    cells.add(0, [50.0, 50.0, 5.0]);
    (0..600).for_each(|_| cells.mechanics(0.1, &Signals::NONE));
    let [a, b] = [0, 1].map(|i| cells.agents()[i].position);
    assert!((b[0] - a[0] - 16.024).abs() < 0.01);
    assert!((a[0] + b[0] - 100.0).abs() < 1e-9, "forces are equal and opposite");
}

#[test]
fn threads_change_no_byte() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut kind = CellType::inert("a");
            kind.motility = Motility { speed: 0.5, persistence: 15.0, brownian: 0.3 };
            kind.cycle = exoscope_tissue::cell::Cycle::live(200.0);
            kind.death.apoptosis = 1e-3;
            let mut cells = plane(vec![kind], 300.0, 5);
            for i in 0..700 {
                cells.add(0, [f64::from(i % 28) * 10.0, f64::from(i / 28) * 10.0, 5.0]);
            }
            for step in 0..60 {
                cells.mechanics(0.1, &Signals::NONE);
                if step % 10 == 9 {
                    cells.phenotype(6.0, &Signals::NONE);
                }
            }
            serde_json::to_string(cells.state()).unwrap()
        })
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(4));
}
