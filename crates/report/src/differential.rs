//! The page of an analysis of differential expression, and its plots as files.

mod boxes;
mod heat;
mod plot;
mod plots;

use askama::Template;
use exoscope_core::cohort::Source;
use exoscope_differential::{
    ContrastResult, Differential, HeatMap, Profile, Row, SetKind, SetResult,
};

use crate::download::Download;
use crate::format::{count, counted, list, quantity};
use crate::page::{PageError, RESEARCH_USE_ONLY};

/// miRNAs of a contrast that are listed.
const LISTED: usize = 50;
/// Sets of a contrast that are listed.
const LISTED_SETS: usize = 15;
/// Contrasts that the first lines name.
const HEADLINES: usize = 4;
/// Contrasts whose plots are on the page; those of all are files.
const DRAWN: usize = 8;

/// What is on the page.
#[derive(Debug, Clone, Copy)]
pub struct DifferentialPage<'a> {
    /// The result.
    pub result: &'a Differential,
    /// The heat map of each contrast.
    pub heat: &'a [Option<HeatMap>],
    /// The profiles of miRNAs that were asked for.
    pub profiles: &'a [Profile],
    /// The cohort's file.
    pub input: &'a Source,
}

#[derive(Template)]
#[template(path = "differential.html")]
struct Page<'a> {
    result: &'a Differential,
    input: &'a Source,
    contrasts: Vec<Section<'a>>,
    profiles: Vec<ProfileSection<'a>>,
    /// Contrasts that the first lines do not name.
    more: Option<String>,
    /// Whether any contrast has a batch beside it.
    associated: bool,
    /// Level of the intervals in percent.
    percent: String,
}

struct Section<'a> {
    number: usize,
    of: &'a ContrastResult,
    plots: Vec<String>,
    listed: &'a [Row],
    sets: &'a [SetResult],
    save: Download,
    save_sets: Option<Download>,
}

struct ProfileSection<'a> {
    number: usize,
    of: &'a Profile,
    plots: Vec<String>,
}

/// The page of an analysis: one HTML file that needs no network and no script. The same input gives the same bytes.
pub fn differential_page(page: DifferentialPage<'_>) -> Result<String, PageError> {
    let DifferentialPage { result, heat, profiles, input } = page;
    let mut contrasts = Vec::with_capacity(result.contrasts.len());
    for (i, of) in result.contrasts.iter().enumerate() {
        let map = heat.get(i).and_then(Option::as_ref).filter(|_| i < DRAWN);
        let plots = if i < DRAWN { plots::of_contrast(result, of, map, i + 1) } else { Vec::new() };
        let plots: Result<Vec<String>, PageError> = plots.into_iter().map(|p| p.render()).collect();
        let several = result.contrasts.len() > 1;
        let file = |kind: &str| {
            if several { format!("{kind}-{}.tsv", i + 1) } else { format!("{kind}.tsv") }
        };
        contrasts.push(Section {
            number: i + 1,
            of,
            plots: plots?,
            listed: of.rows.get(..LISTED).unwrap_or(&of.rows),
            sets: of.sets.get(..LISTED_SETS).unwrap_or(&of.sets),
            save: table(file("differential"), of),
            save_sets: (!of.sets.is_empty()).then(|| set_table(file("sets"), of)),
        });
    }
    let mut sections = Vec::with_capacity(profiles.len());
    for (i, of) in profiles.iter().enumerate() {
        let plots: Result<Vec<String>, PageError> =
            boxes::of_profile(of, i + 1).into_iter().map(|(_, plot)| plot.page()).collect();
        sections.push(ProfileSection { number: i + 1, of, plots: plots? });
    }
    let page = Page {
        result,
        input,
        more: contrasts.len().checked_sub(HEADLINES + 1).map(|n| counted(n + 1, "contrast")),
        associated: contrasts.iter().any(|section| !section.of.associations.is_empty()),
        percent: ((1000.0 * result.level).round() / 10.0).to_string(),
        contrasts,
        profiles: sections,
    };
    Ok(page.render()?)
}

/// The plots of an analysis as SVG files, each with its name: volcano, MA, p values and heat map of every contrast, and
/// the box plots of the profiles. They carry the colours of the pages, light and dark.
pub fn differential_plots(page: DifferentialPage<'_>) -> Result<Vec<(String, String)>, PageError> {
    let DifferentialPage { result, heat, profiles, .. } = page;
    let mut files = Vec::new();
    for (i, of) in result.contrasts.iter().enumerate() {
        let map = heat.get(i).and_then(Option::as_ref);
        let end = if result.contrasts.len() > 1 {
            format!("-{}-{}", i + 1, plain(&of.name))
        } else {
            String::new()
        };
        for plot in plots::of_contrast(result, of, map, i + 1) {
            files.push((format!("{}{end}.svg", plot.kind()), plot.file()?));
        }
    }
    for (i, of) in profiles.iter().enumerate() {
        for (by, plot) in boxes::of_profile(of, i + 1) {
            files.push((format!("{}-by-{}.svg", plain(&of.mirna), plain(&by)), plot.file()?));
        }
    }
    Ok(files)
}

/// A name for a file: letters and digits, with hyphens between.
fn plain(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

fn table(file: String, contrast: &ContrastResult) -> Download {
    let heading =
        ["mirna", "log2_fold_change", "ci_low", "ci_high", "average", "t", "p", "fdr", "censored"];
    let row = |row: &Row| {
        let figures = [
            row.log2_fold_change,
            row.ci_low,
            row.ci_high,
            row.average,
            row.t,
            row.p,
            row.fdr,
            row.censored as f64,
        ];
        let figures = figures.map(|figure| crate::download::number(Some(figure)));
        std::iter::once(row.mirna.clone()).chain(figures).collect::<Vec<_>>()
    };
    Download::new(file, &heading, contrast.rows.iter().map(row))
}

fn set_table(file: String, contrast: &ContrastResult) -> Download {
    let heading = ["kind", "set", "mirnas", "mean_log2_fold_change", "correlation", "p", "fdr"];
    let row = |set: &SetResult| {
        [
            kind(set.kind).to_owned(),
            set.name.clone(),
            set.mirnas.join(","),
            set.mean_log2_fold_change.to_string(),
            set.correlation.to_string(),
            set.p.to_string(),
            set.fdr.to_string(),
        ]
    };
    Download::new(file, &heading, contrast.sets.iter().map(row))
}

fn kind(kind: SetKind) -> &'static str {
    match kind {
        SetKind::Family => "family",
        SetKind::Cluster => "cluster",
    }
}

/// A p value or false discovery rate, with the power of ten where it is small.
fn small(p: f64, log10_p: Option<f64>) -> String {
    match p {
        p if p.is_nan() => "–".to_owned(),
        p if p >= 0.001 => format!("{p:.3}"),
        p if p > 0.0 => format!("{p:.1e}"),
        _ => log10_p.map_or_else(|| "<1e-300".to_owned(), |log| format!("1e{log:.0}")),
    }
}

fn p_of(row: &Row) -> String {
    small(row.p, Some(row.log10_p))
}

fn fdr_of(row: &Row) -> String {
    small(row.fdr, None)
}

fn set_p(set: &SetResult) -> String {
    small(set.p, None)
}

fn set_fdr(set: &SetResult) -> String {
    small(set.fdr, None)
}

fn signed(value: f64) -> String {
    if value.is_nan() { "–".to_owned() } else { format!("{value:+.2}") }
}

/// What the model holds beside the class.
fn model(result: &Differential) -> String {
    let term = |term: &exoscope_differential::ModelTerm| format!("{} ({})", term.column, term.role);
    let terms: Vec<String> = result.terms.iter().map(term).collect();
    if terms.is_empty() {
        format!("{} alone", result.by)
    } else {
        format!("{}, {}", result.by, list(&terms, "and"))
    }
}

fn prior(result: &Differential) -> String {
    match result.prior_df {
        Some(df) => format!("{} prior degrees of freedom", quantity(df)),
        None => "infinite prior degrees of freedom".to_owned(),
    }
}

#[cfg(test)]
#[path = "differential/tests.rs"]
mod tests;
