//! AnnData on disk, in HDF5 (`.h5ad`) or Zarr (`.zarr`): groups of arrays that say how they are encoded
//! (anndata's on-disk format, versions of its elements as of anndata 0.7 to 0.12).
//!
//! This is the part that import and export share: arrays and attributes by their path. What they mean
//! is in `import::anndata` and `export::anndata`.

mod array;
mod error;
mod h5ad;
mod store;
mod tree;
mod zarr;

pub(crate) use array::{Array, Data};
pub use error::AnndataError;
pub(crate) use store::{Attribute, Kind, Store};
pub(crate) use tree::Group;

/// The key under `uns` where Exoscope notes what AnnData has no place for.
pub(crate) const NOTE: &str = "exoscope";
