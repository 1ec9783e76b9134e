//! Reporting checklists: MISEV2023, MIFlowCyt-EV, EV-TRACK, filled in as far as the files say.

mod ev_track;
mod miflowcyt;
mod misev;

use serde::{Deserialize, Serialize};

pub use self::ev_track::ev_track;
pub use self::miflowcyt::miflowcyt;
pub use self::misev::misev;
use crate::export::{Contents, Export};
use crate::preparation::{Preparation, Sample};

/// One item; `None`: to be supplied by the authors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What is asked.
    pub asked: String,
    /// What the files say.
    pub said: Option<String>,
}

fn item(asked: &str, said: Option<String>) -> Item {
    Item { asked: asked.to_owned(), said: said.filter(|said| !said.is_empty()) }
}

/// What each sample says, one after the other; `None` where none says anything.
fn each(preparation: &Preparation, of: impl Fn(&Sample) -> Option<String>) -> Option<String> {
    let said = preparation.samples.iter();
    let said: Vec<String> =
        said.filter_map(|s| of(s).map(|text| format!("{}: {text}", s.name))).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// Names of layouts of some kind, each once.
fn layouts(exports: &[Export], of: impl Fn(&Contents) -> bool) -> Option<String> {
    let mut names: Vec<String> = exports
        .iter()
        .filter(|export| of(&export.contents))
        .map(|export| {
            let named = |software: &String| format!("{} ({software})", export.layout);
            export.software.as_ref().map_or_else(|| export.layout.clone(), named)
        })
        .collect();
    names.sort();
    names.dedup();
    (!names.is_empty()).then(|| names.join("; "))
}
