//! What is published.

use exoscope_score::Interval;
use serde::Serialize;

/// A published result, and the data it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Published {
    /// Accession of the data.
    pub accession: &'static str,
    /// The paper.
    pub paper: &'static str,
    /// Number of samples.
    pub samples: usize,
    /// miRNAs on the array.
    pub mirnas: usize,
    /// Samples with a cancer.
    pub cancers: usize,
    /// Samples with a benign disease.
    pub benign: usize,
    /// Samples with neither.
    pub controls: usize,
    /// Top-1 tissue-of-origin accuracy among the held-out cancers.
    pub accuracy: f64,
    /// Its 95 % interval.
    pub interval: Interval,
    /// The same of cancers of stages 0 to II.
    pub early: f64,
    /// Its 95 % interval.
    pub early_interval: Interval,
    /// The matrix of processed values, without `.gz`.
    pub matrix: &'static str,
    /// The series matrix, without `.gz`.
    pub series: &'static str,
    /// The characteristic that is the label.
    pub label: &'static str,
    /// The label of those with neither cancer nor benign disease.
    pub control: &'static str,
    /// A word in the labels of benign diseases.
    pub benign_word: &'static str,
    /// miRNAs that the paper leaves out: five as invalid, of which miR-451a is the marker of
    /// haemolysis, and the others as unused.
    #[serde(skip)]
    pub left_out: &'static [&'static str],
}

/// Matsuzaki et al. 2023: tissue of origin of 13 cancers from serum miRNA, one random fifth held out.
pub const GSE211692: Published = Published {
    accession: "GSE211692",
    paper: "Matsuzaki et al. 2023, JNCI Cancer Spectrum 7(1) pkac080",
    samples: 16_190,
    mirnas: 2565,
    cancers: 9921,
    benign: 626,
    controls: 5643,
    accuracy: 0.88,
    interval: Interval { low: 0.87, high: 0.90 },
    early: 0.90,
    early_interval: Interval { low: 0.88, high: 0.91 },
    matrix: "GSE211692_processed_data_matrix.txt",
    series: "GSE211692_series_matrix.txt",
    label: "disease state",
    control: "no cancer",
    benign_word: "benign",
    left_out: &[
        "hsa-miR-1290",
        "hsa-miR-451a",
        "hsa-miR-5100",
        "hsa-miR-4448",
        "hsa-miR-2467-3p",
        "hsa-miR-4516",
        "hsa-miR-4525",
        "hsa-miR-4710",
        "hsa-miR-4718",
        "hsa-miR-614",
        "hsa-miR-8059",
    ],
};
