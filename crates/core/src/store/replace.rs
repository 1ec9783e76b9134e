//! Whether a file may be replaced: never one of a command's inputs, and none of another kind.

mod kind;

use std::path::{Path, PathBuf};

pub use kind::{FileKind, TableHeading};
use kind::{foreign_entry, named};

/// A file that is to be written must not take the place of what stands there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplaceError {
    /// The file is read by the same command.
    #[error("{} is an input of this command: it would be overwritten", path.display())]
    Input {
        /// The file.
        path: PathBuf,
    },
    /// Two results would be written to one file.
    #[error("two outputs have one name: {}", path.display())]
    Twice {
        /// The file.
        path: PathBuf,
    },
    /// Another kind of file stands there.
    #[error("{} is {found}, and {wanted} would take its place", path.display())]
    OtherKind {
        /// The file.
        path: PathBuf,
        /// What it is.
        found: FileKind,
        /// What would be written.
        wanted: FileKind,
    },
    /// The name says another format.
    #[error("{} would hold {wanted}, which is no .{ending} file", path.display())]
    Ending {
        /// The file.
        path: PathBuf,
        /// The ending of its name, in small letters.
        ending: String,
        /// What would be written.
        wanted: FileKind,
    },
    /// A folder holds what the command did not write.
    #[error("{} holds {entry}, which this command did not write", folder.display())]
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// The first of what else is in it.
        entry: String,
    },
    /// What stands there cannot be looked at.
    #[error("cannot look at {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

/// A file that is to be written, and what kind of file it will be; `None` where any file may be replaced.
#[derive(Debug, Clone)]
pub struct Output {
    /// Where it will stand.
    pub path: PathBuf,
    /// What it will be.
    pub kind: Option<FileKind>,
}

/// Checks that no output replaces an input, another output, or a file of another kind.
///
/// Files are the same where device and inode are (through links too), elsewhere where their canonical
/// paths are. An empty file may be replaced by anything.
///
/// ```
/// use exoscope_core::store::{FileKind, Output, check_outputs};
///
/// let folder = tempfile::tempdir()?;
/// let cohort = folder.path().join("cohort.parquet");
/// std::fs::write(&cohort, "PAR1…PAR1")?;
/// let out = Output { path: cohort.clone(), kind: Some(FileKind::Model) };
/// let refused = check_outputs(&[cohort], &[out]).unwrap_err();
/// assert!(refused.to_string().contains("is an input of this command"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The first output that would replace what it must not; nothing is written or changed here.
pub fn check_outputs(inputs: &[PathBuf], outputs: &[Output]) -> Result<(), ReplaceError> {
    for (place, output) in outputs.iter().enumerate() {
        let path = &output.path;
        if inputs.iter().any(|input| same_file(input, path)) {
            return Err(ReplaceError::Input { path: path.clone() });
        }
        if outputs.iter().take(place).any(|other| same_place(&other.path, path)) {
            return Err(ReplaceError::Twice { path: path.clone() });
        }
        let Some(wanted) = &output.kind else { continue };
        if let FileKind::Folder(_) = wanted
            && let Some(path) = input_inside(path, inputs, |_| true)
        {
            return Err(ReplaceError::Input { path });
        }
        let unreadable = |source| ReplaceError::Unreadable { path: path.clone(), source };
        let Some(found) = FileKind::of(path).map_err(unreadable)? else { continue };
        if !found.may_be_replaced_by(wanted) {
            let (path, wanted) = (path.clone(), wanted.clone());
            return Err(ReplaceError::OtherKind { path, found, wanted });
        }
        if let FileKind::Folder(names) = wanted
            && let Some(entry) = foreign_entry(path, names).map_err(unreadable)?
        {
            return Err(ReplaceError::Foreign { folder: path.clone(), entry });
        }
    }
    Ok(())
}

/// Checks that no output takes the place of an input, whatever else may be replaced: neither by its own name, nor, of a
/// folder, by the name of one of the files that are written into it, nor in a folder that is read, by the name of a file of
/// another kind.
///
/// # Errors
///
/// The first input that would be overwritten.
pub fn check_inputs(inputs: &[PathBuf], outputs: &[Output]) -> Result<(), ReplaceError> {
    for Output { path, kind } in outputs {
        if inputs.iter().any(|input| same_file(input, path)) {
            return Err(ReplaceError::Input { path: path.clone() });
        }
        let in_input = |input: &PathBuf| {
            input.is_dir() && path.parent().is_some_and(|parent| same_file(input, parent))
        };
        if let Some(kind) = kind
            && inputs.iter().any(in_input)
            && let Ok(Some(found)) = FileKind::of(path)
            && !found.may_be_replaced_by(kind)
        {
            return Err(ReplaceError::Input { path: path.clone() });
        }
        if let Some(FileKind::Folder(names)) = kind
            && let Some(path) = input_inside(path, inputs, |entry| named(entry, names))
        {
            return Err(ReplaceError::Input { path });
        }
    }
    Ok(())
}

/// An entry of a folder that is one of the inputs, of those entries whose names `of` takes.
fn input_inside(folder: &Path, inputs: &[PathBuf], of: impl Fn(&str) -> bool) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let mut paths =
        entries.filter(|entry| of(&entry.file_name().to_string_lossy())).map(|entry| entry.path());
    paths.find(|path| path.is_file() && inputs.iter().any(|input| same_file(input, path)))
}

/// Checks that no output has a name that ends as files of another format do: a table called `x.xlsx`.
///
/// ```
/// use std::path::PathBuf;
///
/// use exoscope_core::store::{FileKind, Output, check_endings};
///
/// let page = |name: &str| Output { path: PathBuf::from(name), kind: Some(FileKind::Html) };
/// assert!(check_endings(&[page("report.html"), page("report"), page("v1.2")]).is_ok());
/// assert!(check_endings(&[page("report.xlsx")]).is_err());
/// assert!(check_endings(&[page("report.json")]).is_err());
/// ```
///
/// # Errors
///
/// The first output whose ending is that of another format.
pub fn check_endings(outputs: &[Output]) -> Result<(), ReplaceError> {
    for Output { path, kind } in outputs {
        if let Some(wanted) = kind
            && let Some(ending) = wanted.wrong_ending(path)
        {
            let (path, wanted) = (path.clone(), wanted.clone());
            return Err(ReplaceError::Ending { path, ending, wanted });
        }
    }
    Ok(())
}

/// Whether both paths lead to one file that exists.
#[cfg(unix)]
pub fn same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |path: &Path| path.metadata().ok().map(|found| (found.dev(), found.ino()));
    place(a).is_some_and(|a| place(b) == Some(a))
}

/// Whether both paths lead to one file that exists.
#[cfg(not(unix))]
pub fn same_file(a: &Path, b: &Path) -> bool {
    a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b))
}

/// Whether both paths lead to one file, which need not exist yet.
fn same_place(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        Some((folder.canonicalize().ok()?, path.file_name()?.to_owned()))
    };
    same_file(a, b) || a == b || place(a).is_some_and(|a| place(b) == Some(a))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn output(path: &Path, kind: FileKind) -> Output {
        Output { path: path.to_owned(), kind: Some(kind) }
    }

    #[test]
    #[cfg(unix)]
    fn an_input_is_known_through_links_and_other_spellings() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let input = folder.path().join("input");
        fs::write(&input, "PAR1")?;
        let (soft, hard) = (folder.path().join("soft"), folder.path().join("hard"));
        std::os::unix::fs::symlink(&input, &soft)?;
        fs::hard_link(&input, &hard)?;
        fs::create_dir(folder.path().join("a"))?;
        let roundabout = folder.path().join("a/../input");
        for path in [&input, &soft, &hard, &roundabout] {
            let found =
                check_outputs(std::slice::from_ref(&input), &[output(path, FileKind::Parquet)]);
            assert!(matches!(found, Err(ReplaceError::Input { .. })), "{}", path.display());
        }
        Ok(())
    }

    #[test]
    fn two_outputs_of_one_name_are_refused_before_either_is_there() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (a, b) = (folder.path().join("x"), folder.path().join("./x"));
        let found = check_outputs(&[], &[output(&a, FileKind::Html), output(&b, FileKind::Xml)]);
        assert!(matches!(found, Err(ReplaceError::Twice { .. })));
        Ok(())
    }

    #[test]
    fn every_kind_takes_the_place_of_its_own_and_of_no_other() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let calls = TableHeading::new('\t', &["sample", "called"]);
        let ranked = TableHeading::new('\t', &["mirna"]);
        let mut model = 60_u64.to_le_bytes().to_vec();
        model.extend(br#"{"__metadata__":{}}"#);
        let kinds: Vec<(&[u8], FileKind)> = vec![
            (b"PAR1", FileKind::Parquet),
            (&model, FileKind::Model),
            (b"\x89HDF\r\n\x1a\n", FileKind::Hdf5),
            (b"\x1f\x8b\x08", FileKind::Gzip),
            (b"<!doctype html>\n<html>", FileKind::Html),
            (b"<?xml version=\"1.0\"?>", FileKind::Xml),
            (b"{\n \"a\": 1}", FileKind::Json("{\"a\":".into())),
            (b"{\"b\":1}", FileKind::Json("{\"b\":".into())),
            (b"sample\tcalled\tp\nP1\tx\t1\n", FileKind::Table(calls)),
            (b"mirna\tmean\n", FileKind::Table(ranked)),
        ];
        for (i, (bytes, kind)) in kinds.iter().enumerate() {
            let path = folder.path().join("file");
            fs::write(&path, bytes)?;
            for (j, (_, wanted)) in kinds.iter().enumerate() {
                let found = check_outputs(&[], &[output(&path, wanted.clone())]);
                assert_eq!(found.is_ok(), i == j, "{wanted} in the place of {kind}");
            }
            fs::write(&path, b"")?;
            assert!(check_outputs(&[], &[output(&path, kind.clone())]).is_ok());
        }
        Ok(())
    }

    #[test]
    fn a_cohort_and_another_parquet_file_do_not_take_each_others_place() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("file");
        for (footer, kind, other) in [
            ("…exoscope{}", FileKind::Cohort, FileKind::Parquet),
            ("…pandas{}", FileKind::Parquet, FileKind::Cohort),
        ] {
            let mut bytes = b"PAR1 columns".to_vec();
            bytes.extend(footer.as_bytes());
            bytes.extend((footer.len() as u32).to_le_bytes());
            bytes.extend(b"PAR1");
            fs::write(&path, bytes)?;
            assert!(check_outputs(&[], &[output(&path, kind)]).is_ok(), "{footer}");
            let refused = check_outputs(&[], &[output(&path, other)]);
            assert!(matches!(refused, Err(ReplaceError::OtherKind { .. })), "{footer}");
        }
        Ok(())
    }

    #[test]
    fn a_folder_with_other_files_is_left_alone() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let out = [output(folder.path(), FileKind::Folder(&["report.html", "*.txt"]))];
        assert!(check_outputs(&[], &out).is_ok());
        fs::write(folder.path().join("report.html"), "")?;
        fs::write(folder.path().join("scan.txt"), "")?;
        assert!(check_outputs(&[], &out).is_ok());
        let input = folder.path().join("scan.txt");
        let refused = check_outputs(std::slice::from_ref(&input), &out);
        assert!(matches!(refused, Err(ReplaceError::Input { .. })));
        // Whatever may be replaced: an input by one of the folder's own names never, another beside them is kept.
        let beside = folder.path().join("input.csv");
        fs::write(&beside, "")?;
        assert!(matches!(check_inputs(&[input], &out), Err(ReplaceError::Input { .. })));
        assert!(check_inputs(std::slice::from_ref(&beside), &out).is_ok());
        fs::remove_file(&beside)?;
        fs::write(folder.path().join("thesis.docx"), "")?;
        let refused = check_outputs(&[], &out);
        assert!(
            matches!(refused, Err(ReplaceError::Foreign { entry, .. }) if entry == "thesis.docx")
        );
        Ok(())
    }

    #[test]
    fn notes_of_a_person_are_no_table_of_ours() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("notes.txt");
        let calls = FileKind::Table(TableHeading::new('\t', &["sample", "called"]));
        for text in ["dear diary\n", "sample\tage\n", "sample,called\n", "\u{0}\u{1}binary"] {
            fs::write(&path, text)?;
            let found = check_outputs(&[], &[output(&path, calls.clone())]);
            assert!(matches!(found, Err(ReplaceError::OtherKind { .. })), "{text:?}");
        }
        Ok(())
    }
}
