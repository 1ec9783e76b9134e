//! Production: balance, doublings, published gains, routes.

use exoscope_core::Streams;
use exoscope_therapy::dose::{Route, deliver};
use exoscope_therapy::production::component::{Amounts, COMPONENTS, Component};
use exoscope_therapy::production::growth::Ended;
use exoscope_therapy::production::step::{Matrix, imbalance};
use exoscope_therapy::production::{BUILT_IN, Process, produce, yields};
use proptest::prelude::*;

fn built_in(name: &str) -> Process {
    BUILT_IN.iter().find(|(n, _)| *n == name).unwrap().1.parse().unwrap()
}

#[test]
fn every_process_balances() {
    for (name, _) in BUILT_IN {
        let batch = produce(&built_in(name), Streams::new(1)).unwrap();
        assert!(batch.imbalance < 1e-12, "{name} {}", batch.imbalance);
        assert!(batch.delivery.imbalance < 1e-9, "{name}");
        assert_eq!(batch.expansion.ended, Ended::Reached, "{name}");
        assert!(batch.doses.unwrap().median >= 1.0, "{name} {:?}", batch.doses);
    }
}

#[test]
fn a_hundred_million_cells_fit_inside_forty_days() {
    let batch = produce(&built_in("cells-13"), Streams::new(1)).unwrap();
    let doublings = batch.expansion.doublings;
    assert!((10.0..13.0).contains(&doublings), "{doublings}");
    assert!(batch.expansion.days < 40.0, "{}", batch.expansion.days);
}

#[test]
fn a_limit_of_doublings_ends_growth() {
    let mut plan = built_in("cells-13");
    plan.growth.limit = 6.0;
    let batch = produce(&plan, Streams::new(1)).unwrap();
    assert_eq!(batch.expansion.ended, Ended::Doublings);
    assert!((batch.expansion.doublings - 6.0).abs() < 1e-9);
}

#[test]
fn steps_multiply_and_the_medium_stays() {
    let mut plan = built_in("vesicles-spinner");
    plan.step[0].vesicles = (0.2, 0.2);
    plan.step[0].protein = (0.04, 0.04);
    let batch = produce(&plan, Streams::new(1)).unwrap();
    assert_eq!(batch.gains, [20.0, 7.0, 140.0]);
    let [before, after] = [0, 1].map(|k| &batch.train[k]);
    let of = |after: &exoscope_therapy::production::Figure| after.median;
    // Vesicles of cells and medium go the same way: no step tells them apart.
    let share = |k: usize| of(&after.amounts[k]) / of(&before.amounts[k]);
    assert!((share(0) - 0.2).abs() < 1e-9 && (share(1) - 0.2).abs() < 1e-9);
    assert!((share(4) - 0.04).abs() < 1e-12);
    assert!(
        of(&after.amounts[1]) > of(&after.amounts[0]),
        "serum brings more vesicles than the cells"
    );
}

#[test]
fn cells_by_vein_are_in_the_lung_first() {
    let dose = "1e8 cells".parse().unwrap();
    let found = deliver(&dose, Route::Vein, None, "brain").unwrap();
    assert!(found.cells_in_lung.unwrap() > 0.9);
    assert!(found.share < 0.05 && found.filtered > 0.5, "{found:?}");
    let inside = deliver(&dose, Route::Intrathecal, None, "cord").unwrap();
    assert!(inside.share > found.share);
}

proptest! {
    #[test]
    fn any_train_keeps_the_books(
        amounts in prop::array::uniform7(0.0..1e14_f64), recoveries in prop::collection::vec(prop::array::uniform7(0.0..=1.0_f64), 1..6),
        broken in 0.0..=1.0_f64
    ) {
        let before = Amounts(amounts);
        let (mut now, mut wasted) = (before, Amounts::default());
        for recovery in &recoveries {
            let mut matrix = [[0.0; COMPONENTS]; COMPONENTS];
            for (k, (row, kept)) in matrix.iter_mut().zip(recovery).enumerate() { row[k] = *kept; }
            for vesicles in [0, 1] {
                matrix[Component::Fragments as usize][vesicles] = broken * (1.0 - recovery[vesicles]);
            }
            let (product, waste) = Matrix(matrix).apply(&now);
            wasted.0.iter_mut().zip(waste.0).for_each(|(sum, w)| *sum += w);
            now = product;
        }
        prop_assert!(imbalance(&before, &now, &wasted) < 1e-12);
        prop_assert!(now.0.iter().all(|x| *x >= 0.0));
    }
}

/// A dose above the limit of endotoxin says so, and into the fluid the limit is lower.
#[test]
fn endotoxin_has_a_verdict() {
    let found = |text: String| produce(&text.parse().unwrap(), Streams::new(1)).unwrap().endotoxin;
    let text = BUILT_IN.iter().find(|(n, _)| *n == "vesicles-wheel").unwrap().1;
    let few = found(text.to_owned());
    assert!(few.kept && few.verdict().contains("within the limit of 5"), "{few:?}");
    let many = found(text.replace("endotoxin_eu_per_ml = 0.05", "endotoxin_eu_per_ml = 50"));
    assert!(
        !many.kept && many.verdict().contains("16.7 times the limit of 5"),
        "{}",
        many.verdict()
    );
    let fluid = text.replace("route = \"drip\"\nduration = \"30 min\"", "route = \"intrathecal\"");
    assert_eq!(found(fluid).limit, 0.2);
}

/// A dose needed costs its part of whole batches, and no less than a dose made.
#[test]
fn a_dose_needed_costs_more_than_one_made() {
    let mut plan = built_in("vesicles-wheel");
    plan.dose.patients = 3;
    let batch = produce(&plan, Streams::new(1)).unwrap();
    let (made, needed) = (batch.cost.unwrap().0, batch.cost_needed.unwrap());
    let doses = batch.doses.unwrap().floor().median;
    assert!(doses > 30.0 && needed.median > 10.0 * made.median, "{doses} {made:?} {needed:?}");
}

#[test]
fn a_harvest_that_is_enough_grows_nothing_and_unusual_secretion_is_remarked() {
    let text = BUILT_IN.iter().find(|(n, _)| *n == "vesicles-wheel").unwrap().1;
    let few =
        produce(&text.replace("5e9 cells", "1e3 cells").parse().unwrap(), Streams::new(1)).unwrap();
    assert_eq!((few.expansion.ended, few.expansion.passages.len()), (Ended::Harvested, 0));
    let much = text.replace("\"1e4 EV/cell/day\"", "\"1e6 EV/cell/day\"");
    assert_eq!(produce(&much.parse().unwrap(), Streams::new(1)).unwrap().remarks.len(), 1);
    assert!(produce(&text.parse().unwrap(), Streams::new(1)).unwrap().remarks.is_empty());
    assert!(
        yields::compared()
            .iter()
            .all(|row| row.verdict != "cannot be compared" || !row.note.is_empty())
    );
}
