//! Groups of arrays as a Zarr folder of version 2, chunks packed by zlib.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::super::array::{Array, Data};
use super::super::error::StoreWriteError;
use super::super::store::Attribute;
use super::super::tree::Group;

/// Rows of a matrix in a chunk.
const ROWS: usize = 512;

/// Writes `root` as a new folder: beside its place first, and renamed when it is whole.
pub(in super::super) fn write(root: &Group, folder: &Path) -> Result<(), StoreWriteError> {
    if folder.exists() {
        return Err(StoreWriteError::InTheWay { folder: folder.to_owned() });
    }
    let partial = folder.with_extension("zarr.partial");
    let written = fill(root, &partial).and_then(|()| fs::rename(&partial, folder));
    written.map_err(|source| {
        // The first error says more than one of cleaning up would.
        let _ = fs::remove_dir_all(&partial);
        StoreWriteError::Folder { folder: folder.to_owned(), source }
    })
}

fn fill(group: &Group, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    write_json(folder.join(".zgroup"), &json!({ "zarr_format": 2 }))?;
    let attributes = group.attributes.iter().map(|(name, attribute)| (*name, value(attribute)));
    write_attributes(folder, attributes)?;
    for (name, array, (encoding, version)) in &group.arrays {
        let folder = folder.join(name);
        fs::create_dir_all(&folder)?;
        let attributes = [("encoding-type", json!(encoding)), ("encoding-version", json!(version))];
        write_attributes(&folder, attributes.into_iter())?;
        write_array(array, &folder)?;
    }
    group.groups.iter().try_for_each(|(name, group)| fill(group, &folder.join(name)))
}

fn write_attributes(
    folder: &Path,
    attributes: impl Iterator<Item = (&'static str, Value)>,
) -> io::Result<()> {
    let all: Map<String, Value> =
        attributes.map(|(name, value)| (name.to_owned(), value)).collect();
    write_json(folder.join(".zattrs"), &Value::Object(all))
}

fn write_array(array: &Array, folder: &Path) -> io::Result<()> {
    let (dtype, fill, filters) = match &array.data {
        Data::Floats(_) => ("<f8", json!(0.0), Value::Null),
        Data::Singles(_) => ("<f4", json!(0.0), Value::Null),
        Data::Codes(_) => ("<i4", json!(0), Value::Null),
        Data::Flags(_) => ("|b1", json!(false), Value::Null),
        Data::Texts(_) => ("|O", json!(""), json!([{ "id": "vlen-utf8" }])),
    };
    // Arrays of one axis are one chunk; an axis of nothing has chunks of one.
    let chunks: Vec<usize> = match array.shape.as_slice() {
        [rows, columns] => vec![(*rows).clamp(1, ROWS), (*columns).max(1)],
        axes => axes.iter().map(|&axis| axis.max(1)).collect(),
    };
    let meta = json!({
        "zarr_format": 2, "shape": array.shape, "chunks": chunks, "dtype": dtype, "order": "C",
        "fill_value": fill, "filters": filters, "dimension_separator": ".",
        "compressor": { "id": "zlib", "level": 1 },
    });
    write_json(folder.join(".zarray"), &meta)?;
    if array.data.is_empty() {
        return Ok(());
    }
    match array.shape.as_slice() {
        &[rows, columns] => {
            let rows_of_chunk = rows.clamp(1, ROWS);
            (0..rows.div_ceil(rows_of_chunk)).into_par_iter().try_for_each(|number| {
                let first = number * rows_of_chunk * columns;
                let length = rows_of_chunk * columns;
                write_chunk(folder.join(format!("{number}.0")), &array.data, first, length)
            })
        }
        _ => write_chunk(folder.join("0"), &array.data, 0, array.data.len()),
    }
}

/// `length` values from `first` on; what a chunk at the edge lacks is zero.
fn write_chunk(path: PathBuf, data: &Data, first: usize, length: usize) -> io::Result<()> {
    fn part<T: Clone>(values: &[T], first: usize, length: usize) -> &[T] {
        values.get(first..(first + length).min(values.len())).unwrap_or_default()
    }
    let width = match data {
        Data::Floats(_) => 8,
        Data::Singles(_) | Data::Codes(_) => 4,
        Data::Flags(_) | Data::Texts(_) => 1,
    };
    let mut bytes = Vec::with_capacity(length * width);
    match data {
        Data::Floats(all) => {
            bytes.extend(part(all, first, length).iter().flat_map(|value| value.to_le_bytes()));
        }
        Data::Singles(all) => {
            bytes.extend(part(all, first, length).iter().flat_map(|value| value.to_le_bytes()));
        }
        Data::Codes(all) => {
            let codes = part(all, first, length).iter();
            bytes.extend(codes.flat_map(|&code| (code as i32).to_le_bytes()));
        }
        Data::Flags(all) => bytes.extend(part(all, first, length).iter().map(|&v| u8::from(v))),
        Data::Texts(all) => {
            bytes.extend((all.len() as u32).to_le_bytes());
            for text in all {
                bytes.extend((text.len() as u32).to_le_bytes());
                bytes.extend(text.bytes());
            }
        }
    }
    if !matches!(data, Data::Texts(_)) {
        bytes.resize(length * width, 0);
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&bytes)?;
    fs::write(path, packed.finish()?)
}

fn write_json(path: PathBuf, value: &Value) -> io::Result<()> {
    fs::write(path, serde_json::to_vec_pretty(value)?)
}

fn value(attribute: &Attribute) -> Value {
    match attribute {
        Attribute::Text(text) => json!(text),
        Attribute::Texts(texts) => json!(texts),
        Attribute::Numbers(numbers) => json!(numbers),
        Attribute::Flag(flag) => json!(flag),
    }
}
