//! Files that a command read, for the manifest.

use std::path::Path;

use anyhow::Context;
use exoscope_core::cohort::Source;

/// Names and sums a file.
pub fn source(path: &Path) -> anyhow::Result<Source> {
    Source::of(path).with_context(|| format!("cannot read {}", path.display()))
}
