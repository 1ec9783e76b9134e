//! The page of a production process: growth, purification by component, doses, the dose in the body.

use askama::Template;
use exoscope_core::number::{self, UNDEFINED, amount};
use exoscope_therapy::production::growth::Ended;
use exoscope_therapy::production::{Batch, Figure, REFERENCE_AGE};

use crate::chart::{Axis, Chart, Curve};
use crate::frame::FrameWords;
use crate::page::PageError;

#[derive(Template)]
#[template(path = "production.html")]
struct Page<'a> {
    words: &'a FrameWords,
    batch: &'a Batch,
    headline: String,
    passages: Vec<[String; 7]>,
    heading: Vec<String>,
    train: Vec<Vec<String>>,
    particles: Option<Chart>,
    doses: Vec<[String; 2]>,
    course: Option<Chart>,
    yields: Vec<[String; 5]>,
}

/// A share in percent, its sign on the line of its number.
fn percent(share: f64) -> String {
    number::percent(share).replace(' ', "\u{a0}")
}

/// Age of the donor that a density of cells is given of.
const fn reference_age() -> f64 {
    REFERENCE_AGE
}

/// The page of a batch, its frame in the language of `words`: one HTML file that needs no network and no script. The same input
/// gives the same bytes.
pub fn production_page(batch: &Batch, words: &FrameWords) -> Result<String, PageError> {
    let passages = batch.expansion.passages.iter().map(|p| {
        [
            p.number.to_string(),
            amount(p.seeded),
            amount(p.cells),
            format!("{:.2}", p.cumulative),
            format!("{:.1}", 24.0 * p.doubling),
            percent(p.senescent),
            format!("{:.1}", p.days),
        ]
    });
    let mut heading: Vec<String> =
        batch.components.iter().map(|(name, unit)| format!("{name}, {unit}")).collect();
    heading.push("vesicles of the cells, of particles".into());
    heading.push("particles per µg of free protein".into());
    let train = batch.train.iter().map(|after| {
        let mut row = vec![after.step.clone()];
        let maybe = |figure: Option<Figure>, shown: fn(&Figure) -> String| {
            figure.map_or_else(|| UNDEFINED.to_owned(), |figure| shown(&figure))
        };
        row.extend(after.amounts.iter().map(Figure::amount));
        row.push(maybe(after.vesicle_share, Figure::percent));
        row.push(maybe(after.per_ug, Figure::amount));
        row
    });
    let yields = batch.yields.iter().map(|row| {
        let per = row
            .per_cell_day
            .map_or_else(|| UNDEFINED.to_owned(), |(a, b)| format!("{}–{}", amount(a), amount(b)));
        [row.system.clone(), row.published.clone(), per, row.verdict.to_owned(), row.note.clone()]
    });
    let to = &batch.delivery;
    let title = format!("Vesicles in the tissue of {} after a dose", to.lesion);
    let curve = [Curve { name: to.lesion.clone(), points: to.curve.clone() }];
    Page {
        words,
        batch,
        headline: headline(batch),
        passages: passages.collect(),
        heading,
        train: train.collect(),
        particles: particles(batch),
        doses: doses(batch),
        course: Chart::new(
            "course",
            title,
            ("hours", "vesicles"),
            (Axis::Linear, Axis::Linear),
            &curve,
        ),
        yields: yields.collect(),
    }
    .render()
    .map_err(PageError::from)
}

fn headline(batch: &Batch) -> String {
    let doses = match batch.doses.map(|doses| doses.floor().median) {
        Some(1.0) => "1 dose".to_owned(),
        doses => format!("{} doses", doses.map_or_else(|| UNDEFINED.to_owned(), number::short)),
    };
    let share = batch.train.last().and_then(|after| after.vesicle_share);
    let purity = share.map_or_else(String::new, |f| {
        format!(
            " Of the particles of the product {} ({}–{}) are vesicles of the cells.",
            percent(f.median),
            percent(f.range.0),
            percent(f.range.1)
        )
    });
    let grown = match batch.expansion.ended {
        Ended::Reached => "",
        Ended::Harvested => " The harvest holds as many cells as wanted, and nothing is grown.",
        Ended::Passages => " No passage is left: these are fewer cells than wanted.",
        Ended::Doublings => {
            " The limit of doublings comes first: these are fewer cells than wanted."
        }
    };
    format!(
        "{:.1} population doublings in {:.0} days give {} cells and {doses}.{grown}{purity}",
        batch.expansion.doublings,
        batch.expansion.days,
        amount(batch.expansion.cells)
    )
}

/// A component's name at the end of a curve, where some twenty characters have room: `vesicles, medium`, `fragments`.
fn short_name(component: &str) -> String {
    let short = component.split(" and ").next().unwrap_or_default();
    short.replace(" of the ", ", ")
}

/// Particles through the steps.
fn particles(batch: &Batch) -> Option<Chart> {
    let curve = |place: usize| {
        let points = batch.train.iter().enumerate();
        let points = points
            .filter_map(|(step, after)| Some((step as f64, after.amounts.get(place)?.median)));
        Curve {
            name: short_name(batch.components.get(place).map_or("", |c| c.0)),
            points: points.filter(|point| point.1 > 0.0).collect(),
        }
    };
    let curves: Vec<Curve> = (0..4).map(curve).filter(|curve| !curve.points.is_empty()).collect();
    let title = "Particles after each step, 0 the collected medium".to_owned();
    Chart::new("particles", title, ("step", "particles"), (Axis::Whole, Axis::Log), &curves)
}

fn doses(batch: &Batch) -> Vec<[String; 2]> {
    let mut rows = Vec::new();
    let mut row = |name: &str, figure: String| rows.push([name.to_owned(), figure]);
    if let Some(figure) = batch.doses {
        row("Doses of a batch", figure.floor().whole());
    }
    if let Some(figure) = batch.batches {
        row("Batches for all patients", figure.whole());
    }
    for (name, figure) in &batch.in_a_dose {
        row(&format!("In a dose: {name}"), figure.amount());
    }
    if let Some((figure, currency)) = &batch.cost {
        row(
            &format!("Cost of a dose made, all doses of a batch given, {currency}"),
            figure.amount(),
        );
        if let Some(needed) = &batch.cost_needed {
            let name = format!("Cost of a dose needed, whole batches for all patients, {currency}");
            row(&name, needed.amount());
        }
    }
    row("Endotoxin of a dose, EU per kg", amount(batch.endotoxin.per_kg));
    row("Endotoxin by the hour", batch.endotoxin.verdict());
    let to = &batch.delivery;
    row(&format!("Most in the tissue of {}, vesicles", to.lesion), amount(to.peak));
    row("Hours until then", amount(to.peak_hours));
    row(&format!("Ends in {}", to.lesion), percent(to.share));
    row("Ends in liver, spleen and lung", percent(to.filtered));
    if let Some(lung) = to.cells_in_lung {
        row("Cells in the lung after an hour", percent(lung));
    }
    rows
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use exoscope_core::Streams;
    use exoscope_therapy::production::{BUILT_IN, Process, produce};

    use super::*;

    #[test]
    fn the_page_of_every_process_is_whole() {
        for (name, text) in BUILT_IN {
            let plan: Process = text.parse().unwrap();
            let batch = produce(&plan, Streams::new(1)).unwrap();
            let ja = production_page(&batch, &FrameWords::JA).unwrap();
            crate::markup::check(&ja);
            assert!(
                ja.contains(FrameWords::JA.production.beside) && ja.contains("<html lang=\"ja\"")
            );
            let page = production_page(&batch, &FrameWords::EN).unwrap();
            crate::markup::check(&page);
            assert!(
                page.contains("× 140") && !page.contains("<p></p>") && !page.contains("The books"),
                "{name}"
            );
            let short = batch.components.iter().map(|(name, _)| short_name(name));
            assert!(short.into_iter().all(|name| name.chars().count() <= 20), "{name}");
            assert!(page.contains(name) && page.contains("cannot be compared"), "{name}");
        }
    }
}
