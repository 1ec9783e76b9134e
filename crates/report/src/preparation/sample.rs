//! What the page shows of one sample.

use exoscope_prep::Estimate;
use exoscope_prep::export::Severity;
use exoscope_prep::preparation::{Count, CountReplicate, Sample};

use super::facts::preparation_facts;
use crate::chart::{Axis, Chart, Curve};
use crate::download::Download;
use crate::format::UNDEFINED;

/// A sample as it is shown.
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) charts: Vec<Chart>,
    pub(super) counts: Vec<Row>,
    pub(super) refused: Vec<String>,
    pub(super) replicates: Vec<ReplicateRow>,
    pub(super) facts: Vec<String>,
    pub(super) warnings: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) save: Download,
}

/// Size and count by one instrument at one setting.
pub(super) struct Row {
    pub(super) instrument: String,
    pub(super) setting: String,
    pub(super) replicates: usize,
    pub(super) d10: String,
    pub(super) d50: String,
    pub(super) d90: String,
    pub(super) mode: String,
    pub(super) window: String,
    pub(super) linearity: String,
    pub(super) limit: String,
    pub(super) stock: String,
}

/// One replicate.
pub(super) struct ReplicateRow {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
    pub(super) flags: String,
}

/// Width of the bins that are drawn, nm: fewer tracks than bins make a comb of no meaning.
const DRAWN_BIN: f64 = 10.0;
/// Largest size that is drawn, nm.
const LARGEST: f64 = 600.0;
/// Replicates in one chart at most.
const MOST_CURVES: usize = 5;
/// Samples with charts; those beyond have tables alone.
const MOST_SAMPLES: usize = 40;

impl Shown {
    pub(super) fn new(number: usize, sample: &Sample) -> Self {
        let drawn = sample.count_names().into_iter().zip(&sample.counts).enumerate();
        let charts = drawn.filter(|_| number < MOST_SAMPLES).filter_map(|(n, (name, count))| {
            chart(&format!("sizes{}-{}", number + 1, n + 1), &sample.name, &name, count)
        });
        let charts = charts.collect();
        let names = sample.count_names().into_iter();
        let counts = names.zip(&sample.counts).map(|(name, count)| Row::new(name, count)).collect();
        let all = || sample.counts.iter().flat_map(|count| &count.replicates);
        let rows = sample.counts.iter().flat_map(|count| {
            count.replicates.iter().flat_map(move |replicate| {
                let bins = replicate
                    .centres
                    .iter()
                    .zip(&replicate.weights)
                    .filter(|(_, weight)| **weight > 0.0);
                bins.map(|(centre, weight)| {
                    [
                        replicate.file.clone(),
                        replicate.name.clone(),
                        centre.to_string(),
                        weight.to_string(),
                    ]
                })
            })
        });
        Self {
            name: sample.name.clone(),
            charts,
            counts,
            refused: sample.counts.iter().flat_map(|count| count.refused.iter().cloned()).collect(),
            replicates: all().map(ReplicateRow::new).collect(),
            facts: preparation_facts(sample),
            warnings: by(sample, |severity| severity > Severity::Note),
            notes: by(sample, |severity| severity == Severity::Note),
            save: Download::new(
                format!("sizes_{}.tsv", number + 1),
                &["file", "replicate", "size_nm", "weight"],
                rows,
            ),
        }
    }
}

/// Remarks of a sample of these severities, in their order.
fn by(sample: &Sample, of: impl Fn(Severity) -> bool) -> Vec<String> {
    let flags = sample.flags.iter().filter(|flag| of(flag.severity));
    flags.map(|flag| flag.text.clone()).collect()
}

fn nm(e: &Estimate) -> String {
    if e.low.is_finite() && e.high.is_finite() {
        format!("{:.0} ({:.0}–{:.0})", e.value, e.low, e.high)
    } else {
        format!("{:.0}", e.value)
    }
}

impl Row {
    fn new(instrument: String, count: &Count) -> Self {
        let dash = || UNDEFINED.to_owned();
        let sizes = count.sizes.as_ref();
        Self {
            instrument,
            setting: count.setting.clone(),
            replicates: count.replicates.len(),
            d10: sizes.map_or_else(dash, |s| nm(&s.d10)),
            d50: sizes.map_or_else(dash, |s| format!("{} [{:.0}]", nm(&s.d50), s.d50_upper_edge)),
            d90: sizes.map_or_else(dash, |s| nm(&s.d90)),
            mode: sizes.map_or_else(dash, |s| format!("{:.0}", s.mode)),
            window: count.window.map_or_else(dash, |(low, high)| format!("{low:.0}–{high:.0} nm")),
            linearity: count.linearity.as_ref().map_or_else(dash, ToString::to_string),
            limit: count.detection_limit.map_or_else(dash, |limit| format!("{limit:.1e}")),
            stock: count.stock.map_or_else(
                || "not stated".to_owned(),
                |e| format!("{:.2e} ({})", e.value, e.ends(|end| format!("{end:.2e}"))),
            ),
        }
    }
}

impl ReplicateRow {
    fn new(replicate: &CountReplicate) -> Self {
        let or = |value: Option<f64>, show: fn(f64) -> String| {
            value.map_or_else(|| UNDEFINED.to_owned(), show)
        };
        let flags: Vec<&str> = replicate.flags.iter().map(|flag| flag.text.as_str()).collect();
        Self {
            name: replicate.name.clone(),
            cells: vec![
                or(replicate.dilution, |v| format!("{v}")),
                or(replicate.in_cell, |v| format!("{v:.3e}")),
                or(replicate.blank, |v| format!("{v:.2e}")),
                or(replicate.tracks, |v| format!("{v:.0}")),
                or(replicate.d50, |v| format!("{v:.1}")),
                or(replicate.d50_printed, |v| format!("{v:.1}")),
            ],
            flags: flags.join("; "),
        }
    }
}

/// Share of particles in bins of 10 nm by one instrument at one setting: the mean with its interval, and replicates.
fn chart(id: &str, sample: &str, instrument: &str, count: &Count) -> Option<Chart> {
    let (_, last) = count.window?;
    let bins = (last.min(LARGEST) / DRAWN_BIN).ceil() as usize + 1;
    let middle = |bin: usize| (bin as f64 + 0.5) * DRAWN_BIN;
    let mean = count.curve(DRAWN_BIN, bins);
    let several = count.replicates.len() > 1;
    let mut curves = vec![Curve {
        name: if several { "mean".to_owned() } else { "share".to_owned() },
        points: mean.iter().enumerate().map(|(n, e)| (middle(n), 100.0 * e.value)).collect(),
    }];
    let replicates = count.replicates.iter().filter(|_| several).take(MOST_CURVES);
    curves.extend(replicates.filter_map(|replicate| {
        let shares = replicate.shares(DRAWN_BIN, bins)?.into_iter().enumerate();
        let points = shares.map(|(n, share)| (middle(n), 100.0 * share)).collect();
        Some(Curve { name: replicate.name.clone(), points })
    }));
    let bounded = |e: &Estimate| e.low.is_finite() && e.high.is_finite();
    let band = mean.iter().enumerate().filter(|(_, e)| bounded(e));
    let band = band.map(|(n, e)| (middle(n), 100.0 * e.low, 100.0 * e.high)).collect();
    let end = bins as f64 * DRAWN_BIN;
    let all = count.replicates.len();
    let drawn = if all > MOST_CURVES {
        format!(", the first {MOST_CURVES} of {all} replicates")
    } else {
        String::new()
    };
    let interval = if mean.iter().any(bounded) { ", 95 % interval" } else { "" };
    let title =
        format!("Size distribution of {sample} by {instrument}{interval}, to {end} nm{drawn}");
    Chart::with_bands(
        id,
        title,
        ("size, nm", "% of particles in 10 nm"),
        (Axis::Linear, Axis::Linear),
        &curves,
        &[band],
    )
}
