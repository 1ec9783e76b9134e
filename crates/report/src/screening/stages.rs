//! Stacked bars: diagnoses by stage without and with the programme.

use askama::Template;
use exoscope_screening::table::STAGES;

use crate::chart::{Axis, Span};

/// Two bars, 400 wide at most.
#[derive(Template)]
#[template(path = "screening_stages.html")]
pub(crate) struct Stages {
    description: String,
    /// Name, top, total, and parts: left, width, class, whether found by the test, title.
    bars: Vec<Bar>,
    ticks: Vec<(f64, String)>,
}

struct Bar {
    name: &'static str,
    top: f64,
    total: String,
    parts: Vec<Part>,
}

struct Part {
    left: f64,
    wide: f64,
    stage: usize,
    screened: bool,
    title: String,
}

const WIDE: f64 = 440.0;
const LEFT: f64 = 70.0;

impl Stages {
    /// Of diagnoses per 100,000 by stage: without, with, and with by the test.
    pub(crate) fn new(stages: &[[f64; 5]; 3]) -> Self {
        let [without, with, screen] = stages;
        let sums = [without.iter().sum::<f64>(), with.iter().sum()];
        let span = Span::of(Axis::Linear, sums.into_iter());
        let place = |x: f64| span.as_ref().and_then(|span| span.place(x)).unwrap_or(0.0);
        let bar = |name: &'static str, top: f64, all: &[f64; 5], screen: Option<&[f64; 5]>| {
            let (mut left, mut parts) = (LEFT, Vec::new());
            for (stage, (n, label)) in all.iter().zip(STAGES).enumerate() {
                let by_test = screen.and_then(|s| s.get(stage)).map_or(0.0, |s| *s);
                for (count, screened, how) in
                    [(n - by_test, false, "usual care"), (by_test, true, "the test")]
                {
                    let wide = WIDE * place(count.max(0.0));
                    let title = format!("stage {label}, by {how}: {count:.1} per 100,000");
                    if count > 0.0 {
                        parts.push(Part { left, wide, stage: stage + 1, screened, title });
                    }
                    left += wide.max(0.0);
                }
            }
            Bar { name, top, total: format!("{:.0}", all.iter().sum::<f64>()), parts }
        };
        let list = |all: &[f64; 5]| {
            let parts = STAGES.iter().zip(all).map(|(stage, n)| format!("{stage} {n:.1}"));
            parts.collect::<Vec<_>>().join(", ")
        };
        let ticks = span.as_ref().map(Span::ticks).unwrap_or_default();
        Self {
            ticks: ticks.into_iter().map(|(at, text)| (LEFT + WIDE * at, text)).collect(),
            description: format!(
                "Diagnoses per 100,000. Without: {}. With: {}.",
                list(without),
                list(with)
            ),
            bars: vec![bar("without", 10.0, without, None), bar("with", 50.0, with, Some(screen))],
        }
    }
}
