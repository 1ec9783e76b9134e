//! A file of either kind, by paths such as `obs/label/codes`.

use std::path::Path;

use super::array::Array;
use super::error::{AnndataError, StoreWriteError};
use super::h5ad::Hdf5;
use super::tree::Group;
use super::zarr::{self, Zarr};

/// A file that is read.
pub struct Store(Format);

/// What it is kept in.
enum Format {
    Hdf5(Hdf5),
    Zarr(Zarr),
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A group.
    Group,
    /// An array.
    Array,
    /// Nothing.
    Absent,
}

/// What a group or array says of itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    /// A text.
    Text(String),
    /// Texts.
    Texts(Vec<String>),
    /// Whole numbers.
    Numbers(Vec<i64>),
    /// A flag.
    Flag(bool),
}

impl Store {
    /// Opens a file; a folder is Zarr. No array may hold more than `limit` values.
    pub fn open(path: &Path, limit: usize) -> Result<Self, AnndataError> {
        if path.is_dir() {
            Ok(Self(Format::Zarr(Zarr::open(path, limit))))
        } else {
            Ok(Self(Format::Hdf5(Hdf5::open(path, limit)?)))
        }
    }

    /// Writes `root` under a name that ends in `.h5ad` or `.zarr`; a Zarr folder must be new.
    pub fn write(root: &Group, path: &Path) -> Result<(), StoreWriteError> {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("h5ad") => super::h5ad::write(root, path),
            Some("zarr") => zarr::write(root, path),
            _ => Err(AnndataError::Ending.into()),
        }
    }

    /// What stands at a path.
    pub fn kind(&self, path: &str) -> Kind {
        match &self.0 {
            Format::Hdf5(file) => file.kind(path),
            Format::Zarr(folder) => folder.kind(path),
        }
    }

    /// An attribute of a group or array; `None` where it has none called so.
    pub fn attribute(&self, path: &str, name: &str) -> Result<Option<Attribute>, AnndataError> {
        match &self.0 {
            Format::Hdf5(file) => file.attribute(path, name),
            Format::Zarr(folder) => folder.attribute(path, name),
        }
    }

    /// Whether a group or array has an attribute, of whatever type, called so.
    pub fn refers(&self, path: &str, name: &str) -> Result<bool, AnndataError> {
        match &self.0 {
            Format::Hdf5(file) => file.refers(path, name),
            Format::Zarr(folder) => Ok(folder.attribute(path, name)?.is_some()),
        }
    }

    /// The array at a path.
    pub fn array(&self, path: &str) -> Result<Array, AnndataError> {
        match &self.0 {
            Format::Hdf5(file) => file.array(path),
            Format::Zarr(folder) => folder.array(path),
        }
    }

    /// The groups and arrays in a group.
    pub fn children(&self, path: &str) -> Vec<String> {
        match &self.0 {
            Format::Hdf5(file) => file.children(path),
            Format::Zarr(folder) => folder.children(path),
        }
    }

    /// What a group or array is encoded as; `""` where it does not say.
    pub fn encoding(&self, path: &str) -> Result<String, AnndataError> {
        Ok(match self.attribute(path, "encoding-type")? {
            Some(Attribute::Text(encoding)) => encoding,
            _ => String::new(),
        })
    }
}
