//! Motion: mean squared displacement gives the diffusivity; cells climb gradients.

use exoscope_core::Streams;
use exoscope_tissue::cell::{
    Box3, CellType, Chemotaxis, Force, Motility, Population, Signals, Wall,
};

fn walkers(kind: CellType, count: u32, seed: u64) -> Population {
    let walls = [Wall::Closed, Wall::Closed, Wall::Flat];
    let domain = Box3 { low: [-1e5; 3], high: [1e5; 3], walls };
    // Cells that feel nobody: their force is none.
    let force = Force::Spring { stiffness: 0.0, reach: 1.0 };
    let mut cells = Population::new(vec![kind], domain, force, Streams::new(seed)).unwrap();
    for i in 0..count {
        cells.add(0, [f64::from(i % 40) * 100.0, f64::from(i / 40) * 100.0, 0.0]);
    }
    cells
}

fn mean_square(cells: &Population) -> f64 {
    let sum: f64 = cells
        .agents()
        .iter()
        .enumerate()
        .map(|(i, agent)| {
            let start = [(i % 40) as f64 * 100.0, (i / 40) as f64 * 100.0];
            (agent.position[0] - start[0]).powi(2) + (agent.position[1] - start[1]).powi(2)
        })
        .sum();
    sum / cells.agents().len() as f64
}

#[test]
fn mean_squared_displacement_gives_the_diffusivity() {
    // MSD of a persistent walk: 2 s²τ (t − τ (1 − e^(−t/τ))); of Brownian motion 4Dt. 1,600 cells: 2.5 % a sigma.
    let motility = Motility { speed: 0.5, persistence: 5.0, brownian: 0.2 };
    let mut kind = CellType::inert("walker");
    kind.motility = motility;
    let mut cells = walkers(kind, 1600, 11);
    let dt = 0.1;
    for stop in [50, 600] {
        while cells.steps() < stop {
            cells.mechanics(dt, &Signals::NONE);
        }
        let t = stop as f64 * dt;
        let (s, tau) = (motility.speed, motility.persistence);
        let exact =
            2.0 * s * s * tau * (t - tau * (1.0 - (-t / tau).exp())) + 4.0 * motility.brownian * t;
        let found = mean_square(&cells);
        assert!((found / exact - 1.0).abs() < 0.08, "t {t}: {found} {exact}");
    }
    let late = 4.0 * motility.diffusivity(2) * 60.0;
    assert!((mean_square(&cells) / late - 1.0).abs() < 0.15);
}

#[test]
fn cells_climb_a_gradient_at_the_speed_of_their_bias() {
    let mut kind = CellType::inert("climber");
    kind.motility = Motility { speed: 1.0, persistence: 1.0, brownian: 0.0 };
    kind.chemotaxis = vec![Chemotaxis { field: 0, bias: 1.0, half: 0.01 }];
    let gradient = |steep: f64| move |_: usize, _: [f64; 3]| [steep, 0.0, 0.0];
    let drift = |steep: f64| {
        let mut cells = walkers(kind.clone(), 400, 3);
        let signals = Signals { gradient: &gradient(steep), ..Signals::NONE };
        (0..300).for_each(|_| cells.mechanics(0.1, &signals));
        let sum: f64 = cells
            .agents()
            .iter()
            .enumerate()
            .map(|(i, agent)| agent.position[0] - (i % 40) as f64 * 100.0)
            .sum();
        sum / 400.0 / 30.0
    };
    assert!(drift(0.0).abs() < 0.05);
    let (weak, strong) = (drift(0.003), drift(1.0));
    assert!(weak > 0.05 && strong > 0.95 && strong <= 1.0 && weak < strong, "{weak} {strong}");
    assert!(drift(-1.0) < -0.95);
}
