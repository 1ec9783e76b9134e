//! The page of a fitted body: estimates, fit, visual predictive check, residuals, profiles.

use askama::Template;
use exoscope_core::number::{UNDEFINED, amount, percent};
use exoscope_fit::body::{Band, BodyFit, Overlay, Residual};
use exoscope_fit::estimate::{Bound, Estimates, ProfileLikelihood};

use crate::chart::{Axis, Chart, Curve, Dot};
use crate::page::{PageError, RESEARCH_USE_ONLY};

/// What the page of a fit shows.
#[derive(Debug, Clone, Copy)]
pub struct FitPage<'a> {
    /// The fit.
    pub fit: &'a BodyFit,
    /// Its visual predictive check.
    pub bands: &'a [Band],
    /// Fitted curves of everything sampled.
    pub curves: &'a [Overlay],
    /// Unit of the table's times.
    pub time: &'a str,
}

/// Values of a user beside predictions, for plots.
#[derive(Debug, Clone, Copy)]
pub struct DataPlots<'a> {
    /// Values and predictions.
    pub rows: &'a [Residual],
    /// Curves of everything sampled.
    pub curves: &'a [Overlay],
    /// Unit of the table's times.
    pub time: &'a str,
}

#[derive(Template)]
#[template(path = "fit.html")]
struct Page<'a> {
    fit: &'a BodyFit,
    residual: &'static str,
    objective: String,
    rows: Vec<Row>,
    errors: Vec<[String; 3]>,
    open: Vec<&'a str>,
    curves: Vec<Chart>,
    checks: Vec<Chart>,
    residuals: Vec<Chart>,
    profiles: Vec<Chart>,
    correlations: Vec<[String; 3]>,
}

struct Row {
    name: String,
    value: String,
    unit: String,
    start: String,
    error: String,
    relative: String,
    interval: String,
}

/// Rise of −2 log L at the ends of a 95 % interval.
const RISE: f64 = 3.841;
/// Rises that a profile shows at most: the interval and some way beyond.
const SHOWN: f64 = 12.0;

/// The page of a fitted body. One HTML file that needs no network and no script. The same input gives the same bytes.
pub fn fit_page(page: &FitPage) -> Result<String, PageError> {
    let found = &page.fit.estimates;
    let plots = DataPlots { rows: &page.fit.residuals, curves: page.curves, time: page.time };
    let names = exoscope_fit::estimate::ResidualModel::NAMES;
    let residual = names.iter().find(|(_, own)| *own == page.fit.settings.residual);
    let show = |x: Option<f64>| x.map_or_else(|| UNDEFINED.to_owned(), amount);
    let errors = found.residual.iter().map(|r| {
        let proportional = r.proportional.map_or_else(|| UNDEFINED.to_owned(), percent);
        [r.group.clone(), show(r.additive), proportional]
    });
    let open = found.profiles.iter().filter(|p| p.is_open()).map(|p| p.parameter.as_str());
    Ok(Page {
        fit: page.fit,
        residual: residual.map_or("", |(name, _)| name),
        objective: format!("{:.3}", found.objective),
        rows: (0..found.names.len()).map(|place| row(found, place)).collect(),
        errors: errors.collect(),
        open: open.collect(),
        curves: plots.charts(),
        checks: checks(page),
        residuals: residuals(page),
        profiles: found
            .profiles
            .iter()
            .enumerate()
            .filter_map(|(n, p)| profile(n, p, found))
            .collect(),
        correlations: correlations(found),
    }
    .render()?)
}

impl DataPlots<'_> {
    /// A chart of everything sampled: curve and values over time.
    pub(crate) fn charts(&self) -> Vec<Chart> {
        let one = |(number, curve): (usize, &Overlay)| {
            let own =
                self.rows.iter().filter(|r| r.sampled == curve.sampled && r.unit == curve.unit);
            let dots: Vec<Dot> = own.map(|r| (r.time, r.observed, r.below_limit)).collect();
            let least = dots.iter().map(|d| d.1).filter(|y| *y > 0.0).fold(f64::INFINITY, f64::min);
            let axis = time_axis(dots.iter().map(|dot| dot.0));
            let first = dots.iter().map(|dot| dot.0).fold(f64::INFINITY, f64::min);
            let start = if axis == Axis::Log { 0.5 * first } else { 0.0 };
            // What the curve predicts far below every value, or long before, would stretch the axes.
            let within = |p: &&(f64, f64)| p.1 > 0.2 * least && p.0 >= start;
            let drawn = curve.curve.iter().filter(within).copied().collect();
            let line = Curve { name: "predicted".into(), points: drawn };
            Chart::with_dots(
                &format!("fit-{number}"),
                format!("{}: values and prediction", curve.sampled),
                (self.time, &curve.unit),
                (axis, Axis::Log),
                &[line],
                &[],
                &dots,
            )
        };
        self.curves.iter().enumerate().filter_map(one).collect()
    }
}

/// Times over more than a factor of 30 are drawn on a logarithmic axis, so that early samples do not stand on one line.
fn time_axis(times: impl Iterator<Item = f64>) -> Axis {
    let (low, high) = times.fold((f64::INFINITY, 0.0_f64), |(a, b), t| (a.min(t), b.max(t)));
    if low > 0.0 && high > 30.0 * low { Axis::Log } else { Axis::Linear }
}

fn row(found: &Estimates, place: usize) -> Row {
    let value = found.values.get(place).copied().unwrap_or(f64::NAN);
    let error = found.information.standard_errors.get(place).copied().flatten();
    let end = |bound: Bound, open: &str| bound.value().map_or_else(|| open.to_owned(), amount);
    let interval = found.profiles.get(place).map(|p| match (p.low, p.high) {
        (Bound::Open, Bound::Open) => "not told by the data".to_owned(),
        (low, high) => format!("{} to {}", end(low, "no lower bound"), end(high, "no upper bound")),
    });
    Row {
        name: found.names.get(place).cloned().unwrap_or_default(),
        value: amount(value),
        unit: found.units.get(place).cloned().unwrap_or_default(),
        start: found.starts.get(place).copied().map_or_else(String::new, amount),
        error: error.map_or_else(|| UNDEFINED.to_owned(), amount),
        relative: error.map_or_else(|| UNDEFINED.to_owned(), |error| percent(error / value)),
        interval: interval.unwrap_or_default(),
    }
}

/// Simulated percentiles with their intervals, and the observed ones as dots.
fn checks(page: &FitPage) -> Vec<Chart> {
    let one = |(number, curve): (usize, &Overlay)| {
        let own =
            || page.bands.iter().filter(|b| b.sampled == curve.sampled && b.unit == curve.unit);
        let names = ["5 %", "median", "95 %"];
        let lines: Vec<Curve> = (0..3)
            .map(|p| Curve {
                name: names[p].into(),
                points: own().map(|b| (b.time, b.simulated[p][1])).collect(),
            })
            .collect();
        let band =
            |p: usize| own().map(|b| (b.time, b.simulated[p][0], b.simulated[p][2])).collect();
        let bands = [band(0), band(1), band(2)];
        let dots: Vec<Dot> = own().flat_map(|b| b.observed.map(|x| (b.time, x, false))).collect();
        Chart::with_dots(
            &format!("check-{number}"),
            format!("{}: visual predictive check", curve.sampled),
            (page.time, &curve.unit),
            (time_axis(dots.iter().map(|dot| dot.0)), Axis::Log),
            &lines,
            &bands,
            &dots,
        )
    };
    page.curves.iter().enumerate().filter_map(one).collect()
}

/// Weighted residuals against time and prediction, and observed against predicted values.
fn residuals(page: &FitPage) -> Vec<Chart> {
    let rows = &page.fit.residuals;
    let of = |x: fn(&Residual) -> f64| -> Vec<Dot> {
        rows.iter().filter_map(|r| Some((x(r), r.weighted?, false))).collect()
    };
    let scatter = |id: &str, title: &str, label: &str, axis: Axis, dots: &[Dot]| {
        let labels = (label, "weighted residual");
        let axes = (axis, Axis::Free);
        Some(Chart::with_dots(id, title.into(), labels, axes, &[], &[], dots)?.with_line(0.0))
    };
    let over_time = of(|r| r.time);
    let over_predicted = of(|r| r.predicted);
    let ends = rows.iter().filter(|r| r.predicted > 0.0).map(|r| r.predicted);
    let (low, high) = ends.fold((f64::INFINITY, 0.0_f64), |(a, b), x| (a.min(x), b.max(x)));
    let same = Curve { name: "equal".into(), points: vec![(low, low), (high, high)] };
    let pairs: Vec<Dot> = rows.iter().map(|r| (r.predicted, r.observed, r.below_limit)).collect();
    let log = (Axis::Log, Axis::Log);
    let title = "Observed against predicted values, in their units".to_owned();
    [
        Chart::with_dots("pairs", title, ("predicted", "observed"), log, &[same], &[], &pairs),
        scatter("over-time", "Weighted residuals over time", page.time, Axis::Linear, &over_time),
        scatter(
            "over-predicted",
            "Weighted residuals over prediction",
            "predicted",
            Axis::Log,
            &over_predicted,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn profile(number: usize, profile: &ProfileLikelihood, found: &Estimates) -> Option<Chart> {
    let points = profile.points.iter().filter(|p| p.1 <= SHOWN).copied().collect();
    let line = Curve { name: "profile".into(), points };
    let unit = found.units.get(number).filter(|unit| !unit.is_empty());
    let label =
        unit.map_or_else(|| profile.parameter.clone(), |u| format!("{}, {u}", profile.parameter));
    let title = format!("{}: profile likelihood", profile.parameter);
    let labels = (label.as_str(), "rise of −2 log L");
    let axes = (Axis::Log, Axis::Linear);
    Some(Chart::new(&format!("profile-{number}"), title, labels, axes, &[line])?.with_line(RISE))
}

fn correlations(found: &Estimates) -> Vec<[String; 3]> {
    let row = |(name, other, r): (&str, &str, f64)| {
        [name.to_owned(), other.to_owned(), format!("{r:.3}")]
    };
    found.correlations().map(row).collect()
}
