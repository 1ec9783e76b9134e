//! What can be wrong with a folds file, and where.

use std::path::PathBuf;

use super::super::FoldsError;

/// Why folds cannot be read from or written to a table. Lines and columns count from 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FoldsFileError {
    /// The file cannot be read, is not UTF-8, or its lines differ in length.
    #[error("{path}: cannot be read as a folds file", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the table reader found, with its line.
        source: csv::Error,
    },
    /// A column is missing.
    #[error(
        "{path}, line 1: no column `{column}` in `{header}`\n\
         hint: a folds file is tab-separated and starts with `repeat`, `sample`, `fold`",
        path = path.display()
    )]
    NoColumn {
        /// The file.
        path: PathBuf,
        /// The missing column.
        column: &'static str,
        /// The header found.
        header: String,
    },
    /// A repeat or fold is not a whole number.
    #[error(
        "{path}, line {line}, column {column}: {what} `{value}` is not a whole number\n\
         hint: repeats and folds are numbered 0, 1, 2 …",
        path = path.display()
    )]
    NotANumber {
        /// The file.
        path: PathBuf,
        /// Line of the value.
        line: u64,
        /// Column of the value.
        column: usize,
        /// `repeat` or `fold`.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// A sample is not in the cohort.
    #[error(
        "{path}, line {line}, column {column}: the cohort has no sample `{sample}`\n\
         hint: its samples are named like `{example}`; remove the lines of samples it lacks",
        path = path.display()
    )]
    UnknownSample {
        /// The file.
        path: PathBuf,
        /// Line of the name.
        line: u64,
        /// Column of the name.
        column: usize,
        /// The name in the file.
        sample: String,
        /// A sample the cohort has.
        example: String,
    },
    /// A sample is held out twice in a repeat.
    #[error(
        "{path}, line {line}: sample `{sample}` is already in repeat {repeat}, on line {first}\n\
         hint: each sample is held out once in a repeat; number further repeats 1, 2 …",
        path = path.display()
    )]
    Twice {
        /// The file.
        path: PathBuf,
        /// Line of the second mention.
        line: u64,
        /// Line of the first mention.
        first: u64,
        /// The sample.
        sample: String,
        /// The repeat, as numbered in the file.
        repeat: u64,
    },
    /// A sample of one repeat is not in another.
    #[error(
        "{path}: {missing} samples are not in repeat {repeat}, among them `{sample}`\n\
         hint: a sample of one repeat must be held out in every repeat",
        path = path.display()
    )]
    Missing {
        /// The file.
        path: PathBuf,
        /// The repeat, as numbered in the file.
        repeat: u64,
        /// The first sample it lacks.
        sample: String,
        /// How many it lacks.
        missing: usize,
    },
    /// A fold of one repeat has no sample in another.
    #[error("{path}: repeat {repeat} has no sample in fold {fold}", path = path.display())]
    EmptyFold {
        /// The file.
        path: PathBuf,
        /// The repeat, as numbered in the file.
        repeat: u64,
        /// The fold, as numbered in the file.
        fold: u64,
    },
    /// The table holds no cross-validation: no line, or one fold only.
    #[error(
        "{path}: not a cross-validation\n\
         hint: a file with one fold lists test samples; test on them as a cohort of their own",
        path = path.display()
    )]
    NotFolds {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: FoldsError,
    },
    /// The names to write are not one per sample of the folds.
    #[error("folds of {samples} samples cannot be written with {found} sample names")]
    Names {
        /// Samples of the folds.
        samples: usize,
        /// Names given.
        found: usize,
    },
    /// The table cannot be written.
    #[error("cannot write the folds")]
    Write {
        /// What failed.
        source: csv::Error,
    },
}
