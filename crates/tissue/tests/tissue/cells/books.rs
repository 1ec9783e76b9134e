//! A ledger that adds up, whatever happens to the cells that hold it.

use exoscope_core::Streams;
use exoscope_tissue::cell::{
    Box3, CellType, Cycle, Differentiation, Engulfment, Force, Ledger, Population, Signals, Tally,
    Wall,
};

#[test]
fn the_ledger_adds_up_over_ten_thousand_divisions_deaths_and_engulfments() {
    let mut kind = CellType::inert("a");
    kind.cycle = Cycle::live(60.0);
    kind.death.apoptosis = 1.0 / 70.0;
    kind.death.apoptosis_duration = 60.0;
    kind.differentiation = vec![Differentiation { to: 1, rate: 1e-3 }];
    let mut eater = CellType::inert("macrophage");
    eater.engulfment = Some(Engulfment { rate: 0.05 });
    eater.cycle = Cycle::live(400.0);
    eater.death.apoptosis = 1.0 / 300.0;
    let walls = [Wall::Periodic, Wall::Periodic, Wall::Flat];
    let domain = Box3 { low: [0.0; 3], high: [500.0, 500.0, 10.0], walls };
    let law = Force::PhysiCell { repulsion: 10.0, adhesion: 0.4, reach: 1.25 };
    let mut cells = Population::new(vec![kind, eater], domain, law, Streams::new(8)).unwrap();
    let mut given = Ledger::default();
    for i in 0..600_u32 {
        cells.add(u16::from(i % 5 == 0), [f64::from(i % 30) * 16.0, f64::from(i / 30) * 25.0, 5.0]);
    }
    let mut round = 0_u64;
    let happened = |cells: &Population| {
        let c = cells.census();
        c.born + c.apoptotic + c.engulfed + c.differentiated
    };
    while happened(&cells) < 10_000 {
        // Some vesicles arrive each round, anywhere.
        let count = cells.agents().len();
        for i in 0..5_u64 {
            let tally = Tally { vesicles: 3 + i, copies: round % 4 };
            let class = (i % 3) as usize;
            let at = (round * 31 + i * 17) as usize % count;
            cells.agents_mut()[at].ledger.take(class, tally);
            given.take(class, tally);
        }
        cells.phenotype(6.0, &Signals::NONE);
        cells.mechanics(0.1, &Signals::NONE);
        assert_eq!(cells.ledger(), given, "round {round}");
        round += 1;
        assert!(round < 3000 && !cells.agents().is_empty());
    }
    let census = cells.census();
    assert!(
        census.engulfed > 100 && census.gone > 100 && census.differentiated > 100,
        "{census:?}"
    );
    let alive = census.added + census.born - census.gone - census.engulfed;
    assert_eq!(alive, cells.agents().len() as u64);
    // Numbers are never given twice.
    let ids: Vec<u64> = cells.agents().iter().map(|cell| cell.id).collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
}
