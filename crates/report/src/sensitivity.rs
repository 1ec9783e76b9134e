//! The page of a sensitivity analysis: a tornado chart, indices with their intervals, pairs.

use askama::Template;
use exoscope_sim::observe::sensitivity::{Estimate, Rank, Ranked};

use crate::download::Download;
use crate::page::{PageError, RESEARCH_USE_ONLY, Whisker};

#[derive(Template)]
#[template(path = "sensitivity.html")]
struct Page<'a> {
    ranked: &'a Ranked,
    bars: Vec<Bar>,
    ticks: Vec<(f64, String)>,
    high: usize,
    rows: Vec<Row<'a>>,
    pairs: Vec<[String; 3]>,
    save: Download,
}

/// What one parameter does to the output, as a bar from its 5th to its 95th percentile.
struct Bar {
    name: String,
    top: usize,
    left: f64,
    wide: f64,
    ends: String,
    title: String,
}

struct Row<'a> {
    rank: &'a Rank,
    first: String,
    total: String,
    whisker: Whisker,
}

/// Where the bars begin, and how wide the plot is.
const LEFT: f64 = 330.0;
const WIDE: f64 = 220.0;
/// Height of a bar with its gap.
const STEP: usize = 24;

/// The page of a sensitivity analysis: one HTML file that needs no network and no script. The same input gives the same
/// bytes.
pub fn sensitivity_page(ranked: &Ranked) -> Result<String, PageError> {
    let (bars, ticks) = tornado(&ranked.parameters);
    let rows = ranked.parameters.iter().map(|rank| Row {
        rank,
        first: text(rank.index.first),
        total: text(rank.index.total),
        whisker: Whisker::of_whole(
            format!("total index of {}: {}", rank.parameter, text(rank.index.total)),
            (rank.index.total.low, rank.index.total.value, rank.index.total.high),
            1.0,
        ),
    });
    let pairs = ranked
        .pairs
        .iter()
        .map(|pair| [pair.parameters.0.clone(), pair.parameters.1.clone(), text(pair.index)]);
    Ok(Page {
        rows: rows.collect(),
        pairs: pairs.collect(),
        save: save(ranked),
        high: 8 + STEP * bars.len(),
        bars,
        ticks,
        ranked,
    }
    .render()?)
}

fn text(estimate: Estimate) -> String {
    format!("{:.3} ({:.3}–{:.3})", estimate.value, estimate.low, estimate.high)
}

/// Bars by how far they reach, widest first, and ticks.
fn tornado(parameters: &[Rank]) -> (Vec<Bar>, Vec<(f64, String)>) {
    let ends = parameters.iter().flat_map(|rank| [rank.swing.low, rank.swing.high]);
    let (low, high) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
    let range = (high - low).max(1e-9);
    let place = |x: f64| LEFT + WIDE * (x - low) / range;
    let mut order: Vec<&Rank> = parameters.iter().collect();
    let reach = |rank: &Rank| (rank.swing.high - rank.swing.low).abs();
    order.sort_by(|a, b| reach(b).total_cmp(&reach(a)));
    let bar = |(n, rank): (usize, &&Rank)| {
        let (a, b) = (rank.swing.low, rank.swing.high);
        Bar {
            name: rank.parameter.clone(),
            top: 8 + STEP * n,
            left: place(a.min(b)),
            wide: (place(a.max(b)) - place(a.min(b))).max(1.0),
            ends: format!("{:.3e} / {:.3e}", a.exp(), b.exp()),
            title: format!(
                "{}: {:.4e} at its 5th percentile, {:.4e} at its 95th",
                rank.parameter,
                a.exp(),
                b.exp()
            ),
        }
    };
    let bars = order.iter().enumerate().map(bar).collect();
    let ticks =
        [low, f64::midpoint(low, high), high].map(|x| (place(x), format!("{:.2e}", x.exp())));
    (bars, if parameters.is_empty() { Vec::new() } else { ticks.to_vec() })
}

fn save(ranked: &Ranked) -> Download {
    let heading = [
        "parameter",
        "standing",
        "morris",
        "first",
        "first_low",
        "first_high",
        "total",
        "total_low",
        "total_high",
        "at_p5",
        "at_p95",
    ];
    let rows = ranked.parameters.iter().map(|rank| {
        let (first, total) = (rank.index.first, rank.index.total);
        let figures = [
            rank.effect.mean,
            first.value,
            first.low,
            first.high,
            total.value,
            total.low,
            total.high,
            rank.swing.low.exp(),
            rank.swing.high.exp(),
        ];
        let words = [rank.parameter.clone(), rank.standing.to_string()];
        words.into_iter().chain(figures.map(|x| x.to_string())).collect::<Vec<_>>()
    });
    Download::new("sensitivity.tsv", &heading, rows)
}
