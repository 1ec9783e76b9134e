//! The page that shows a simulated cohort beside a real one.

use askama::Template;
use exoscope_sim::profile::Figures;
use exoscope_sim::world::people::Percentiles;
use exoscope_study::realism::Beside;

use crate::chart::{Axis, Chart, Curve};
use crate::download::Download;
use crate::format::count;
use crate::page::{PageError, RESEARCH_USE_ONLY};

#[derive(Template)]
#[template(path = "realism.html")]
struct Page<'a> {
    beside: &'a Beside,
    names: (&'a str, &'a str),
    rows: Vec<[String; 3]>,
    charts: Vec<Chart>,
    save: Download,
}

/// The page of simulated profiles beside real ones, both by name: one HTML file that needs no network and no script. The
/// same input gives the same bytes.
pub fn realism_page(beside: &Beside, names: (&str, &str)) -> Result<String, PageError> {
    let rows = rows(beside);
    let both = (&beside.simulated, &beside.real);
    let curves = |of: &dyn Fn(&Figures) -> Vec<(f64, f64)>| {
        [("simulated", both.0), ("real", both.1)]
            .map(|(name, figures)| Curve { name: name.into(), points: of(figures) })
    };
    let chart = |id, title: &str, labels, axes, of: &dyn Fn(&Figures) -> Vec<(f64, f64)>| {
        Chart::new(id, title.to_owned(), labels, axes, &curves(of))
    };
    let charts = [
        chart(
            "levels",
            "Levels by rank",
            ("rank of the miRNA", "mean level, log2"),
            (Axis::Log, Axis::Linear),
            &|f| f.by_rank.iter().map(|&(rank, level)| (rank as f64, level)).collect(),
        ),
        chart(
            "spread",
            "Spread by level",
            ("median level of a quarter of the miRNAs, log2", "median SD, natural logarithm"),
            (Axis::Linear, Axis::Linear),
            &|f| f.spread.iter().map(|at| (at.level, at.sd)).collect(),
        ),
        chart(
            "spectrum",
            "Spectrum of the correlations",
            ("principal component", "share of the variance"),
            (Axis::Linear, Axis::Linear),
            &|f| (1..).zip(&f.spectrum).map(|(k, share)| (f64::from(k), *share)).collect(),
        ),
    ];
    let cells = rows.iter().map(|row| row.to_vec());
    let save = Download::new("simulated-beside-real.tsv", &["figure", "simulated", "real"], cells);
    let charts = charts.into_iter().flatten().collect();
    Ok(Page { beside, names, rows, charts, save }.render()?)
}

/// Every figure of both, in words.
fn rows(beside: &Beside) -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    let mut row = |name: &str, of: &dyn Fn(&Figures) -> String| {
        rows.push([name.to_owned(), of(&beside.simulated), of(&beside.real)]);
    };
    let whole = |p: &Percentiles| {
        let number = |x: f64| count(x.max(0.0).round() as usize);
        format!("{} ({}–{})", number(p.p50), number(p.p5), number(p.p95))
    };
    row("samples", &|f| count(f.samples));
    row("miRNAs", &|f| count(f.mirnas));
    row("reads of a library, median (5–95 %)", &|f| {
        f.depth.as_ref().map(whole).unwrap_or_default()
    });
    row("miRNAs detected a sample, median (5–95 %)", &|f| whole(&f.detected));
    row("share of reads of the 100 most abundant", &|f| {
        f.top_hundred.map(|share| format!("{share:.3}")).unwrap_or_default()
    });
    row("miRNAs that half of the samples have", &|f| count(f.compared));
    row("of these: mean absolute correlation", &|f| format!("{:.2}", f.mean_correlation));
    row("first principal component", &|f| {
        f.spectrum.first().map(|share| format!("{share:.2}")).unwrap_or_default()
    });
    row("SD of the natural logarithm, from rare to abundant", &|f| {
        f.spread.iter().map(|at| format!("{:.2}", at.sd)).collect::<Vec<_>>().join(", ")
    });
    row("share that follows age (p < 0.05)", &|f| {
        f.following_age.map(|share| format!("{share:.2}")).unwrap_or_default()
    });
    row("share of values missing", &|f| format!("{:.4}", f.missing));
    rows
}
