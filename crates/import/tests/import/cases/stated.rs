//! Codes of categories are words, whatever version of anndata wrote them.

use exoscope_core::sample::{ColumnValues, Field};
use exoscope_import::{AnndataSettings, anndata};

use super::{case, good};
use crate::Folder;

/// A Zarr folder as anndata 0.7 wrote it: codes in `obs/diag`, words in `obs/__categories/diag`.
fn old_zarr(folder: &Folder, words: bool) -> std::path::PathBuf {
    let root = folder.0.path().join("old.zarr");
    let write = |path: &str, bytes: &[u8]| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let group = |path: &str, attributes: &str| {
        write(&format!("{path}/.zgroup"), br#"{"zarr_format":2}"#);
        write(&format!("{path}/.zattrs"), attributes.as_bytes());
    };
    let array = |path: &str,
                 shape: &str,
                 kind: &str,
                 attributes: &str,
                 chunk: &str,
                 bytes: &[u8]| {
        let filters = if kind == "|O" { r#"[{"id":"vlen-utf8"}]"# } else { "null" };
        let fill = if kind == "|O" { "\"\"" } else { "0" };
        let meta = format!(
            r#"{{"zarr_format":2,"shape":{shape},"chunks":{shape},"dtype":"{kind}","compressor":null,"fill_value":{fill},"order":"C","filters":{filters}}}"#
        );
        write(&format!("{path}/.zarray"), meta.as_bytes());
        write(&format!("{path}/.zattrs"), attributes.as_bytes());
        write(&format!("{path}/{chunk}"), bytes);
    };
    let texts = |texts: &[&str]| {
        let mut bytes = (texts.len() as u32).to_le_bytes().to_vec();
        for text in texts {
            bytes.extend((text.len() as u32).to_le_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes
    };
    let frame = |columns: &str| {
        format!(
            r#"{{"_index":"_index","encoding-type":"dataframe","encoding-version":"0.1.0","column-order":{columns}}}"#
        )
    };
    group("", "{}");
    group("obs", &frame(r#"["diag"]"#));
    group("var", &frame("[]"));
    array("obs/_index", "[4]", "|O", "{}", "0", &texts(&["P1", "P2", "P3", "P4"]));
    array("var/_index", "[2]", "|O", "{}", "0", &texts(&["hsa-miR-21-5p", "hsa-miR-16-5p"]));
    let refers = r#"{"categories":"__categories/diag"}"#;
    array("obs/diag", "[4]", "|i1", refers, "0", &[1, 0, 255, 1]);
    if words {
        group("obs/__categories", "{}");
        array("obs/__categories/diag", "[2]", "|O", "{}", "0", &texts(&["control", "cancer"]));
    }
    let values: Vec<u8> = [900.0_f32, 50.0, 800.0, 60.0, 700.0, 20.0, 650.0, 25.0]
        .iter()
        .flat_map(|v| v.to_le_bytes())
        .collect();
    array("X", "[4,2]", "<f4", "{}", "0.0", &values);
    root
}

#[test]
fn codes_of_anndata_0_7_are_words_or_refused() {
    let folder = Folder::new();
    let read = good(anndata(&old_zarr(&folder, true), &AnndataSettings::default()));
    let column = read.cohort.metadata().column("diag").unwrap();
    let words = |text: &str| Some(text.to_owned());
    let expected = vec![words("cancer"), words("control"), None, words("cancer")];
    assert_eq!(*column.values(), ColumnValues::Text(expected));
    let folder = Folder::new();
    let read = good(anndata(&old_zarr(&folder, false), &AnndataSettings::default()));
    assert!(read.cohort.metadata().column("diag").is_err());
    assert_eq!(read.report.left_out[0].0, "diag");
}

#[test]
fn the_case_at_hand_is_right() {
    let Some(path) = case("anndata_old_categories.h5ad") else { return };
    let mut read = good(anndata(&path, &AnndataSettings::default()));
    read.cohort.set_field(Field::Label, "diag").unwrap();
    let label = read.cohort.metadata().field(Field::Label).unwrap();
    let labels: Vec<_> = label.texts().map(|text| text.map(std::borrow::Cow::into_owned)).collect();
    let word = |text: &str| Some(text.to_owned());
    assert_eq!(labels, [word("cancer"), word("control"), None, word("cancer")]);
}
