//! What imports of text files have in common.

use std::path::PathBuf;

use exoscope_core::Cohort;
use exoscope_import::{ImportError, Names, TextEncoding};
use serde::Serialize;

use crate::answer::Answer;
use crate::encoding::Encoding;
use crate::facts::Facts;
use crate::names::NameFiles;
use crate::output::{self, OutputPath};
use crate::stdin::Inputs;

/// Files to read, where the cohort goes, and what is stated of names, text and samples.
#[derive(clap::Args)]
pub struct Common {
    /// Files to read; several become one cohort, and - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Cohort to write
    #[arg(long, value_name = "PARQUET", value_parser = output::cohort())]
    out: OutputPath,
    /// Leave out lines that name no miRNA, and list them
    #[arg(long)]
    pub drop_unknown: bool,
    #[command(flatten)]
    encoding: Encoding,
    #[command(flatten)]
    names: NameFiles,
    #[command(flatten)]
    pub facts: Facts,
}

impl Common {
    /// The encoding that is stated.
    pub fn encoding(&self) -> Option<TextEncoding> {
        self.encoding.stated()
    }

    /// The files of names, read.
    pub fn names(&self) -> anyhow::Result<Option<Names>> {
        self.names.open()
    }

    /// Reads the files, standard input among them.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&[PathBuf]) -> Result<T, ImportError>,
    ) -> anyhow::Result<T> {
        let inputs = Inputs::of(&self.files)?;
        Ok(read(inputs.paths()).map_err(|e| inputs.named(e))?)
    }

    /// Notes the facts about the samples, writes the cohort, and says what was found: in lines, whose first
    /// names the cohort's file, and as the report.
    pub fn write<R: Serialize>(
        &self,
        cohort: Cohort,
        report: &R,
        lines: impl FnOnce(&R, &str) -> String,
    ) -> anyhow::Result<Answer> {
        let noted = self.facts.note(cohort, &self.files, None, &self.out)?;
        let out = self.out.display().to_string();
        noted.answer(lines(report, &out), report, out)
    }
}
