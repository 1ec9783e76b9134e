//! MISEV2023 (Welsh 2024, J Extracell Vesicles 13:e12404), the items that files can bear on.

use super::{Item, each, item, layouts};
use crate::export::{Contents, Export};
use crate::preparation::{Preparation, Sample};
use crate::protein::Protein;

/// Sizes below which MISEV2023 lets the operational term "small EV" be used, nm.
const SMALL: f64 = 200.0;

/// The list.
pub fn misev(preparation: &Preparation, exports: &[Export]) -> Vec<Item> {
    let each = |of: &dyn Fn(&Sample) -> Option<String>| each(preparation, of);
    vec![
        item("Nomenclature: operational term (by size, density, marker)", each(&nomenclature)),
        item("Source: cells, medium, viability, volume", each(&source)),
        item("Separation and concentration: every step", None),
        item("Storage and freeze–thaw", None),
        item("Quantification 1: particles", each(&particles)),
        item("Quantification 2: protein", each(&protein)),
        item("Ratio of the two", each(&ratio)),
        item("Size, with the window of the instrument", each(&size)),
        item("Transmembrane or GPI-anchored marker (1 or more)", each(&marker)),
        item("Cytosolic marker (1 or more)", None),
        item("Contaminants: albumin, apolipoproteins, others by source", None),
        item("Single-EV image (wide field and close up)", None),
        item(
            "Single-EV method without image",
            layouts(exports, |c| matches!(c, Contents::Sizes { .. } | Contents::Events(_))),
        ),
        item("Limits of detection and quantification of each method", each(&limits)),
        item("Blank: diluent alone", each(&blanks)),
        item("Dilution series: linear range", each(&dilutions)),
        item("Detergent control", each(&detergent)),
        item("Dose: particles, protein, endotoxin", each(&dose)),
        item("Functional controls: depleted medium, vesicle-free preparation, dose range", None),
    ]
}

fn nomenclature(s: &Sample) -> Option<String> {
    let size = s.counts.iter().find_map(|count| count.sizes.as_ref())?;
    let (d50, d90) = (size.d50.value, size.d90.value);
    let term = if d90 < SMALL { "small" } else { "not small alone" };
    Some(format!("by size {term}: D50 {d50:.0}, D90 {d90:.0} nm, where small is below {SMALL} nm"))
}

fn source(s: &Sample) -> Option<String> {
    let volume = s.volume.map(|volume| format!("{volume} mL of preparation"));
    let cells = s.cells.map(|cells| format!("{cells:.2e} cells"));
    let parts: Vec<String> = volume.into_iter().chain(cells).collect();
    (!parts.is_empty()).then(|| parts.join(" of "))
}

fn particles(s: &Sample) -> Option<String> {
    let by_counter = s.counts.iter().find_map(|c| c.stock);
    let e = by_counter.or_else(|| s.event_series.iter().find_map(|series| series.concentration))?;
    Some(format!("{:.2e} per mL ({:.2e} to {:.2e})", e.value, e.low, e.high))
}

fn protein(s: &Sample) -> Option<String> {
    s.protein.iter().find_map(|measured| match &measured.protein {
        Protein::Measured { concentration } => Some(format!("{:.1} µg/mL", concentration.value)),
        Protein::BelowDetection { limit } => Some(format!("below {limit:.1} µg/mL")),
        Protein::OutOfRange { .. } => None,
    })
}

fn ratio(s: &Sample) -> Option<String> {
    s.ratio.as_ref().map(|r| {
        let least = if r.lower_bound { "more than " } else { "" };
        format!("{least}{:.2e} particles per µg", r.per_ug.value)
    })
}

fn size(s: &Sample) -> Option<String> {
    s.counts.iter().find_map(|c| {
        let (low, high) = c.window?;
        Some(format!("D50 {:.0} nm in {low:.0} to {high:.0} nm", c.sizes.as_ref()?.d50.value))
    })
}

fn marker(s: &Sample) -> Option<String> {
    let marker = s.cytometry.iter().find_map(|c| c.marker.as_ref())?;
    Some(format!("{}, {:.1} % of events", marker.channel, 100.0 * marker.apparent.value))
}

fn limits(s: &Sample) -> Option<String> {
    let counts = s.counts.iter().filter_map(|count| {
        count.detection_limit.map(|limit| format!("{}: {limit:.1e} per mL", count.instrument))
    });
    let events = s.event_series.iter().filter_map(|series| {
        series.detection_limit.map(|limit| format!("{}: {limit:.1e} per mL", series.instrument))
    });
    let fluorescence = s.cytometry.iter().flat_map(|file| &file.calibrated.fluorescence);
    let fluorescence = fluorescence.filter_map(|channel| {
        channel
            .detection_limit
            .map(|limit| format!("{}: {limit:.0} {}", channel.channel, channel.unit))
    });
    let scatter = s.cytometry.iter().filter_map(|file| {
        let (low, high) = file.calibrated.scatter.as_ref()?.smallest.range()?;
        Some(format!("{}: vesicles of {low:.0}–{high:.0} nm", file.file))
    });
    let all: Vec<String> = counts.chain(events).chain(fluorescence).chain(scatter).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn blanks(s: &Sample) -> Option<String> {
    let counted = s.counts.iter().flat_map(|count| &count.replicates).filter(|r| r.blank.is_some());
    let events = s.cytometry.iter().filter(|file| file.blank.is_some());
    let n = counted.count() + events.count();
    (n > 0).then(|| format!("subtracted from {n} measurements"))
}

fn dilutions(s: &Sample) -> Option<String> {
    let counts = s.counts.iter().map(|count| (&count.instrument, &count.linearity));
    let events = s.event_series.iter().map(|series| (&series.instrument, &series.linearity));
    let tested = counts.chain(events).filter_map(|(instrument, linearity)| {
        let linearity = linearity.as_ref().filter(|linearity| linearity.slope().is_some())?;
        Some(format!("{instrument}: {linearity}"))
    });
    let tested: Vec<String> = tested.collect();
    (!tested.is_empty()).then(|| tested.join(", "))
}

fn detergent(s: &Sample) -> Option<String> {
    s.detergent_resistant.map(|e| format!("{:.1} % of particles resist", 100.0 * e.value))
}

fn dose(s: &Sample) -> Option<String> {
    let dose = s.dose.as_ref()?;
    let particles =
        dose.particles.iter().map(|(e, by)| format!("{:.2e} particles by {by}", e.value));
    let protein = dose.protein.map(|e| format!("{:.2} µg", e.value));
    let endotoxin =
        dose.endotoxin.map(|e| format!("{}{:.2} EU", if e.below { "< " } else { "" }, e.per_ml));
    let parts: Vec<String> = particles.chain(protein).chain(endotoxin).collect();
    Some(format!("{} mL: {}", dose.volume, parts.join(", ")))
}
