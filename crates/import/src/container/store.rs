//! A file of either kind, by paths such as `obs/label/codes`.

use std::path::Path;

use super::array::Array;
use super::error::AnndataError;
use super::h5ad::Hdf5;
use super::tree::Group;
use super::zarr::{self, Zarr};

/// A file that is read.
pub(crate) enum Store {
    Hdf5(Hdf5),
    Zarr(Zarr),
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Group,
    Array,
    Absent,
}

/// What a group or array says of itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Attribute {
    Text(String),
    Texts(Vec<String>),
    Numbers(Vec<i64>),
    Flag(bool),
}

impl Store {
    /// Opens a file; a folder is Zarr. No array may hold more than `limit` values.
    pub(crate) fn open(path: &Path, limit: usize) -> Result<Self, AnndataError> {
        if path.is_dir() {
            Ok(Self::Zarr(Zarr::open(path, limit)))
        } else {
            Hdf5::open(path, limit).map(Self::Hdf5)
        }
    }

    /// Writes `root` under a name that ends in `.h5ad` or `.zarr`; a Zarr folder must be new.
    pub(crate) fn write(root: &Group, path: &Path) -> Result<(), crate::export::ExportError> {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("h5ad") => super::h5ad::write(root, path),
            Some("zarr") => zarr::write(root, path),
            _ => Err(AnndataError::Ending.into()),
        }
    }

    pub(crate) fn kind(&self, path: &str) -> Kind {
        match self {
            Self::Hdf5(file) => file.kind(path),
            Self::Zarr(folder) => folder.kind(path),
        }
    }

    /// An attribute of a group or array; `None` where it has none called so.
    pub(crate) fn attribute(
        &self,
        path: &str,
        name: &str,
    ) -> Result<Option<Attribute>, AnndataError> {
        match self {
            Self::Hdf5(file) => file.attribute(path, name),
            Self::Zarr(folder) => folder.attribute(path, name),
        }
    }

    /// Whether a group or array has an attribute, of whatever type, called so.
    pub(crate) fn refers(&self, path: &str, name: &str) -> Result<bool, AnndataError> {
        match self {
            Self::Hdf5(file) => file.refers(path, name),
            Self::Zarr(folder) => Ok(folder.attribute(path, name)?.is_some()),
        }
    }

    pub(crate) fn array(&self, path: &str) -> Result<Array, AnndataError> {
        match self {
            Self::Hdf5(file) => file.array(path),
            Self::Zarr(folder) => folder.array(path),
        }
    }

    /// The groups and arrays in a group.
    pub(crate) fn children(&self, path: &str) -> Vec<String> {
        match self {
            Self::Hdf5(file) => file.children(path),
            Self::Zarr(folder) => folder.children(path),
        }
    }

    /// What a group or array is encoded as; `""` where it does not say.
    pub(crate) fn encoding(&self, path: &str) -> Result<String, AnndataError> {
        Ok(match self.attribute(path, "encoding-type")? {
            Some(Attribute::Text(encoding)) => encoding,
            _ => String::new(),
        })
    }
}
