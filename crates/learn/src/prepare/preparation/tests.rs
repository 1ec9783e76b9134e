#![allow(clippy::unwrap_used, clippy::float_cmp)]

use ndarray::{Array2, ArrayView2, array, s};
use proptest::prelude::*;

use super::*;
use crate::prepare::reference;
use crate::prepare::{TmmSettings, Verdict};

fn tmm() -> PreparationSettings {
    PreparationSettings {
        depth: DepthSettings::Tmm(TmmSettings::default()),
        ..PreparationSettings::default()
    }
}

fn with_combat() -> PreparationSettings {
    PreparationSettings { combat: Some(CombatSettings::default()), ..tmm() }
}

fn batches(samples: usize) -> Vec<String> {
    (0..samples).map(|i| format!("day {}", i % 3)).collect()
}

fn fit(
    settings: PreparationSettings,
    values: Measured<'_>,
) -> Result<(FittedPreparation, Training<Prepared>), PrepareError> {
    let batches = batches(values.n_samples());
    settings.check()?.fit(&Training::new(Profiles::new(values).with_batches(&batches)))
}

fn apply(fitted: &FittedPreparation, counts: ArrayView2<'_, f64>, batches: &[String]) -> Prepared {
    fitted.apply(&Profiles::new(Measured::Counts(counts)).with_batches(batches)).unwrap()
}

#[test]
fn training_is_returned_as_apply_would_give_it() {
    let counts = reference::read().tmm.dense.counts();
    for settings in [PreparationSettings::default(), tmm(), with_combat()] {
        let (fitted, prepared) = fit(settings, Measured::Counts(counts.view())).unwrap();
        assert_eq!(apply(&fitted, counts.view(), &batches(12)), *prepared);
    }
}

#[test]
fn library_size_is_of_all_mirnas_not_of_the_kept() {
    let counts = array![[50.0, 30.0, 4.0], [20.0, 60.0, 4.0], [10.0, 70.0, 4.0]];
    let (fitted, _) = fit(PreparationSettings::default(), Measured::Counts(counts.view())).unwrap();
    assert_eq!(fitted.kept(), [0, 1]);
    assert_eq!(fitted.filter().verdicts()[2], Verdict::Rare { samples: 0, needed: 2 });
    let of = |count: f64| f64::from((count / 84.0 * 1e6 + 1.0).log2() as f32);
    let mean = (of(50.0) + of(20.0) + of(10.0)) / 3.0;
    assert!((fitted.standardise().unwrap().mirnas()[0].mean - mean).abs() < 1e-12);
}

#[test]
fn cpm_becomes_the_log_and_log2_stays() {
    let cpm: Array2<f32> = array![[0.0, 7.0, 5.0], [3.0, 1.0, 5.0], [1.0, f32::NAN, 5.0]];
    let log2 = cpm.mapv(|x| (x + 1.0).log2());
    let settings = PreparationSettings::default();
    let (of_cpm, a) = fit(settings, Measured::Cpm(cpm.view())).unwrap();
    let (of_log2, b) = fit(settings, Measured::Log2(log2.view())).unwrap();
    assert_eq!(a, b);
    assert_eq!(a.filled, 1);
    assert_eq!(of_cpm.kept(), [0, 1]);
    let refused = of_log2.apply(&Profiles::new(Measured::Cpm(cpm.view())));
    let scale = PrepareError::Scale { needs: "this preparation", expected: "log2", found: "CPM" };
    assert_eq!(refused, Err(scale));
}

#[test]
fn wrong_values_are_refused_with_their_place() {
    let x = array![[1.0, 2.0], [3.0, f32::INFINITY]];
    let settings = PreparationSettings::default();
    let infinite = PrepareError::NotFinite { row: 1, column: 1, value: f32::INFINITY };
    assert_eq!(fit(settings, Measured::Log2(x.view())), Err(infinite));
    let x = array![[1.0, 2.0], [-3.0, 1.0]];
    let negative = PrepareError::NotAnAmount { row: 1, column: 0, value: -3.0 };
    assert_eq!(fit(settings, Measured::Cpm(x.view())), Err(negative));
    let refused = fit(tmm(), Measured::Log2(x.view()));
    let scale = PrepareError::Scale { needs: "TMM", expected: "counts", found: "log2" };
    assert_eq!(refused, Err(scale));
}

#[test]
fn batch_correction_without_batches_or_classes_is_refused() {
    let counts = reference::read().tmm.dense.counts();
    let training = Training::new(Profiles::new(Measured::Counts(counts.view())));
    let refused = with_combat().check().unwrap().fit(&training);
    assert_eq!(refused, Err(PrepareError::NoBatches));
    let keep = CombatSettings { keep_classes: true, ..CombatSettings::default() };
    let settings = PreparationSettings { combat: Some(keep), ..tmm() };
    let refused = fit(settings, Measured::Counts(counts.view()));
    assert_eq!(refused, Err(PrepareError::NoClasses));
}

#[test]
fn samples_of_a_new_batch_are_counted() {
    let counts = reference::read().tmm.dense.counts();
    let (fitted, prepared) = fit(with_combat(), Measured::Counts(counts.view())).unwrap();
    assert_eq!(prepared.uncorrected, 0);
    let new = ["day 1", "day 9"].map(str::to_owned);
    assert_eq!(apply(&fitted, counts.slice(s![..2, ..]), &new).uncorrected, 1);
}

#[test]
fn a_fitted_preparation_survives_the_model_file() {
    let counts = reference::read().tmm.dense.counts();
    let (fitted, prepared) = fit(with_combat(), Measured::Counts(counts.view())).unwrap();
    let text = serde_json::to_string(&fitted).unwrap();
    let again: FittedPreparation = serde_json::from_str(&text).unwrap();
    let x = apply(&again, counts.view(), &batches(12)).x;
    for (a, b) in x.iter().zip(&prepared.x) {
        assert!((a - b).abs() < 1e-6);
    }
}

#[test]
fn bytes_do_not_depend_on_the_number_of_threads() {
    let counts = Array2::from_shape_fn((60, 300), |(i, j)| ((i * 7919 + j * 104_729) % 977) as f64);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| fit(with_combat(), Measured::Counts(counts.view())).unwrap())
    };
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(4));
}

proptest! {
    #[test]
    fn a_sample_alone_is_prepared_as_among_others(
        counts in prop::collection::vec(prop_oneof![1 => Just(f64::NAN), 9 => (0_u32..5000).prop_map(f64::from)], 12 * 9),
        first in 0_usize..6,
    ) {
        let mut counts = Array2::from_shape_vec((12, 9), counts).unwrap();
        counts.column_mut(0).fill(40.0);
        let training = counts.slice(s![first..first + 6, ..]);
        let (fitted, _) = fit(with_combat(), Measured::Counts(training)).unwrap();
        let batches = batches(12);
        let together = apply(&fitted, counts.view(), &batches);
        for i in 0..12 {
            let alone = apply(&fitted, counts.slice(s![i..=i, ..]), &batches[i..=i]);
            prop_assert_eq!(alone.x.row(0), together.x.row(i));
        }
    }
}

#[test]
fn quantiles_are_those_of_training_and_of_log2_values_alone() {
    let x = array![[2.0, 4.0, 9.0], [7.0, 3.0, 4.5], [1.0, 2.0, 6.0]];
    let settings = PreparationSettings {
        quantiles: true,
        standardise: false,
        ..PreparationSettings::default()
    };
    let preparation = settings.check().unwrap();
    let training = Training::new(Profiles::new(Measured::Log2(x.view())));
    let (fitted, prepared) = preparation.fit(&training).unwrap();
    let alone = crate::prepare::FittedQuantiles::fit(&Training::new(x.view())).unwrap();
    assert_eq!(prepared.x, alone.apply(x.view()));
    let new = array![[0.1, 90.0, 5.0]];
    let bent = fitted.apply(&Profiles::new(Measured::Log2(new.view()))).unwrap();
    assert_eq!(bent.x, alone.apply(new.view()));
    let back: FittedPreparation =
        serde_json::from_str(&serde_json::to_string(&fitted).unwrap()).unwrap();
    assert_eq!(back, fitted);
    let cpm = Training::new(Profiles::new(Measured::Cpm(x.view())));
    let refused = preparation.fit(&cpm).unwrap_err();
    assert!(refused.to_string().contains("quantile normalisation needs log2"), "{refused}");
}
