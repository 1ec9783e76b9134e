//! Figures of a sample beside size and count, in sentences: for the page and for the command line.

use exoscope_prep::Estimate;
use exoscope_prep::export::CellPosition;
use exoscope_prep::preparation::{Cytometry, Dose, EventSeries, Sample};
use exoscope_prep::protein::{Measured, Protein};

/// Concentrations of events, markers, calibrated signals, protein, ratio, detergent control, posterior, zeta potential and
/// dose of a sample: one sentence each, in this order.
pub fn preparation_facts(sample: &Sample) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(sample.cytometry.iter().flat_map(cytometry));
    lines.extend(sample.event_series.iter().flat_map(series));
    lines.extend(sample.protein.iter().map(protein));
    if let Some(ratio) = &sample.ratio {
        let least = if ratio.lower_bound { "at least " } else { "" };
        let possible = ratio.possible.map(|(low, high)| {
            format!("; {low:.1e} to {high:.1e} are possible for pure vesicles of these sizes")
        });
        lines.push(format!(
            "{least}{:.2e} particles per µg{}",
            ratio.per_ug.value,
            possible.unwrap_or_default()
        ));
    }
    if let Some(resistant) = &sample.detergent_resistant {
        lines.push(format!(
            "{} of particles resist detergent, so at most {:.1} % are vesicles, of which up to 5 % may resist (assumed)",
            percent(resistant),
            100.0 * exoscope_prep::purity::most_vesicles(resistant.low)
        ));
    }
    if let Some(posterior) = &sample.posterior {
        let e = posterior.vesicle_share;
        lines.push(format!("vesicles among particles {} (90 %; priors are assumed)", percent(&e)));
    }
    lines.extend(sample.positions.iter().map(|(file, all)| positions(file, all)));
    for zeta in &sample.zeta {
        let error = zeta.fit_error.map(|error| format!(" ± {error:.2} (fit)")).unwrap_or_default();
        lines.push(format!("zeta potential {:.1} mV{error}", zeta.potential));
    }
    for (by, stock) in sample.volume.map(|_| sample.stocks()).into_iter().flatten() {
        let volume = sample.volume.unwrap_or_default();
        let each =
            sample.cells.map(|cells| format!(", {:.0} a cell", stock.value * volume / cells));
        lines.push(format!(
            "the whole preparation of {volume} mL holds {:.2e} particles by {by}{}",
            stock.value * volume,
            each.unwrap_or_default()
        ));
    }
    lines.extend(sample.dose.iter().flat_map(dose));
    lines
}

/// Positions of a counter's cell: how many were used and what they give, and which were not, each with why.
fn positions(file: &str, all: &[CellPosition]) -> String {
    let used: Vec<&CellPosition> = all.iter().filter(|position| position.used).collect();
    let mean = |of: fn(&CellPosition) -> Option<f64>| {
        let values: Vec<f64> = used.iter().filter_map(|position| of(position)).collect();
        exoscope_prep::figure::mean(&values)
    };
    let in_cell = mean(|position| position.concentration)
        .map_or_else(String::new, |value| format!(", {value:.3e} per mL in the cell on average"));
    let stock = mean(|position| position.stock_concentration)
        .map_or_else(String::new, |value| format!(" ({value:.3e} of the stock by the file)"));
    let out = all.iter().filter(|position| !position.used).map(|position| {
        let why = position.removal.as_deref().unwrap_or("Use 0");
        format!("{} ({why})", position.position)
    });
    let out: Vec<String> = out.collect();
    let out =
        if out.is_empty() { String::new() } else { format!("; left out: {}", out.join(", ")) };
    format!("{file}: {} of {} positions used{in_cell}{stock}{out}", used.len(), all.len())
}

fn percent(e: &Estimate) -> String {
    format!("{:.1} % ({:.1} to {:.1})", 100.0 * e.value, 100.0 * e.low, 100.0 * e.high)
}

fn per_ml(e: &Estimate) -> String {
    format!("{:.3e} per mL (interval {})", e.value, e.ends(|end| format!("{end:.3e}")))
}

fn cytometry(file: &Cytometry) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(net) = file.concentration {
        let below = if net.below_detection { ", below the limit of detection" } else { "" };
        let window = file.calibrated.scatter.as_ref().and_then(|scatter| scatter.smallest.range());
        let window = window.map_or_else(String::new, |(low, high)| {
            format!(", of vesicles from {low:.0}–{high:.0} nm on")
        });
        lines.push(format!("{}: {}{below}{window}", file.file, per_ml(&net.per_ml)));
    }
    if let Some(marker) = &file.marker {
        let mut line =
            format!("{}: {} positive in {}", file.file, percent(&marker.apparent), marker.channel);
        line.extend(marker.net.iter().map(|net| format!("; {} after the blank", percent(net))));
        line.extend(marker.corrected.iter().map(|corrected| {
            let stated = if corrected.sensitivity_stated {
                " at the stated sensitivity, taken as exact"
            } else {
                " or more, as the sensitivity is not stated"
            };
            format!("; truly {}{stated} (Rogan–Gladen)", percent(&corrected.share))
        }));
        line.extend(marker.carrying.iter().map(|carrying| {
            format!("; {} carry the marker, false positives taken off", percent(&carrying.share))
        }));
        lines.push(line);
    }
    for channel in &file.calibrated.fluorescence {
        let show = |name: &str, value: Option<f64>| {
            value.map(|value| format!("{name} {value:.0} {}", channel.unit))
        };
        let parts: Vec<String> = [
            show("median", channel.median),
            show("gate", channel.gate),
            show("limit of detection", channel.detection_limit),
        ]
        .into_iter()
        .flatten()
        .collect();
        lines.push(format!("{}: {}: {}", file.file, channel.channel, parts.join(", ")));
    }
    if let Some(scatter) = &file.calibrated.scatter {
        let [_, median, _] = &scatter.quartiles;
        let cores: Vec<String> = median
            .by_core
            .iter()
            .map(|(core, found)| {
                let sizes: Vec<String> = found.iter().map(|d| format!("{d:.0}")).collect();
                let sizes = if sizes.is_empty() { "none".to_owned() } else { sizes.join(" or ") };
                format!("{sizes} nm at core index {core}")
            })
            .collect();
        lines.push(format!("{}: median {}: {}", file.file, scatter.channel, cores.join(", ")));
    }
    lines
}

fn series(series: &EventSeries) -> Vec<String> {
    let mut lines: Vec<String> =
        series.refused.iter().map(|why| format!("- no concentration: {why}")).collect();
    if let Some(e) = &series.concentration {
        let parts = match series.replicate_se {
            Some(replicates) => {
                format!(
                    "standard error {:.1e} by counts, {replicates:.1e} between files",
                    series.poisson_se
                )
            }
            None => "one file: spread between replicates unknown".to_owned(),
        };
        let linearity = series.linearity.as_ref().map_or_else(String::new, |l| format!("; {l}"));
        let n = series.files.len();
        let files = if n == 1 { "file" } else { "files" };
        lines.push(format!(
            "{} ({n} {files}): {}; {parts}{linearity}",
            series.instrument,
            per_ml(e)
        ));
    }
    lines
}

fn protein(measured: &Measured) -> String {
    let found = match &measured.protein {
        Protein::Measured { concentration: e } if e.high.is_finite() => {
            format!("protein {:.1} µg/mL ({:.1} to {:.1})", e.value, e.low, e.high)
        }
        Protein::Measured { concentration: e } => {
            format!("protein {:.1} µg/mL (one well, no interval)", e.value)
        }
        Protein::BelowDetection { limit } => {
            format!("protein below the limit of detection, {limit:.2} µg/mL")
        }
        Protein::OutOfRange { signal, .. } => {
            format!("protein not determined: signal {signal:.3} is outside the standards")
        }
    };
    format!("{found}: {}", measured.method)
}

fn dose(dose: &Dose) -> Vec<String> {
    let per_kg = |value: f64, unit: &str, show: fn(f64) -> String| {
        dose.per_kg(value)
            .map(|value| format!(", {} {unit} per kg", show(value)))
            .unwrap_or_default()
    };
    let (power, plain) = (|value: f64| format!("{value:.2e}"), |value: f64| format!("{value:.3}"));
    let mut lines = Vec::new();
    for (e, by) in &dose.particles {
        lines.push(format!(
            "dose of {} mL: {:.2e} particles (interval {}) by {by}{}",
            dose.volume,
            e.value,
            e.ends(|end| format!("{end:.2e}")),
            per_kg(e.value, "particles", power)
        ));
    }
    if let Some(e) = &dose.protein {
        let below = if e.low.is_finite() { "" } else { "less than " };
        lines.push(format!(
            "dose of {} mL: {below}{:.3} µg of protein{}",
            dose.volume,
            e.value,
            per_kg(e.value, "µg", plain)
        ));
    }
    if let Some(e) = &dose.endotoxin {
        let below = if e.below { "less than " } else { "" };
        lines.push(format!(
            "dose of {} mL: {below}{:.3} EU of endotoxin{}",
            dose.volume,
            e.per_ml,
            per_kg(e.per_ml, "EU", plain)
        ));
    }
    lines
}
