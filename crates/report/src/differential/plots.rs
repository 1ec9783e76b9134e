//! Volcano, MA plot and histogram of p values.

use std::fmt::Write;

use exoscope_differential::{ContrastResult, Differential, HeatMap, Row};

use super::heat::HeatPlot;
use super::plot::{Axes, Plot};
use crate::chart::Axis;
use crate::format::count;
use crate::page::PageError;

/// Points that are named.
const NAMED: usize = 14;
/// Length of an axis over what it has to show, so that no point stands on its end.
const ROOM: f64 = 1.08;
/// Bars of the histogram of p values.
const BARS: usize = 20;

/// Any plot of a contrast.
pub(super) enum AnyPlot {
    Axes(Box<Plot>),
    Heat(Box<HeatPlot>),
}

impl AnyPlot {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Axes(plot) => plot.kind,
            Self::Heat(_) => "heat-map",
        }
    }

    pub(super) fn render(&self) -> Result<String, PageError> {
        match self {
            Self::Axes(plot) => plot.page(),
            Self::Heat(plot) => plot.page(),
        }
    }

    pub(super) fn file(&self) -> Result<String, PageError> {
        match self {
            Self::Axes(plot) => plot.file(),
            Self::Heat(plot) => plot.file(),
        }
    }
}

/// All plots of a contrast; those with nothing to draw are left out.
pub(super) fn of_contrast(
    result: &Differential,
    contrast: &ContrastResult,
    heat: Option<&HeatMap>,
    number: usize,
) -> Vec<AnyPlot> {
    let boxed = |plot: Option<Plot>| plot.map(|plot| AnyPlot::Axes(Box::new(plot)));
    let heat = heat.map(|map| AnyPlot::Heat(Box::new(HeatPlot::new(map, &contrast.name, number))));
    [
        boxed(volcano(result, contrast, number)),
        boxed(ma(result, contrast, number)),
        boxed(p_values(contrast, number)),
        heat,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn known(contrast: &ContrastResult) -> Vec<&Row> {
    contrast.rows.iter().filter(|row| row.t.is_finite()).collect()
}

fn class(row: &Row, fdr: f64) -> Option<&'static str> {
    (row.fdr < fdr).then_some(if row.log2_fold_change > 0.0 { "up" } else { "down" })
}

/// Puts points on a plot: those that differ with their figures, the rest as they are.
fn scatter(plot: &mut Plot, axes: &Axes, rows: &[&Row], fdr: f64, at: impl Fn(&Row) -> (f64, f64)) {
    let place = |row: &Row| {
        let (x, y) = at(row);
        axes.place(x, y)
    };
    let others = rows.iter().filter(|row| class(row, fdr).is_none());
    plot.points("others", others.filter_map(|row| place(row)));
    for row in rows {
        if let (Some(class), Some((across, down))) = (class(row, fdr), place(row)) {
            let Row { mirna, log2_fold_change: change, .. } = row;
            let p = super::small(row.p, Some(row.log10_p));
            plot.dots.push((class, across, down, format!("{mirna}: {change:+.2}, p {p}")));
        }
    }
    for row in rows.iter().filter(|row| class(row, fdr).is_some()).take(NAMED) {
        if let Some((across, down)) = place(row) {
            plot.label(across, down, row.mirna.trim_start_matches("hsa-"));
        }
    }
}

fn volcano(result: &Differential, contrast: &ContrastResult, number: usize) -> Option<Plot> {
    let rows = known(contrast);
    let most = rows.iter().map(|row| row.log2_fold_change.abs()).fold(0.0, f64::max);
    let highest = rows.iter().map(|row| -row.log10_p).fold(0.0, f64::max);
    let reach = most * ROOM;
    let axes = Axes::new(&[-reach, reach], &[0.0, highest * ROOM], (Axis::Free, Axis::Linear))?;
    let title = format!("Volcano plot: {}", contrast.name);
    let mut plot = Plot::new("volcano", format!("volcano-{number}"), title, &axes);
    plot.x_label = format!("log2 fold change, {} above", contrast.above);
    "−log10 p".clone_into(&mut plot.y_label);
    plot.description = format!(
        "{} miRNAs; {} higher and {} lower at a false discovery rate of {}.",
        count(rows.len()),
        count(contrast.up),
        count(contrast.down),
        result.fdr
    );
    if let (Some((across, bottom)), Some((_, top))) =
        (axes.place(0.0, 0.0), axes.place(0.0, highest))
    {
        plot.paths.push(("chance", format!("M{across:.1} {bottom:.1}V{top:.1}")));
    }
    scatter(&mut plot, &axes, &rows, result.fdr, |row| (row.log2_fold_change, -row.log10_p));
    Some(plot)
}

fn ma(result: &Differential, contrast: &ContrastResult, number: usize) -> Option<Plot> {
    let rows = known(contrast);
    let levels: Vec<f64> = rows.iter().map(|row| row.average).collect();
    let most = rows.iter().map(|row| row.log2_fold_change.abs()).fold(0.0, f64::max);
    let reach = most * ROOM;
    let axes = Axes::new(&levels, &[-reach, reach], (Axis::Free, Axis::Free))?;
    let title = format!("MA plot: {}", contrast.name);
    let mut plot = Plot::new("ma", format!("ma-{number}"), title, &axes);
    plot.x_label = format!("mean level, {}", result.unit);
    "log2 fold change".clone_into(&mut plot.y_label);
    plot.description = format!("Fold change against mean level of {} miRNAs.", count(rows.len()));
    let ends = levels.iter().fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(*v), b.max(*v)));
    if let (Some((from, down)), Some((to, _))) = (axes.place(ends.0, 0.0), axes.place(ends.1, 0.0))
    {
        plot.paths.push(("chance", format!("M{from:.1} {down:.1}H{to:.1}")));
    }
    scatter(&mut plot, &axes, &rows, result.fdr, |row| (row.average, row.log2_fold_change));
    Some(plot)
}

fn p_values(contrast: &ContrastResult, number: usize) -> Option<Plot> {
    let rows = known(contrast);
    let mut counts = [0_usize; BARS];
    for row in &rows {
        let bar = ((row.p * BARS as f64) as usize).min(BARS - 1);
        if let Some(count) = counts.get_mut(bar) {
            *count += 1;
        }
    }
    let heights: Vec<f64> = counts.iter().map(|&n| n as f64).collect();
    let axes = Axes::new(&[0.0, 1.0], &heights, (Axis::Share, Axis::Linear))?;
    let title = format!("Histogram of p values: {}", contrast.name);
    let mut plot = Plot::new("p-values", format!("p-values-{number}"), title, &axes);
    "p".clone_into(&mut plot.x_label);
    "miRNAs".clone_into(&mut plot.y_label);
    plot.description =
        format!("{} of {} p values are below 0.05.", count(counts[0]), count(rows.len()));
    let mut bars = String::new();
    for (i, &height) in heights.iter().enumerate().filter(|(_, height)| **height > 0.0) {
        let width = 1.0 / BARS as f64;
        let (from, to) = (i as f64 * width + 0.002, (i + 1) as f64 * width - 0.002);
        if let (Some((left, top)), Some((right, bottom))) =
            (axes.place(from, height), axes.place(to, 0.0))
        {
            let _ = write!(bars, "M{left:.1} {bottom:.1}V{top:.1}H{right:.1}V{bottom:.1}z");
        }
    }
    plot.paths.push(("bars", bars));
    let even = rows.len() as f64 / BARS as f64;
    if let (Some((from, down)), Some((to, _))) = (axes.place(0.0, even), axes.place(1.0, even)) {
        plot.paths.push(("chance", format!("M{from:.1} {down:.1}H{to:.1}")));
    }
    Some(plot)
}
