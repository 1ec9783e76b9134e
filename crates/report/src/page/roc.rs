//! ROC curves, a small panel a class, all others in the background.

use std::fmt::Write;

use askama::Template;
use exoscope_score::{ClassScores, Scores, Signal};

use crate::download::Download;
use crate::format::{maybe, proportion};

/// Classes up to this number get large panels.
const FEW: usize = 4;

/// The panels.
#[derive(Template)]
#[template(path = "roc.html")]
pub(super) struct Roc<'a> {
    signal: Option<Panel<'a>>,
    panels: Vec<Panel<'a>>,
    large: bool,
    /// Curves are of the first of several repeats.
    first_of_many: bool,
    save: Download,
}

/// A curve with its name and its figure. Places are those of the drawing: the unit square is 100
/// wide, 12 from the left and 4 from the top.
struct Panel<'a> {
    name: &'a str,
    auroc: String,
    points: String,
    /// Where the calls stand.
    called: Option<(f64, f64)>,
    description: String,
}

impl<'a> Roc<'a> {
    pub(super) fn new(scores: &'a Scores) -> Self {
        let drawn = |(class, points): (&'a ClassScores, &[[f64; 2]])| {
            (!points.is_empty()).then(|| Panel::of_class(class, points))
        };
        let curves = scores.roc.iter().map(|curve| curve.points.as_slice());
        let panels: Vec<_> = scores.per_class.iter().zip(curves).filter_map(drawn).collect();
        let signal = scores.signal.iter().map(|signal| ("any cancer", signal.roc.as_slice()));
        let classes =
            scores.roc.iter().map(|curve| (curve.class.as_str(), curve.points.as_slice()));
        let points = signal.chain(classes).flat_map(|(name, points)| {
            points.iter().map(move |[x, y]| [name.to_owned(), format!("{x:.6}"), format!("{y:.6}")])
        });
        Self {
            save: Download::new(
                "roc.tsv",
                &["class", "one_minus_specificity", "sensitivity"],
                points,
            ),
            signal: scores.signal.as_ref().map(Panel::of_signal),
            large: panels.len() <= FEW,
            panels,
            first_of_many: scores.repeats > 1,
        }
    }
}

impl<'a> Panel<'a> {
    fn of_class(class: &'a ClassScores, points: &[[f64; 2]]) -> Self {
        let called = class.specificity.zip(class.recall);
        Self::new(&class.class, maybe(class.auroc), points, called)
    }

    fn of_signal(signal: &Signal) -> Self {
        let called = Some((signal.specificity, signal.sensitivity));
        Self::new("any cancer", proportion(signal.auroc), &signal.roc, called)
    }

    fn new(name: &'a str, auroc: String, points: &[[f64; 2]], called: Option<(f64, f64)>) -> Self {
        let mut description = format!("ROC curve of {name} against the rest, AUROC {auroc}.");
        if let Some((specificity, sensitivity)) = called {
            let (specificity, sensitivity) = (proportion(specificity), proportion(sensitivity));
            let _ = write!(
                description,
                " The calls have sensitivity {sensitivity} at specificity {specificity}.",
            );
        }
        Self {
            name,
            auroc,
            points: points.iter().map(|&[x, y]| place(x, y)).fold(String::new(), |mut all, at| {
                let _ = write!(all, "{:.1},{:.1} ", at.0, at.1);
                all
            }),
            called: called.map(|(specificity, sensitivity)| place(1.0 - specificity, sensitivity)),
            description,
        }
    }
}

/// The place in the drawing of a point of the unit square.
fn place(x: f64, y: f64) -> (f64, f64) {
    (12.0 + 100.0 * x.clamp(0.0, 1.0), 104.0 - 100.0 * y.clamp(0.0, 1.0))
}
