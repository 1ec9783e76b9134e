//! The page of a vesicle preparation: one file, without scripts and without a network.

mod sample;

use askama::Template;
use exoscope_prep::Export;
use exoscope_prep::checklist::{Item, ev_track, miflowcyt, misev};
use exoscope_prep::claim::{Claim, Quantity, judge_sample};
use exoscope_prep::preparation::Preparation;
use exoscope_prep::run::Run;
use serde_json::{Value, json};

use self::sample::Shown;
use crate::format::counted;
use crate::page::{PageError, RESEARCH_USE_ONLY};

#[derive(Template)]
#[template(path = "preparation.html")]
struct Page<'a> {
    samples: Vec<Shown>,
    remarks: Vec<&'a str>,
    claims: Vec<Row<'a>>,
    lists: [List; 3],
    methods: [&'static str; 4],
    files: &'a [Export],
}

/// A claim on a sample.
struct Row<'a> {
    sample: &'a str,
    claim: &'static str,
    verdict: String,
    why: String,
}

/// A reporting list.
struct List {
    name: &'static str,
    filled: usize,
    items: Vec<Item>,
}

impl List {
    fn new(name: &'static str, items: Vec<Item>) -> Self {
        Self { name, filled: items.iter().filter(|item| item.said.is_some()).count(), items }
    }
}

/// How the figures were made.
const METHODS: [&str; 4] = [
    "Replicates are kept apart by instrument and camera setting. Percentiles are interpolated inside bins. Intervals are \
     Student's t over three or more replicates, else a bootstrap over tracks; a stock concentration is given only where \
     the instrument did not refuse it, the dilution is known, and counts at several dilutions fall with slope -1 ± 0.1 \
     of log concentration on log dilution.",
    "Events of a cytometer are Poisson counts; those of the blank are taken off by volume. Positive shares have \
     Clopper–Pearson intervals. Protein is read off the standards on the same plate, refitted by least squares, with the \
     interval of inverse prediction, and never extrapolated.",
    "The particles per µg that pure vesicles can have follow from the sizes measured: 0.10–0.25 g/mL of protein in the lumen \
     and a third to half of a 5 nm shell. The posterior of the vesicle share is over mixtures of vesicles, LDL (550 kDa \
     of protein each, seen below 40 nm), protein aggregates and free protein.",
    "Assumed, not measured: these densities, uniform priors of the shares, 5–50 % protein in aggregates, free protein from a \
     thousandth to a hundred times that of a vesicle per particle. A verdict of “shown” never rests on the posterior.",
];

/// The page of a preparation: samples, claims, reporting lists, methods, files. One HTML file that needs no network and
/// no script. The same input gives the same bytes.
pub fn preparation_page(run: &Run) -> Result<String, PageError> {
    let preparation = &run.preparation;
    let claims = preparation.samples.iter().flat_map(|sample| {
        Quantity::ALL.map(|quantity| {
            let judged = judge_sample(Claim { quantity, at_least: 0.99 }, sample);
            Row {
                sample: &sample.name,
                claim: quantity.name(),
                verdict: judged.verdict.to_string(),
                why: format!("{}.", judged.reasons.join(". ")),
            }
        })
    });
    let page = Page {
        samples: preparation
            .samples
            .iter()
            .enumerate()
            .map(|(i, sample)| Shown::new(i, sample))
            .collect(),
        remarks: preparation.flags.iter().map(|flag| flag.text.as_str()).collect(),
        claims: claims.collect(),
        lists: [
            List::new("MISEV2023", misev(preparation, &run.exports)),
            List::new("MIFlowCyt-EV", miflowcyt(preparation, &run.exports)),
            List::new("EV-TRACK", ev_track(preparation, &run.exports)),
        ],
        methods: METHODS,
        files: &run.exports,
    };
    Ok(page.render()?)
}

/// Custom content for MultiQC: a row a sample of its general statistics.
pub fn preparation_multiqc(preparation: &Preparation) -> Value {
    let rows: serde_json::Map<String, Value> = preparation
        .samples
        .iter()
        .map(|sample| {
            let stock = sample.counts.iter().find_map(|count| count.stock).map(|e| e.value);
            let d50 = sample
                .counts
                .iter()
                .find_map(|count| count.sizes.as_ref())
                .map(|sizes| sizes.d50.value);
            let ratio = sample.ratio.as_ref().map(|ratio| ratio.per_ug.value);
            let share = sample.posterior.as_ref().map(|posterior| posterior.vesicle_share.value);
            let mut row = serde_json::Map::new();
            for (key, value) in
                [("d50_nm", d50), ("per_ml", stock), ("per_ug", ratio), ("vesicle_share", share)]
            {
                if let Some(value) = value {
                    row.insert(key.to_owned(), json!(value));
                }
            }
            (sample.name.clone(), Value::Object(row))
        })
        .collect();
    json!({
        "id": "exoscope_prep",
        "section_name": "Exoscope: vesicle preparation",
        "description": "Size, count, particles per µg of protein, posterior of the vesicle share (priors assumed).",
        "plot_type": "table",
        "pconfig": { "id": "exoscope_prep_table", "title": "Vesicle preparation" },
        "data": rows,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use exoscope_core::Streams;
    use exoscope_prep::read;
    use exoscope_prep::simulate::{Truth, sheet, simulate};

    use super::*;
    use crate::markup::check;

    fn run() -> Run {
        let truth = Truth::draw(Streams::new(2), 0);
        let mut files = simulate(&truth, Streams::new(2), 0);
        for file in &mut files {
            file.row.sample = "a <b>".into();
        }
        let folder = std::env::temp_dir().join(format!("exoscope-report-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut exports = BTreeMap::new();
        for file in &files {
            let path = folder.join(&file.name);
            std::fs::write(&path, &file.bytes).unwrap();
            let export = read(&path).unwrap();
            exports.insert(file.name.clone(), (path, export));
        }
        let run =
            Run::write(&folder.join("run"), &sheet(&files), &exports, Streams::new(2)).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        run
    }

    #[test]
    fn a_preparation_has_a_page_and_a_multiqc_row() {
        let run = run();
        let page = preparation_page(&run).unwrap();
        check(&page);
        assert!(
            page.contains("to be supplied") && page.contains("MISEV2023") && !page.contains("<b>")
        );
        let multiqc = preparation_multiqc(&run.preparation);
        assert!(multiqc["data"]["a <b>"]["d50_nm"].is_number());
    }
}
