//! A cohort as an AnnData file.

use std::collections::BTreeSet;
use std::path::Path;

use exoscope_core::Cohort;
use exoscope_core::cohort::Values;
use exoscope_core::sample::{Column, ColumnValues, SampleId};

use super::ExportError;
use crate::note::Note;
use exoscope_container::{AnndataError, Array, Attribute, Data, Group, NOTE, Store};

/// Writes a cohort as AnnData, HDF5 under a name that ends in `.h5ad`, a Zarr folder (version 2) under one
/// that ends in `.zarr`: values in `X` (NaN where missing), facts in `obs`, words as categories, and what
/// AnnData has no place for as a note in `uns/exoscope`.
pub fn anndata(cohort: &Cohort, path: &Path) -> Result<(), ExportError> {
    let mut root = Group::of("anndata", "0.1.0");
    root.push("X", values(cohort));
    root.push_group("obs", obs(cohort)?);
    let mirnas = cohort.mirnas().iter().map(|mirna| mirna.canonical().to_owned());
    root.push_group("var", frame(mirnas.collect(), &[]));
    let mut uns = Group::of("dict", "0.1.0");
    let note = serde_json::to_string(&Note::of(cohort)).map_err(AnndataError::hdf5)?;
    uns.push_text(NOTE, note);
    root.push_group("uns", uns);
    for empty in ["layers", "obsm", "obsp", "varm", "varp"] {
        root.push_group(empty, Group::of("dict", "0.1.0"));
    }
    Ok(Store::write(&root, path)?)
}

fn values(cohort: &Cohort) -> Array {
    let shape = vec![cohort.n_samples(), cohort.n_mirnas()];
    let data = match cohort.values() {
        Values::Exact(values) => Data::Floats(values.iter().copied().collect()),
        Values::Single(values) => Data::Singles(values.iter().copied().collect()),
    };
    Array { shape, data }
}

/// A table of nothing but its index, its columns to come.
fn frame(index: Vec<String>, columns: &[Column]) -> Group {
    let names = columns.iter().map(|column| column.name().to_owned()).collect();
    let mut frame = Group::of("dataframe", "0.2.0")
        .with("_index", Attribute::Text("_index".to_owned()))
        .with("column-order", Attribute::Texts(names));
    frame.push("_index", Array::flat(Data::Texts(index)));
    frame
}

fn obs(cohort: &Cohort) -> Result<Group, ExportError> {
    let columns = cohort.metadata().columns();
    let samples = cohort.samples().iter().map(SampleId::to_string).collect();
    let mut obs = frame(samples, columns);
    for column in columns {
        let name = column.name();
        // Such a name would be a folder, or the index, in the file.
        if name.contains('/') || name == "_index" || name.starts_with('.') {
            return Err(AnndataError::Name { name: name.to_owned() }.into());
        }
        match column.values() {
            ColumnValues::Number(values) => {
                let values = values.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
                obs.push(name, Array::flat(Data::Floats(values)));
            }
            ColumnValues::Text(values) => obs.push_group(name, categories(values)),
        }
    }
    Ok(obs)
}

/// Words as categories in order, −1 where missing.
fn categories(values: &[Option<String>]) -> Group {
    let all: BTreeSet<&str> = values.iter().flatten().map(String::as_str).collect();
    let all: Vec<&str> = all.into_iter().collect();
    let code = |value: &Option<String>| {
        let place = value.as_deref().and_then(|value| all.binary_search(&value).ok());
        place.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1)
    };
    let mut group = Group::of("categorical", "0.2.0").with("ordered", Attribute::Flag(false));
    let texts = all.iter().map(|&text| text.to_owned()).collect();
    group.push("categories", Array::flat(Data::Texts(texts)));
    group.push("codes", Array::flat(Data::Codes(values.iter().map(code).collect())));
    group
}
