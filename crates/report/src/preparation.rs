//! The page of a vesicle preparation: one file, without scripts and without a network.

mod calibration;
mod facts;
mod sample;

use askama::Template;
use exoscope_prep::Export;
use exoscope_prep::checklist::{Item, ev_track, miflowcyt, misev};
use exoscope_prep::claim::{Claim, Quantity, judge_sample};
use exoscope_prep::export::Severity;
use exoscope_prep::preparation::{Count, Preparation, Sample};
use exoscope_prep::protein::Protein;
use exoscope_prep::run::Run;
use serde_json::{Value, json};

use self::calibration::CalibrationTable;
pub use self::facts::preparation_facts;
use self::sample::Shown;
use crate::format::counted;
use crate::page::{PageError, RESEARCH_USE_ONLY};

#[derive(Template)]
#[template(path = "preparation.html")]
struct Page<'a> {
    samples: Vec<Shown>,
    remarks: Vec<&'a str>,
    calibrations: Vec<CalibrationTable>,
    claims: Vec<Row<'a>>,
    lists: [List; 3],
    methods: [&'static str; 5],
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
const METHODS: [&str; 5] = [
    "Replicates are kept apart by instrument and camera setting. Percentiles are interpolated inside bins. Intervals are \
     Student's t over three or more replicates, else a bootstrap over tracks; those of a stock concentration are by counts \
     (Poisson, a shared blank once) and, by Student's t, by what replicates differ beyond them. A stock concentration is given \
     only where the instrument did not refuse it, the dilution is known, the count is above the limit of detection of its blank, and \
     counts at several dilutions fall with slope -1 ± 0.1 of log concentration on log dilution. Linearity is judged by the \
     90 % interval of that slope (two one-sided tests at 5 %), the wider one of what residuals and counts give: within \
     -1 ± 0.1 it is linear, beyond it undecided.",
    "Events of a cytometer are Poisson counts; those of the blank are taken off by volume, and files of one sample are \
     averaged with a standard error of counts and one of what the files differ beyond them. Positive shares have \
     Clopper–Pearson intervals, net of the blank those of a ratio of net counts, never narrower; corrected shares are Rogan–Gladen estimates with the specificity of the control or of the \
     sheet. Fluorescence is calibrated by least squares of log MESF or ERF on log channel, its limit of detection is the upper \
     95 % of the blank; scatter by Mie cross-sections of beads, and diameters are those of a coated sphere (5 nm membrane \
     of index 1.46) over the stated range of core indices, all solutions.",
    "Protein is read off the standards on the same plate, refitted by least squares with a line or four parameters, whichever \
     has the lower corrected Akaike criterion by more than 2 in favour of four; its interval is that of inverse prediction, with \
     Student's t over replicate wells where they differ more than the standards do, and nothing is extrapolated. The limit of detection is the blank's mean and three standard deviations.",
    "The particles per µg that pure vesicles can have follow from the sizes measured: 0.10–0.25 g/mL of protein in the lumen \
     and a third to half of a 5 nm shell. The posterior of the vesicle share is over mixtures of vesicles, LDL (550 kDa \
     of protein each, seen below 40 nm), protein aggregates and free protein. What resists detergent bounds the particles \
     that are no vesicles.",
    "Assumed, not measured: these densities, uniform priors of the shares, 5–50 % protein in aggregates, free protein from a \
     thousandth to a hundred times that of a vesicle per particle, the factor 1.645 of limits of detection, and 5 EU per kg and \
     hour. A verdict of “shown” never rests on the posterior.",
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
        calibrations: CalibrationTable::all(&preparation.calibration),
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
        .map(|sample| (sample.name.clone(), multiqc_row(sample)))
        .collect();
    let column = |title: &str, description: &str, format: &str| json!({ "title": title, "description": description, "format": format });
    json!({
        "id": "exoscope_prep",
        "section_name": "Exoscope: vesicle preparation",
        "description": "Size, count, particles per µg of protein, posterior of the vesicle share (priors assumed).",
        "plot_type": "table",
        "pconfig": { "id": "exoscope_prep_table", "title": "Vesicle preparation" },
        "headers": {
            "d50_nm": column("D50, nm", "Median size, by the middle of a bin", "{:,.0f}"),
            "per_ml": column("per mL", "Particles per mL of the stock, where it may be stated", "{:.2e}"),
            "linearity": column("Dilution", "Linearity over dilutions", "{}"),
            "events_per_ml": column("Events per mL", "Flow cytometry, blank taken off", "{:.2e}"),
            "protein_ug_per_ml": column("µg/mL", "Protein of the stock", "{:.1f}"),
            "per_ug": column("per µg", "Particles per µg of protein", "{:.2e}"),
            "vesicle_share": column("Vesicles", "Posterior median of their share of particles", "{:.2f}"),
            "detergent_resistant": column("Resistant", "Particles that resist detergent", "{:.2f}"),
            "warnings": column("Warnings", "Remarks beside the figures", "{:d}"),
        },
        "data": rows,
    })
}

fn multiqc_row(sample: &Sample) -> Value {
    let count = |of: fn(&Count) -> Option<f64>| sample.counts.iter().find_map(of);
    let protein = sample.protein.iter().find_map(|measured| match &measured.protein {
        Protein::Measured { concentration } => Some(concentration.value),
        _ => None,
    });
    let events = sample.event_series.iter().find_map(|series| series.concentration);
    let figures = [
        ("d50_nm", count(|count| count.sizes.as_ref().map(|sizes| sizes.d50.value))),
        ("per_ml", count(|count| count.stock.map(|e| e.value))),
        ("events_per_ml", events.map(|e| e.value)),
        ("protein_ug_per_ml", protein),
        ("per_ug", sample.ratio.as_ref().map(|ratio| ratio.per_ug.value)),
        ("vesicle_share", sample.posterior.as_ref().map(|posterior| posterior.vesicle_share.value)),
        ("detergent_resistant", sample.detergent_resistant.map(|e| e.value)),
    ];
    let mut row: serde_json::Map<String, Value> = figures
        .into_iter()
        .filter_map(|(key, value)| value.map(|value| (key.to_owned(), json!(value))))
        .collect();
    if let Some(linearity) = sample.counts.iter().find_map(|count| count.linearity.as_ref()) {
        row.insert("linearity".to_owned(), json!(linearity.to_string()));
    }
    let warnings = sample.flags.iter().filter(|flag| flag.severity > Severity::Note).count();
    row.insert("warnings".to_owned(), json!(warnings));
    Value::Object(row)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use exoscope_core::Streams;
    use exoscope_prep::calibration::Calibration;
    use exoscope_prep::read;
    use exoscope_prep::simulate::{Truth, sheet, simulate};

    use super::*;
    use crate::markup::check;

    fn run() -> Run {
        let truth = Truth::draw(Streams::new(2), 0);
        let mut files = simulate(&truth, Streams::new(2), 0);
        files.retain(|file| file.row.is_some());
        for row in files.iter_mut().filter_map(|file| file.row.as_mut()) {
            row.sample = "a <b>".into();
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
        let calibration = Calibration::default();
        let run = Run::write(
            &folder.join("run"),
            &sheet(&files),
            &exports,
            &calibration,
            Streams::new(2),
        )
        .unwrap();
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
