//! AnnData in Zarr: a folder of folders, arrays in chunks of a file each. Versions 2 and 3 are read,
//! version 2, which every program reads, is written.

mod blosc;
mod chunk;
mod codec;
mod meta;
mod write;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

pub(super) use write::write;

use super::array::{Array, Data};
use super::error::AnndataError;
use super::store::{Attribute, Kind};
use meta::{Element, Meta};

/// A Zarr folder.
pub(super) struct Zarr {
    folder: PathBuf,
    limit: usize,
}

/// Bytes that a description of an array or group may have.
const META_BYTES: u64 = 64 << 20;

impl Zarr {
    pub(super) fn open(folder: &Path, limit: usize) -> Self {
        Self { folder: folder.to_owned(), limit }
    }

    pub(super) fn kind(&self, path: &str) -> Kind {
        let folder = self.folder.join(path);
        let node = |kind: &str| {
            let meta = read_json(&folder.join("zarr.json")).ok().flatten();
            meta.is_some_and(|meta| meta.get("node_type").and_then(Value::as_str) == Some(kind))
        };
        if folder.join(".zarray").is_file() || node("array") {
            Kind::Array
        } else if folder.join(".zgroup").is_file() || node("group") {
            Kind::Group
        } else {
            Kind::Absent
        }
    }

    pub(super) fn children(&self, path: &str) -> Vec<String> {
        let entries = fs::read_dir(self.folder.join(path)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub(super) fn attribute(
        &self,
        path: &str,
        name: &str,
    ) -> Result<Option<Attribute>, AnndataError> {
        let folder = self.folder.join(path);
        let attributes = match read_json(&folder.join("zarr.json"))? {
            Some(meta) => meta.get("attributes").cloned(),
            None => read_json(&folder.join(".zattrs"))?,
        };
        Ok(attributes.as_ref().and_then(|all| all.get(name)).and_then(attribute))
    }

    pub(super) fn array(&self, path: &str) -> Result<Array, AnndataError> {
        let folder = self.folder.join(path);
        let meta = match read_json(&folder.join("zarr.json"))? {
            Some(meta) => Meta::of_v3(&meta, path)?,
            None => match read_json(&folder.join(".zarray"))? {
                Some(meta) => Meta::of_v2(&meta, path)?,
                None => return Err(AnndataError::Missing { path: path.to_owned() }),
            },
        };
        meta.check_size(path, self.limit)?;
        let source = chunk::Source { folder: &folder, path, meta: &meta, limit: self.limit };
        let data = match meta.element {
            Element::Float { .. } => Data::Floats(source.all(meta.fill, chunk::floats)?),
            Element::Whole { .. } => Data::Codes(source.all(meta.fill as i64, chunk::whole)?),
            Element::Flag => Data::Flags(source.all(meta.fill != 0.0, chunk::flags)?),
            Element::Text => Data::Texts(source.all(String::new(), chunk::texts)?),
        };
        Ok(Array { shape: meta.shape, data })
    }
}

/// A small file of JSON; `None` where there is none.
fn read_json(path: &Path) -> Result<Option<Value>, AnndataError> {
    let Ok(file) = fs::File::open(path) else { return Ok(None) };
    let damaged = |what: String| AnndataError::damaged(&path.display().to_string(), what);
    let mut text = String::new();
    file.take(META_BYTES).read_to_string(&mut text).map_err(|e| damaged(e.to_string()))?;
    // Python writes NaN into JSON, which has none.
    let text = text.replace(": NaN", ": \"NaN\"");
    serde_json::from_str(&text).map(Some).map_err(|e| damaged(e.to_string()))
}

fn attribute(value: &Value) -> Option<Attribute> {
    Some(match value {
        Value::String(text) => Attribute::Text(text.clone()),
        Value::Bool(flag) => Attribute::Flag(*flag),
        Value::Array(all) if all.iter().all(Value::is_string) => {
            Attribute::Texts(all.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        }
        Value::Array(all) => Attribute::Numbers(all.iter().filter_map(Value::as_i64).collect()),
        _ => return None,
    })
}
