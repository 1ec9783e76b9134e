//! Output files: what a command writes, and the check that nothing of the user's is overwritten.
//!
//! An argument that names a file or folder to write has the type [`OutputPath`]; whatever else the command was
//! given may be an input. One check of all of them runs before the command does.

use std::any::TypeId;
use std::ffi::OsStr;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{ArgMatches, Command};
use exoscope_core::store::{
    FileKind, Output, ReplaceError, TableHeading, check_endings, check_inputs, check_outputs,
};

/// A file or folder to write.
#[derive(Debug, Clone)]
pub struct OutputPath {
    output: Output,
    /// The argument whose file this output may replace: a cohort is annotated in its place.
    in_place_of: Option<&'static str>,
}

impl Deref for OutputPath {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.output.path
    }
}

impl AsRef<Path> for OutputPath {
    fn as_ref(&self) -> &Path {
        self
    }
}

fn of(
    kind: impl Fn(&Path) -> Option<FileKind> + Clone + Send + Sync + 'static,
    in_place_of: Option<&'static str>,
) -> impl TypedValueParser<Value = OutputPath> {
    PathBufValueParser::new().map(move |path: PathBuf| {
        let kind = kind(&path);
        OutputPath { output: Output { path, kind }, in_place_of }
    })
}

/// A cohort.
pub fn cohort() -> impl TypedValueParser<Value = OutputPath> {
    of(|_| Some(FileKind::Cohort), None)
}

/// A cohort that may take the place of the one in the argument `cohort`.
pub fn cohort_in_place() -> impl TypedValueParser<Value = OutputPath> {
    of(|_| Some(FileKind::Cohort), Some("cohort"))
}

/// A model.
pub fn model() -> impl TypedValueParser<Value = OutputPath> {
    of(|_| Some(FileKind::Model), None)
}

/// A page.
pub fn page() -> impl TypedValueParser<Value = OutputPath> {
    of(|_| Some(FileKind::Html), None)
}

/// JSON that begins so, spaces and line ends apart: as much as tells it from other JSON.
pub fn json(start: &'static str) -> impl TypedValueParser<Value = OutputPath> {
    of(move |_| Some(FileKind::Json(start.to_owned())), None)
}

/// A document of XML.
pub fn xml() -> impl TypedValueParser<Value = OutputPath> {
    of(|_| Some(FileKind::Xml), None)
}

/// A table whose heading begins with these cells.
pub fn table(
    delimiter: char,
    heading: &'static [&'static str],
) -> impl TypedValueParser<Value = OutputPath> {
    of(move |_| Some(FileKind::Table(TableHeading::new(delimiter, heading))), None)
}

/// A Parquet table where the name ends in `.parquet`, else tab-separated text with this heading.
pub fn parquet_or_table(
    heading: &'static [&'static str],
) -> impl TypedValueParser<Value = OutputPath> {
    let kind = move |path: &Path| match extension(path).as_deref() {
        Some("parquet") => Some(FileKind::Parquet),
        _ => Some(FileKind::Table(TableHeading::new('\t', heading))),
    };
    of(kind, None)
}

/// AnnData: a file of HDF5, or a `.zarr` folder, whose writer itself refuses one that is there.
pub fn anndata() -> impl TypedValueParser<Value = OutputPath> {
    of(|path| (extension(path).as_deref() == Some("h5ad")).then_some(FileKind::Hdf5), None)
}

/// A folder of files with these names, or these ends of names (`*.txt`).
pub fn folder_of(names: &'static [&'static str]) -> impl TypedValueParser<Value = OutputPath> {
    of(move |_| Some(FileKind::Folder(names)), None)
}

/// A folder whose writer itself refuses one that holds anything else.
pub fn folder() -> impl TypedValueParser<Value = OutputPath> {
    of(|_| None, None)
}

fn extension(path: &Path) -> Option<String> {
    path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase)
}

/// Checks that the command overwrites none of its inputs, and with `force` unset no file of another kind,
/// and that no name ends as files of another format do.
pub fn check(command: &Command, matches: &ArgMatches, force: bool) -> Result<(), ReplaceError> {
    if let Some((name, matches)) = matches.subcommand() {
        return command
            .find_subcommand(name)
            .map_or(Ok(()), |command| check(command, matches, force));
    }
    let (mut inputs, mut outputs) = (Vec::new(), Vec::<OutputPath>::new());
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        if is_output(arg) {
            outputs.extend(matches.get_many::<OutputPath>(id).into_iter().flatten().cloned());
        } else if let Ok(Some(values)) = matches.try_get_raw(id) {
            // Whatever the argument means: where its value is the output's name, the file is meant.
            inputs.extend(values.map(|value| (id.to_owned(), PathBuf::from(value))));
        }
    }
    // Not with `force` either: a table is no workbook.
    let named: Vec<Output> = outputs.iter().map(|path| path.output.clone()).collect();
    for OutputPath { output, in_place_of } in &mut outputs {
        let read = inputs.iter().filter(|(id, _)| *in_place_of != Some(id.as_str()));
        let read: Vec<PathBuf> = read.map(|(_, path)| path.clone()).collect();
        check_inputs(&read, std::slice::from_ref(output))?;
        output.kind.take_if(|_| force);
        check_outputs(&read, std::slice::from_ref(output))?;
    }
    // Together, for two of one name.
    let outputs: Vec<Output> = outputs.into_iter().map(|path| path.output).collect();
    check_outputs(&[], &outputs)?;
    check_endings(&named)
}

/// Whether an argument names something to write.
pub fn is_output(arg: &clap::Arg) -> bool {
    arg.get_value_parser().type_id() == TypeId::of::<OutputPath>()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Cli;

    /// Arguments of type `PathBuf` that name what is read.
    const INPUTS: [&str; 36] = [
        "against",
        "audit",
        "beside",
        "cache",
        "calibration",
        "calls",
        "cohort",
        "data",
        "design",
        "features",
        "file",
        "files",
        "fold",
        "folder",
        "folds_file",
        "from",
        "labels",
        "like",
        "matrix",
        "metadata",
        "model",
        "names",
        "note",
        "paths",
        "population",
        "registry",
        "resume",
        "run",
        "run_a",
        "runs",
        "samples",
        "series",
        "sheet",
        "test",
        "training",
        "world",
    ];

    fn walk(command: &Command, see: &mut impl FnMut(&Command, &clap::Arg)) {
        command.get_arguments().for_each(|arg| see(command, arg));
        command.get_subcommands().for_each(|command| walk(command, see));
    }

    #[test]
    fn every_path_of_every_command_is_known_as_input_or_output() {
        let mut unknown = Vec::new();
        walk(&Cli::command(), &mut |command, arg| {
            let path = arg.get_value_parser().type_id() == TypeId::of::<PathBuf>();
            if path && !INPUTS.contains(&arg.get_id().as_str()) {
                unknown.push(format!("{} {}", command.get_name(), arg.get_id()));
            }
        });
        assert_eq!(unknown, Vec::<String>::new(), "name it in INPUTS, or make it an OutputPath");
    }

    #[test]
    fn whatever_is_called_out_is_an_output() {
        walk(&Cli::command(), &mut |command, arg| {
            let id = arg.get_id().as_str();
            if ["out", "page", "report", "ranked", "each", "scans"].contains(&id) {
                assert!(is_output(arg), "{} {id}", command.get_name());
            }
        });
    }
}
