#![allow(clippy::unwrap_used, clippy::float_cmp)]

use ndarray::{Array2, ArrayView2, array};

use super::*;
use crate::prepare::reference::{self, CombatCase};

fn fit(settings: CombatSettings, x: ArrayView2<'_, f32>, case: &CombatCase) -> FittedCombat {
    let classes = case.class.as_deref();
    let training = Training::new(Batched { x, batches: &case.batch, classes });
    settings.check().fit(&training).unwrap()
}

/// sva's adjustment, in 64 bits, with the fitted shifts and scales.
fn agrees(settings: CombatSettings, case: &CombatCase) {
    let x = case.x();
    let fitted = fit(settings, x.view(), case);
    let (centre, adjusted) = (case.centre(), case.adjusted());
    for ((i, j), expected) in adjusted.indexed_iter() {
        let a = fitted.batches()[&case.batch[i]][j];
        let c = centre[[i, j]];
        let found = (f64::from(x[[i, j]]) - c - a.shift) / a.scale + c;
        assert!((found - expected).abs() < 1e-9, "{i} {j}: {found} is not {expected}");
    }
}

#[test]
fn agrees_with_sva_3_46_0() {
    agrees(CombatSettings::default(), &reference::read().combat.plain);
}

#[test]
fn agrees_with_sva_3_46_0_given_classes() {
    let keep_classes = CombatSettings { keep_classes: true, ..CombatSettings::default() };
    agrees(keep_classes, &reference::read().combat.class);
}

#[test]
fn agrees_with_sva_3_46_0_mean_only_given_classes() {
    agrees(
        CombatSettings { mean_only: true, keep_classes: true },
        &reference::read().combat.mean_only,
    );
}

#[test]
fn agrees_with_sva_3_46_0_with_a_batch_of_one() {
    agrees(CombatSettings::default(), &reference::read().combat.single);
}

#[test]
fn applies_what_sva_3_46_0_gives() {
    let case = reference::read().combat.plain;
    let mut x = case.x();
    let fitted = fit(CombatSettings::default(), x.view(), &case);
    assert_eq!(fitted.apply(x.view_mut(), &case.batch).unwrap(), 0);
    for (found, expected) in x.iter().zip(&case.adjusted()) {
        assert!((f64::from(*found) - expected).abs() < 1e-6, "{found} is not {expected}");
    }
}

#[test]
fn an_unknown_batch_is_left_as_it_is() {
    let case = reference::read().combat.plain;
    let fitted = fit(CombatSettings::default(), case.x().view(), &case);
    let mut x = case.x();
    let mut batches = case.batch.clone();
    batches[3] = "elsewhere".to_owned();
    assert_eq!(fitted.apply(x.view_mut(), &batches).unwrap(), 1);
    assert_eq!(x.row(3), case.x().row(3));
    assert_ne!(x.row(4), case.x().row(4));
}

#[test]
fn classes_in_batches_of_their_own_are_refused() {
    let case = reference::read().combat.plain;
    let x = case.x();
    let of = |batch: &String| usize::from(batch == "c") * 7;
    let classes: Vec<_> = case.batch.iter().map(of).collect();
    let training =
        Training::new(Batched { x: x.view(), batches: &case.batch, classes: Some(&classes) });
    let keep_classes = CombatSettings { keep_classes: true, ..CombatSettings::default() };
    let refused = keep_classes.check().fit(&training);
    assert_eq!(refused, Err(PrepareError::Confounded { class: 7, other: 0 }));
    assert!(CombatSettings::default().check().fit(&training).is_ok());
}

#[test]
fn refuses_what_it_cannot_learn_from() {
    let fit = |x: &Array2<f32>, batches: &[&str]| {
        let batches: Vec<_> = batches.iter().map(ToString::to_string).collect();
        let training = Training::new(Batched { x: x.view(), batches: &batches, classes: None });
        CombatSettings::default().check().fit(&training)
    };
    let x = array![[1.0, 2.0], [3.0, 1.0], [0.0, 5.0], [2.0, 2.5]];
    assert!(fit(&x, &["a", "a", "b", "b"]).is_ok());
    assert_eq!(fit(&x, &["a"; 4]), Err(PrepareError::OneBatch { found: 1 }));
    let short = PrepareError::Length { what: "batches", samples: 4, found: 2 };
    assert_eq!(fit(&x, &["a", "b"]), Err(short));
    let flat = array![[1.0, 2.0], [1.0, 1.0], [0.0, 5.0], [2.0, 2.5]];
    assert_eq!(fit(&flat, &["a", "a", "b", "b"]), Err(PrepareError::TooFewVary { found: 1 }));
    let holed = array![[1.0, 2.0], [1.0, f32::NAN], [0.0, 5.0], [2.0, 2.5]];
    let place = fit(&holed, &["a", "a", "b", "b"]);
    assert!(matches!(place, Err(PrepareError::NotFinite { row: 1, column: 1, .. })));
}
