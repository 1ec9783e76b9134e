//! Box plots of one miRNA.

use std::fmt::Write;

use exoscope_differential::{LevelBox, Profile};

use super::plot::{Axes, HIGH, LEFT, Plot, TOP, WIDE};
use crate::chart::Axis;
use crate::format::count;

/// Boxes of a plot.
const MOST: usize = 60;

/// The box plots of a profile, by class and by each batch variable, with the name of what they are by.
pub(super) fn of_profile(profile: &Profile, number: usize) -> Vec<(String, Plot)> {
    let mut plots = Vec::new();
    let by_class = draw(profile, &profile.by_class, "class", format!("boxes-{number}"));
    plots.extend(by_class.map(|plot| ("class".to_owned(), plot)));
    for (k, batches) in profile.by_batch.iter().enumerate() {
        let id = format!("boxes-{number}-{}", k + 1);
        let plot = draw(profile, &batches.boxes, &batches.column, id);
        plots.extend(plot.map(|plot| (batches.column.clone(), plot)));
    }
    plots
}

fn draw(profile: &Profile, boxes: &[LevelBox], by: &str, id: String) -> Option<Plot> {
    let shown = boxes.get(..MOST).unwrap_or(boxes);
    let levels: Vec<f64> =
        shown.iter().flat_map(|of| of.five.iter().chain(&of.beyond)).copied().collect();
    let axes = Axes::new(&[0.0, 1.0], &levels, (Axis::Share, Axis::Free))?;
    let mut plot = Plot::new("boxes", id, format!("{} by {by}", profile.mirna), &axes);
    plot.y_label.clone_from(&profile.unit);
    plot.x_label = if by == "class" { String::new() } else { by.to_owned() };
    plot.x_ticks.clear();
    let classes = classes(shown);
    let slot = WIDE / shown.len() as f64;
    let half = (slot * 0.32).min(26.0);
    let down = |level: f64| axes.place(0.0, level).map_or(TOP + HIGH, |(_, down)| down);
    for (i, of) in shown.iter().enumerate() {
        let across = LEFT + slot * (i as f64 + 0.5);
        let [low, q1, median, q3, high] = of.five.map(down);
        let (from, to) = (across - half, across + half);
        let mut path = String::new();
        let _ = write!(path, "M{from:.1} {q1:.1}V{q3:.1}H{to:.1}V{q1:.1}z");
        let _ = write!(path, "M{across:.1} {q1:.1}V{low:.1}M{across:.1} {q3:.1}V{high:.1}");
        let _ = write!(path, "M{from:.1} {median:.1}H{to:.1}");
        let class = if classes.first() == Some(&of.class.as_str()) { "box-1" } else { "box-2" };
        plot.paths.push((class, path));
        plot.points("others", of.beyond.iter().map(|&level| (across, down(level))));
        let name = of.batch.as_deref().unwrap_or(&of.class);
        let wanted = shown.len() <= 12 || i % shown.len().div_ceil(12) == 0;
        if wanted {
            let most = ((slot * shown.len().div_ceil(12) as f64) / 5.0).max(4.0) as usize;
            let short: String = name.chars().take(most).collect();
            plot.x_ticks.push((across, short));
        }
    }
    let sizes: Vec<String> = shown
        .iter()
        .map(|of| {
            let batch = of.batch.as_ref().map(|batch| format!(", {batch}")).unwrap_or_default();
            format!("{}{batch}: {} samples, median {:.2}", of.class, count(of.n), of.five[2])
        })
        .collect();
    plot.description = format!("{}.", sizes.join("; "));
    if boxes.len() > MOST {
        let _ = write!(plot.description, " The first {MOST} of {}.", boxes.len());
    }
    Some(plot)
}

/// The classes, in order of their first box.
fn classes(boxes: &[LevelBox]) -> Vec<&str> {
    let mut classes: Vec<&str> = Vec::new();
    for of in boxes {
        if !classes.contains(&of.class.as_str()) {
            classes.push(&of.class);
        }
    }
    classes
}
