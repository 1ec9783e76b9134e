//! Model card and TRIPOD+AI: what a run knows of itself, and what it leaves to its authors.

use exoscope_read::audit::Audit;
use exoscope_read::evaluate::{Evaluation, Manifest};

use crate::format::{count, counted, interval, list, maybe, proportion, quantity};
use crate::sentence::{Headline, held_out};

/// An item of a card and what the run says to it; `None` is to be supplied by the authors.
pub(crate) struct Item {
    /// What is asked.
    pub(crate) asked: &'static str,
    /// What the run says.
    pub(crate) said: Option<String>,
}

fn item(asked: &'static str, said: impl Into<String>) -> Item {
    Item { asked, said: Some(said.into()) }
}

fn open(asked: &'static str) -> Item {
    Item { asked, said: None }
}

/// The model card (Mitchell 2019, FAT* 220).
pub(crate) fn model_card(
    evaluation: &Evaluation,
    manifest: &Manifest,
    audit: Option<&Audit>,
) -> Vec<Item> {
    let scores = &evaluation.scores;
    let headline = Headline::new(evaluation);
    vec![
        item(
            "Model",
            format!(
                "{} reader of {}, made by {} {}, seed {}",
                manifest.reader.learner.name(),
                counted(evaluation.n_features, "miRNA"),
                manifest.program.name,
                manifest.program.version,
                manifest.seed
            ),
        ),
        item("Use", "research only: not a diagnostic device, not for decisions about a person"),
        item("Classes", list(&scores.classes, "and")),
        item("Measured on", history(manifest)),
        item("Held out", held_out(&evaluation.split)),
        item(
            "Figures",
            format!(
                "accuracy {} ({}), balanced accuracy {}, log-loss {}, macro AUROC {}",
                proportion(scores.accuracy),
                interval(scores.accuracy_ci),
                proportion(scores.balanced_accuracy),
                quantity(scores.log_loss),
                maybe(scores.macro_auroc)
            ),
        ),
        match audit {
            Some(audit) => item("Baselines", format!("{}. {}", audit.verdict, audit.sentence)),
            None => open("Baselines"),
        },
        item("What intervals cover", headline.limits),
        item(
            "Cannot know",
            "whether it holds at other sites, on other platforms, after other handling of blood, or \
             in people unlike these",
        ),
        open("Ethics, consent, who may be harmed by wrong calls"),
        open("Contact"),
    ]
}

/// The 27 items of TRIPOD+AI (Collins 2024, BMJ 385:e078378), in their order.
pub(crate) fn tripod(
    evaluation: &Evaluation,
    manifest: &Manifest,
    audit: Option<&Audit>,
) -> Vec<Item> {
    let scores = &evaluation.scores;
    let classes: Vec<String> = scores
        .per_class
        .iter()
        .map(|class| format!("{} {}", class.class, count(class.n)))
        .collect();
    let left_out: usize = manifest.left_out.iter().map(|left_out| left_out.samples.len()).sum();
    let learner = manifest.reader.learner.name();
    vec![
        open("1 Title"),
        open("2 Abstract"),
        open("3 Background: context, target population, inequalities"),
        open("4 Objectives"),
        item("5 Data: sources and dates", history(manifest)),
        open("6 Participants: setting, eligibility, treatments"),
        item(
            "7 Data preparation",
            "fitted inside each fold on training samples alone; the settings are listed on this page",
        ),
        item("8 Outcome", format!("one of {}", list(&scores.classes, "or"))),
        item(
            "9 Predictors",
            format!(
                "miRNAs of the table, {} after filtering (median over fits)",
                count(evaluation.n_features)
            ),
        ),
        item("10 Sample size", format!("{} samples: {}", count(scores.n), classes.join(", "))),
        item(
            "11 Missing data",
            "in training the median of the miRNA; in a called sample ten draws given its other miRNAs, its \
             calls averaged",
        ),
        item(
            "12 Analytical methods",
            format!(
                "{learner}; {} The methods of this page have the rest",
                held_out(&evaluation.split)
            ),
        ),
        item("13 Class imbalance", "classes are not reweighted; balanced accuracy is given"),
        if scores.by_subgroup.is_empty() {
            open("14 Fairness: figures by sex and site")
        } else {
            item("14 Fairness: figures by sex and site", subgroups(evaluation))
        },
        item(
            "15 Model output",
            "a probability for each class, at the mix of classes of training; the call is the likeliest, a \
             signal of cancer a threshold on the summed probability of the cancers",
        ),
        match audit {
            Some(audit) => item("16 Training versus evaluation data", audit.sentence.clone()),
            None => open("16 Training versus evaluation data"),
        },
        open("17 Ethical approval"),
        open("18 Open science: funding, conflicts, protocol, registration, data, code"),
        open("19 Patient and public involvement"),
        item(
            "20 Participants in the analysis",
            format!("{} took part, {} did not", count(scores.n), count(left_out)),
        ),
        item(
            "21 Model development",
            format!("{} folds, {} repeats", evaluation.split.folds, evaluation.split.repeats),
        ),
        item(
            "22 Model specification",
            "train writes the model with all coefficients as one safetensors file",
        ),
        item(
            "23 Model performance",
            format!("accuracy {} ({})", proportion(scores.accuracy), interval(scores.accuracy_ci)),
        ),
        open("24 Model updating"),
        open("25 Interpretation"),
        item("26 Limitations", Headline::new(evaluation).limits),
        open("27 Usability in current care"),
    ]
}

fn history(manifest: &Manifest) -> String {
    let steps: Vec<&str> = manifest.cohort.steps.iter().map(|step| step.what.as_str()).collect();
    if steps.is_empty() { "the cohort carries no history".to_owned() } else { steps.join("; ") }
}

fn subgroups(evaluation: &Evaluation) -> String {
    let groups = evaluation.scores.by_subgroup.iter();
    let figures: Vec<String> = groups
        .map(|group| {
            format!(
                "{} {} accuracy {} ({}, n {})",
                group.of,
                group.value,
                proportion(group.accuracy),
                interval(group.accuracy_ci),
                count(group.n)
            )
        })
        .collect();
    figures.join("; ")
}
