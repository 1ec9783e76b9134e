//! Sample sheets: which file is of which sample, and what is known of it.
//!
//! | sheet | file | sample | facts |
//! |---|---|---|---|
//! | GDC, `gdc_sample_sheet*.tsv` | `File Name` | `Sample ID` | the other columns |
//! | GDC, `metadata.cart*.json` | `file_name` | | `aliquot`: the barcode with plate and centre |
//! | any table | `file` | `sample` | the other columns |

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use exoscope_core::Cohort;
use exoscope_core::cohort::Source;
use exoscope_core::sample::{Column, MetadataError};
use serde::Deserialize;

use super::super::encoding::TextEncoding;
use super::super::error::{ImportError, Place};
use super::super::facts::Facts;
use super::super::limits::Limits;
use super::super::lines::Lines;
use super::super::list::Named;
use super::CountsError;

/// Sheets about files of counts.
#[derive(Default)]
pub(super) struct Sheets {
    /// Headings of facts, in the order they come.
    headings: Vec<String>,
    files: HashMap<String, OfFile>,
    pub(super) sources: Vec<Source>,
}

/// What is known of one file.
#[derive(Default)]
struct OfFile {
    sample: Option<Named>,
    facts: HashMap<String, String>,
}

/// Headings of the column of files, in small letters without what separates words.
const FILES: &[&str] = &["filename", "file"];
/// Headings of the column of samples.
const SAMPLES: &[&str] = &["sampleid", "sample", "samplename"];
/// Columns of the GDC's that say nothing of a sample.
const OF_THE_FILE: &[&str] = &["fileid", "datacategory", "datatype"];

/// A file of the GDC's metadata.
#[derive(Deserialize)]
struct Metadata {
    file_name: String,
    #[serde(default)]
    associated_entities: Vec<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    entity_submitter_id: String,
}

impl Sheets {
    pub(super) fn open(
        paths: &[PathBuf],
        encoding: Option<TextEncoding>,
        limits: Limits,
    ) -> Result<Self, ImportError> {
        let mut sheets = Self::default();
        for path in paths {
            if path.extension().is_some_and(|extension| extension == "json") {
                sheets.metadata(path, limits)?;
            } else {
                sheets.table(path, encoding, limits)?;
            }
        }
        Ok(sheets)
    }

    fn table(
        &mut self,
        path: &Path,
        encoding: Option<TextEncoding>,
        limits: Limits,
    ) -> Result<(), ImportError> {
        let facts = Facts::open(path, None, encoding, limits)?;
        let place = |wanted: &[&str]| {
            wanted.iter().find_map(|w| facts.headings.iter().position(|h| letters(h) == **w))
        };
        let Some(file) = place(FILES) else {
            return Err(Place::line(path, facts.header).error(CountsError::NoFileColumn));
        };
        let sample = place(SAMPLES).filter(|sample| *sample != file);
        let besides = |number: usize, heading: &str| {
            number == file
                || Some(number) == sample
                || OF_THE_FILE.contains(&letters(heading).as_str())
        };
        let columns: Vec<(usize, &String)> =
            facts.headings.iter().enumerate().filter(|(n, h)| !besides(*n, h)).collect();
        self.note(columns.iter().map(|(_, heading)| (*heading).clone()));
        for (line, cells) in &facts.rows {
            let cell = |number: usize| cells.get(number).cloned().unwrap_or_default();
            let of_file = self.files.entry(cell(file)).or_default();
            for (number, heading) in &columns {
                of_file.facts.insert((*heading).clone(), cell(*number));
            }
            let Some(sample) = sample else { continue };
            let named = Named { text: cell(sample), place: Place::cell(path, *line, sample + 1) };
            match &of_file.sample {
                Some(before) if before.text != named.text => {
                    let (file, first) = (cell(file), before.text.clone());
                    let second = named.text;
                    return Err(named.place.error(CountsError::TwoSamples { file, first, second }));
                }
                _ => of_file.sample = Some(named),
            }
        }
        self.sources.push(facts.source);
        Ok(())
    }

    fn metadata(&mut self, path: &Path, limits: Limits) -> Result<(), ImportError> {
        let mut lines = Lines::open(path, limits)?;
        let mut text = String::new();
        while let Some(block) = lines.next_block()? {
            for (_, line) in block.lines() {
                text.push_str(line);
                text.push('\n');
            }
        }
        let all: Vec<Metadata> = serde_json::from_str(&text).map_err(|e| {
            let reason = e.to_string();
            Place::file(path).error(CountsError::Metadata { reason })
        })?;
        self.note(["aliquot".to_owned()]);
        for file in all {
            // A file of several aliquots is of none alone.
            if let [only] = file.associated_entities.as_slice() {
                let of_file = self.files.entry(file.file_name).or_default();
                of_file.facts.insert("aliquot".to_owned(), only.entity_submitter_id.clone());
            }
        }
        self.sources.push(lines.provenance());
        Ok(())
    }

    fn note(&mut self, headings: impl IntoIterator<Item = String>) {
        for heading in headings {
            if !self.headings.contains(&heading) {
                self.headings.push(heading);
            }
        }
    }

    /// Whether there is no sheet.
    pub(super) fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// The sample of a file, where a sheet names it; refused where sheets list other files.
    pub(super) fn sample(&self, path: &Path) -> Result<Option<&Named>, ImportError> {
        if self.is_empty() {
            return Ok(None);
        }
        let file = file_name(path);
        let of_file = self.of(path).ok_or_else(|| {
            let sheets = self.sources.iter().map(|source| source.name.as_str());
            let sheets = sheets.collect::<Vec<_>>().join(", ");
            Place::file(path).error(CountsError::NotInSheet { file, sheets })
        })?;
        Ok(of_file.sample.as_ref())
    }

    fn of(&self, path: &Path) -> Option<&OfFile> {
        let name = file_name(path);
        self.files.get(&name).or_else(|| self.files.get(name.strip_suffix(".gz")?))
    }

    /// Adds the facts of a cohort's samples, whose files these are.
    pub(super) fn add_facts(
        &self,
        cohort: &mut Cohort,
        files: &[&Path],
    ) -> Result<(), MetadataError> {
        for heading in &self.headings {
            let fact = |path: &&Path| {
                let of_file = self.of(path);
                of_file.and_then(|of| of.facts.get(heading)).map_or("", String::as_str)
            };
            let texts: Vec<&str> = files.iter().map(fact).collect();
            cohort.add_column(Column::guess(heading, &texts))?;
        }
        Ok(())
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
