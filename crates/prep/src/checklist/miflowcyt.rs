//! MIFlowCyt-EV (Welsh 2020, J Extracell Vesicles 9:1713526): its seven blocks.

use super::{Item, item, layouts};
use crate::export::{Contents, Export};
use crate::preparation::{Cytometry, Preparation};

/// The list.
pub fn miflowcyt(preparation: &Preparation, exports: &[Export]) -> Vec<Item> {
    let cytometer = layouts(exports, |c| matches!(c, Contents::Events(_)));
    let files = || preparation.samples.iter().flat_map(|sample| &sample.cytometry);
    let series = || preparation.samples.iter().flat_map(|sample| &sample.event_series);
    let n = files().count();
    let of_all = |has: fn(&Cytometry) -> bool| {
        (n > 0)
            .then(|| format!("{} of {n} files have one", files().filter(|file| has(file)).count()))
    };
    let join = |all: Vec<String>| (!all.is_empty()).then(|| all.join("; "));
    let detergent = preparation.samples.iter().filter(|s| !s.cytometry.is_empty());
    let detergent = detergent.filter_map(|s| {
        s.detergent_resistant
            .map(|e| format!("{}: {:.1} % of particles resist", s.name, 100.0 * e.value))
    });
    let dilutions = series().filter_map(|series| {
        let linearity =
            series.linearity.as_ref().filter(|linearity| linearity.slope().is_some())?;
        let medians = series.scatter.as_ref().map(|(channel, medians)| {
            let medians: Vec<String> =
                medians.iter().map(|(_, median)| format!("{median:.4}")).collect();
            format!(", median {channel} {}", medians.join(", "))
        });
        let crowd = series.occupancy.map(|mean| {
            format!(", at most {mean:.2} particles in the interrogation volume on average")
        });
        Some(format!("{linearity}{}{}", medians.unwrap_or_default(), crowd.unwrap_or_default()))
    });
    vec![
        item("1 Preliminaries and design", None),
        item("2 Staining and preparation of the sample", None),
        item("3.1 Buffer-only control", of_all(|file| file.blank.is_some())),
        item("3.2 Buffer with reagents", None),
        item(
            "3.3 Unstained or isotype control",
            of_all(|file| file.marker.as_ref().is_some_and(|marker| marker.control.is_some())),
        ),
        item("3.4 Single-stained controls", None),
        item("3.5 Detergent control", join(detergent.collect())),
        item("3.6 Serial dilution, swarm check", join(dilutions.collect())),
        item("4.1 Instrument, settings, trigger", cytometer),
        item("4.2 Calibration of fluorescence", join(fluorescence(preparation))),
        item("4.3 Calibration of light scatter", join(scatter(preparation))),
        item("5.1 Gates", join(files().filter_map(gate).collect())),
        item(
            "5.2 Fluorescence in MESF or ERF, limit of detection",
            join(files().flat_map(mesf).collect()),
        ),
        item("5.3 Diameters, smallest detected", join(files().filter_map(diameters).collect())),
        item(
            "6 Reporting: concentration with interval and window",
            join(files().filter_map(concentration).collect()),
        ),
        item("7 Sharing of files", None),
    ]
}

fn fluorescence(preparation: &Preparation) -> Vec<String> {
    let channels = preparation.calibration.fluorescence.iter();
    let words = channels.map(|channel| {
        format!(
            "{} in {} by {} peaks, largest residual {:.1} %{}",
            channel.channel,
            channel.unit,
            channel.peaks.len(),
            channel.fit.worst_residual(),
            if channel.fit.accepted() { "" } else { ", not accepted" }
        )
    });
    words.collect()
}

fn scatter(preparation: &Preparation) -> Vec<String> {
    let scatter = preparation.calibration.scatter.iter();
    let words = scatter.map(|scatter| {
        format!(
            "{} by {} beads and Mie theory at {} nm{}",
            scatter.channel,
            scatter.beads.len(),
            scatter.fit.optics.wavelength,
            if scatter.fit.accepted() { "" } else { ", residuals above 5 %" }
        )
    });
    words.collect()
}

fn gate(file: &Cytometry) -> Option<String> {
    let marker = file.marker.as_ref()?;
    Some(format!("{}: {} > {}", file.file, marker.channel, marker.above))
}

fn mesf(file: &Cytometry) -> Vec<String> {
    let channels = file.calibrated.fluorescence.iter();
    let words = channels.filter_map(|channel| {
        let limit = channel.detection_limit?;
        Some(format!("{}: {} from {limit:.0} {}", file.file, channel.channel, channel.unit))
    });
    words.collect()
}

fn diameters(file: &Cytometry) -> Option<String> {
    let scatter = file.calibrated.scatter.as_ref()?;
    let [_, median, _] = &scatter.quartiles;
    let said = match (scatter.smallest.range(), median.range()) {
        (Some((low, high)), _) => format!("from {low:.0}–{high:.0} nm"),
        (None, Some((low, high))) => {
            format!(
                "median {low:.0}–{high:.0} nm, the smallest signal is of no size from 20 to 1,000 nm"
            )
        }
        (None, None) => return None,
    };
    Some(format!("{}: {said}, by the core's index", file.file))
}

fn concentration(file: &Cytometry) -> Option<String> {
    let net = file.concentration?;
    let window = file.calibrated.scatter.as_ref().and_then(|scatter| scatter.smallest.range());
    let window = window.map_or_else(
        || "window unknown".to_owned(),
        |(low, high)| format!("from {low:.0}–{high:.0} nm on"),
    );
    Some(format!(
        "{}: {:.2e} ({:.2e} to {:.2e}) per mL, {window}",
        file.file, net.per_ml.value, net.per_ml.low, net.per_ml.high
    ))
}
