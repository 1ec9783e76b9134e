//! What a cohort looks like it was measured with.

use exoscope_core::Cohort;
use ndarray::ArrayView2;
use serde::Serialize;

use super::relative::median;

/// What a cohort looks like it was measured with: facts that differ between platforms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fingerprint {
    /// Scale of the values.
    pub scale: String,
    /// `mature` or `precursor`; `None` where names are mixed.
    pub names: Option<String>,
    /// Number of miRNAs.
    pub mirnas: usize,
    /// Median of the log2 values.
    pub median: Option<f64>,
    /// The part of all values that stands at the lowest one: undetected miRNAs of an array or of a
    /// table of counts.
    pub at_floor: f64,
    /// The platform that this looks like, where it looks like one.
    pub looks_like: Option<String>,
}

impl Fingerprint {
    pub(super) fn of(cohort: &Cohort, log2: ArrayView2<'_, f32>) -> Self {
        let values = || log2.iter().copied().filter(|v| !v.is_nan());
        let lowest = values().fold(f32::INFINITY, f32::min);
        let present = values().count().max(1) as f64;
        let at_floor = values().filter(|v| *v <= lowest).count() as f64 / present;
        let has = |name: &str| cohort.mirnas().iter().any(|mirna| mirna.canonical() == name);
        let toray = cohort.scale() == exoscope_core::Scale::Log2Intensity
            && (2_500..=2_600).contains(&cohort.n_mirnas())
            && has("hsa-miR-9500");
        let counts = cohort.scale() == exoscope_core::Scale::Counts;
        let looks_like = match (toray, counts) {
            (true, _) => Some("Toray 3D-Gene miRNA v21 array".to_owned()),
            (_, true) => Some("small-RNA sequencing".to_owned()),
            _ => None,
        };
        Self {
            scale: cohort.scale().to_string(),
            names: cohort.assay().ok().map(|assay| assay.names.to_string()),
            mirnas: cohort.n_mirnas(),
            median: median(values().map(f64::from)),
            at_floor,
            looks_like,
        }
    }
}
