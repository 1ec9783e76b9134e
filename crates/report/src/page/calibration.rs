//! Whether probabilities are what they say, and whether acting on them does good.

use std::fmt::Write;

use askama::Template;
use exoscope_read::score::{Bin, Bootstrap, Calibration, Interval, NetBenefit, Scores};

use crate::download::{Download, number, with_ends};
use crate::format::{count, maybe, maybe_interval, proportion};

/// Reliability of any cancer, or of the likeliest class, and the decision curve.
#[derive(Template)]
#[template(path = "calibration.html")]
pub(super) struct Reliability<'a> {
    of: &'a str,
    calibration: &'a Calibration,
    /// Corners of the curve in the drawing.
    curve: String,
    dots: Vec<Dot>,
    /// Figures with their intervals.
    ece: String,
    slope: String,
    intercept: String,
    classwise: String,
    decision: Option<Decision<'a>>,
    save: Download,
}

/// A bin in the drawing: the larger, the more samples.
struct Dot {
    x: f64,
    y: f64,
    radius: f64,
    /// Ends of the interval, the lower first.
    reach: Option<[f64; 2]>,
}

/// Net benefit of the reader and of acting on everyone.
struct Decision<'a> {
    points: &'a [NetBenefit],
    reader: String,
    everyone: String,
    /// The highest net benefit that is drawn.
    top: String,
    save: Download,
}

impl<'a> Reliability<'a> {
    /// `None` where there is neither a signal nor a class with a curve.
    pub(super) fn new(scores: &'a Scores, drawn: Option<&Bootstrap>) -> Option<Self> {
        let signal = scores.signal.as_ref().filter(|signal| !signal.calibration.bins.is_empty());
        let (of, calibration, intervals) = match signal {
            Some(signal) => {
                ("any cancer", &signal.calibration, drawn.map(|drawn| drawn.signal_calibration))
            }
            None => {
                let shown = scores.per_class.iter().filter(|c| !c.calibration.bins.is_empty());
                let class = shown.max_by_key(|class| class.n)?;
                let of = |drawn: &Bootstrap| {
                    let mut each = drawn.per_class.iter();
                    each.find(|of| of.class == class.class).map(|of| of.calibration)
                };
                (class.class.as_str(), &class.calibration, drawn.and_then(of))
            }
        };
        let intervals = intervals.unwrap_or_default();
        let most = calibration.bins.iter().map(|bin| bin.n).max().unwrap_or(1) as f64;
        let dot = |bin: &Bin| {
            let (x, y) = place(bin.p, bin.share);
            let reach = bin.share_ci.map(|ci| [ci.low, ci.high].map(|end| place(bin.p, end).1));
            Dot { x, y, radius: 1.2 + 2.6 * (bin.n as f64 / most).sqrt(), reach }
        };
        let bins = calibration.bins.iter().map(|bin| {
            let names = [bin.n.to_string(), number(Some(bin.p))];
            names.into_iter().chain(with_ends(Some(bin.share), bin.share_ci))
        });
        let heading = ["samples", "mean_probability", "share", "low", "high"];
        Some(Self {
            save: Download::new("reliability.tsv", &heading, bins),
            of,
            calibration,
            curve: points(calibration.bins.iter().map(|bin| place(bin.p, bin.share))),
            dots: calibration.bins.iter().map(dot).collect(),
            ece: figure(calibration.ece, intervals.ece),
            slope: figure(calibration.slope, intervals.slope),
            intercept: figure(calibration.intercept, intervals.intercept),
            classwise: figure(scores.classwise_ece, drawn.and_then(|drawn| drawn.classwise_ece)),
            decision: scores.signal.as_ref().and_then(|signal| Decision::new(&signal.decision)),
        })
    }
}

/// A figure that may be below 0, and its interval.
fn figure(value: Option<f64>, interval: Option<Interval>) -> String {
    match interval {
        Some(Interval { low, high }) => {
            format!("{} ({} to {})", maybe(value), maybe(Some(low)), maybe(Some(high)))
        }
        None => maybe(value),
    }
}

impl<'a> Decision<'a> {
    fn new(points: &'a [NetBenefit]) -> Option<Self> {
        let top = points.iter().map(|at| at.reader.max(at.everyone)).fold(0.0, f64::max);
        if points.is_empty() || top <= 0.0 {
            return None;
        }
        let curve = |of: &dyn Fn(&NetBenefit) -> f64| {
            self::points(points.iter().map(|at| place(at.threshold, (of(at) / top).max(-0.04))))
        };
        Some(Self {
            reader: curve(&|at| at.reader),
            everyone: curve(&|at| at.everyone),
            points,
            top: proportion(top),
            save: Download::new(
                "decision-curve.tsv",
                &["risk", "reader", "everyone"],
                points
                    .iter()
                    .map(|at| [at.threshold, at.reader, at.everyone].map(|v| v.to_string())),
            ),
        })
    }
}

fn points(places: impl Iterator<Item = (f64, f64)>) -> String {
    places.fold(String::new(), |mut all, (x, y)| {
        let _ = write!(all, "{x:.1},{y:.1} ");
        all
    })
}

/// The place in the drawing of a point of the unit square.
fn place(x: f64, y: f64) -> (f64, f64) {
    (12.0 + 100.0 * x.clamp(0.0, 1.0), 104.0 - 100.0 * y.clamp(-0.04, 1.0))
}
