//! Series matrices of GEO: `GSE…_series_matrix.txt[.gz]`.
//!
//! ```text
//! !Series_title  "…"                                      about the series
//! !Sample_geo_accession  "GSM1"  "GSM2"                   about samples, one a column
//! !Sample_characteristics_ch1  "age: 50"  "age: 61"
//! !series_matrix_table_begin
//! "ID_REF"  "GSM1"  "GSM2"
//! "hsa-miR-21-5p"  7.1  8.2
//! !series_matrix_table_end
//! ```

mod error;
mod facts;
pub(super) mod series;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use exoscope_core::{Cohort, Scale};
use serde::Serialize;

pub use error::GeoError;

use super::annotate::{Join, join_facts};
use super::assemble::{Lists, Part, assemble};
use super::collect::Collector;
use super::encoding::TextEncoding;
use super::error::{ImportError, Place, Problem};
use super::fields::set_fields;
use super::limits::Limits;
use super::lines::Lines;
use super::names::Names;
use super::report::ImportReport;
use super::rows::{Reading, Rows};
use super::table::TableError;
use series::{Series, Table};

/// How series matrices are read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GeoSettings {
    /// The platforms whose samples are taken, such as `GPL21263`. Where none is named, all samples
    /// must be of one.
    pub platforms: Vec<String>,
    /// The scale of the values. Found: by [`Scale::guess`].
    pub scale: Option<Scale>,
    /// Whether lines whose name is no miRNA's are left out (and listed), not refused.
    pub drop_unknown: bool,
    /// Current names of miRNAs: many platforms of GEO name them by accession.
    pub names: Option<Names>,
    /// The encoding of the files' text. Found: by their bytes.
    pub encoding: Option<TextEncoding>,
    /// How much a file may hold.
    pub limits: Limits,
}

/// A cohort out of GEO, and what importing it found.
#[derive(Debug, Clone, PartialEq)]
pub struct GeoImported {
    /// The cohort; samples are named by accession, such as `GSM2862411`.
    pub cohort: Cohort,
    /// What was found, decided and left out.
    pub report: GeoReport,
}

/// What importing series matrices found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GeoReport {
    /// What each file says of its series, in the order they were given.
    pub series: Vec<SeriesReport>,
    /// What was found in the tables.
    #[serde(flatten)]
    pub import: ImportReport,
}

/// What a series matrix says of its series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeriesReport {
    /// Its accession, such as `GSE106817`.
    pub accession: String,
    /// Its title.
    pub title: String,
    /// The platforms of its samples.
    pub platforms: Vec<Platform>,
    /// Where its supplementary files are.
    pub supplementary: Vec<String>,
    /// Lines about samples that were left out, such as `contact_city`.
    pub left_out: Vec<String>,
    /// How the submitter says that the values were made (`data_processing`).
    pub processing: Vec<String>,
}

/// A platform and how many samples are of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Platform {
    /// Its accession, such as `GPL21263`.
    pub accession: String,
    /// Number of samples.
    pub samples: usize,
}

/// Imports series matrices of GEO, plain or gzip, with what they say of their samples.
///
/// A series of several platforms has a file for each. Their miRNAs do not measure the same, so
/// samples of several platforms are refused unless [`GeoSettings::platforms`] names them.
pub fn geo(paths: &[PathBuf], settings: &GeoSettings) -> Result<GeoImported, ImportError> {
    let mut collector = Collector::default();
    let mut series = Vec::new();
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for path in paths {
        let (report, part) = one(path, settings)?;
        for platform in &report.platforms {
            *found.entry(platform.accession.clone()).or_default() += platform.samples;
        }
        if found.len() > 1 && settings.platforms.is_empty() {
            return Err(Place::file(path).error(GeoError::Platforms { found: listed(&found) }));
        }
        series.push(report);
        if let Some(part) = part {
            collector.add(path, part)?;
        }
    }
    let last = paths.last().map_or(Path::new(""), PathBuf::as_path);
    if let Some(absent) = settings.platforms.iter().find(|wanted| !found.contains_key(*wanted)) {
        let (platform, found) = (absent.clone(), listed(&found));
        return Err(Place::file(last).error(GeoError::NoSuchPlatform { platform, found }));
    }
    collector.call_by_current_names(settings.names.as_ref())?;
    let mut collected = collector.finish()?;
    let fields =
        set_fields(&mut collected.cohort, &[], 0).map_err(|e| Place::file(last).error(e))?;
    let names = settings.names.iter().flat_map(|names| names.sources().to_vec());
    let (cohort, import) = collected.reported("imported from GEO", names, fields);
    Ok(GeoImported { cohort, report: GeoReport { series, import } })
}

/// One file: what it says of its series, and its samples, where any is of a wanted platform.
fn one(path: &Path, settings: &GeoSettings) -> Result<(SeriesReport, Option<Part>), ImportError> {
    let mut lines = Lines::open(path, settings.limits)?.stated(settings.encoding);
    let first = lines.first_block()?;
    let (series, table) = Series::read(&mut lines, first, settings.limits)?;
    let report = series.report();
    let wanted = |platform: &str| {
        settings.platforms.is_empty() || settings.platforms.iter().any(|p| p == platform)
    };
    let any = report.platforms.iter().any(|platform| wanted(&platform.accession));
    if !any && !settings.platforms.is_empty() {
        return Ok((report, None));
    }
    let reading = Reading {
        drop_unknown: settings.drop_unknown,
        names: settings.names.as_ref(),
        limits: settings.limits,
        end: Some(series::TABLE_END),
        totals: &[],
        choice: None,
        undetermined: true,
        decimal: None,
        empty_undetermined: false,
        cycles: None,
    };
    let Table { block, layout } = table;
    let rows = Rows::read(&mut lines, block, &layout, reading).map_err(|error| {
        match error.problem.as_ref() {
            Problem::Table(TableError::NoRows) => {
                let supplementary = report.supplementary.clone();
                Place::file(path).error(GeoError::NoValues { supplementary })
            }
            _ => error,
        }
    })?;
    // What the values are is asked of the wanted samples alone.
    let later = Some(Scale::Unknown);
    let mut part = assemble(path, &layout, rows, &Lists::default(), later, reading, &lines)?;
    let processing = series.processing();
    let facts = series.into_facts(&mut lines)?;
    join_facts(&mut part.cohort, facts, &Join::default())?;
    keep_platforms(&mut part.cohort, &wanted).map_err(|e| Place::file(path).error(e))?;
    let part = part.on_scale(settings.scale, &processing);
    let part = part.map_err(|e| Place::file(path).error(e))?;
    Ok((report, Some(part)))
}

/// Takes the samples of other platforms out.
fn keep_platforms(
    cohort: &mut Cohort,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<(), exoscope_core::cohort::CohortError> {
    let Ok(platforms) = cohort.metadata().column("platform_id") else { return Ok(()) };
    let of_wanted = |row: &usize| platforms.get(*row).is_some_and(|platform| wanted(&platform));
    let rows: Vec<usize> = (0..cohort.n_samples()).filter(of_wanted).collect();
    if rows.len() < cohort.n_samples() {
        *cohort = cohort.select_samples(&rows)?;
    }
    Ok(())
}

fn listed(platforms: &BTreeMap<String, usize>) -> String {
    let one = |(platform, samples): (&String, &usize)| format!("{platform} ({samples})");
    platforms.iter().map(one).collect::<Vec<_>>().join(", ")
}
