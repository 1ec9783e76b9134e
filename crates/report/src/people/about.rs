//! The reader behind the calls, and what it cannot know.

use askama::Template;
use exoscope_core::cohort::Step;
use exoscope_core::sample::Role;

use super::CallsPage;
use crate::format::{count, interval, list, proportion};

/// What was learned, and from whom.
#[derive(Template)]
#[template(path = "about.html")]
pub(super) struct About<'a> {
    facts: Vec<(&'static str, String)>,
    warnings: Vec<String>,
    steps: &'a [Step],
    unknown: Vec<String>,
}

impl<'a> About<'a> {
    pub(super) fn new(page: &CallsPage<'a>) -> Self {
        Self {
            facts: facts(page),
            warnings: page.reader.warnings(),
            steps: &page.reader.provenance().steps,
            unknown: unknown(page),
        }
    }
}

fn facts(page: &CallsPage<'_>) -> Vec<(&'static str, String)> {
    let reader = page.reader;
    let samples = reader.training_samples();
    let class = |(i, name): (usize, &String)| {
        let role = match reader.roles().of(name) {
            Some(Role::Control) => ", control",
            Some(Role::Benign) => ", benign",
            _ => "",
        };
        let n = samples.and_then(|samples| samples.get(i));
        n.map_or_else(|| name.clone(), |n| format!("{name} ({}{role})", count(*n)))
    };
    let classes: Vec<String> = reader.classes().iter().enumerate().map(class).collect();
    let total = samples.map(|samples| count(samples.iter().sum()));
    let mut facts = vec![
        ("Learner", reader.settings().learner.name().to_owned()),
        ("Reads", format!("{} miRNAs as {}", count(reader.mirnas().len()), reader.assay())),
        ("Classes", list(&classes, "and")),
    ];
    facts.extend(total.map(|total| ("Trained on", format!("{total} samples"))));
    if let Some(rules) = reader.rules() {
        facts.extend(rules.signal.as_ref().map(|rule| {
            let text = format!(
                "a log-odds of any cancer above {:.2}, at a specificity of {} ({}) from {} controls",
                rule.threshold,
                proportion(rule.specificity),
                interval(rule.interval),
                count(rule.controls)
            );
            ("A signal is", text)
        }));
        facts.push((
            "Not ruled out",
            format!(
                "classes of a conformal set, made to hold the class of {} of samples like those of \
                 training",
                proportion(rules.conformal.coverage)
            ),
        ));
    }
    facts.extend([
        ("Model file", format!("{} {}", page.model.name, page.model.sha256)),
        ("Samples from", format!("{} {}", page.cohort.name, page.cohort.sha256)),
        ("Read by", format!("exoscope {}", env!("CARGO_PKG_VERSION"))),
    ]);
    facts
}

/// What no call of this reader can take account of.
fn unknown(page: &CallsPage<'_>) -> Vec<String> {
    let mut unknown = vec![
        format!(
            "Anything but its classes: a cancer, a disease or a state of the body that was not among {} \
             is read as one of them, or as a profile unlike any.",
            list(page.reader.classes(), "and")
        ),
        "Whether what it learned was the disease or how samples were taken, kept and measured. An audit \
         of its training cohort says how far the two can be told apart."
            .to_owned(),
        "Whether it holds at another site, after other handling of blood, or with another lot of the \
         assay: specificity, sensitivity and sets were set on samples like those of training."
            .to_owned(),
        "Whether the tube holds the blood of the person on the label.".to_owned(),
        "What the person’s age, history, symptoms and other tests say.".to_owned(),
        "miRNAs behind a call say what the reader leaned on, not what causes a disease.".to_owned(),
    ];
    unknown.extend(page.quality.not_judged.iter().map(|why| format!("Quality: {why}.")));
    unknown
}
