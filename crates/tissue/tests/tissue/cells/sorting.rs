//! Sorting of two types by differential adhesion (Steinberg; OpenVT 2026).

use exoscope_core::Streams;
use exoscope_tissue::cell::{Box3, CellType, Force, Motility, Population, Signals, Wall};

/// Part of the touching pairs that are of two types.
fn heterotypic(cells: &Population) -> f64 {
    let (mut mixed, mut all) = (0.0, 0.0);
    let agents = cells.agents();
    for (i, a) in agents.iter().enumerate() {
        for b in &agents[i + 1..] {
            let square: f64 = (0..3).map(|x| (a.position[x] - b.position[x]).powi(2)).sum();
            if square.sqrt() < 1.25 * (a.radius() + b.radius()) {
                all += 1.0;
                mixed += f64::from(u8::from(a.kind != b.kind));
            }
        }
    }
    mixed / all
}

fn sorted(unlike: f64, steps: usize) -> Vec<f64> {
    let kind = |name: &str, affinity: [f64; 2]| {
        let mut kind = CellType::inert(name);
        kind.affinity = affinity.to_vec();
        kind.motility = Motility { speed: 0.3, persistence: 20.0, brownian: 0.0 };
        kind
    };
    let kinds = vec![kind("light", [1.0, unlike]), kind("dark", [unlike, 1.0])];
    let walls = [Wall::Closed, Wall::Closed, Wall::Flat];
    let domain = Box3 { low: [0.0; 3], high: [600.0, 600.0, 10.0], walls };
    let law = Force::PhysiCell { repulsion: 10.0, adhesion: 2.5, reach: 1.25 };
    let mut cells = Population::new(kinds, domain, law, Streams::new(2)).unwrap();
    // A disc of some hundred cells, types without order.
    for i in 0..14 {
        for j in 0..14 {
            let shift = f64::from(j % 2) * 8.0;
            let (x, y) = (f64::from(i) * 16.0 + shift - 112.0, f64::from(j) * 14.0 - 98.0);
            if x.hypot(y) < 100.0 {
                cells.add(
                    u16::from((i * 7 + j * 11 + i * j) % 5 % 2 == 0),
                    [300.0 + x, 300.0 + y, 5.0],
                );
            }
        }
    }
    let mut seen = vec![heterotypic(&cells)];
    for _ in 0..4 {
        (0..steps / 4).for_each(|_| cells.mechanics(0.2, &Signals::NONE));
        seen.push(heterotypic(&cells));
    }
    seen
}

#[test]
fn unlike_cells_part_where_they_adhere_less() {
    let seen = sorted(0.1, 5000);
    let control = sorted(1.0, 5000);
    assert!(seen[0] > 0.4 && (seen[0] - control[0]).abs() < 1e-12, "{seen:?}");
    assert!(seen[4] < 0.8 * seen[0] && control[4] > seen[4] + 0.08, "{seen:?} {control:?}");
}
