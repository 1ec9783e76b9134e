//! Files and sheet of a preparation.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use exoscope_prep::calibration::Calibration;
use exoscope_prep::sheet::{Sheet, line_naming};
use exoscope_prep::{Export, read};

use crate::context::Context;
use crate::hint::Misuse;

/// Files that were read, by the names that a sheet gives them.
pub type Exports = BTreeMap<String, (PathBuf, Export)>;

/// Reads files, and all files of folders. A file of a folder that no reader knows is left out with a warning; one that
/// was named is an error.
pub fn exports(paths: &[PathBuf], context: &Context) -> anyhow::Result<Exports> {
    let mut found = Exports::new();
    for path in paths {
        if path.is_dir() {
            let entries =
                fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
            let mut files: Vec<PathBuf> = Vec::new();
            for entry in entries {
                files
                    .push(entry.with_context(|| format!("cannot read {}", path.display()))?.path());
            }
            files.sort();
            for file in files.iter().filter(|file| is_shown(file)) {
                match read(file) {
                    Ok(export) => add(&mut found, file, export)?,
                    Err(error) if error.is_foreign() => {
                        context.warn(format!("{error}: left out"));
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        } else {
            let export = read(path)?;
            add(&mut found, path, export)?;
        }
    }
    if found.is_empty() {
        return Err(Misuse::new("no instrument export was given").into());
    }
    Ok(found)
}

/// Says which files of a first sheet are taken for blanks: they are no preparation then.
pub fn say_blanks(sheet: &Sheet, context: &Context) {
    for blank in sheet.blanks() {
        context.warn(format!(
            "{blank} is taken for a blank (diluent alone), by its name; a sheet says otherwise"
        ));
    }
}

fn add(found: &mut Exports, path: &Path, export: Export) -> anyhow::Result<()> {
    let name = export.file.clone();
    match found.insert(name.clone(), (path.to_owned(), export)) {
        None => Ok(()),
        Some((other, _)) => {
            let text =
                format!("{} and {} have one name: rename one", other.display(), path.display());
            Err(Misuse::new(text).into())
        }
    }
}

/// The files of a sheet, which stand beside it or where they are named.
pub fn of_sheet(
    path: &Path,
    given: &[PathBuf],
    context: &Context,
) -> anyhow::Result<(Sheet, Exports)> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let sheet = Sheet::from_bytes(&bytes).with_context(|| path.display().to_string())?;
    let mut found = Exports::new();
    let known = exports_by_name(given);
    for row in &sheet.rows {
        if found.contains_key(&row.file) {
            continue;
        }
        let beside = path.parent().unwrap_or_else(|| Path::new(".")).join(&row.file);
        let file = known.get(&row.file).cloned().unwrap_or(beside);
        let export = read(&file).with_context(|| {
            let line = line_naming(&bytes, &row.file).map(|line| format!(", line {line}"));
            format!("{}{}", path.display(), line.unwrap_or_default())
        })?;
        found.insert(row.file.clone(), (file, export));
    }
    for name in known.keys().filter(|name| !found.contains_key(*name)) {
        context.warn(format!("{name} is not in {}: left out", path.display()));
    }
    Ok((sheet, found))
}

/// The calibration of a cytometer; empty where no file is named.
pub fn calibration(path: Option<&Path>) -> anyhow::Result<Calibration> {
    let Some(path) = path else { return Ok(Calibration::default()) };
    if !path.exists() {
        let text = format!("there is no calibration file {}", path.display());
        return Err(Misuse::new(text).into());
    }
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    Calibration::from_toml(&text, folder).with_context(|| path.display().to_string())
}

/// Whether it is a file that a listing of its folder shows: locks and the like are no exports.
fn is_shown(path: &Path) -> bool {
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    path.is_file() && !path.file_name().is_some_and(hidden)
}

/// Paths by the names of their files.
fn exports_by_name(paths: &[PathBuf]) -> BTreeMap<String, PathBuf> {
    let mut all = BTreeMap::new();
    for path in paths {
        let inside = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
        let inside = inside.filter(|file| is_shown(file));
        for file in inside.chain([path.clone()]).filter(|file| file.is_file()) {
            if let Some(name) = file.file_name() {
                all.insert(name.to_string_lossy().into_owned(), file.clone());
            }
        }
    }
    // A sheet among the files is no export.
    all.remove("samples.tsv");
    all
}
