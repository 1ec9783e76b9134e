//! The page of the demonstration: the optimism of an estimate under a confounded design, and the smallest tumour detected.

use askama::Template;
use exoscope_read::compare::Difference;
use exoscope_study::confounding::{Contrast, Figure};
use exoscope_study::demo::Demo;
use exoscope_study::detection::Seen;

use crate::chart::Chart;
use crate::detection::{sight_chart, sight_table, size_range};
use crate::download::{Download, with_ends};
use crate::format::{count, interval, maybe_interval, proportion};
use crate::page::{PageError, RESEARCH_USE_ONLY, Whisker};
use crate::slope::{Slope, Step};

#[derive(Template)]
#[template(path = "demo.html")]
struct Page<'a> {
    demo: &'a Demo,
    rows: Vec<Row>,
    sizes: Vec<Size>,
    slope: Slope,
    chart: Option<Chart>,
    band: &'static str,
    ordinary: &'static str,
    learner: &'static str,
    resisted: String,
    optimistic: String,
    shed: String,
    host: String,
    alone: String,
    save_accuracy: Download,
    save_sight: Download,
}

/// One design under one split.
struct Row {
    design: &'static str,
    learner: &'static str,
    split: &'static str,
    accuracy: String,
    interval: String,
    balanced: String,
    balanced_interval: String,
    whisker: Whisker,
}

/// Sensitivity at one size, from what tumours shed alone and with the host's response.
struct Size {
    diameter: f64,
    shed: String,
    host: String,
}

/// A design, the learner, how samples are held out, and how the learner does.
type Held<'a> = (&'static str, &'static str, &'static str, &'a Figure);

/// The page of the demonstration: one HTML file that needs no network and no script. The same input gives
/// the same bytes.
pub fn demo_page(demo: &Demo) -> Result<String, PageError> {
    let (inside, apart) = ("batches inside class", "batches independent of class");
    let (one, date) = ("samples one by one", "dates kept together");
    let detection = &demo.detection;
    let title = format!("Tumours seen at {} % specificity", 100.0 * detection.specificity);
    let sight = (&detection.tumour_shed, &detection.with_host_response);
    let chart = sight_chart("sight", title, sight, detection.specificity);
    let drawn = detection.tumour_shed.over_parameters.is_some();
    let band = if drawn {
        "5–95&nbsp;% over draws of what is assumed, of people, cargo and training"
    } else {
        "the 95 % interval over people"
    };
    let both = detection.tumour_shed.curve.iter().zip(&detection.with_host_response.curve);
    let sizes = both.map(|(shed, host)| {
        let text = |p: f64, ci| format!("{} ({})", proportion(p), interval(ci));
        Size {
            diameter: shed.diameter_mm,
            shed: text(shed.sensitivity, shed.interval),
            host: text(host.sensitivity, host.interval),
        }
    });
    let confounded = &demo.confounded;
    let step = |name, (random, grouped): (&Figure, &Figure)| Step {
        name,
        ends: [random, grouped].map(|f| (f.accuracy, f.interval)),
    };
    let steps = [
        step(inside, (&confounded.random_split, &confounded.grouped_split)),
        step(apart, (&demo.independent.random_split, &demo.independent.grouped_split)),
    ];
    let figures = [
        (inside, demo.ordinary, one, &confounded.random_split),
        (inside, demo.ordinary, date, &confounded.grouped_split),
        (apart, demo.ordinary, one, &demo.independent.random_split),
        (apart, demo.ordinary, date, &demo.independent.grouped_split),
        (inside, demo.learner, one, &demo.resisted.random_split),
        (inside, demo.learner, date, &demo.resisted.grouped_split),
    ];
    let title = "Accuracy, by how samples are held out".to_owned();
    let page = Page {
        slope: Slope::new(title, [one, date], &steps, confounded.commonest),
        band,
        ordinary: in_words(demo.ordinary),
        learner: in_words(demo.learner),
        resisted: optimism(&demo.resisted),
        rows: figures.iter().map(Row::new).collect(),
        sizes: sizes.collect(),
        chart,
        optimistic: optimism(confounded),
        shed: size_range(&detection.tumour_shed),
        host: size_range(&detection.with_host_response),
        alone: alone(&detection.tumour_shed, detection.specificity),
        save_accuracy: accuracies(&figures),
        save_sight: sight_table("sensitivity-by-size.tsv", sight),
        demo,
    };
    Ok(page.render()?)
}

/// Whether what tumours shed alone is told from false alarms, and from what size: where the 95 % interval over
/// people lies above the false alarms.
fn alone(shed: &Seen, specificity: f64) -> String {
    let false_alarms = 1.0 - specificity;
    let above = shed.curve.iter().find(|point| point.interval.low > false_alarms);
    above.map_or_else(
        || {
            "By what a tumour sheds alone it gives no more than its false alarms (dotted) at any of these sizes."
                .to_owned()
        },
        |point| {
            format!(
                "By what a tumour sheds alone it gives more than its false alarms (dotted) from {} mm on.",
                point.diameter_mm
            )
        },
    )
}

/// Optimism of the estimate, with its 95 % interval: `0.174 (0.156 to 0.194)`.
pub fn optimism(by: &Contrast) -> String {
    let Difference { difference, ci, .. } = by.optimism;
    let ends = ci.map(|ci| format!(" ({:.3} to {:.3})", ci.low, ci.high)).unwrap_or_default();
    format!("{difference:.3}{ends}")
}

impl Row {
    fn new(&(design, learner, split, figure): &Held<'_>) -> Self {
        Self {
            design,
            learner,
            split,
            accuracy: proportion(figure.accuracy),
            interval: interval(figure.interval),
            balanced: proportion(figure.balanced_accuracy),
            balanced_interval: maybe_interval(figure.balanced_interval),
            whisker: Whisker::new("accuracy", figure.accuracy, figure.interval),
        }
    }
}

/// The numbers of the rows, to be saved.
fn accuracies(figures: &[Held<'_>]) -> Download {
    let heading = [
        "design",
        "learner",
        "held_out",
        "accuracy",
        "low",
        "high",
        "balanced_accuracy",
        "balanced_low",
        "balanced_high",
    ];
    let rows = figures.iter().map(|&(design, learner, split, figure)| {
        let accuracy = with_ends(Some(figure.accuracy), Some(figure.interval));
        let balanced = with_ends(Some(figure.balanced_accuracy), figure.balanced_interval);
        let words = [design, learner, split].map(str::to_owned);
        words.into_iter().chain(accuracy).chain(balanced)
    });
    Download::new("accuracy.tsv", &heading, rows)
}

/// A learner in words.
fn in_words(learner: &'static str) -> &'static str {
    match learner {
        "stack" => "the default, a stack of learners that are tuned and combined on inner folds",
        "lda-cv" => "discriminant analysis that finds its own shrinkage, as many would take",
        "shrunken-centroids" => {
            "shrunken centroids in the metric of a factor model, in seconds; the default reader, a \
             stack of these and three others, would take minutes"
        }
        other => other,
    }
}
