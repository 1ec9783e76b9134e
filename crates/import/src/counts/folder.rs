//! Folders of per-sample files: which of the files are tables of counts.

use std::path::{Path, PathBuf};

use super::super::error::{ImportError, Place};
use super::super::source::TextError;
use super::CountsError;

/// Ends of the names of tables of counts that pipelines write, a file a sample, and whose they are.
const KNOWN: &[(&str, &str)] = &[
    (".mirnas.quantification.txt", "GDC, miRNAs"),
    (".isoforms.quantification.txt", "GDC, isoforms"),
    ("readCounts_miRNAmature_sense.txt", "exceRpt"),
    ("mature_sense.grouped", "sRNAbench"),
    ("quant.sf", "Salmon"),
    ("abundance.tsv", "kallisto"),
    (".mirna", "miraligner"),
    (".genes.results", "RSEM"),
    (".isoforms.results", "RSEM, isoforms"),
];
/// Ends of tables of no known pipeline.
const TABLES: &[&str] = &[".txt", ".tsv", ".csv", ".tab", ".counts", ".count", ".grouped"];
/// How deep folders are looked into.
const DEPTH: usize = 6;

/// What a folder holds.
#[derive(Default)]
pub(super) struct Found {
    /// Tables of counts, in the order of their paths.
    pub(super) tables: Vec<PathBuf>,
    /// The GDC's tables of which file is of which sample.
    pub(super) sheets: Vec<PathBuf>,
}

/// The files as they are given, folders by the tables in them.
pub(super) fn open(paths: &[PathBuf]) -> Result<Found, ImportError> {
    let mut found = Found::default();
    for path in paths {
        if path.is_dir() {
            let mut files = Vec::new();
            walk(path, 0, &mut files).map_err(|e| Place::file(path).error(TextError::Io(e)))?;
            files.sort();
            found.sheets.extend(files.iter().filter(|file| is_sheet(file)).cloned());
            found.tables.extend(tables(path, files)?);
        } else {
            found.tables.push(path.clone());
        }
    }
    Ok(found)
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        if path.is_file() {
            files.push(path);
        } else if path.is_dir() && !entry.file_type()?.is_symlink() && depth < DEPTH {
            walk(&path, depth + 1, files)?;
        }
    }
    Ok(())
}

/// A file's name without the ending of gzip.
fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(".gz").unwrap_or(&name).to_owned()
}

fn is_sheet(path: &Path) -> bool {
    let name = name(path);
    name.starts_with("gdc_sample_sheet")
        || name.starts_with("metadata.cart")
        || name.starts_with("metadata.repository")
}

/// The tables of one kind among the files of a folder.
fn tables(folder: &Path, files: Vec<PathBuf>) -> Result<Vec<PathBuf>, ImportError> {
    let mut kinds: Vec<(&str, Vec<PathBuf>)> = Vec::new();
    for &(end, whose) in KNOWN {
        let of_kind: Vec<PathBuf> =
            files.iter().filter(|file| name(file).ends_with(end)).cloned().collect();
        if !of_kind.is_empty() {
            kinds.push((whose, of_kind));
        }
    }
    if kinds.len() > 1 {
        let all = kinds.iter().map(|(whose, files)| format!("{} ({whose})", files.len()));
        let kinds = all.collect::<Vec<_>>().join(", ");
        return Err(Place::file(folder).error(CountsError::SeveralKinds { kinds }));
    }
    if let Some((_, files)) = kinds.pop() {
        return Ok(files);
    }
    let besides = ["MANIFEST", "manifest", "annotations", "README", "readme"];
    let is_table = |file: &PathBuf| {
        let name = name(file);
        !is_sheet(file)
            && !besides.iter().any(|start| name.starts_with(start))
            && TABLES.iter().any(|end| name.ends_with(end))
    };
    let tables: Vec<PathBuf> = files.into_iter().filter(is_table).collect();
    if tables.is_empty() {
        return Err(Place::file(folder).error(CountsError::NoTables));
    }
    Ok(tables)
}
