//! AnnData in HDF5.

mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use hdf5_pure::{AttrValue, DType, Dataset, File, VlenStringReadOptions};

pub(super) use write::write;

use super::array::{Array, Data};
use super::error::AnndataError;
use super::store::{Attribute, Kind};

/// An HDF5 file, read where it is asked.
pub(super) struct Hdf5 {
    file: File,
    limit: usize,
}

impl Hdf5 {
    pub(super) fn open(path: &Path, limit: usize) -> Result<Self, AnndataError> {
        let file = guarded(|| File::open_streaming(path).map_err(AnndataError::hdf5))?;
        Ok(Self { file, limit })
    }

    pub(super) fn kind(&self, path: &str) -> Kind {
        let kind = guarded(|| {
            Ok(if self.file.dataset(path).is_ok() {
                Kind::Array
            } else if self.file.group(path).is_ok() {
                Kind::Group
            } else {
                Kind::Absent
            })
        });
        kind.unwrap_or(Kind::Absent)
    }

    pub(super) fn children(&self, path: &str) -> Vec<String> {
        let children = guarded(|| {
            let group = self.file.group(path).map_err(AnndataError::hdf5)?;
            let groups = group.groups().map_err(AnndataError::hdf5)?;
            Ok([groups, group.datasets().map_err(AnndataError::hdf5)?].concat())
        });
        children.unwrap_or_default()
    }

    pub(super) fn attribute(
        &self,
        path: &str,
        name: &str,
    ) -> Result<Option<Attribute>, AnndataError> {
        guarded(|| {
            let attributes = match self.kind(path) {
                Kind::Absent => return Ok(None),
                Kind::Array => self.file.dataset(path).and_then(|array| array.attrs()),
                Kind::Group if path.is_empty() => self.file.root().attrs(),
                Kind::Group => self.file.group(path).and_then(|group| group.attrs()),
            };
            Ok(attributes.map_err(AnndataError::hdf5)?.get(name).and_then(attribute))
        })
    }

    /// Whether an array has an attribute called so, of whatever type, such as a reference.
    pub(super) fn refers(&self, path: &str, name: &str) -> Result<bool, AnndataError> {
        guarded(|| {
            let array = self.file.dataset(path).map_err(AnndataError::hdf5)?;
            Ok(array.attrs().map_err(AnndataError::hdf5)?.contains_key(name))
        })
    }

    pub(super) fn array(&self, path: &str) -> Result<Array, AnndataError> {
        guarded(|| {
            let array = self.file.dataset(path).map_err(AnndataError::hdf5)?;
            let shape = array.shape().map_err(AnndataError::hdf5)?;
            let shape: Vec<usize> = shape.into_iter().map(|n| n as usize).collect();
            let count = shape.iter().try_fold(1_usize, |n, &axis| n.checked_mul(axis));
            if count.is_none_or(|count| count > self.limit) {
                return Err(AnndataError::TooLarge { path: path.to_owned(), limit: self.limit });
            }
            Ok(Array { shape, data: self.data(&array, path)? })
        })
    }

    fn data(&self, array: &Dataset, path: &str) -> Result<Data, AnndataError> {
        let failed = AnndataError::hdf5;
        Ok(match array.dtype().map_err(failed)? {
            DType::F32 | DType::F64 => Data::Floats(array.read_f64().map_err(failed)?),
            DType::I8
            | DType::I16
            | DType::I32
            | DType::I64
            | DType::U8
            | DType::U16
            | DType::U32
            | DType::U64 => Data::Codes(array.read_i64().map_err(failed)?),
            // h5py keeps flags as an enumeration of FALSE and TRUE, one byte each.
            DType::Enum(names) if names.iter().any(|name| name == "TRUE") => {
                Data::Flags(array.read_raw().map_err(failed)?.iter().map(|&b| b != 0).collect())
            }
            DType::String => Data::Texts(array.read_string().map_err(failed)?),
            DType::VariableLengthString => {
                let bounds = VlenStringReadOptions::new()
                    .with_max_elements(self.limit)
                    .with_max_payload_bytes(TEXT_BYTES);
                Data::Texts(array.read_vlen_strings(bounds).map_err(failed)?)
            }
            other => {
                let found = other.to_string();
                return Err(AnndataError::Encoding { path: path.to_owned(), found });
            }
        })
    }
}

/// Bytes of text that one array may hold.
const TEXT_BYTES: usize = 1 << 30;

fn attribute(value: &AttrValue) -> Option<Attribute> {
    if let Some(text) = value.as_str() {
        return Some(Attribute::Text(text.to_owned()));
    }
    let texts = value.as_strings().map(|texts| Attribute::Texts(texts.to_vec()));
    texts.or_else(|| value.to_i64s().map(Attribute::Numbers))
}

/// Does `read`, taking a panic of the HDF5 library on a damaged file for damage. Nothing outlives the
/// call but its result, so there is no state that a panic could leave half changed.
fn guarded<T>(read: impl FnOnce() -> Result<T, AnndataError>) -> Result<T, AnndataError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(AnndataError::damaged("the file", "it cannot be decoded")))
}
