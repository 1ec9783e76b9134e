//! What is known of a sample, as text.

use exoscope_prep::preparation::{Count, Sample};
use exoscope_report::preparation_facts;

use crate::tables::table;

pub fn summary(sample: &Sample) -> String {
    let mut lines = vec![sample.name.clone()];
    if !sample.counts.is_empty() {
        let names = sample.count_names().into_iter();
        let rows = names.zip(&sample.counts).map(|(name, of)| count(name, of));
        lines.push(table(
            [
                "instrument",
                "D10 nm",
                "D50 nm",
                "D90 nm",
                "mode nm",
                "span",
                "window nm",
                "per mL of the stock",
                "95 %",
                "dilution",
            ],
            rows,
            true,
        ));
    }
    for count in &sample.counts {
        lines.extend(count.refused.iter().map(|why| format!("- no stock figure: {why}")));
    }
    lines.extend(sample.counts.iter().flat_map(of_replicates));
    lines.extend(preparation_facts(sample));
    lines.extend(sample.flags.iter().map(|flag| format!("- {}", flag.text)));
    lines.join("\n")
}

/// The instrument's own flags, each once with the replicates that have it.
fn of_replicates(count: &Count) -> Vec<String> {
    let mut by: std::collections::BTreeMap<&str, Vec<&str>> = std::collections::BTreeMap::new();
    for replicate in &count.replicates {
        for flag in &replicate.flags {
            by.entry(&flag.text).or_default().push(&replicate.name);
        }
    }
    by.into_iter().map(|(text, names)| format!("- {}: {text}", names.join(", "))).collect()
}

fn count(name: String, count: &Count) -> Vec<String> {
    let dash = || "–".to_owned();
    let sizes = count.sizes.as_ref();
    vec![
        name,
        sizes.map_or_else(dash, |s| format!("{:.0}", s.d10.value)),
        sizes.map_or_else(dash, |s| {
            format!("{:.1} ({:.1} by upper edge)", s.d50.value, s.d50_upper_edge)
        }),
        sizes.map_or_else(dash, |s| format!("{:.0}", s.d90.value)),
        sizes.map_or_else(dash, |s| format!("{:.0}", s.mode)),
        sizes.map_or_else(dash, |s| format!("{:.2}", s.span.value)),
        count.window.map_or_else(dash, |(low, high)| format!("{low:.0}–{high:.0}")),
        count.stock.map_or_else(dash, |e| format!("{:.3e}", e.value)),
        count.stock.map_or_else(dash, |e| e.ends(|end| format!("{end:.2e}"))),
        count.linearity.as_ref().map_or_else(dash, ToString::to_string),
    ]
}
