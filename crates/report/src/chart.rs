//! Line charts: SVG in the page's own colours, with a title and a description for those who cannot see
//! them. The numbers stand beside the chart, in a table of the page.

mod axis;

use std::cmp::Ordering;
use std::fmt::Write;

use askama::Template;

pub(crate) use self::axis::{Axis, Span};

/// One curve with the name that stands at its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// Points across and up, in the units of the axes; joined in this order.
    pub points: Vec<(f64, f64)>,
}

/// A line chart. Places are those of the drawing: the plot is 460 wide and 220 high, 60 from the left
/// and 10 from the top; names of curves stand at the right.
#[derive(Template)]
#[template(path = "chart.html")]
pub(crate) struct Chart {
    id: String,
    title: String,
    description: String,
    x_label: String,
    y_label: String,
    lines: Vec<Line>,
    x_ticks: Vec<(f64, String)>,
    y_ticks: Vec<(f64, String)>,
    /// Height of a dotted line across.
    line: Option<f64>,
    /// Measurements, across and down, and whether each is hollow: below a limit.
    measured: Vec<(f64, f64, bool)>,
    /// Whether it is a file of its own, with its title and colours in it.
    alone: bool,
    y: Span,
}

/// A band about a curve, an interval a point: across, lower end, upper end.
pub(crate) type Band = Vec<(f64, f64, f64)>;

/// A measurement: across, up, and whether it is below a limit.
pub(crate) type Dot = (f64, f64, bool);

/// Where a dot stands on the drawing.
fn placed(&(across, up, hollow): &Dot, x: &Span, y: &Span) -> Option<(f64, f64, bool)> {
    let (across, up) = (x.place(across)?, y.place(up)?);
    Some((LEFT + WIDE * across, TOP + HIGH * (1.0 - up), hollow))
}

struct Line {
    name: String,
    points: String,
    /// The outline of its band; empty without one.
    band: String,
    /// Height of the name.
    at: f64,
    /// Where the curve ends, across and down.
    end: (f64, f64),
    /// Whether a dotted line leads from there to the name.
    led: bool,
    /// Points, where they are so few that each is a measurement of its own.
    dots: Vec<(f64, f64)>,
    /// Which of the page's line styles it takes, from 1.
    style: usize,
}

/// Points of a curve that are drawn at most: more than a screen shows.
const MOST_POINTS: usize = 400;
/// Points of a curve up to which each has a dot.
const FEW_POINTS: usize = 12;
/// Times the reach of the curves up to which an axis is stretched for the bands about them.
const MOST_BAND: f64 = 3.0;
/// Styles there are in the style sheet.
const STYLES: usize = 6;
/// Left and top edge of the plot, its width and height.
const LEFT: f64 = 60.0;
const TOP: f64 = 10.0;
const WIDE: f64 = 460.0;
const HIGH: f64 = 220.0;

impl Chart {
    /// A chart of `curves`, or `None` where there is nothing to draw.
    pub(crate) fn new(
        id: &str,
        title: String,
        labels: (&str, &str),
        axes: (Axis, Axis),
        curves: &[Curve],
    ) -> Option<Self> {
        Self::with_bands(id, title, labels, axes, curves, &[])
    }

    /// The same with a band about each of the first curves. The axis holds the bands, up to [`MOST_BAND`] times the reach of
    /// the curves: what is beyond is cut at the edge.
    pub(crate) fn with_bands(
        id: &str,
        title: String,
        labels: (&str, &str),
        axes: (Axis, Axis),
        curves: &[Curve],
        bands: &[Band],
    ) -> Option<Self> {
        Self::with_dots(id, title, labels, axes, curves, bands, &[])
    }

    /// The same with measurements as dots, the hollow ones below a limit; the axes hold them too.
    pub(crate) fn with_dots(
        id: &str,
        title: String,
        labels: (&str, &str),
        axes: (Axis, Axis),
        curves: &[Curve],
        bands: &[Band],
        dots: &[Dot],
    ) -> Option<Self> {
        let across = curves.iter().flat_map(|c| c.points.iter().map(|p| p.0));
        let x = Span::of(axes.0, across.chain(dots.iter().map(|dot| dot.0)))?;
        let heights = || {
            let on_curves = curves.iter().flat_map(|c| c.points.iter().map(|p| p.1));
            on_curves.chain(dots.iter().map(|dot| dot.1))
        };
        let reach = Span::of(axes.1, heights())?;
        let (least, most) = (reach.beyond(1.0 - MOST_BAND), reach.beyond(MOST_BAND));
        // An end that has no logarithm stretches no axis.
        let ends = bands.iter().flatten().flat_map(|&(_, low, high)| [low, high]);
        let ends = ends.filter(|end| axes.1 != Axis::Log || *end > 0.0);
        let y = Span::of(axes.1, heights().chain(ends.map(|end| end.min(most).max(least))))?;
        let mut lines: Vec<Line> =
            curves.iter().enumerate().map(|(i, curve)| Line::new(i, curve, &x, &y)).collect();
        for (line, band) in lines.iter_mut().zip(bands) {
            line.band = outline(band, &x, &y);
        }
        spread(&mut lines);
        let names: Vec<&str> = curves.iter().map(|c| c.name.as_str()).collect();
        let description = format!("{} against {}: {}.", labels.1, labels.0, names.join(", "));
        let x_ticks = x.ticks().into_iter().map(|(at, text)| (LEFT + WIDE * at, text)).collect();
        let y_ticks =
            y.ticks().into_iter().map(|(at, text)| (TOP + HIGH * (1.0 - at), text)).collect();
        Some(Self {
            id: id.to_owned(),
            title,
            description,
            x_label: labels.0.to_owned(),
            y_label: labels.1.to_owned(),
            lines,
            x_ticks,
            y_ticks,
            line: None,
            measured: dots.iter().filter_map(|dot| placed(dot, &x, &y)).collect(),
            alone: false,
            y,
        })
    }

    /// The same as a file of its own.
    pub(crate) fn alone(self) -> Self {
        Self { alone: true, ..self }
    }

    /// The same with a dotted line across at this height, where it is on the chart.
    pub(crate) fn with_line(self, at: f64) -> Self {
        let line = self.y.place(at).map(|up| TOP + HIGH * (1.0 - up));
        Self { line, ..self }
    }
}

impl Line {
    fn new(number: usize, curve: &Curve, x: &Span, y: &Span) -> Self {
        let every = curve.points.len().div_ceil(MOST_POINTS).max(1);
        let last = curve.points.len().saturating_sub(1);
        let (mut points, mut dots) = (String::new(), Vec::new());
        let mut end = (LEFT, TOP + HIGH);
        for (i, point) in curve.points.iter().enumerate() {
            if i % every != 0 && i != last {
                continue;
            }
            if let (Some(across), Some(up)) = (x.place(point.0), y.place(point.1)) {
                end = (LEFT + WIDE * across, TOP + HIGH * (1.0 - up));
                let _ = write!(points, "{:.1},{:.1} ", end.0, end.1);
                if curve.points.len() <= FEW_POINTS {
                    dots.push(end);
                }
            }
        }
        let (name, style) = (curve.name.clone(), number % STYLES + 1);
        let inside = end.0 < LEFT + WIDE - 1.0 && end.1 < TOP + HIGH - 6.0;
        let led = inside && !points.is_empty();
        Self { name, points, band: String::new(), at: end.1, end, led, dots, style }
    }
}

/// The outline of a band: along its lower ends and back along its upper ones, cut at the edges of the plot.
fn outline(band: &Band, x: &Span, y: &Span) -> String {
    let lower = band.iter().map(|&(across, low, _)| (across, low));
    let upper = band.iter().rev().map(|&(across, _, high)| (across, high));
    let mut outline = String::new();
    for (across, up) in lower.chain(upper) {
        if let (Some(across), Some(up)) = (x.clipped(across), y.clipped(up)) {
            let (across, down) = (LEFT + WIDE * across, TOP + HIGH * (1.0 - up));
            let _ = write!(outline, "{across:.1},{down:.1} ");
        }
    }
    outline
}

/// Keeps names at the ends of curves apart; of curves that leave at the bottom, the last comes first.
fn spread(lines: &mut [Line]) {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let end = |line: &Line| (line.end.1, -line.end.0);
    order.sort_by(|&a, &b| end(&lines[a]).partial_cmp(&end(&lines[b])).unwrap_or(Ordering::Equal));
    let mut free = TOP;
    for place in order {
        let line = &mut lines[place];
        line.at = line.at.max(free);
        free = line.at + 12.0;
    }
    let over = free - 12.0 - (TOP + HIGH);
    if over > 0.0 {
        for line in lines {
            line.at = (line.at - over).max(TOP);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn chart(points: Vec<(f64, f64)>, axes: (Axis, Axis)) -> Option<String> {
        let curves = [Curve { name: "a <b>".into(), points }];
        let chart = Chart::new("c", "T".into(), ("minutes", "per mL"), axes, &curves)?;
        Some(chart.render().unwrap())
    }

    #[test]
    fn a_curve_is_drawn_from_corner_to_corner_with_its_name_escaped() {
        let drawn = chart(vec![(0.0, 0.0), (10.0, 5.0)], (Axis::Linear, Axis::Linear)).unwrap();
        assert!(drawn.contains("60.0,230.0 520.0,10.0"), "{drawn}");
        assert!(drawn.contains("a &#60;b&#62;") && !drawn.contains("<b>"), "{drawn}");
    }

    #[test]
    fn a_band_runs_along_its_lower_end_and_back_along_its_upper() {
        let curve = Curve { name: "a".into(), points: vec![(0.0, 0.5), (10.0, 0.5)] };
        let axes = (Axis::Linear, Axis::Share);
        let band = vec![(0.0, 0.0, 1.0), (10.0, 0.0, 1.0)];
        let chart = Chart::with_bands("c", "T".into(), ("x", "y"), axes, &[curve], &[band]);
        let drawn = chart.unwrap().render().unwrap();
        assert!(drawn.contains("60.0,230.0 520.0,230.0 520.0,10.0 60.0,10.0"), "{drawn}");
    }

    #[test]
    fn an_axis_holds_the_bands_and_cuts_one_far_beyond_its_curve_at_the_edge() {
        let drawn = |axis: Axis, band: Band| {
            let curve = Curve { name: "a".into(), points: vec![(0.0, 1.0), (10.0, 1.0)] };
            let axes = (Axis::Linear, axis);
            let chart = Chart::with_bands("c", "T".into(), ("x", "y"), axes, &[curve], &[band]);
            chart.unwrap().render().unwrap()
        };
        // Twice as high as the curve: the axis ends at the band's upper end, the curve is at half height.
        let whole = drawn(Axis::Linear, vec![(0.0, 0.5, 2.0), (10.0, 0.5, 2.0)]);
        assert!(whole.contains("60.0,175.0 520.0,175.0 520.0,10.0 60.0,10.0"), "{whole}");
        assert!(whole.contains("points=\"60.0,120.0 520.0,120.0 \""), "{whole}");
        // A hundred times: the axis ends at three times, the band at its edge. So too where a lower end has no logarithm.
        let cut = drawn(Axis::Linear, vec![(0.0, 0.5, 2.0), (10.0, 0.5, 100.0)]);
        assert!(cut.contains("520.0,10.0 60.0,83.3"), "{cut}");
        let cut = drawn(Axis::Log, vec![(0.0, 0.0, 2.0), (10.0, 0.5, 2.0)]);
        assert!(cut.contains("<polygon class=\"band line-1\" points=\"60.0,230.0 520.0,230.0 520.0,10.0 60.0,10.0"), "{cut}");
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out() {
        assert!(chart(vec![(0.0, -1.0)], (Axis::Linear, Axis::Log)).is_none());
        assert!(chart(vec![(f64::NAN, 1.0)], (Axis::Linear, Axis::Log)).is_none());
        let wide = chart(vec![(0.0, 1e-300), (1.0, 1e10)], (Axis::Linear, Axis::Log)).unwrap();
        assert!(wide.contains("1e10") && !wide.contains("1e-300"));
    }
}
