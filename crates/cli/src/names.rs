//! Files that say how miRNAs are called now.

use std::path::PathBuf;

use exoscope_import::Names;

/// Files of miRBase.
#[derive(clap::Args)]
pub struct NameFiles {
    /// Give miRNAs their current names: aliases.txt and mature.fa of miRBase, or a table of two columns, a
    /// name and its miRNA, for MirGeneDB, numbers of assays and probes. Without this the program knows the
    /// accessions of miRBase 22 (human) and 21 (mouse, rat) and leaves older names as they are
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
