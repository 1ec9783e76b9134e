//! Groups of arrays as an HDF5 file.

use std::io;
use std::path::Path;

use exoscope_core::store::write_atomic;
use hdf5_pure::{AttrValue, DatasetBuilder, FileBuilder, GroupBuilder};

use super::super::array::{Array, Data};
use super::super::error::StoreWriteError;
use super::super::store::Attribute;
use super::super::tree::Group;

/// Writes `root` as an HDF5 file.
pub(in super::super) fn write(root: &Group, path: &Path) -> Result<(), StoreWriteError> {
    let mut file = FileBuilder::new();
    for (name, attribute) in &root.attributes {
        file.set_attr(name, value(attribute));
    }
    for (name, array, encoding) in &root.arrays {
        fill(file.create_dataset(name), array, *encoding);
    }
    for (name, group) in &root.groups {
        let mut builder = file.create_group(name);
        fill_group(&mut builder, group);
        file.add_group(builder.finish());
    }
    Ok(write_atomic(path, |out| file.finish_to(out).map_err(io::Error::other))?)
}

fn fill_group(builder: &mut GroupBuilder, group: &Group) {
    for (name, attribute) in &group.attributes {
        builder.set_attr(name, value(attribute));
    }
    for (name, array, encoding) in &group.arrays {
        fill(builder.create_dataset(name), array, *encoding);
    }
    for (name, group) in &group.groups {
        let mut inner = builder.create_group(name);
        fill_group(&mut inner, group);
        builder.add_group(inner.finish());
    }
}

fn fill(builder: &mut DatasetBuilder, array: &Array, (encoding, version): (&str, &str)) {
    let shape: Vec<u64> = array.shape.iter().map(|&n| n as u64).collect();
    match &array.data {
        Data::Floats(values) => builder.with_f64_data(values),
        Data::Singles(values) => builder.with_f32_data(values),
        Data::Codes(values) => {
            builder.with_i32_data(&values.iter().map(|&v| v as i32).collect::<Vec<_>>())
        }
        Data::Flags(values) => {
            builder.with_u8_data(&values.iter().map(|&v| u8::from(v)).collect::<Vec<_>>())
        }
        Data::Texts(values) => {
            builder.with_vlen_strings(&values.iter().map(String::as_str).collect::<Vec<_>>())
        }
    };
    builder
        .with_shape(&shape)
        .set_attr("encoding-type", AttrValue::VarLenString(encoding.to_owned()))
        .set_attr("encoding-version", AttrValue::VarLenString(version.to_owned()));
}

fn value(attribute: &Attribute) -> AttrValue {
    match attribute {
        Attribute::Text(text) => AttrValue::VarLenString(text.clone()),
        // anndata writes an empty list as numbers too.
        Attribute::Texts(texts) if texts.is_empty() => AttrValue::F64Array(Vec::new()),
        Attribute::Texts(texts) => AttrValue::VarLenStringArray(texts.clone()),
        Attribute::Numbers(numbers) => AttrValue::I64Array(numbers.clone()),
        Attribute::Flag(flag) => AttrValue::U8(u8::from(*flag)),
    }
}
