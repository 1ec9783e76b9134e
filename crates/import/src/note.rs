//! What a cohort knows and the files of other programs have no place for: scale, roles, which column holds
//! which field, which facts are words.
//!
//! In AnnData it stands under `uns/exoscope`; beside a CSV in a file of its own.

use std::collections::BTreeMap;
use std::path::Path;

use exoscope_core::cohort::Source;
use exoscope_core::mirna::MirnaName;
use exoscope_core::sample::{Column, ColumnValues, Field, Role, RolesError};
use exoscope_core::{Cohort, Scale};
use serde::{Deserialize, Serialize};

use super::error::{ImportError, Place};
use super::source::TextError;

/// The version of the file.
const VERSION: u32 = 1;

/// What a cohort knows beside its values and facts, a text of JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// What the values are.
    scale: Scale,
    /// Which columns hold which field.
    fields: BTreeMap<Field, String>,
    /// Labels that are controls.
    controls: Vec<String>,
    /// Labels that are benign diseases.
    benign: Vec<String>,
    /// Whether roles are known at all.
    roles: bool,
    /// Names of miRNAs that were written otherwise, by their canonical names.
    written: BTreeMap<String, String>,
    /// Columns of facts that are words, though all of them may look like numbers.
    #[serde(default)]
    words: Vec<String>,
    /// Columns of facts that are numbers.
    #[serde(default)]
    numbers: Vec<String>,
}

/// A note in a file of its own.
#[derive(Serialize, Deserialize)]
struct NoteFile {
    /// The version, under a name that says whose file it is.
    exoscope_note: u32,
    #[serde(flatten)]
    note: Note,
}

/// Why a file is no note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// It is no JSON of a note.
    #[error("this is no note of export csv: {0}")]
    Json(String),
    /// It is of a version that is not known.
    #[error("a note of version {found}; known is {VERSION}")]
    Version {
        /// Its version.
        found: u32,
    },
    /// It speaks of a column that the table does not have.
    #[error("the note is of a table with a column {name:?}, which is not there")]
    NoSuchColumn {
        /// The column.
        name: String,
    },
}

impl Note {
    pub(crate) fn of(cohort: &Cohort) -> Self {
        let labels = |role: Role| {
            let of_role = cohort.roles().iter().filter(move |(_, of)| *of == role);
            of_role.map(|(label, _)| label.to_owned()).collect()
        };
        let other = |mirna: &&MirnaName| mirna.original() != mirna.canonical();
        let pair = |mirna: &MirnaName| (mirna.canonical().to_owned(), mirna.original().to_owned());
        let is_text = |column: &&Column| matches!(column.values(), ColumnValues::Text(_));
        let (words, numbers): (Vec<&Column>, Vec<&Column>) =
            cohort.metadata().columns().iter().partition(is_text);
        let names = |columns: Vec<&Column>| columns.iter().map(|c| c.name().to_owned()).collect();
        Self {
            scale: cohort.scale(),
            fields: cohort.metadata().fields().clone(),
            controls: labels(Role::Control),
            benign: labels(Role::Benign),
            roles: cohort.roles().iter().next().is_some(),
            written: cohort.mirnas().iter().filter(other).map(pair).collect(),
            words: names(words),
            numbers: names(numbers),
        }
    }

    /// The note as a file.
    pub(crate) fn text(&self) -> serde_json::Result<String> {
        let file = NoteFile { exoscope_note: VERSION, note: self.clone() };
        Ok(serde_json::to_string_pretty(&file)? + "\n")
    }

    /// The note in a file, and the file.
    pub(super) fn open(path: &Path) -> Result<(Self, Source), ImportError> {
        let here = || Place::file(path);
        let io = |e| here().error(TextError::Io(e));
        let text = std::fs::read(path).map_err(io)?;
        let json = |e: serde_json::Error| here().error(NoteError::Json(e.to_string()));
        let file: NoteFile = serde_json::from_slice(&text).map_err(json)?;
        if file.exoscope_note != VERSION {
            return Err(here().error(NoteError::Version { found: file.exoscope_note }));
        }
        Ok((file.note, Source::of(path).map_err(io)?))
    }

    /// What the values are.
    pub(super) fn scale(&self) -> Scale {
        self.scale
    }

    /// The columns of facts.
    pub(super) fn facts(&self) -> impl Iterator<Item = &String> {
        self.words.iter().chain(&self.numbers)
    }

    /// Whether a column of facts holds words.
    pub(super) fn is_words(&self, column: &str) -> bool {
        self.words.iter().any(|words| words == column)
    }

    /// Checks that the note is of this table: that it has the columns which the note speaks of.
    pub(super) fn check(&self, cohort: &Cohort) -> Result<(), NoteError> {
        let absent = |name: &&String| cohort.metadata().column(name).is_err();
        match self.facts().chain(self.fields.values()).find(absent) {
            Some(name) => Err(NoteError::NoSuchColumn { name: name.clone() }),
            None => Ok(()),
        }
    }

    /// Whether a column holds the label.
    pub(super) fn is_label(&self, column: &str) -> bool {
        self.fields.get(&Field::Label).is_some_and(|label| label == column)
    }

    pub(super) fn fields(&self) -> Vec<(Field, String)> {
        self.fields.iter().map(|(field, column)| (*field, column.clone())).collect()
    }

    pub(super) fn roles_of(&self, cohort: &mut Cohort) -> Result<(), RolesError> {
        if self.roles { cohort.set_roles(&self.controls, &self.benign) } else { Ok(()) }
    }

    /// The names as they were written before the export.
    pub(super) fn as_written(&self, mirnas: Vec<MirnaName>) -> Vec<MirnaName> {
        let original = |mirna: MirnaName| match self.written.get(mirna.canonical()) {
            Some(original) => mirna.written(original),
            None => mirna,
        };
        mirnas.into_iter().map(original).collect()
    }
}
