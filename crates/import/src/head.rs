//! Fold folders of HEAD, the code of Matsuzaki et al. 2023 (`pfnet-research/head_model`).
//!
//! ```text
//! FOLD/feature_names.txt            a miRNA a line
//! FOLD/label_names.txt              a class a line
//! FOLD/train/feature_vectors.csv    numbers alone, a sample a line
//! FOLD/train/instance_names.txt     the array's file, a sample a line
//! FOLD/train/labels.txt             the class, by its line in label_names.txt from 0
//! FOLD/test/…                       the same
//! ```

mod error;

use std::path::Path;

use exoscope_core::sample::Column;
use exoscope_core::{Cohort, Scale};

pub use error::HeadError;

use super::array::ArrayName;
use super::assemble::{Lists, Part};
use super::cells::Delimiter;
use super::collect::Collector;
use super::error::{ImportError, Place};
use super::fields::set_fields;
use super::layout::Orientation;
use super::limits::Limits;
use super::list::List;
use super::table::{Imported, TableSettings};

/// How many folders a message counts.
const MOST_FOLDS: usize = 1000;

/// The two parts of a fold.
const PARTS: [&str; 2] = ["train", "test"];

/// The file of a part's values.
const VECTORS: &str = "feature_vectors.csv";

/// Imports a fold's folder as one cohort: fact `part` says which samples are `train` and which
/// `test`, `label` is the class. Samples are named as arrays are ([`ArrayName`]).
///
/// HEAD normalises within each fold, so that values of the same sample differ from fold to fold.
pub fn head(fold: &Path, scale: Option<Scale>) -> Result<Imported, ImportError> {
    let limits = Limits::default();
    let features = fold.join("feature_names.txt");
    if !features.exists() {
        let folds = (0..MOST_FOLDS).take_while(|n| fold.join(n.to_string()).is_dir()).count();
        let error = if folds > 0 { HeadError::SeveralFolds { folds } } else { HeadError::NoFold };
        return Err(Place::file(fold).error(error));
    }
    let labels = List::open(&fold.join("label_names.txt"), limits)?;
    let mut collector = Collector::default();
    let mut sources = vec![labels.source.clone()];
    let mut all_unended = labels.unfinished;
    for part in PARTS {
        let folder = fold.join(part);
        let lists = Lists {
            features: Some(List::open(&features, limits)?),
            labels: Some(named_labels(&folder, &labels, limits)?),
            samples: Some(List::open(&folder.join("instance_names.txt"), limits)?),
            note: None,
        };
        all_unended &= lists.all().all(|list| list.unfinished);
        sources.extend(lists.all().map(|list| list.source.clone()));
        let vectors = folder.join(VECTORS);
        let read = read_part(&vectors, part, lists, scale)?;
        collector.add(&vectors, read)?;
    }
    sources.dedup();
    collector.call_by_current_names(None)?;
    let mut collected = collector.finish()?;
    let here = || Place::file(fold);
    let fields = set_fields(&mut collected.cohort, &[], 0).map_err(|e| here().error(e))?;
    let names_cut = labels.unfinished.then(|| labels.source.name.clone());
    let (cohort, mut report) = collected.reported("imported from a fold of HEAD", sources, fields);
    if let Some(first) = report.files.first_mut() {
        first.unfinished.extend(names_cut);
    }
    // HEAD's own writer ends no list; where one has an end, one without is cut short.
    for file in report.files.iter_mut().filter(|_| all_unended) {
        file.unfinished.retain(|name| name == VECTORS);
    }
    Ok(Imported { cohort, report })
}

fn read_part(
    vectors: &Path,
    part: &str,
    mut lists: Lists,
    scale: Option<Scale>,
) -> Result<Part, ImportError> {
    let mut names = Vec::new();
    for named in lists.samples.iter_mut().flat_map(|list| &mut list.names) {
        let file = named.text.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = ArrayName::of(file);
        named.text.clone_from(&name.sample);
        names.push(name);
    }
    let settings = TableSettings {
        delimiter: Some(Delimiter::Comma),
        orientation: Some(Orientation::SamplesInRows),
        scale,
        ..TableSettings::default()
    };
    let mut read = Part::read(vectors, &settings, &lists, &[])?;
    let parts = vec![Some(part.to_owned()); read.cohort.n_samples()];
    let columns = ArrayName::columns(&names);
    for column in std::iter::once(Column::text("part", parts)).chain(columns) {
        add(&mut read.cohort, column, vectors)?;
    }
    Ok(read)
}

fn add(cohort: &mut Cohort, column: Column, path: &Path) -> Result<(), ImportError> {
    cohort.add_column(column).map_err(|e| Place::file(path).error(e))
}

/// The labels of a part by their names.
fn named_labels(folder: &Path, labels: &List, limits: Limits) -> Result<List, ImportError> {
    let mut list = List::open(&folder.join("labels.txt"), limits)?;
    for named in &mut list.names {
        let number = named.text.parse::<usize>().ok();
        let Some(label) = number.and_then(|number| labels.names.get(number)) else {
            let (label, classes) = (named.text.clone(), labels.names.len());
            return Err(named.place.clone().error(HeadError::NoSuchLabel { label, classes }));
        };
        named.text.clone_from(&label.text);
    }
    Ok(list)
}
