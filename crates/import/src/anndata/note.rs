//! What a cohort knows and AnnData has no place for.

use std::collections::BTreeMap;

use exoscope_core::mirna::MirnaName;
use exoscope_core::sample::{Field, Role, RolesError};
use exoscope_core::{Cohort, Scale};
use serde::{Deserialize, Serialize};

use super::AnndataError;
use crate::container::{Data, Kind, NOTE, Store};

/// The note under `uns/exoscope`, a text of JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Note {
    /// What the values are.
    pub(super) scale: Scale,
    /// Which columns of `obs` hold which field.
    fields: BTreeMap<Field, String>,
    /// Labels that are controls.
    controls: Vec<String>,
    /// Labels that are benign diseases.
    benign: Vec<String>,
    /// Whether roles are known at all.
    roles: bool,
    /// Names of miRNAs that were written otherwise, by their canonical names.
    written: BTreeMap<String, String>,
}

impl Note {
    pub(crate) fn of(cohort: &Cohort) -> Self {
        let labels = |role: Role| {
            let of_role = cohort.roles().iter().filter(move |(_, of)| *of == role);
            of_role.map(|(label, _)| label.to_owned()).collect()
        };
        let other = |mirna: &&MirnaName| mirna.original() != mirna.canonical();
        let pair = |mirna: &MirnaName| (mirna.canonical().to_owned(), mirna.original().to_owned());
        Self {
            scale: cohort.scale(),
            fields: cohort.metadata().fields().clone(),
            controls: labels(Role::Control),
            benign: labels(Role::Benign),
            roles: cohort.roles().iter().next().is_some(),
            written: cohort.mirnas().iter().filter(other).map(pair).collect(),
        }
    }

    /// The note of a file, where it has one.
    pub(super) fn read(store: &Store) -> Result<Option<Self>, AnndataError> {
        let path = format!("uns/{NOTE}");
        if store.kind(&path) != Kind::Array {
            return Ok(None);
        }
        let Data::Texts(texts) = store.array(&path)?.data else { return Ok(None) };
        let text = texts.first().map(String::as_str).unwrap_or_default();
        serde_json::from_str(text).map(Some).map_err(|e| AnndataError::damaged(&path, e))
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
