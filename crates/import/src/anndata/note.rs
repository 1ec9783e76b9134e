//! The note under `uns/exoscope`.

use super::AnndataError;
use crate::note::Note;
use exoscope_container::{Data, Kind, NOTE, Store};

/// The note of a file, where it has one.
pub(super) fn read(store: &Store) -> Result<Option<Note>, AnndataError> {
    let path = format!("uns/{NOTE}");
    if store.kind(&path) != Kind::Array {
        return Ok(None);
    }
    let Data::Texts(texts) = store.array(&path)?.data else { return Ok(None) };
    let text = texts.first().map(String::as_str).unwrap_or_default();
    serde_json::from_str(text).map(Some).map_err(|e| AnndataError::damaged(&path, e))
}
