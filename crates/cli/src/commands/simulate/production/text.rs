//! A batch as text.

use std::fmt::Write as _;

use exoscope_core::number::{UNDEFINED, amount, percent};
use exoscope_therapy::production::growth::Ended;
use exoscope_therapy::production::{Batch, Figure, REFERENCE_AGE};

use crate::tables::table;

pub fn text(batch: &Batch) -> String {
    let mut said = format!("{}: {}\n", batch.name, batch.about);
    let (site, cells) = &batch.harvested;
    let _ = writeln!(
        said,
        "harvest from {site}: {} MSC ({} under the other assumption about the donor's age; the density given is of {REFERENCE_AGE} years)",
        amount(*cells),
        amount(batch.harvested_otherwise)
    );
    for remark in &batch.remarks {
        let _ = writeln!(said, "note: {remark}");
    }
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
            amount(passage.seeded),
            amount(passage.cells),
            format!("{:.2}", passage.cumulative),
            format!("{:.1}", 24.0 * passage.doubling),
            percent(passage.senescent),
            format!("{:.1}", passage.days),
        ]
    });
    let heading =
        ["passage", "seeded", "cells", "doublings so far", "doubling time, h", "senescent", "days"];
    said.push_str(&table(heading, rows, true));
    let ended = match batch.expansion.ended {
        Ended::Reached => "the number wanted is reached",
        Ended::Harvested => "the harvest holds as many as wanted, and nothing is grown",
        Ended::Passages => "no passage is left: fewer than wanted",
        Ended::Doublings => "the limit of doublings came first: fewer than wanted",
    };
    let _ = writeln!(
        said,
        "\n{} cells after {:.2} population doublings in {:.1} days: {ended}\n",
        amount(batch.expansion.cells),
        batch.expansion.doublings,
        batch.expansion.days
    );
}

fn train(batch: &Batch, said: &mut String) {
    let _ = writeln!(
        said,
        "{}, {:.0} mL of medium (the vessel sets the medium per cell, and nothing else here); medians over {} draws, in brackets \
         the middle 95 %:",
        batch.system, batch.medium, batch.draws
    );
    let rows = batch.train.iter().map(|after| {
        let mut row = vec![after.step.clone()];
        row.extend(after.amounts.iter().map(|figure| amount(figure.median)));
        let maybe = |figure: Option<Figure>, shown: fn(&Figure) -> String| {
            figure.map_or_else(|| UNDEFINED.to_owned(), |figure| shown(&figure))
        };
        row.push(maybe(after.vesicle_share, Figure::percent));
        row.push(maybe(after.per_ug, Figure::amount));
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
        "\nmass-balance residual: {:.0e} of particles and of each mass at most",
        batch.imbalance
    );
}

fn doses(batch: &Batch, said: &mut String) {
    if let Some(doses) = batch.doses {
        let _ = writeln!(said, "\ndoses of a batch: {}", doses.floor().whole());
    }
    if let Some(batches) = batch.batches {
        let _ = writeln!(said, "batches for all patients: {}", batches.whole());
    }
    for (name, figure) in &batch.in_a_dose {
        let _ = writeln!(said, "in a dose, {name}: {}", figure.amount());
    }
    if let Some((cost, currency)) = &batch.cost {
        let _ = writeln!(
            said,
            "cost of a dose made, all doses of a batch given, {currency}: {}",
            cost.amount()
        );
    }
    if let (Some(needed), Some((_, currency))) = (&batch.cost_needed, &batch.cost) {
        let _ = writeln!(
            said,
            "cost of a dose needed, whole batches for the patients of the plan, {currency}: {}",
            needed.amount()
        );
    }
    let _ = writeln!(
        said,
        "endotoxin of a dose: {} EU/kg, {}",
        amount(batch.endotoxin.per_kg),
        batch.endotoxin.verdict()
    );
    let to = &batch.delivery;
    let _ = writeln!(
        said,
        "in the body: {} vesicles; tissue of {} holds {} at most, after {} h; {} end there, {} in liver, \
         spleen and lung",
        amount(to.vesicles),
        to.lesion,
        amount(to.peak),
        amount(to.peak_hours),
        percent(to.share),
        percent(to.filtered)
    );
    if let Some(lung) = to.cells_in_lung {
        let _ = writeln!(said, "of the cells {} are in the lung after an hour", percent(lung));
    }
}

fn yields(batch: &Batch, said: &mut String) {
    said.push_str(
        "\npublished yields, beside secretion of 1e3 to 1e4 vesicles per cell and day:\n",
    );
    let rows = batch.yields.iter().map(|row| {
        let per = row.per_cell_day.map_or_else(
            || UNDEFINED.into(),
            |(low, high)| format!("{}–{}", amount(low), amount(high)),
        );
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
    let [three, filtration, both] = batch.gains;
    let _ = writeln!(
        said,
        "\npublished gain of vesicles (PMC6277553): culture in three dimensions × {three:.0}, tangential flow filtration × \
         {filtration:.0}, together × {both:.0}"
    );
}
