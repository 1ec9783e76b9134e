//! A batch as text.

use std::fmt::Write as _;

use exoscope_therapy::production::growth::Ended;
use exoscope_therapy::production::{Batch, Figure};

use crate::tables::table;

fn range(figure: Figure) -> String {
    format!("{:.2e} ({:.1e}–{:.1e})", figure.median, figure.range.0, figure.range.1)
}

fn maybe(figure: Option<Figure>) -> String {
    figure.map_or_else(|| "–".into(), range)
}

pub fn text(batch: &Batch) -> String {
    let mut said = format!("{}: {}\n", batch.name, batch.about);
    let (site, cells) = &batch.harvested;
    let _ = writeln!(
        said,
        "harvest from {site}: {cells:.2e} MSC ({:.2e} under the other assumption about the donor's age)",
        batch.harvested_otherwise
    );
    growth(batch, &mut said);
    if !batch.cells {
        train(batch, &mut said);
    }
    doses(batch, &mut said);
    yields(batch, &mut said);
    said.push_str("\nassumed:\n");
    let more = [batch.decline.as_str(), batch.delivery.assumed];
    for assumed in batch.assumed.iter().map(String::as_str).chain(more) {
        let _ = writeln!(said, "  {assumed}");
    }
    said
}

fn growth(batch: &Batch, said: &mut String) {
    let rows = batch.expansion.passages.iter().map(|passage| {
        vec![
            passage.number.to_string(),
            format!("{:.2e}", passage.seeded),
            format!("{:.2e}", passage.cells),
            format!("{:.2}", passage.cumulative),
            format!("{:.1}", 24.0 * passage.doubling),
            format!("{:.2} %", 100.0 * passage.senescent),
            format!("{:.1}", passage.days),
        ]
    });
    let heading =
        ["passage", "seeded", "cells", "doublings so far", "doubling time, h", "senescent", "days"];
    said.push_str(&table(heading, rows, true));
    let ended = match batch.expansion.ended {
        Ended::Reached => "the number wanted is reached",
        Ended::Passages => "no passage is left: fewer than wanted",
        Ended::Doublings => "the limit of doublings came first: fewer than wanted",
    };
    let _ = writeln!(
        said,
        "\n{:.2e} cells after {:.2} population doublings in {:.1} days: {ended}\n",
        batch.expansion.cells, batch.expansion.doublings, batch.expansion.days
    );
}

fn train(batch: &Batch, said: &mut String) {
    let _ = writeln!(
        said,
        "{}, {:.0} mL of medium; medians over {} draws:",
        batch.system, batch.medium, batch.draws
    );
    let rows = batch.train.iter().map(|after| {
        let mut row = vec![after.step.clone()];
        row.extend(after.amounts.iter().map(|figure| format!("{:.2e}", figure.median)));
        let percent = |f: Figure| {
            format!("{:.1} % ({:.1}–{:.1})", 100.0 * f.median, 100.0 * f.range.0, 100.0 * f.range.1)
        };
        row.push(after.vesicle_share.map_or_else(|| "–".into(), percent));
        row.push(maybe(after.per_ug));
        row
    });
    let heading = [
        "after",
        "cell vesicles",
        "medium vesicles",
        "fragments",
        "lipoproteins",
        "medium protein, µg",
        "cell protein, µg",
        "DNA, µg",
        "cell vesicles of particles",
        "particles per µg",
    ];
    said.push_str(&table(heading, rows, true));
    let _ = writeln!(
        said,
        "\nthe books miss {:.0e} of particles and of each mass at most",
        batch.imbalance
    );
}

fn doses(batch: &Batch, said: &mut String) {
    if let Some(doses) = batch.doses {
        let _ = writeln!(
            said,
            "\ndoses of a batch: {:.1} ({:.1}–{:.1})",
            doses.median, doses.range.0, doses.range.1
        );
    }
    if let Some(batches) = batch.batches {
        let _ = writeln!(
            said,
            "batches for all patients: {} ({}–{})",
            batches.median, batches.range.0, batches.range.1
        );
    }
    for (name, figure) in &batch.in_a_dose {
        let _ = writeln!(said, "in a dose, {name}: {}", range(*figure));
    }
    if let Some((cost, currency)) = &batch.cost {
        let _ = writeln!(
            said,
            "cost of a dose: {:.0} {currency} ({:.0}–{:.0})",
            cost.median, cost.range.0, cost.range.1
        );
    }
    let (per_kg, per_hour) = batch.endotoxin;
    let limit = exoscope_therapy::production::ENDOTOXIN_LIMIT;
    let _ = writeln!(
        said,
        "endotoxin of a dose: {per_kg:.3} EU/kg, {per_hour:.3} EU/kg/h (limit {limit}, assumed)"
    );
    let to = &batch.delivery;
    let _ = writeln!(
        said,
        "in the body: {:.1e} vesicles; tissue of {} holds {:.1e} at most, after {:.1} h; {:.3} % end there, {:.0} % in liver, \
         spleen and lung",
        to.vesicles,
        to.lesion,
        to.peak,
        to.peak_hours,
        100.0 * to.share,
        100.0 * to.filtered
    );
    if let Some(lung) = to.cells_in_lung {
        let _ = writeln!(said, "of the cells {:.0} % are in the lung after an hour", 100.0 * lung);
    }
}

fn yields(batch: &Batch, said: &mut String) {
    said.push_str(
        "\npublished yields, beside secretion of 1e3 to 1e4 vesicles per cell and day:\n",
    );
    let rows = batch.yields.iter().map(|row| {
        let per = row
            .per_cell_day
            .map_or_else(|| "–".into(), |(low, high)| format!("{low:.1e}–{high:.1e}"));
        vec![
            row.system.clone(),
            row.published.clone(),
            per,
            row.verdict.to_owned(),
            row.note.clone(),
        ]
    });
    let heading = ["system", "published", "per cell and day", "verdict", "note"];
    said.push_str(&table(heading, rows, false));
    said.push('\n');
}
