//! How far the fits of a run agree on the miRNAs that matter.

use std::collections::BTreeMap;

/// How many of the panels hold each miRNA.
pub(super) fn times<'a>(mirnas: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, f64> {
    let mut times = BTreeMap::new();
    for mirna in mirnas {
        *times.entry(mirna).or_insert(0.0) += 1.0;
    }
    times
}

/// Share of a panel that another panel has too, the mean over pairs of `panels` of one size, from how
/// many of them hold each miRNA; `None` of fewer than two.
pub(super) fn overlap(times: &BTreeMap<&str, f64>, panels: usize) -> Option<f64> {
    let others = panels as f64 - 1.0;
    let chosen: f64 = times.values().sum();
    let shared: f64 = times.values().map(|n| n * (n - 1.0)).sum();
    (others > 0.0 && chosen > 0.0).then(|| shared / (chosen * others))
}
