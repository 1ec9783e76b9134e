//! Tornado chart: what one parameter at a time does to deaths prevented.

use askama::Template;
use exoscope_screening::Swing;

use crate::chart::{Axis, Span};

/// Bars about a common axis; places are those of the drawing.
#[derive(Template)]
#[template(path = "screening_tornado.html")]
pub(crate) struct Tornado {
    description: String,
    high: usize,
    bars: Vec<Bar>,
    ticks: Vec<(f64, String)>,
}

struct Bar {
    name: String,
    top: usize,
    /// Left edge and width.
    left: f64,
    wide: f64,
    low: String,
    high: String,
    title: String,
}

const LEFT: f64 = 330.0;
const WIDE: f64 = 220.0;

impl Tornado {
    /// `None` without a sensitivity analysis.
    pub(crate) fn new(swings: &[Swing]) -> Option<Self> {
        if swings.is_empty() {
            return None;
        }
        let ends = swings.iter().flat_map(|swing| [swing.prevented.0, swing.prevented.1]);
        let span = Span::of(Axis::Linear, ends.chain([0.0]))?;
        let place = |x: f64| LEFT + WIDE * span.place(x).unwrap_or(0.0);
        let bar = |(n, swing): (usize, &Swing)| {
            let (a, b) = swing.prevented;
            Bar {
                name: swing.parameter.clone(),
                top: 8 + 24 * n,
                left: place(a.min(b)),
                wide: (place(a.max(b)) - place(a.min(b))).max(1.0),
                low: format!("{a:.1}"),
                high: format!("{b:.1}"),
                title: format!(
                    "{}: {a:.1} and {b:.1} deaths prevented per 100,000",
                    swing.parameter
                ),
            }
        };
        let bars: Vec<Bar> = swings.iter().enumerate().map(bar).collect();
        let description = bars.iter().map(|bar| bar.title.clone()).collect::<Vec<_>>().join("; ");
        let ticks = span.ticks().into_iter().map(|(at, text)| (LEFT + WIDE * at, text)).collect();
        Some(Self { description, high: 8 + 24 * swings.len(), bars, ticks })
    }
}
