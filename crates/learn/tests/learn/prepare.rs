//! Preparation of real plasma vesicle counts (GSE71008) against numpy and edgeR.

use exoscope_learn::prepare::{
    DepthSettings, FilterSettings, Measured, PreparationSettings, Profiles, TmmSettings,
};
use exoscope_learn::split::Learnable;
use ndarray::Array2;

/// 192 samples × 1,803 precursors.
fn gse71008() -> Option<Array2<f64>> {
    let mut reader =
        csv::Reader::from_path(exoscope_testkit::data("gse71008/counts.csv")?).unwrap();
    let mirnas = reader.headers().unwrap().len() - 1;
    let mut counts = Vec::new();
    for record in reader.records() {
        counts.extend(record.unwrap().iter().skip(1).map(|n| n.parse::<f64>().unwrap()));
    }
    Some(Array2::from_shape_vec((counts.len() / mirnas, mirnas), counts).unwrap())
}

/// `keep = (c >= 5).sum(0) >= 20; x = log2(c / c.sum(1) * 1e6 + 1)[:, keep]` in numpy 2.4.
#[test]
fn log2_cpm_of_gse71008_agrees_with_numpy() {
    let Some(counts) = gse71008() else { return };
    let filter = FilterSettings { min_reads: 5.0, min_samples: 20, ..FilterSettings::default() };
    let settings = PreparationSettings { filter, ..PreparationSettings::default() };
    let training = Profiles::new(Measured::Counts(counts.view())).training();
    let (fitted, _) = settings.check().unwrap().fit(&training).unwrap();
    let mirnas = fitted.standardise().unwrap().mirnas();
    assert_eq!(mirnas.len(), 432);
    assert_eq!(fitted.kept()[..5], [2, 3, 4, 14, 23]);
    let mean = mirnas.iter().map(|m| m.mean).sum::<f64>() / 432.0;
    let sd = mirnas.iter().map(|m| m.sd).sum::<f64>() / 432.0;
    assert!((mean - 6.066_304_143_845_763).abs() < 1e-6, "{mean}");
    assert!((sd - 0.520_092_210_806_642_7).abs() < 1e-6, "{sd}");
}

/// `calcNormFactors(t(counts))` of edgeR 3.40.2: the first five, the least, the largest.
#[test]
fn tmm_of_gse71008_agrees_with_edger() {
    let Some(counts) = gse71008() else { return };
    let depth = DepthSettings::Tmm(TmmSettings::default()).check().unwrap();
    let depths = depth.fit(&counts.view().training()).unwrap().depths(counts.view()).unwrap();
    let factors: Vec<_> = depths.iter().zip(counts.rows()).map(|(d, row)| d / row.sum()).collect();
    let least = factors.iter().copied().fold(f64::MAX, f64::min);
    let largest = factors.iter().copied().fold(f64::MIN, f64::max);
    let found = factors.iter().copied().take(5).chain([least, largest]);
    let expected = [
        0.934_778_000_105_920,
        0.986_425_871_195_930,
        0.985_059_791_479_537,
        0.857_879_197_324_407,
        1.123_393_861_882_711,
        0.724_078_952_682_883,
        1.207_661_890_404_168,
    ];
    for (found, expected) in found.zip(expected) {
        assert!((found - expected).abs() < 1e-10, "{found} is not {expected}");
    }
}
