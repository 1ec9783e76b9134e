//! Heat map of a contrast.

use std::collections::BTreeMap;
use std::fmt::Write;

use askama::Template;
use exoscope_differential::HeatMap;

use crate::format::count;
use crate::page::PageError;

/// Standard deviations at which the colour is full.
const FULL: f64 = 2.5;
/// Steps of depth.
const STEPS: usize = 8;
/// Left edge of the cells, their width in all, height of a row.
const LEFT: f64 = 130.0;
const WIDE: f64 = 496.0;
const ROW: f64 = 11.0;
const TOP: f64 = 26.0;

/// A heat map as SVG.
#[derive(Template, Clone)]
#[template(path = "heat_map.html")]
pub(super) struct HeatPlot {
    id: String,
    title: String,
    description: String,
    high: f64,
    rows: Vec<(f64, String)>,
    /// Cells of one colour: class, depth in percent, outline.
    cells: Vec<(&'static str, usize, String)>,
    /// Classes: from, to, middle, name.
    groups: Vec<(f64, f64, f64, String)>,
    alone: bool,
}

impl HeatPlot {
    pub(super) fn new(map: &HeatMap, contrast: &str, number: usize) -> Self {
        let n = map.samples.len().max(1);
        let width = WIDE / n as f64;
        let mut cells: BTreeMap<(bool, usize), String> = BTreeMap::new();
        for (i, row) in map.levels.iter().enumerate() {
            let top = TOP + ROW * i as f64;
            for (k, level) in row.iter().enumerate().filter(|(_, level)| !level.is_nan()) {
                let step = ((level.abs() / FULL).min(1.0) * STEPS as f64).round() as usize;
                if step == 0 {
                    continue;
                }
                let path = cells.entry((*level > 0.0, step)).or_default();
                let left = LEFT + width * k as f64;
                let _ = write!(path, "M{left:.2} {top:.1}h{width:.2}v{ROW}h-{width:.2}z");
            }
        }
        let cell = |((up, step), path): ((bool, usize), String)| {
            (if up { "up" } else { "down" }, 100 * step / STEPS, path)
        };
        let mut groups: Vec<(f64, f64, f64, String)> = Vec::new();
        for (k, sample) in map.samples.iter().enumerate() {
            let to = LEFT + width * (k + 1) as f64;
            match groups.last_mut().filter(|group| group.3 == sample.class) {
                Some(group) => group.1 = to,
                None => groups.push((LEFT + width * k as f64, to, 0.0, sample.class.clone())),
            }
        }
        for group in &mut groups {
            group.2 = f64::midpoint(group.0, group.1);
        }
        let name = |(i, name): (usize, &String)| {
            (TOP + ROW * (i as f64 + 0.5), name.trim_start_matches("hsa-").to_owned())
        };
        Self {
            id: format!("heat-{number}"),
            title: format!("Heat map: {contrast}"),
            description: format!(
                "{} miRNAs of the smallest p values in {} of {} samples, in standard deviations from the mean of all.",
                map.mirnas.len(),
                count(map.samples.len()),
                count(map.of)
            ),
            high: TOP + ROW * map.mirnas.len() as f64 + 6.0,
            rows: map.mirnas.iter().enumerate().map(name).collect(),
            cells: cells.into_iter().map(cell).collect(),
            groups,
            alone: false,
        }
    }

    pub(super) fn page(&self) -> Result<String, PageError> {
        Ok(self.render()?)
    }

    pub(super) fn file(&self) -> Result<String, PageError> {
        Ok(Self { alone: true, ..self.clone() }.render()?)
    }
}
