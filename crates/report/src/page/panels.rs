//! How few miRNAs would do.

use askama::Template;
use exoscope_read::evaluate::PanelPoint;

use crate::chart::{Axis, Chart, Curve};
use crate::download::{Download, each_with_ends, number};
use crate::format::{interval, maybe, maybe_interval, proportion, quantity};

/// miRNAs of a panel that are named.
const NAMED: usize = 30;

/// Figures by size of the panel.
#[derive(Template)]
#[template(path = "panels.html")]
pub(super) struct Panels<'a> {
    points: &'a [PanelPoint],
    cancers: bool,
    chart: Option<Chart>,
    save: Download,
}

impl<'a> Panels<'a> {
    /// `None` where no panel was asked for.
    pub(super) fn new(points: &'a [PanelPoint]) -> Option<Self> {
        if points.is_empty() {
            return None;
        }
        let mut order: Vec<&PanelPoint> = points.iter().collect();
        order.sort_by_key(|point| point.n_features);
        let curve = |name: &str, of: &dyn Fn(&PanelPoint) -> Option<f64>| Curve {
            name: name.to_owned(),
            points: order.iter().filter_map(|p| Some((p.n_features as f64, of(p)?))).collect(),
        };
        let mut curves = vec![
            curve("accuracy", &|point| Some(point.accuracy)),
            curve("balanced", &|point| Some(point.balanced_accuracy)),
        ];
        let cancers = points.iter().any(|point| point.accuracy_cancers.is_some());
        if cancers {
            curves.push(curve("of cancers", &|point| point.accuracy_cancers));
        }
        let title = "Figures by the number of miRNAs a reader may use".to_owned();
        let axes = (Axis::Log, Axis::Linear);
        let rows = points.iter().map(|point| {
            let figures = [
                (Some(point.accuracy), Some(point.accuracy_ci)),
                (Some(point.balanced_accuracy), point.balanced_accuracy_ci),
                (point.accuracy_cancers, point.accuracy_cancers_ci),
                (Some(point.log_loss), point.log_loss_ci),
            ];
            let figures = each_with_ends(figures);
            let [mirnas, overlap] = [Some(point.n_features as f64), point.overlap].map(number);
            [mirnas].into_iter().chain(figures).chain([overlap])
        });
        let heading = [
            "mirnas",
            "accuracy",
            "low",
            "high",
            "balanced",
            "balanced_low",
            "balanced_high",
            "of_cancers",
            "of_cancers_low",
            "of_cancers_high",
            "log_loss",
            "log_loss_low",
            "log_loss_high",
            "overlap",
        ];
        Some(Self {
            points,
            cancers,
            chart: Chart::new("panel-curve", title, ("miRNAs", "share"), axes, &curves),
            save: Download::new("panel-curve.tsv", &heading, rows),
        })
    }
}

/// The size that was asked for.
fn size(point: &PanelPoint) -> String {
    point.size.map_or_else(|| "all".to_owned(), |size| size.to_string())
}

/// The miRNAs that at least half of the fits chose.
fn chosen(point: &PanelPoint) -> String {
    let names: Vec<&str> = point.chosen.iter().take(NAMED).map(|c| c.mirna.as_str()).collect();
    match point.chosen.len() - names.len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
