//! `exoscope audit`.

use std::path::{Path, PathBuf};

use exoscope::audit::{AuditCohort, AuditDesign, FEWEST_PERMUTATIONS};
use exoscope::files::{Inputs, Outputs};
use exoscope_read::audit::{
    Audit, AuditSettings, Confounding, Figures, Measured, Null, QuestionVerdict,
};
use exoscope_read::learn::LearnerSettings;

use crate::answer::Answer;
use crate::context::Context;
use crate::hint::Misuse;
use crate::output::{self, OutputPath};
use crate::tables::table;

/// Say what a figure would be if it meant nothing
///
/// Beside every headline belongs what calls score that should score nothing, and how far batches
/// and classes coincide. A cohort is audited with its own reader: under random folds and with each
/// key kept together, from 50 random miRNAs and the least expressed ones, from age and sex, depth and
/// quality alone, and with labels permuted freely and within batches. The verdict is one of:
/// supported, cannot be separated from KEY (or from age and sex, or depth and quality), no signal, too small to say.
/// Where there are several cancers, cancer against control and which cancer are judged apart.
///
/// With --design this needs no miRNA: a table with a label and keys (slide, date, site) is enough to
/// see whether any split of the samples can show a signal. The best that a design can be is testable
/// (design only, not yet audited).
#[derive(clap::Args)]
#[command(after_help = "Examples:
  exoscope audit cohort.parquet --batch slide,scan_date,site --report audit.html
  exoscope audit cohort.parquet --batch batch --compare lda,logistic
  exoscope audit --design design.tsv --label label --control VOL --benign 'benign_*' \\
      --batch scan_date,slide,collection")]
pub struct Args {
    /// Cohort that `import` or `annotate` wrote
    #[arg(required_unless_present = "design")]
    cohort: Option<PathBuf>,
    /// Table of facts to audit instead, a row a sample
    #[arg(long, value_name = "FILE", requires = "label", conflicts_with = "cohort")]
    design: Option<PathBuf>,
    /// Design: the column that is the label
    #[arg(long, value_name = "COL", requires = "design")]
    label: Option<String>,
    /// Design: labels that are controls; * stands for any characters
    #[arg(long, value_name = "LABEL", num_args = 1.., requires = "design")]
    control: Vec<String>,
    /// Design: labels that are benign diseases; * stands for any characters
    #[arg(long, value_name = "LABEL", num_args = 1.., requires = "design")]
    benign: Vec<String>,
    /// Batch variables: columns that say what was handled together, separated by commas [default: those
    /// that hold site, slide and date]
    #[arg(long = "batch", alias = "keys", value_name = "COL,…", value_delimiter = ',')]
    keys: Vec<String>,
    /// Cohort: only samples of these classes, separated by commas
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    classes: Option<Vec<String>>,
    /// Cohort: what learns, as in `evaluate`; a fast learner, as it is fitted hundreds of times
    #[arg(long, value_name = "LEARNER", default_value = "lda", value_parser = learner)]
    learner: LearnerSettings,
    /// Cohort: learners to compare under every split, separated by commas
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', value_parser = learner)]
    compare: Vec<LearnerSettings>,
    /// Cohort: draws of 50 random miRNAs
    #[arg(long, value_name = "N", default_value_t = AuditSettings::default().draws)]
    draws: usize,
    /// Cohort: permutations of each null
    #[arg(long, value_name = "N", default_value_t = AuditSettings::default().permutations)]
    permutations: usize,
    /// File to write the audit to, as JSON; `report RUN --audit FILE` puts it on the page of a run
    #[arg(long, value_name = "JSON", value_parser = output::json("{\"verdict\":"))]
    out: Option<OutputPath>,
    /// Page to write
    #[arg(long, value_name = "HTML", value_parser = output::page())]
    report: Option<OutputPath>,
}

fn learner(name: &str) -> Result<LearnerSettings, String> {
    LearnerSettings::default_of(name).ok_or_else(|| {
        format!("{name:?} is no learner; known are {}", LearnerSettings::NAMES.join(", "))
    })
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Answer> {
    let mut outputs = Outputs::memory();
    if let Some(path) = &args.out {
        outputs = outputs.with_file("audit.json", &**path);
    }
    if let Some(path) = &args.report {
        outputs = outputs.with_file("audit.html", &**path);
    }
    let audit = match (&args.cohort, &args.design) {
        (Some(path), _) => of_cohort(args, path, &mut outputs, context)?,
        (None, Some(path)) => of_design(args, path, &mut outputs, context)?,
        (None, None) => return Err(Misuse::new("name a cohort or a --design").into()),
    };
    let mut answer = Answer::new(text(&audit), &audit)?;
    if let Some(path) = &args.report {
        answer.text = format!("{}\nreport: {}\n", answer.text, path.display());
        answer = answer.with("report", path.display().to_string());
    }
    if let Some(out) = &args.out {
        answer.text = format!("{}\naudit: {}\n", answer.text, out.display());
    }
    Ok(answer)
}

fn of_cohort(
    args: &Args,
    cohort: &Path,
    outputs: &mut Outputs,
    context: &Context,
) -> anyhow::Result<Audit> {
    let permutations = args.permutations;
    if permutations < FEWEST_PERMUTATIONS {
        context.warn(format!(
            "with {permutations} permutations p cannot fall to 0.01, so no signal can be seen: give \
             --permutations {FEWEST_PERMUTATIONS} or more"
        ));
    }
    let audit = AuditCohort {
        batches: args.keys.clone(),
        classes: args.classes.clone(),
        learner: args.learner.clone(),
        compare: args.compare.clone(),
        draws: args.draws,
        permutations,
        seed: context.streams.seed(),
    };
    let inputs = Inputs::default().with_file("cohort.parquet", cohort);
    Ok(audit.run(&inputs, outputs, &context.watch())?)
}

fn of_design(
    args: &Args,
    design: &Path,
    outputs: &mut Outputs,
    context: &Context,
) -> anyhow::Result<Audit> {
    let audit = AuditDesign {
        label: args.label.clone().unwrap_or_default(),
        controls: args.control.clone(),
        benign: args.benign.clone(),
        batches: args.keys.clone(),
        classes: args.classes.clone(),
        seed: context.streams.seed(),
    };
    Ok(audit.run(&Inputs::default().with_file("design.tsv", design), outputs)?)
}

fn text(audit: &Audit) -> String {
    let asked = audit.first_question().map_or_else(String::new, |asked| format!(" ({asked})"));
    let mut parts = vec![format!("verdict{asked}: {}\n{}", audit.verdict, audit.sentence)];
    for judged in audit.other_questions() {
        let QuestionVerdict { question, verdict, sentence, .. } = judged;
        parts.push(format!("verdict ({question}): {verdict}\n{sentence}"));
    }
    let rows = audit.keys.iter().filter_map(|key| {
        Some(key_row(key, &audit.baseline.get(key)?.figures, audit.confounding.get(key)?))
    });
    let heading = [
        "key",
        "batches",
        "of one class",
        "samples in them",
        "Cramér's V",
        "calls right",
        "of cancers",
        "cancers by a control",
    ];
    if !audit.keys.is_empty() {
        parts.push(table(heading, rows, true));
    }
    if let Some(measured) = &audit.measured {
        parts.extend(measured_parts(audit, measured));
    }
    parts.push(audit.notes.iter().map(|note| format!("- {note}")).collect::<Vec<_>>().join("\n"));
    parts.join("\n\n")
}

/// The reader under each split, beside what scores without it; and the nulls.
fn measured_parts(audit: &Audit, measured: &Measured) -> [String; 2] {
    let row = |name: String, figures: &Figures| {
        let figure = |p: Option<f64>| p.map_or_else(|| "–".to_owned(), |p| format!("{p:.3}"));
        vec![
            name,
            figure(Some(figures.accuracy)),
            figure(figures.accuracy_cancers),
            figure(Some(figures.balanced_accuracy)),
            figure(figures.macro_auroc),
            figure(Some(figures.log_loss)),
        ]
    };
    let split = |split: &str| match split {
        "random" => "samples one by one".to_owned(),
        key => format!("{key} kept together"),
    };
    let splits = measured.splits.iter().flat_map(|(learner, splits)| {
        splits
            .iter()
            .map(move |(name, figures)| row(format!("{learner}, {}", split(name)), figures))
    });
    let left_out = measured.left_out.iter().map(|(key, found)| {
        row(format!("{}, each {key} left out in turn", measured.learner), &found.figures)
    });
    let each = measured.left_out.iter().flat_map(|(key, found)| {
        found.batches.iter().map(move |b| row(format!("  {key} {} left out", b.batch), &b.figures))
    });
    let baselines = audit
        .baseline
        .iter()
        .map(|(name, baseline)| row(format!("baseline: {name}"), &baseline.figures));
    let heading = ["called by", "accuracy", "of cancers", "balanced", "macro AUROC", "log-loss"];
    let nulls = [("freely".to_owned(), &measured.free)]
        .into_iter()
        .chain(measured.within.iter().map(|(key, null)| (format!("within {key}"), null)))
        .chain(audit.other_questions().iter().flat_map(of_other))
        .map(|(how, null)| {
            vec![
                how,
                format!("{:.3}", null.auroc),
                format!("{:.3} ± {:.3}", null.null_mean, null.null_sd),
                format!("{:.3}", null.p),
                null.samples.to_string(),
                null.pairs.to_string(),
            ]
        });
    let of_null = ["labels permuted", "AUROC", "permuted", "p", "samples", "pairs"];
    [
        table(heading, splits.chain(left_out).chain(each).chain(baselines), true),
        table(of_null, nulls, true),
    ]
}

/// Labels permuted for a question beside the first.
fn of_other(judged: &QuestionVerdict) -> impl Iterator<Item = (String, &Null)> {
    let question = judged.question;
    let within = judged.within.iter();
    let within = within.map(move |(key, null)| (format!("{question}, within {key}"), null));
    std::iter::once((format!("{question}, freely"), &judged.free)).chain(within)
}

fn key_row(key: &str, baseline: &Figures, confounding: &Confounding) -> Vec<String> {
    let figure = |p: Option<f64>| p.map_or_else(|| "–".to_owned(), |p| format!("{p:.3}"));
    let beside = confounding.cancers_beside_controls;
    vec![
        key.to_owned(),
        confounding.batches.to_string(),
        figure(Some(confounding.single_class_share)),
        figure(Some(confounding.single_class_samples_share)),
        figure(Some(confounding.cramers_v_corrected)),
        figure(Some(baseline.accuracy)),
        figure(baseline.accuracy_cancers),
        beside.map_or_else(|| "–".to_owned(), |n| n.to_string()),
    ]
}
