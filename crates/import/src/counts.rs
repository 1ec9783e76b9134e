//! Count tables of sequencing pipelines.
//!
//! | Pipeline | File | Layout |
//! |---|---|---|
//! | miRge3 | `miR.Counts.csv` | a line a miRNA; a first line `miRNAtotal`; names merged as `a/b` |
//! | nf-core/smrnaseq | `mirtop.tsv`, `joined_samples_mirtop.tsv` | a line an isomiR; counts are added up by miRNA |
//! | nf-core/smrnaseq | `mirna.tsv`, `mature_counts.csv` | a plain matrix, either way round |
//! | sRNAbench | `mature_sense.grouped` | a file a sample, which its folder names; counts adjusted for reads that map to several |
//! | exceRpt | `exceRpt_miRNA_ReadCounts.txt` | a plain matrix without a heading over the names |
//! | exceRpt | `readCounts_miRNAmature_sense.txt` | a file a sample, counts adjusted for reads that map to several |
//! | miRDeep2 | `miRNAs_expressed_all_samples_*.csv` | a line a miRNA and precursor, which count the same reads: the largest is taken |
//! | miraligner (seqbuster) | `*.mirna` | a line an isomiR, a file a sample; counts are added up by miRNA |
//! | GDC | `*.mirnas.quantification.txt` | a file a sample, which names it |
//! | GDC | `*.isoforms.quantification.txt` | a line an isoform, added up by the accession of its mature miRNA |
//! | featureCounts, Salmon, kallisto, RSEM | | a matrix below a comment; a file or a folder a sample |
//! | htseq-count | `S1.txt` | no heading, a file a sample, which names it; lines `__no_feature` … are left out |
//!
//! Which it is, is told from the heading.

mod error;
mod folder;
mod format;
mod merged;
mod sheet;
mod sums;

use std::path::{Path, PathBuf};

use exoscope_core::{Cohort, Scale};
use rayon::prelude::*;
use serde::Serialize;

pub use error::CountsError;
pub use format::CountsFormat;
pub use merged::{Merged, UnknownMerged};

use sheet::Sheets;

use super::assemble::{Lists, Part};
use super::barcode;
use super::collect::Collector;
use super::columns::ColumnChoice;
use super::encoding::TextEncoding;
use super::error::{ImportError, Place};
use super::fields::set_fields;
use super::limits::Limits;
use super::lines::Lines;
use super::list;
use super::names::Names;
use super::report::ImportReport;
use super::rows::Reading;
use super::table::TableSettings;

/// How count tables are read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CountsSettings {
    /// What becomes of counts of several miRNAs that reads could not tell apart.
    pub merged: Merged,
    /// Whether lines whose name is no miRNA's are left out (and listed), not refused.
    pub drop_unknown: bool,
    /// Current names of miRNAs.
    pub names: Option<Names>,
    /// Which columns are left out, or taken whatever they look like.
    pub columns: ColumnChoice,
    /// Sheets that say which file is of which sample, and what is known of it; those of the GDC are found in
    /// folders by themselves.
    pub sheets: Vec<PathBuf>,
    /// The encoding of the files' text. Found: by their bytes.
    pub encoding: Option<TextEncoding>,
    /// How much a file may hold.
    pub limits: Limits,
}

/// A cohort of counts, and what importing it found.
#[derive(Debug, Clone, PartialEq)]
pub struct CountsImported {
    /// The cohort, on the scale `counts`.
    pub cohort: Cohort,
    /// What was found, decided and left out.
    pub report: CountsReport,
}

/// What importing count tables found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountsReport {
    /// Whose table each file is, in the order they were given.
    pub formats: Vec<CountsFormat>,
    /// Counts that are 0 because a file does not list the miRNA, and its pipeline lists what it found.
    pub zeros: usize,
    /// Names of several miRNAs that reads could not tell apart.
    pub merged: Vec<String>,
    /// What became of them.
    pub merged_rule: Merged,
    /// What was found in the tables.
    #[serde(flatten)]
    pub import: ImportReport,
}

/// Lines of a table that are no miRNA and known as such: left out and listed.
const TOTALS: &[&str] = &[
    "miRNAtotal",
    "__no_feature",
    "__ambiguous",
    "__too_low_aQual",
    "__not_aligned",
    "__alignment_not_unique",
    // Reads that map to nothing, as samtools idxstats calls them.
    "*",
];

/// Imports count tables, plain or gzip, as one cohort. Of a folder the tables of counts in it and below it are
/// read; sheets name the samples of files of one sample.
///
/// Fails where files are of several formats, and where numbers are no counts: where every sample sums to a million, where they look like
/// logarithms, or where most have a fraction.
pub fn counts(paths: &[PathBuf], settings: &CountsSettings) -> Result<CountsImported, ImportError> {
    let mut collector = Collector::default();
    let mut formats = Vec::new();
    let folder::Found { tables: paths, sheets } = folder::open(paths)?;
    let sheets = settings.sheets.iter().cloned().chain(sheets).collect::<Vec<_>>();
    let sheets = Sheets::open(&sheets, settings.encoding, settings.limits)?;
    let read: Vec<_> = paths.par_iter().map(|path| one(path, settings)).collect();
    for (path, read) in paths.iter().zip(read) {
        let (format, part) = read?;
        check_format(&formats, &paths, format, path)?;
        formats.push(format);
        collector.add(path, named(part, &sheets, path)?)?;
    }
    collector.call_by_current_names(settings.names.as_ref())?;
    let found: Vec<bool> = formats.iter().map(|format| format.lists_what_it_found()).collect();
    let last = paths.last().map_or(Path::new(""), PathBuf::as_path);
    let zeros = collector.zero_unlisted(&found).map_err(|e| Place::file(last).error(e))?;
    let mut collected = collector.finish()?;
    let here = || Place::file(last);
    let merged = merged::names(&collected.cohort);
    if !merged.is_empty() {
        collected.cohort = settings.merged.apply(collected.cohort).map_err(|e| here().error(e))?;
    }
    if !sheets.is_empty() {
        let files: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        sheets.add_facts(&mut collected.cohort, &files).map_err(|e| here().error(e))?;
    }
    let mut fields = set_fields(&mut collected.cohort, &[], 0).map_err(|e| here().error(e))?;
    fields.extend(barcode::add_facts(&mut collected.cohort).map_err(|e| here().error(e))?);
    let names = settings.names.iter().flat_map(|names| names.sources().to_vec());
    let others = sheets.sources.iter().cloned().chain(names);
    let (cohort, import) = collected.reported("imported as counts", others, fields);
    let report = CountsReport { formats, zeros, merged, merged_rule: settings.merged, import };
    Ok(CountsImported { cohort, report })
}

/// Refuses a file of another format than those before: its counts are not of the same kind.
fn check_format(
    before: &[CountsFormat],
    paths: &[PathBuf],
    format: CountsFormat,
    path: &Path,
) -> Result<(), ImportError> {
    match before.first().zip(paths.first()) {
        Some((&first, first_file)) if first != format => {
            let first_file = first_file.display().to_string();
            let other = CountsError::FormatsDiffer { format, first, first_file };
            Err(Place::file(path).error(other))
        }
        _ => Ok(()),
    }
}

/// A file's sample, called as the sheets say.
fn named(part: Part, sheets: &Sheets, path: &Path) -> Result<Part, ImportError> {
    let Some(named) = sheets.sample(path)? else { return Ok(part) };
    let samples = part.cohort.n_samples();
    if samples != 1 {
        return Err(Place::file(path).error(CountsError::NotOneSample { samples }));
    }
    let sample = list::samples(std::slice::from_ref(named))?;
    let mut report = part.report;
    report.first_samples = sample.iter().map(ToString::to_string).collect();
    report.last_sample = report.first_samples.last().cloned();
    let cohort = part.cohort.with_samples(sample).map_err(|e| Place::file(path).error(e))?;
    Ok(Part { cohort, report, ..part })
}

fn one(path: &Path, settings: &CountsSettings) -> Result<(CountsFormat, Part), ImportError> {
    let mut lines = Lines::open(path, settings.limits)?
        .stated(settings.encoding)
        .worksheet(settings.columns.worksheet.as_ref());
    let first = lines.first_block()?;
    let format = CountsFormat::of(&first);
    let reading = Reading {
        drop_unknown: settings.drop_unknown,
        names: settings.names.as_ref(),
        limits: settings.limits,
        end: None,
        totals: TOTALS,
        choice: Some(&settings.columns),
        undetermined: false,
        decimal: None,
        empty_undetermined: false,
        cycles: None,
    };
    if let Some(columns) = format.columns() {
        return Ok((format, sums::read(lines, first, columns, format.repeats_reads(), reading)?));
    }
    let table = TableSettings {
        // Until it is checked that they may be counts.
        scale: Some(Scale::Unknown),
        drop_unknown: settings.drop_unknown,
        names: settings.names.clone(),
        columns: settings.columns.clone(),
        encoding: settings.encoding,
        limits: settings.limits,
        ..TableSettings::default()
    };
    let part = Part::read_plain(path, &table, &Lists::default(), TOTALS)?;
    check(&part.cohort).map_err(|e| Place::file(path).error(e))?;
    let part = part.on_scale(Some(Scale::Counts), &[]).map_err(|e| Place::file(path).error(e))?;
    Ok((format, part))
}

/// Checks that numbers may be counts.
fn check(cohort: &Cohort) -> Result<(), CountsError> {
    let guess = cohort.values().guess_scale();
    if !matches!(guess.scale, Scale::Counts | Scale::Unknown) {
        return Err(CountsError::NotCounts { scale: guess.scale, reason: guess.reason });
    }
    let (mut whole, mut all) = (0_usize, 0_usize);
    let rows = (0..cohort.n_samples()).map(|row| cohort.values().row(row));
    // A 0 is whole on every scale.
    for value in rows.flatten().filter(|value| !value.is_nan() && *value != 0.0) {
        all += 1;
        whole += usize::from(value.fract() == 0.0);
    }
    if whole * 2 < all {
        let share = (all - whole) as f64 / all as f64 * 100.0;
        return Err(CountsError::Fractions { share });
    }
    Ok(())
}
