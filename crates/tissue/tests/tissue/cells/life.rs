//! Life and death: volume over the cycle, durations, oxygen, contact.

use exoscope_core::Streams;
use exoscope_tissue::cell::{
    Box3, CellType, Cycle, Death, Differentiation, Force, Inhibition, OxygenDependence, Population,
    Senescence, Signals, Vitality, Wall,
};

fn lone(kinds: Vec<CellType>, seed: u64) -> Population {
    let domain = Box3 { low: [0.0; 3], high: [4000.0; 3], walls: [Wall::Closed; 3] };
    let law = Force::PhysiCell { repulsion: 10.0, adhesion: 0.4, reach: 1.25 };
    Population::new(kinds, domain, law, Streams::new(seed)).unwrap()
}

fn apart(cells: &mut Population, count: u32) {
    for i in 0..count {
        let place = |n: u32| 20.0 + 40.0 * f64::from(n % 98);
        cells.add(0, [place(i), place(i / 98), 2000.0]);
    }
}

#[test]
fn volume_over_the_fixed_cycle_has_its_nine_points() {
    // PerMedCoE cell_cycle_volume.txt, with PhysiCell's published rates (3.0, 0.27, 0.33 per h, a step of 1 min); when
    // growth begins, 106 min, is fitted to the file. Per cent of 2,494 µm³; it divides at 900 min.
    let mut kind = CellType::inert("cycling");
    kind.cycle = Cycle::fixed(&[("G1", 106.0), ("S/G2/M", 794.0)]);
    let mut cells = lone(vec![kind], 1);
    cells.add(0, [2000.0; 3]);
    let expected = [
        (90, 100.0),
        (120, 101.955),
        (240, 131.211),
        (360, 158.055),
        (480, 175.510),
        (600, 185.906),
        (720, 191.924),
        (870, 195.976),
    ];
    let mut minute = 0;
    for (stop, percent) in expected {
        while minute < stop {
            cells.phenotype(1.0, &Signals::NONE);
            minute += 1;
        }
        let found = cells.agents()[0].volume.total() / 24.94;
        assert!((found - percent).abs() < 0.15, "{stop} min: {found} {percent}");
        assert_eq!(cells.agents().len(), 1);
    }
    while minute < 900 {
        cells.phenotype(1.0, &Signals::NONE);
        minute += 1;
    }
    assert_eq!(cells.agents().len(), 2);
    for cell in cells.agents() {
        assert!((cell.volume.total() / 24.94 - 98.249).abs() < 0.05);
    }
}

#[test]
fn phases_last_what_they_are_said_to() {
    // Flow-cytometry phases of PhysiCell, means 4.98, 8, 4, 1 h: the share of each in exponential growth at rate g is
    // that of the linear chain of phases; g solves Π 1/(1 + g/λ_i) = ½.
    let means: [f64; 4] = [298.8, 480.0, 240.0, 60.0];
    let (mut low, mut high) = (0.0_f64, 0.01_f64);
    for _ in 0..100 {
        let g = 0.5 * (low + high);
        let through: f64 = means.iter().map(|m| 1.0 / (1.0 + g * m)).product();
        if through > 0.5 { low = g } else { high = g }
    }
    let g = low;
    // Flow into phase i is 2 g N Π_{j<i} 1/(1 + g m_j); its share is flow · m_i/(1 + g m_i) / N.
    let mut flow = 2.0 * g;
    let shares: Vec<f64> = means
        .iter()
        .map(|m| {
            let share = flow * m / (1.0 + g * m);
            flow /= 1.0 + g * m;
            share
        })
        .collect();
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    let mut kind = CellType::inert("asynchronous");
    kind.cycle = Cycle::flow_cytometry(means);
    let mut cells = lone(vec![kind], 4);
    apart(&mut cells, 500);
    for _ in 0..500 {
        cells.phenotype(6.0, &Signals::NONE); // 50 h: long enough to forget that all began in G1
    }
    let count = cells.agents().len() as f64;
    for (phase, share) in shares.iter().enumerate() {
        let found =
            cells.agents().iter().filter(|a| usize::from(a.phase) == phase).count() as f64 / count;
        assert!((found - share).abs() < 0.03, "phase {phase}: {found} {share}");
    }
    let census = cells.census();
    assert_eq!(census.added + census.born, cells.agents().len() as u64);
}

#[test]
fn the_dead_shrink_or_burst_and_go() {
    let mut kind = CellType::inert("dying");
    kind.death = Death { apoptosis: 1e3, ..kind.death };
    let mut cells = lone(vec![kind.clone()], 1);
    apart(&mut cells, 3);
    cells.phenotype(6.0, &Signals::NONE);
    assert!(cells.agents().iter().all(|cell| cell.vitality == Vitality::Apoptotic));
    for _ in 0..85 {
        cells.phenotype(6.0, &Signals::NONE);
    }
    assert!(cells.agents().iter().all(|cell| cell.volume.total() < 250.0));
    cells.phenotype(6.0, &Signals::NONE); // 516 min, 8.6 h
    assert_eq!((cells.agents().len(), cells.census().gone), (0, 3));

    kind.death.apoptosis = 0.0;
    kind.oxygen = Some(OxygenDependence {
        field: 0,
        saturation: 38.0,
        threshold: 5.0,
        necrosis_threshold: 5.0,
        necrosis_full: 2.5,
        necrosis_rate: 1.0 / 360.0,
    });
    let mut cells = lone(vec![kind], 1);
    apart(&mut cells, 2000);
    let oxygen = |_: usize, _: [f64; 3]| 1.0;
    let signals = Signals { field: &oxygen, ..Signals::NONE };
    (0..60).for_each(|_| cells.phenotype(6.0, &signals));
    // After 360 min at 1/360 min a part of 1/e is left alive.
    let alive = cells.agents().iter().filter(|cell| !cell.is_dead()).count() as f64 / 2000.0;
    assert!((alive - (-1.0_f64).exp()).abs() < 0.03, "{alive}");
    (0..40).for_each(|_| cells.phenotype(6.0, &signals));
    let bursts = cells.agents().iter().filter(|cell| cell.vitality == Vitality::Lysed).count();
    assert!(bursts > 0, "some have swollen to twice their volume");
}

#[test]
fn oxygen_slows_the_cycle_in_proportion() {
    let law = OxygenDependence {
        field: 0,
        saturation: 38.0,
        threshold: 5.0,
        necrosis_threshold: 5.0,
        necrosis_full: 2.5,
        necrosis_rate: 0.0,
    };
    assert_eq!(
        (law.proliferation(4.0), law.proliferation(21.5), law.proliferation(50.0)),
        (0.0, 0.5, 1.0)
    );
    let mut kind = CellType::inert("breathing");
    kind.cycle = Cycle::live(600.0);
    kind.oxygen = Some(law);
    let born = |level: f64| {
        let mut cells = lone(vec![kind.clone()], 2);
        apart(&mut cells, 2000);
        let oxygen = move |_: usize, _: [f64; 3]| level;
        let signals = Signals { field: &oxygen, ..Signals::NONE };
        (0..10).for_each(|_| cells.phenotype(6.0, &signals));
        cells.census().born as f64 / 2000.0
    };
    assert_eq!(born(3.0), 0.0);
    assert!((born(38.0) - (0.1_f64.exp() - 1.0)).abs() < 0.02);
    assert!((born(21.5) - (0.05_f64.exp() - 1.0)).abs() < 0.015);
}

#[test]
fn cells_that_are_covered_do_not_divide() {
    let mut kind = CellType::inert("inhibited");
    kind.cycle = Cycle::live(60.0);
    let born = |inhibition: Option<Inhibition>| {
        let mut kind = kind.clone();
        kind.inhibition = inhibition;
        let walls = [Wall::Closed, Wall::Closed, Wall::Flat];
        let domain = Box3 { low: [0.0; 3], high: [1000.0; 3], walls };
        let law = Force::PhysiCell { repulsion: 10.0, adhesion: 0.4, reach: 1.25 };
        let mut cells = Population::new(vec![kind], domain, law, Streams::new(1)).unwrap();
        for i in 0..100 {
            cells.add(0, [400.0 + 12.0 * f64::from(i % 10), 400.0 + 12.0 * f64::from(i / 10), 0.0]);
        }
        cells.phenotype(6.0, &Signals::NONE);
        let inner = |p: [f64; 3]| (0..2).all(|a| p[a] > 405.0 && p[a] < 503.0);
        let mothers: Vec<u64> = cells.agents()[100..].iter().map(|cell| cell.mother).collect();
        let deep = mothers.iter().filter(|&&m| inner(cells.agents()[m as usize].position)).count();
        (mothers.len(), deep)
    };
    let (free, free_deep) = born(None);
    let (held, held_deep) = born(Some(Inhibition { least_free: 0.0, most_contact: 0.8 }));
    assert!(
        free_deep > 0 && held_deep == 0 && held > 0 && held < free,
        "{free_deep} {held_deep} {held}"
    );
    let (area, area_deep) = born(Some(Inhibition { least_free: 0.8, most_contact: 1.1 }));
    assert!(area_deep == 0 && area <= free);
}

#[test]
fn stem_cells_differentiate_and_old_cells_are_senescent() {
    let mut stem = CellType::inert("MSC");
    stem.differentiation = vec![Differentiation { to: 1, rate: 1.0 / 600.0 }];
    let mut old = CellType::inert("fibroblast");
    old.cycle = Cycle::live(30.0);
    old.senescence = Some(Senescence { rate: 0.0, most_divisions: Some(3) });
    let mut cells = lone(vec![stem, old], 3);
    apart(&mut cells, 1000);
    (0..10).for_each(|_| cells.phenotype(6.0, &Signals::NONE));
    let changed = cells.census().differentiated as f64 / 1000.0;
    assert!((changed - (1.0 - (-0.1_f64).exp())).abs() < 0.03, "{changed}");
    (0..100).for_each(|_| cells.phenotype(6.0, &Signals::NONE));
    assert!(cells.census().senescent > 0);
    assert!(cells.agents().iter().all(|cell| cell.generation <= 3));
}
