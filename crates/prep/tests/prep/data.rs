//! Real instrument exports, where they are there.

use std::path::{Path, PathBuf};

use exoscope_prep::export::SizeReplicate;
use exoscope_prep::{Contents, Export, read};

/// A file of the real exports, where they are there.
pub fn file(name: &str) -> Option<PathBuf> {
    exoscope_testkit::data(&format!("preparation/{name}"))
}

#[track_caller]
pub fn opened(path: &Path) -> Export {
    read(path).unwrap_or_else(|error| panic!("{error} {:?}", error.problem))
}

/// The export of a real file.
#[track_caller]
pub fn export(name: &str) -> Option<Export> {
    file(name).map(|path| opened(&path))
}

/// The replicates of a size export.
#[track_caller]
pub fn sizes(export: &Export) -> &[SizeReplicate] {
    match &export.contents {
        Contents::Sizes { replicates } => replicates,
        other => panic!("{other:?}"),
    }
}

/// Whether a flag says this.
pub fn says(export: &Export, text: &str) -> bool {
    let own = export.flags.iter();
    let of_replicates = match &export.contents {
        Contents::Sizes { replicates } => replicates.iter().flat_map(|r| r.flags.iter()).collect(),
        _ => Vec::new(),
    };
    own.chain(of_replicates).any(|flag| flag.text.contains(text))
}

#[track_caller]
pub fn near(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "{found} against {expected}");
}
