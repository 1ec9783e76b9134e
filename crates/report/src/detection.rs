//! The page of detection: at what size, and how early, tests find a tumour.

use askama::Template;
use exoscope_study::detection::{Detection, MarkerKind, MarkerSeen, Outcome, Seen, Sizes};

use crate::chart::{Axis, Chart, Curve};
use crate::download::{Download, number};
use crate::format::{interval, proportion};
use crate::page::{PageError, RESEARCH_USE_ONLY, Whisker};

#[derive(Template)]
#[template(path = "detection.html")]
struct Page<'a> {
    found: &'a Detection,
    tests: Vec<Test>,
    plots: Vec<Plot>,
}

/// One test at regular times.
struct Test {
    name: String,
    signal: &'static str,
    median: String,
    people: String,
    parameters: String,
    whisker: Whisker,
    lead: String,
    missed: String,
    alarm: String,
}

/// Both curves of one test by size.
struct Plot {
    title: String,
    chart: Option<Chart>,
    shed: String,
    host: String,
    rows: Vec<[String; 3]>,
    save: Download,
}

/// The page of what tests find: one HTML file that needs no network and no script. The same input gives
/// the same bytes.
pub fn detection_page(found: &Detection) -> Result<String, PageError> {
    let clinical = found.dna.screening.clinical;
    let dna = Test::new("tumour DNA".into(), "the tumour alone", &found.dna.outcome, clinical);
    let of_marker = |marker: &MarkerSeen| {
        let both = [
            ("the tumour alone", &marker.tumour_shed),
            ("with the host's response", &marker.with_host_response),
        ];
        both.map(|(signal, screen)| {
            Test::new(name(marker), signal, &screen.regular_tests, clinical)
        })
    };
    let tests = std::iter::once(dna).chain(found.markers.iter().flat_map(of_marker)).collect();
    let of_marker = |(marker, id): (&MarkerSeen, &'static str)| {
        let specificity = 100.0 * found.dna.screening.specificity;
        let title = format!("{}: one test at {specificity} % specificity", name(marker));
        let both = (&marker.tumour_shed.one_test, &marker.with_host_response.one_test);
        Plot::new(id, title, both, found.dna.screening.specificity)
    };
    let ids = ["marker-1", "marker-2", "marker-3"];
    let mut plots: Vec<Plot> = found.markers.iter().zip(ids).map(of_marker).collect();
    if let Some(reader) = &found.reader {
        let specificity = 100.0 * reader.specificity;
        let title = format!("Trained reader: one test at {specificity} % specificity");
        let both = (&reader.tumour_shed, &reader.with_host_response);
        plots.push(Plot::new("reader", title, both, reader.specificity));
    }
    Ok(Page { found, tests, plots }.render()?)
}

/// A marker in words.
fn name(marker: &MarkerSeen) -> String {
    match marker.kind {
        MarkerKind::Vesicles => "marked vesicles, counted".to_owned(),
        MarkerKind::EnrichedMirna => format!("{}, richest in the tumour", marker.name),
        MarkerKind::RespondingMirna => format!("{}, raised by the host", marker.name),
    }
}

impl Test {
    fn new(name: String, signal: &'static str, outcome: &Outcome, clinical: f64) -> Self {
        let d = &outcome.diameter_mm;
        let over = outcome.median_over_parameters.map(|(low, high)| format!("{low:.0}–{high:.0}"));
        let people = format!("{:.0}–{:.0}", d.p5, d.p95);
        let title = format!("{name}, {signal}: {:.0} mm, 90 % of people {people}", d.p50);
        Self {
            signal,
            median: format!("{:.0} mm", d.p50),
            parameters: over.unwrap_or_default(),
            whisker: Whisker::of_whole(title, (d.p5, d.p50, d.p95), clinical),
            lead: format!("{:.1} years", outcome.lead_years.p50),
            missed: format!("{:.0}\u{a0}%", 100.0 * outcome.missed),
            alarm: format!("{:.0}\u{a0}%", 100.0 * outcome.false_alarm),
            name,
            people,
        }
    }
}

impl Plot {
    fn new(id: &'static str, title: String, both: (&Seen, &Seen), specificity: f64) -> Self {
        let chart = sight_chart(id, title.clone(), both, specificity);
        let (shed, host) = both;
        let rows = shed.curve.iter().zip(&host.curve).map(|(shed, host)| {
            let text = |p: f64, ci| format!("{} ({})", proportion(p), interval(ci));
            [
                shed.diameter_mm.to_string(),
                text(shed.sensitivity, shed.interval),
                text(host.sensitivity, host.interval),
            ]
        });
        let rows = rows.collect();
        let save = sight_table(format!("{id}.tsv"), both);
        Self { title, chart, rows, shed: at(shed), host: at(host), save }
    }
}

/// Both curves with a dotted line at the false alarms, and bands over what is not known; over people where
/// nothing was drawn.
pub(crate) fn sight_chart(
    id: &'static str,
    title: String,
    (shed, host): (&Seen, &Seen),
    specificity: f64,
) -> Option<Chart> {
    let points = |seen: &Seen| seen.curve.iter().map(|p| (p.diameter_mm, p.sensitivity)).collect();
    let band = |seen: &Seen| -> Vec<(f64, f64, f64)> {
        let ends =
            seen.curve.iter().map(|p| (p.diameter_mm, p.over_parameters.unwrap_or(p.interval)));
        ends.map(|(across, ends)| (across, ends.low, ends.high)).collect()
    };
    let curves = [
        Curve { name: "with host response".into(), points: points(host) },
        Curve { name: "tumour alone".into(), points: points(shed) },
    ];
    let labels = ("diameter of the tumour, mm", "fraction of tumours seen");
    let bands = [band(host), band(shed)];
    let chart = Chart::with_bands(id, title, labels, (Axis::Log, Axis::Share), &curves, &bands)?;
    Some(chart.with_line(1.0 - specificity))
}

/// The numbers of [`sight_chart`], to be saved as `file`.
pub(crate) fn sight_table(file: impl Into<String>, (shed, host): (&Seen, &Seen)) -> Download {
    let heading = [
        "signal",
        "diameter_mm",
        "sensitivity",
        "low_over_people",
        "high_over_people",
        "low_over_parameters",
        "high_over_parameters",
    ];
    let of = |signal: &'static str, seen: &Seen| {
        let rows = seen.curve.iter().map(|point| {
            let drawn = point.over_parameters;
            let figures = [
                Some(point.diameter_mm),
                Some(point.sensitivity),
                Some(point.interval.low),
                Some(point.interval.high),
                drawn.map(|ci| ci.low),
                drawn.map(|ci| ci.high),
            ];
            std::iter::once(signal.to_owned()).chain(figures.map(number)).collect()
        });
        rows.collect::<Vec<Vec<String>>>()
    };
    Download::new(
        file,
        &heading,
        [of("tumour alone", shed), of("with host response", host)].concat(),
    )
}

/// Where half of the tumours are seen, in words, with its intervals.
fn at(seen: &Seen) -> String {
    let ends = |Sizes { low, high }: Sizes| match (low, high) {
        (Some(low), Some(high)) => format!("{low:.0} to {high:.0} mm"),
        (Some(low), None) => format!("{low:.0} mm or at no size"),
        _ => "none".to_owned(),
    };
    let over = seen.over_parameters.map(|sizes| format!("; over parameters: {}", ends(sizes)));
    format!("{} (over people: {}{})", from(seen), ends(seen.over_people), over.unwrap_or_default())
}

/// From what size half of the tumours are seen over draws of what is assumed, and at the assumed values:
/// `from 7 to 41 mm (13 mm at the assumed values)`.
pub fn size_range(seen: &Seen) -> String {
    let here = seen.diameter_mm.map_or_else(
        || "at no size at the assumed values".to_owned(),
        |mm| format!("{mm:.0} mm at the assumed values"),
    );
    match seen.over_parameters {
        Some(Sizes { low: Some(low), high: Some(high) }) => {
            format!("from {low:.0} to {high:.0} mm ({here})")
        }
        Some(Sizes { low: Some(low), high: None }) => {
            format!("from {low:.0} mm to no size that was simulated ({here})")
        }
        Some(Sizes { low: None, .. }) => format!("at no size that was simulated ({here})"),
        None => from(seen),
    }
}

/// The same without its intervals.
pub(crate) fn from(seen: &Seen) -> String {
    seen.diameter_mm.map_or_else(
        || "at no size that was simulated".to_owned(),
        |mm| format!("from about {mm:.0} mm"),
    )
}
