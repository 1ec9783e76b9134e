//! Whether probabilities are what they say, and whether acting on them does good.

use std::fmt::Write;

use askama::Template;
use exoscope_score::{Bin, Bootstrap, Calibration, Interval, NetBenefit, Scores};

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
    points: Vec<(&'a NetBenefit, Option<Interval>)>,
    /// Outline of the intervals of the reader's.
    band: String,
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
            decision: scores.signal.as_ref().and_then(|signal| {
                let drawn = drawn.map(|drawn| drawn.signal_decision.as_slice());
                Decision::new(&signal.decision, drawn.unwrap_or_default())
            }),
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
    fn new(curve: &'a [NetBenefit], drawn: &[Option<Interval>]) -> Option<Self> {
        let drawn = drawn.iter().copied().chain(std::iter::repeat(None));
        let points: Vec<(&NetBenefit, Option<Interval>)> = curve.iter().zip(drawn).collect();
        let highest = |(at, ci): &(&NetBenefit, Option<Interval>)| {
            ci.map_or(at.reader, |ci| ci.high).max(at.reader).max(at.everyone)
        };
        let top = points.iter().map(highest).fold(0.0, f64::max);
        if points.is_empty() || top <= 0.0 {
            return None;
        }
        let at = |threshold: f64, benefit: f64| place(threshold, (benefit / top).max(-0.04));
        let ends = points.iter().filter_map(|(point, ci)| Some((point.threshold, (*ci)?)));
        let lower = ends.clone().map(|(threshold, ci)| at(threshold, ci.low));
        let upper = ends.rev().map(|(threshold, ci)| at(threshold, ci.high));
        let rows = points.iter().map(|&(at, ci)| {
            let reader = with_ends(Some(at.reader), ci);
            let [risk, everyone] = [at.threshold, at.everyone].map(|v| v.to_string());
            [risk].into_iter().chain(reader).chain([everyone])
        });
        let heading = ["risk", "reader", "low", "high", "everyone"];
        Some(Self {
            reader: self::points(curve.iter().map(|of| at(of.threshold, of.reader))),
            everyone: self::points(curve.iter().map(|of| at(of.threshold, of.everyone))),
            band: self::points(lower.chain(upper)),
            top: proportion(top),
            save: Download::new("decision-curve.tsv", &heading, rows),
            points,
        })
    }
}

/// An interval of a net benefit, which may be below 0.
fn ends(ci: Option<Interval>) -> String {
    ci.map_or_else(String::new, |ci| format!("{:.4} to {:.4}", ci.low, ci.high))
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
