//! Files that say how miRNAs are called now.

use std::path::PathBuf;

use exoscope_import::Names;

/// Files of miRBase.
#[derive(clap::Args)]
pub struct NameFiles {
    /// Give miRNAs their current names by aliases.txt and mature.fa of miRBase
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
