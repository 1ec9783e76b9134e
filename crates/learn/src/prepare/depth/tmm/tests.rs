#![allow(clippy::unwrap_used, clippy::float_cmp)]

use ndarray::{Array2, array, s};

use crate::prepare::reference::{self, TmmCase};
use crate::prepare::{DepthSettings, FittedDepth, PrepareError, TmmSettings};
use crate::split::Training;

fn fit(counts: &Array2<f64>) -> FittedDepth {
    let depth = DepthSettings::Tmm(TmmSettings::default()).check().unwrap();
    depth.fit(&Training::new(counts.view())).unwrap()
}

fn agrees(case: &TmmCase) {
    let counts = case.counts();
    let fitted = fit(&counts);
    let depths = fitted.depths(counts.view()).unwrap();
    for ((depth, row), factor) in depths.iter().zip(counts.rows()).zip(&case.factors) {
        let found = depth / row.sum();
        assert!((found - factor).abs() < 1e-10 * factor, "{found} is not {factor}");
    }
    let columns: Vec<_> = (0..counts.ncols()).collect();
    let log2 = fitted.apply(counts.view(), &columns).unwrap();
    for (found, expected) in log2.iter().zip(&case.log2()) {
        assert!((f64::from(*found) - expected).abs() < 2e-6, "{found} is not {expected}");
    }
}

#[test]
fn agrees_with_edger_3_40_2() {
    agrees(&reference::read().tmm.dense);
}

#[test]
fn agrees_with_edger_3_40_2_where_most_upper_quartiles_are_zero() {
    agrees(&reference::read().tmm.sparse);
}

#[test]
fn training_factors_multiply_to_one() {
    let counts = reference::read().tmm.dense.counts();
    let depths = fit(&counts).depths(counts.view()).unwrap();
    let logs = depths.iter().zip(counts.rows()).map(|(depth, row)| (depth / row.sum()).ln());
    assert!(logs.sum::<f64>().abs() < 1e-12);
}

#[test]
fn a_new_sample_is_set_against_the_training_reference() {
    let counts = reference::read().tmm.dense.counts();
    let fitted = fit(&counts.slice(s![..9, ..]).to_owned());
    let together = fitted.depths(counts.view()).unwrap();
    let alone = fitted.depths(counts.slice(s![10..11, ..])).unwrap();
    assert_eq!(together[10], alone[0]);
}

#[test]
fn missing_counts_do_not_move_the_factors_of_other_samples() {
    let mut counts = reference::read().tmm.dense.counts();
    let fitted = fit(&counts);
    let before = fitted.depths(counts.view()).unwrap();
    counts[[2, 4]] = f64::NAN;
    let after = fitted.depths(counts.view()).unwrap();
    assert!(after[2].is_finite());
    assert_eq!(before[3..], after[3..]);
}

#[test]
fn a_sample_that_shares_nothing_with_the_reference_keeps_its_total() {
    let fitted = fit(&array![[10.0, 0.0, 4.0], [10.0, 0.0, 4.0]]);
    assert_eq!(fitted.depths(array![[0.0, 7.0, 0.0]].view()).unwrap(), [7.0]);
}

#[test]
fn another_width_and_wrong_settings_are_refused() {
    let fitted = fit(&array![[10.0, 3.0], [10.0, 4.0]]);
    let width = PrepareError::Width { step: "TMM", expected: 2, found: 1 };
    assert_eq!(fitted.depths(array![[1.0]].view()), Err(width));
    let half = DepthSettings::Tmm(TmmSettings { sum_trim: 0.5, ..TmmSettings::default() });
    assert!(matches!(half.check(), Err(PrepareError::Setting { name: "sum_trim", .. })));
}
