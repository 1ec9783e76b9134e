//! What `exoscope simulate detection` says on the terminal.

use exoscope_study::detection::{
    Curves, Detection, MarkerKind, MarkerSeen, Outcome, Screened, Seen, Sizes,
};

use crate::tables::table;

/// All that was found, for people.
pub(super) fn text(found: &Detection) -> String {
    let dna = &found.dna;
    let mut rows = vec![tested("tumour DNA".into(), &dna.outcome)];
    for marker in &found.markers {
        let (shed, host) = (&marker.tumour_shed, &marker.with_host_response);
        rows.push(tested(name(marker), &shed.regular_tests));
        rows.push(tested("  with host response".into(), &host.regular_tests));
    }
    let heading = [
        "test",
        "mm, median",
        "90 % of people",
        "5–95 % over parameters",
        "years before",
        "missed",
        "false alarm",
    ];
    let mut parts = vec![
        format!(
            "a test every {:.0} days at specificity {}, {} people in whom a tumour grows; without tests it \
             is found at {:.0} mm",
            dna.screening.interval,
            dna.screening.specificity,
            dna.screening.people,
            dna.screening.clinical,
        ),
        table(heading, rows, true),
        panel(dna),
        by_size(&found.markers),
    ];
    parts.extend(found.reader.as_ref().map(|curves| reader(&found.design, curves)));
    parts.push(
        "false alarm: people whom the same programme alarms at least once without anything of a tumour; no such \
         alarm counts as a find"
            .into(),
    );
    parts.push(
        "note: how strongly the host responds is assumed, and how many healthy vesicles carry the marker; \
         which miRNA is followed was chosen from the truth"
            .into(),
    );
    parts.join("\n\n") + "\n"
}

/// A test at regular times, as a row.
fn tested(name: String, outcome: &Outcome) -> Vec<String> {
    let d = &outcome.diameter_mm;
    let over = outcome.median_over_parameters.map(|(low, high)| format!("{low:.1}–{high:.1}"));
    vec![
        name,
        format!("{:.1}", d.p50),
        format!("{:.1}–{:.1}", d.p5, d.p95),
        over.unwrap_or_default(),
        format!("{:.2}", outcome.lead_years.p50),
        format!("{:.1} %", 100.0 * outcome.missed),
        format!("{:.1} % in {:.1} tests", 100.0 * outcome.false_alarm, outcome.tests),
    ]
}

fn panel(dna: &Screened) -> String {
    format!(
        "DNA: {} mL of blood, a panel of {:.0} kb, {:e} errors a base, positive from {} fragments",
        dna.panel.blood,
        dna.panel.bases / 1e3,
        dna.panel.error,
        dna.needed,
    )
}

/// Each marker at one test, by size.
fn by_size(markers: &[MarkerSeen]) -> String {
    let rows = markers.iter().map(|marker| {
        vec![
            name(marker),
            half(&marker.tumour_shed.one_test),
            half(&marker.with_host_response.one_test),
        ]
    });
    let heading = [
        "half are seen at one test (95 % over people; 5–95 % over parameters)",
        "tumour alone",
        "with host response",
    ];
    table(heading, rows, false)
}

fn reader(design: &str, curves: &Curves) -> String {
    let share = |p: &exoscope_study::detection::Point| {
        let over = p.over_parameters.map(|o| format!("; {:.2}–{:.2}", o.low, o.high));
        let (low, high) = (p.interval.low, p.interval.high);
        format!("{:.2} ({low:.2}–{high:.2}{})", p.sensitivity, over.unwrap_or_default())
    };
    let both = curves.tumour_shed.curve.iter().zip(&curves.with_host_response.curve);
    let rows =
        both.map(|(shed, host)| vec![shed.diameter_mm.to_string(), share(shed), share(host)]);
    let heading = ["mm", "tumour alone", "with host response"];
    format!(
        "sensitivity of a reader trained on {design:?}, at specificity {} (95 % over people; 5–95 % over \
         parameters)\n\n{}\n\nhalf are seen: {} from what tumours shed, {} with the host's response\n\
         what tumours of stage I shed is too little for a whole-serum profile: a test of this kind that sees \
         them sees the body's response, or how samples were handled",
        curves.specificity,
        table(heading, rows, true),
        half(&curves.tumour_shed),
        half(&curves.with_host_response),
    )
}

/// A marker in words.
fn name(marker: &MarkerSeen) -> String {
    match marker.kind {
        MarkerKind::Vesicles => "marked vesicles, counted".to_owned(),
        MarkerKind::EnrichedMirna => format!("{}, richest in the tumour", marker.name),
        MarkerKind::RespondingMirna => format!("{}, raised by the host", marker.name),
    }
}

/// From what size half of the tumours are seen, with its ranges over people and over parameters.
fn half(seen: &Seen) -> String {
    let size = |mm: Option<f64>| mm.map_or_else(|| "never".to_owned(), |mm| format!("{mm:.0}"));
    let ends = |Sizes { low, high }: Sizes| match low {
        Some(_) => format!("{}–{}", size(low), size(high)),
        None => "never".to_owned(),
    };
    let at =
        seen.diameter_mm.map_or_else(|| "at no size".to_owned(), |mm| format!("from {mm:.0} mm"));
    let over = seen.over_parameters.map(|sizes| format!("; {}", ends(sizes)));
    format!("{at} ({}{})", ends(seen.over_people), over.unwrap_or_default())
}
