//! The miRNAs that calls rest on most, and how steady that is over the fits of an evaluation.

use std::path::Path;

use exoscope::explain::{Explained, Stability};
use serde_json::{Value, json};

use crate::tables::table;

/// How steady the ranking is, with the run whose fits it is of.
pub fn stability(of: &Stability, run: Option<&Path>) -> Value {
    let Stability { fits, top, overlap, .. } = of;
    json!({ "run": run, "fits": fits, "top": top, "overlap": overlap })
}

/// The first `top` as a table.
pub fn text(found: &Explained, top: usize) -> String {
    let first = found.ranked.iter().take(top);
    let Some(Stability { fits, overlap, .. }) = &found.stability else {
        let rows = first.map(|m| vec![m.mirna.clone(), format!("{:.4}", m.mean_contribution)]);
        return table(["miRNA", "mean |contribution|"], rows, true);
    };
    let rows = first.map(|m| {
        let share = m.share_among_top.map_or_else(String::new, |share| format!("{share:.2}"));
        vec![m.mirna.clone(), format!("{:.4}", m.mean_contribution), share]
    });
    let rows = table(["miRNA", "mean |contribution|", "of fits"], rows, true);
    let overlap = overlap.map(|overlap| format!("; two fits share {:.0} %", 100.0 * overlap));
    let overlap = overlap.unwrap_or_default();
    format!("{rows}\nof fits: share of {fits} fits with it among their first {top}{overlap}")
}
