//! Files that say how miRNAs are called now.

use std::path::PathBuf;

use exoscope_import::Names;

/// Files of miRBase.
#[derive(clap::Args)]
pub struct NameFiles {
    /// Give miRNAs their current names: aliases.txt and mature.fa of miRBase, or a table of two columns, a
    /// name and its miRNA, for MirGeneDB, numbers of assays and probes. Without this the names and accessions
    /// of human, mouse and rat in miRBase 6 to 22, which the program carries, become those of version 22
    #[arg(long, value_name = "FILE", num_args = 1..)]
    names: Vec<PathBuf>,
}

impl NameFiles {
    /// Reads the files, where any are given.
    pub fn open(&self) -> anyhow::Result<Option<Names>> {
        if self.names.is_empty() {
            return Ok(None);
        }
        Ok(Some(Names::open(&self.names)?))
    }
}
