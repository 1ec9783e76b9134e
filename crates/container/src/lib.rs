//! AnnData on disk, in HDF5 (`.h5ad`) or Zarr (`.zarr`): groups of arrays that say how they are encoded
//! (anndata's on-disk format, versions of its elements as of anndata 0.7 to 0.12).
//!
//! This is the part that import and export share: arrays and attributes by their path. What they mean
//! is in the crate `import`.
//!
//! ```
//! use exoscope_container::{Array, Data, Group, Store};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("one.h5ad");
//! let mut root = Group::of("anndata", "0.1.0");
//! root.push("x", Array::flat(Data::Floats(vec![1.0, 2.5])));
//! Store::write(&root, &path)?;
//! assert_eq!(Store::open(&path, 10)?.array("x")?.data, Data::Floats(vec![1.0, 2.5]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod array;
mod error;
mod h5ad;
mod store;
mod tree;
mod zarr;

pub use array::{Array, Data};
pub use error::{AnndataError, StoreWriteError};
pub use store::{Attribute, Kind, Store};
pub use tree::Group;

/// The key under `uns` where Exoscope notes what AnnData has no place for.
pub const NOTE: &str = "exoscope";
