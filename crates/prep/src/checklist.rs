//! Reporting checklists: MISEV2023, MIFlowCyt-EV, EV-TRACK, filled in as far as the files say.

use serde::{Deserialize, Serialize};

use crate::export::{Contents, Export};
use crate::preparation::Preparation;

/// One item; `None`: to be supplied by the authors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What is asked.
    pub asked: String,
    /// What the files say.
    pub said: Option<String>,
}

fn item(asked: &str, said: Option<String>) -> Item {
    Item { asked: asked.to_owned(), said: said.filter(|said| !said.is_empty()) }
}

/// Names of layouts of some kind, each once.
fn layouts(exports: &[Export], of: impl Fn(&Contents) -> bool) -> Option<String> {
    let mut names: Vec<String> = exports
        .iter()
        .filter(|export| of(&export.contents))
        .map(|export| {
            export
                .software
                .clone()
                .map_or_else(|| export.layout.clone(), |s| format!("{} ({s})", export.layout))
        })
        .collect();
    names.sort();
    names.dedup();
    (!names.is_empty()).then(|| names.join("; "))
}

/// MISEV2023 (Welsh 2024, J Extracell Vesicles 13:e12404), the items that files can bear on.
pub fn misev(preparation: &Preparation, exports: &[Export]) -> Vec<Item> {
    let each = |of: &dyn Fn(&crate::preparation::Sample) -> Option<String>| -> Option<String> {
        let said = preparation
            .samples
            .iter()
            .filter_map(|s| of(s).map(|text| format!("{}: {text}", s.name)));
        let said: Vec<String> = said.collect();
        (!said.is_empty()).then(|| said.join("; "))
    };
    let counters = layouts(exports, |c| matches!(c, Contents::Sizes { .. }));
    vec![
        item("Nomenclature: operational term (small EV, by size)", None),
        item(
            "Source: cells, medium, viability, volume",
            each(&|s| {
                let volume = s.volume.map(|volume| format!("{volume} mL"));
                let cells = s.cells.map(|cells| format!("{cells:.2e} cells"));
                let parts: Vec<String> = volume.into_iter().chain(cells).collect();
                (!parts.is_empty()).then(|| parts.join(" of "))
            }),
        ),
        item("Separation and concentration: every step", None),
        item(
            "Quantification 1: particles",
            each(&|s| {
                s.counts
                    .iter()
                    .find_map(|c| c.stock)
                    .map(|e| format!("{:.2e} per mL ({:.2e} to {:.2e})", e.value, e.low, e.high))
            }),
        ),
        item(
            "Quantification 2: protein",
            each(&|s| {
                s.protein.iter().find_map(|p| match p {
                    crate::protein::Protein::Measured { concentration } => {
                        Some(format!("{:.1} µg/mL", concentration.value))
                    }
                    crate::protein::Protein::BelowDetection { limit } => {
                        Some(format!("below {limit:.1} µg/mL"))
                    }
                    crate::protein::Protein::OutOfRange { .. } => None,
                })
            }),
        ),
        item(
            "Ratio of the two",
            each(&|s| s.ratio.as_ref().map(|r| format!("{:.2e} particles per µg", r.per_ug.value))),
        ),
        item(
            "Size, with the window of the instrument",
            each(&|s| {
                s.counts.iter().find_map(|c| {
                    let (low, high) = c.window?;
                    Some(format!(
                        "D50 {:.0} nm in {low:.0} to {high:.0} nm",
                        c.sizes.as_ref()?.d50.value
                    ))
                })
            }),
        ),
        item(
            "Transmembrane or GPI-anchored marker (1 or more)",
            each(&|s| {
                s.cytometry
                    .iter()
                    .find_map(|c| c.marker.as_ref())
                    .map(|m| format!("{}, {:.1} % of events", m.channel, 100.0 * m.apparent.value))
            }),
        ),
        item("Cytosolic marker (1 or more)", None),
        item("Contaminants: albumin, apolipoproteins, others by source", None),
        item("Single-EV image (wide field and close up)", None),
        item("Single-EV method without image", counters),
        item("Limits of detection and quantification of each method", None),
        item("Functional controls: depleted medium, detergent, dose range", None),
    ]
}

/// MIFlowCyt-EV (Welsh 2020, J Extracell Vesicles 9:1713526): its seven blocks.
pub fn miflowcyt(preparation: &Preparation, exports: &[Export]) -> Vec<Item> {
    let cytometer = layouts(exports, |c| matches!(c, Contents::Events(_)));
    let files = || preparation.samples.iter().flat_map(|sample| &sample.cytometry);
    let blanks = files().filter(|file| file.blank).count();
    let controls =
        files().filter(|file| file.marker.as_ref().is_some_and(|m| m.control.is_some())).count();
    let n = files().count();
    let some = |text: String| (n > 0).then_some(text);
    vec![
        item("1 Preliminaries and design", None),
        item("2 Staining and preparation of the sample", None),
        item("3.1 Buffer-only control", some(format!("{blanks} of {n} files have one"))),
        item("3.2 Buffer with reagents", None),
        item("3.3 Unstained or isotype control", some(format!("{controls} of {n} files have one"))),
        item("3.4 Detergent control", None),
        item("3.5 Serial dilution", None),
        item("4 Instrument, settings, calibration of fluorescence and scatter", cytometer),
        item(
            "5 Characterisation: gates, MESF, diameters",
            some(
                files()
                    .filter_map(|f| f.marker.as_ref())
                    .map(|m| format!("{} > {}", m.channel, m.above))
                    .collect::<Vec<_>>()
                    .join("; "),
            ),
        ),
        item(
            "6 Reporting: concentration with interval",
            some(
                files()
                    .filter_map(|f| f.concentration)
                    .map(|c| {
                        format!(
                            "{:.2e} ({:.2e} to {:.2e}) per mL",
                            c.per_ml.value, c.per_ml.low, c.per_ml.high
                        )
                    })
                    .collect::<Vec<_>>()
                    .join("; "),
            ),
        ),
        item("7 Sharing of files", None),
    ]
}

/// EV-TRACK (Van Deun 2017, Nat Methods 14:228): what its nine items of the EV-METRIC ask. The items are assumed: the
/// paper was not at hand.
pub fn ev_track(preparation: &Preparation, exports: &[Export]) -> Vec<Item> {
    let counters = layouts(exports, |c| matches!(c, Contents::Sizes { .. } | Contents::Events(_)));
    let measured = preparation.samples.iter().any(|s| !s.protein.is_empty());
    vec![
        item("Quantitative and qualitative analysis of particles", counters),
        item("Electron microscopy images", None),
        item("Density gradient", None),
        item("EV density", None),
        item("Ultracentrifugation specifics", None),
        item("Antibody specifics", None),
        item("Lysate preparation", None),
        item("Proteomics or EV-enriched proteins", None),
        item(
            "Non EV-enriched proteins; protein concentration",
            measured.then(|| "protein was measured".to_owned()),
        ),
    ]
}
