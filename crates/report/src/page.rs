//! The page of an evaluation: one file, without scripts and without a network.

mod baselines;
mod calibration;
mod card;
mod classes;
mod confusion;
mod flags;
mod heat;
mod history;
mod left_out;
mod methods;
mod panels;
mod remarks;
mod roc;
mod settings;
mod signal;
mod stage;
mod summary;
mod whisker;

use askama::Template;
use exoscope_read::audit::Audit;
use exoscope_read::evaluate::{Evaluation, Manifest};

pub(crate) use self::baselines::Baselines;
use self::calibration::Reliability;
use self::card::Card;
use self::classes::Classes;
use self::confusion::Matrix;
use self::flags::Flags;
use self::heat::Heat;
use self::history::History;
use self::left_out::LeftOut;
use self::methods::Methods;
use self::panels::Panels;
use self::remarks::Remarks;
use self::roc::Roc;
use self::settings::Settings;
use self::signal::Detection;
use self::stage::Stages;
use self::summary::Summary;
pub(crate) use self::whisker::Whisker;
use crate::format::{count, counted, interval, proportion};
use crate::sentence::Headline;

/// Why a page cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The settings of the run cannot be listed.
    #[error("the settings of the run cannot be listed")]
    Settings(#[from] serde_json::Error),
    /// A template failed.
    #[error("the page cannot be written")]
    Template(#[from] askama::Error),
}

/// What the page is for, at its top and its bottom.
pub(crate) const RESEARCH_USE_ONLY: &str = "Research use only. Not a diagnostic device.";

/// Parts of the page are templates of their own, each with the file of its name.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    title: String,
    headline: Headline,
    /// The audit whose verdict is the second line.
    verdict: Option<&'a Audit>,
    baselines: Option<Baselines<'a>>,
    summary: Summary,
    detection: Option<Detection<'a>>,
    reliability: Option<Reliability<'a>>,
    card: Card,
    matrix: Matrix<'a>,
    roc: Roc<'a>,
    classes: Classes<'a>,
    stages: Option<Stages<'a>>,
    left_out: Option<LeftOut<'a>>,
    panels: Option<Panels<'a>>,
    heat: Option<Heat<'a>>,
    flags: Option<Flags<'a>>,
    remarks: Remarks<'a>,
    history: History<'a>,
    settings: Settings<'a>,
    methods: Methods,
}

/// The page of an evaluation: `report.html`.
///
/// One HTML file that needs no network and no script: what was asked and how it was held out, the
/// figures, confusion matrix, ROC curves, figures by class and by stage, panels, a heat map, quality flags,
/// warnings, then history, settings, seed and checksums of the files that went in, methods with what they
/// cite, a model card and the items of TRIPOD+AI. The numbers of every plot can be saved. Where
/// an `audit` is given, the headline stands beside its baselines. It holds the figures of `evaluation` and
/// computes none. All names are escaped. The same input gives the same bytes.
///
/// Fails if the settings in `manifest` have no JSON form.
pub fn page(
    evaluation: &Evaluation,
    manifest: &Manifest,
    audit: Option<&Audit>,
) -> Result<String, PageError> {
    let scores = &evaluation.scores;
    let title = format!(
        "Exoscope evaluation: {}, {}",
        counted(scores.classes.len(), "class"),
        counted(scores.n, "sample")
    );
    let page = Page {
        title,
        headline: Headline::new(evaluation),
        verdict: audit,
        baselines: audit.map(|audit| Baselines::new(Some(evaluation), audit)),
        summary: Summary::new(evaluation),
        detection: Detection::new(evaluation),
        reliability: Reliability::new(scores, evaluation.bootstrap.as_ref()),
        card: Card::new(evaluation, manifest, audit),
        matrix: Matrix::new(scores),
        roc: Roc::new(scores),
        classes: Classes::new(&scores.per_class, evaluation.bootstrap.as_ref()),
        stages: Stages::new(&scores.by_stage),
        left_out: LeftOut::new(
            &crate::format::list(&evaluation.split.grouped_by, "or"),
            &evaluation.left_out_batches,
        ),
        panels: Panels::new(&evaluation.panel_curve),
        heat: evaluation.heat_map.as_ref().map(Heat::new),
        flags: evaluation.quality.as_ref().map(|found| Flags::new(found, &scores.classes)),
        remarks: Remarks::new(evaluation, &manifest.left_out),
        history: History::new(manifest),
        settings: Settings::new(manifest)?,
        methods: Methods::new(evaluation, manifest, audit),
    };
    Ok(page.render()?)
}

#[cfg(test)]
#[path = "page/tests.rs"]
#[allow(clippy::unwrap_used)]
mod tests;
