//! One cohort out of the files of a study.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use exoscope_core::Cohort;
use exoscope_core::cohort::{Source, Step};
use exoscope_core::sample::Field;
use exoscope_import::{
    Annotation, ArrayName, Imported, Join, Orientation, TableSettings, annotate, table,
};

use super::{Files, Published, ReproduceError};

/// A study's cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathered {
    /// All miRNAs, labels, roles, and what the names of the arrays say.
    pub cohort: Cohort,
    /// The columns that say what was handled together: slide and date of the scan, where known.
    pub keys: Vec<String>,
    /// What a reader should know of it, in sentences.
    pub notes: Vec<String>,
}

/// Joins the processed matrix to the series matrix by the samples' titles, gives labels their roles, and
/// adds what the names of the raw files say: slide, cell, date and time. The names stand in the series
/// matrix (`supplementary_file`); those that do not are looked up in the list of files by accession.
pub fn gather(files: &Files, published: &Published) -> Result<Gathered, ReproduceError> {
    let settings = TableSettings {
        orientation: Some(Orientation::MirnasInRows),
        header: Some(true),
        ..TableSettings::default()
    };
    let matrix = &files.matrix.path;
    let Imported { cohort, .. } = table(std::slice::from_ref(matrix), &settings)?;
    let join =
        Join { from: files.series.path.clone(), key: Some("title".to_owned()), ..Join::default() };
    let annotation = Annotation {
        join: Some(join),
        fields: vec![(Field::Label, published.label.to_owned())],
        ..Annotation::default()
    };
    let mut cohort = annotate(cohort, matrix, &annotation)?.cohort;
    set_roles(&mut cohort, published)?;
    let (names, sources) = array_names(&cohort, files)?;
    let mut notes = Vec::new();
    let unnamed = names.iter().filter(|name| name.slide.is_none()).count();
    if unnamed > 0 {
        notes.push(format!(
            "{unnamed} of {} samples have no raw file whose name says slide and date: they take no part \
             where these are kept together",
            names.len()
        ));
    }
    let mut keys = Vec::new();
    for column in ArrayName::columns(&names) {
        let name = column.name().to_owned();
        if cohort.metadata().column(&name).is_err() {
            cohort.add_column(column)?;
        }
        for (field, key) in [(Field::Slide, "slide"), (Field::Date, "scan_date")] {
            if name == key {
                cohort.set_field(field, key)?;
                keys.push(name.clone());
            }
        }
    }
    cohort.add_step(Step::new("slides and dates taken from the names of the raw files", sources));
    Ok(Gathered { cohort, keys, notes })
}

impl Gathered {
    /// The cohort without the miRNAs that the paper leaves out.
    pub fn as_published(&self, published: &Published) -> Result<Cohort, ReproduceError> {
        let mirnas = self.cohort.mirnas().iter().enumerate();
        let kept: Vec<usize> = mirnas
            .filter(|(_, mirna)| !published.left_out.contains(&mirna.canonical()))
            .map(|(column, _)| column)
            .collect();
        let left_out = self.cohort.n_mirnas() - kept.len();
        let mut cohort = self.cohort.select_mirnas(&kept)?;
        let what = format!("{left_out} miRNAs left out, as the paper does");
        cohort.add_step(Step::new(what, Vec::new()));
        Ok(cohort)
    }
}

/// Roles by the words of the labels, whatever their letter case.
fn set_roles(cohort: &mut Cohort, published: &Published) -> Result<(), ReproduceError> {
    let column = cohort.metadata().column(published.label)?;
    let labels: BTreeSet<String> = column.texts().flatten().map(Cow::into_owned).collect();
    let of = |is: &dyn Fn(&str) -> bool| -> Vec<String> {
        labels.iter().filter(|label| is(&label.to_lowercase())).cloned().collect()
    };
    let controls = of(&|label| label == published.control);
    if controls.is_empty() {
        let found = labels.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(ReproduceError::NoControl { control: published.control, found });
    }
    let benign = of(&|label| label.contains(published.benign_word));
    cohort.set_roles(&controls, &benign)?;
    Ok(())
}

/// What the name of each sample's raw file says, and the files that were read for it.
fn array_names(
    cohort: &Cohort,
    files: &Files,
) -> Result<(Vec<ArrayName>, Vec<Source>), ReproduceError> {
    let (mut listed, mut sources) = (BTreeMap::new(), Vec::new());
    if let Some(list) = &files.list {
        listed = by_accession(&list.path)?;
        let sha256 = list.receipt.sha256.clone();
        sources.push(Source { name: list.name.clone(), sha256 });
    }
    let metadata = cohort.metadata();
    let links: Vec<_> = metadata
        .columns()
        .iter()
        .filter(|column| column.name().starts_with("supplementary_file"))
        .collect();
    let accessions = metadata.column("geo_accession").ok();
    let name = |row: usize| {
        let linked = links.iter().filter_map(|column| column.get(row)).find_map(|link| {
            let name = ArrayName::of(link.rsplit('/').next().unwrap_or_default());
            name.slide.is_some().then_some(name)
        });
        let accession = accessions.and_then(|column| column.get(row));
        linked.or_else(|| listed.get(accession?.as_ref()).cloned()).unwrap_or_default()
    };
    Ok(((0..cohort.n_samples()).map(name).collect(), sources))
}

/// The names of arrays in a list of files, by the accession of their samples.
fn by_accession(path: &Path) -> Result<BTreeMap<String, ArrayName>, ReproduceError> {
    let text = std::fs::read(path)
        .map_err(|source| ReproduceError::Read { path: path.to_owned(), source })?;
    let text = String::from_utf8_lossy(&text);
    let cells = text.lines().flat_map(|line| line.split('\t'));
    let names = cells.filter(|cell| cell.starts_with("GSM")).map(|cell| ArrayName::of(cell.trim()));
    Ok(names.filter(|name| name.slide.is_some()).map(|name| (name.sample.clone(), name)).collect())
}
