//! AnnData in and out. The stored files are of Python's anndata 0.12.19
//! (`tests/reference/anndata_files.py`).

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use exoscope_core::sample::{Column, Field, Role, SampleId};
use exoscope_core::{Cohort, Scale};
use exoscope_import::export;
use exoscope_import::{AnndataImported, AnndataSettings, ImportError, anndata};
use flate2::read::GzDecoder;
use ndarray::array;

use crate::{Folder, message, says};

/// A stored file, unpacked in a folder.
pub fn stored(folder: &Folder, name: &str) -> PathBuf {
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    let unpacked = |name: &str| {
        let packed = std::fs::File::open(reference.join("anndata").join(name)).unwrap();
        let mut bytes = Vec::new();
        GzDecoder::new(packed).read_to_end(&mut bytes).unwrap();
        bytes
    };
    if name.contains(".h5ad") {
        return folder.file(name, unpacked(&format!("{name}.gz")));
    }
    let place = folder.0.path().join(name);
    let archive = unpacked(&format!("{name}.tar.gz"));
    tar::Archive::new(archive.as_slice()).unpack(&place).unwrap();
    place
}

fn read(name: &str, settings: &AnndataSettings) -> Result<AnndataImported, ImportError> {
    let folder = Folder::new();
    anndata(&stored(&folder, name), settings)
}

fn good(name: &str, settings: &AnndataSettings) -> AnndataImported {
    read(name, settings).unwrap_or_else(|e| panic!("{name}: {}", message(&e)))
}

fn texts(cohort: &Cohort, column: &str) -> Vec<Option<String>> {
    let column = cohort.metadata().column(column).unwrap();
    column.texts().map(|text| text.map(Into::into)).collect()
}

#[test]
fn dense_files_of_every_kind_hold_the_same() {
    for name in ["dense.h5ad", "v2.zarr", "v3.zarr"] {
        let AnndataImported { cohort, report } = good(name, &AnndataSettings::default());
        let samples: Vec<&str> = cohort.samples().iter().map(SampleId::as_str).collect();
        assert_eq!(samples, ["a", "b", "c"], "{name}");
        assert_eq!(cohort.mirnas()[1].canonical(), "hsa-miR-451a");
        assert_eq!(cohort.scale(), Scale::Counts);
        assert_eq!(cohort.values().get(0, 1), Some(22622.0));
        assert_eq!(cohort.values().get(2, 1), Some(12.5));
        assert_eq!((report.missing.count, report.matrix.as_str()), (1, "X"));
        assert!(report.left_out.is_empty(), "{name}: {:?}", report.left_out);
        let some = |values: [&str; 3]| -> Vec<Option<String>> {
            values.map(|value| Some(value.to_owned()).filter(|v| !v.is_empty())).into()
        };
        for (column, values) in [
            ("label", ["BC", "VOL", "BC"]),
            ("age", ["50", "61.5", ""]),
            ("plate", ["1", "2", "3"]),
            ("smoker", ["true", "false", "true"]),
            ("note", ["x, y", "z", "µ"]),
            ("batch", ["1", "", "3"]),
            ("fasting", ["true", "", "false"]),
            ("site", ["XA", "", "XB"]),
        ] {
            assert_eq!(texts(&cohort, column), some(values), "{name} {column}");
        }
        assert!(cohort.metadata().field(Field::Label).is_some());
    }
}

#[test]
fn layers_columns_of_names_and_left_out_variables_are_chosen() {
    let layer = AnndataSettings { layer: Some("half".into()), ..AnndataSettings::default() };
    let cohort = good("dense.h5ad", &layer).cohort;
    assert_eq!(cohort.values().get(0, 0), Some(155.0));
    let accession =
        AnndataSettings { mirnas: Some("accession".into()), ..AnndataSettings::default() };
    let named = good("v2.zarr", &accession).cohort;
    assert_eq!(named.mirnas()[1].canonical(), "hsa-miR-451a");
    let words = AnndataSettings { mirnas: Some("accesion".into()), ..accession.clone() };
    assert!(read("v2.zarr", &words).is_err());
    let slip = AnndataSettings { layer: Some("halve".into()), ..AnndataSettings::default() };
    says(&read("dense.h5ad", &slip).unwrap_err(), &["no layer \"halve\"", "half"]);
    let slip = AnndataSettings { mirnas: Some("accesion".into()), ..AnndataSettings::default() };
    says(&read("dense.h5ad", &slip).unwrap_err(), &["dense.h5ad", "\"accesion\"", "accession"]);
}

#[test]
fn what_a_sparse_matrix_leaves_out_is_zero() {
    for name in ["csr.h5ad", "csc.h5ad"] {
        let cohort = good(name, &AnndataSettings::default()).cohort;
        let rows: Vec<Vec<f64>> = (0..3).map(|row| cohort.values().row(row).collect()).collect();
        assert_eq!(rows, [[0.0, 22622.0], [418.0, 0.0], [7.0, 0.0]], "{name}");
    }
}

#[test]
fn many_chunks_sorted_by_bytes_are_put_together() {
    let settings = AnndataSettings { scale: Some(Scale::Unknown), ..AnndataSettings::default() };
    let cohort = good("ramp.zarr", &settings).cohort;
    for row in 0..300 {
        for column in 0..4 {
            let expected = (row * 4 + column) as f64 / 8.0;
            assert_eq!(cohort.values().get(row, column), Some(expected), "{row} {column}");
        }
    }
}

/// A cohort that uses everything a cohort has.
fn cohort(scale: Scale) -> Cohort {
    let samples = ["S1", "S2", "S3"].map(|name| name.parse().unwrap()).to_vec();
    let mirnas =
        ["miR-21-5p", "miR-365a-3p,miR-365b-3p"].map(|name| name.parse().unwrap()).to_vec();
    let values = array![[3.5, 0.1], [2.25, f64::NAN], [0.0, 7.75]];
    let mut cohort = Cohort::new(samples, mirnas, values, scale).unwrap();
    cohort.add_column(Column::guess("diagnosis", &["BC", "VOL", "benign x"])).unwrap();
    cohort.add_column(Column::guess("age", &["50", "NA", "7.5"])).unwrap();
    cohort.add_column(Column::guess("a fact", &["x, \"y\"", "", "é"])).unwrap();
    cohort.set_field(Field::Label, "diagnosis").unwrap();
    cohort.set_field(Field::Age, "age").unwrap();
    cohort.set_roles(&["VOL"], &["benign*"]).unwrap();
    cohort
}

#[test]
fn cohorts_come_back_whole() {
    for scale in [Scale::Counts, Scale::Log2Intensity] {
        for name in ["c.h5ad", "c.zarr"] {
            let (folder, cohort) = (Folder::new(), cohort(scale));
            let path = folder.0.path().join(name);
            export::anndata(&cohort, &path).unwrap();
            let back = anndata(&path, &AnndataSettings::default());
            let back = back.unwrap_or_else(|e| panic!("{name}: {}", message(&e))).cohort;
            assert_eq!(back.values(), cohort.values(), "{name}");
            assert_eq!((back.samples(), back.mirnas()), (cohort.samples(), cohort.mirnas()));
            assert_eq!(back.mirnas()[0].original(), "miR-21-5p");
            assert_eq!(back.metadata(), cohort.metadata());
            assert_eq!(back.roles(), cohort.roles());
            assert_eq!(back.roles().of("VOL"), Some(Role::Control));
            assert_eq!(back.scale(), scale);
        }
    }
}

#[test]
fn the_same_cohort_has_the_same_bytes() {
    let folder = Folder::new();
    let paths = ["a.h5ad", "b.h5ad"].map(|name| folder.0.path().join(name));
    for path in &paths {
        export::anndata(&cohort(Scale::Counts), path).unwrap();
    }
    assert_eq!(std::fs::read(&paths[0]).unwrap(), std::fs::read(&paths[1]).unwrap());
}

#[test]
fn names_that_no_file_can_hold_are_refused() {
    let folder = Folder::new();
    let mut cohort = cohort(Scale::Counts);
    let error = export::anndata(&cohort, &folder.0.path().join("c.h5")).unwrap_err();
    assert!(error.to_string().contains(".h5ad or .zarr"), "{error}");
    std::fs::create_dir(folder.0.path().join("c.zarr")).unwrap();
    let error = export::anndata(&cohort, &folder.0.path().join("c.zarr")).unwrap_err();
    assert!(error.to_string().contains("is there already"), "{error}");
    cohort.add_column(Column::guess("a/b", &["1", "2", "3"])).unwrap();
    let error = export::anndata(&cohort, &folder.0.path().join("c.h5ad")).unwrap_err();
    assert!(error.to_string().contains("\"a/b\" cannot be written"), "{error}");
}

#[test]
fn python_reads_what_is_written() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/anndata_files.py");
    if !exoscope_testkit::tool("python3", &["-c", "import anndata"]) {
        return;
    }
    for name in ["c.h5ad", "c.zarr"] {
        let folder = Folder::new();
        let path = folder.0.path().join(name);
        export::anndata(&cohort(Scale::Log2Intensity), &path).unwrap();
        let output = Command::new("python3").arg(&script).arg("read").arg(&path).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        let seen: serde_json::Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{name}: {errors}"));
        assert_eq!(seen["samples"], serde_json::json!(["S1", "S2", "S3"]));
        let mirnas = serde_json::json!(["hsa-miR-21-5p", "hsa-miR-365a-3p,hsa-miR-365b-3p"]);
        assert_eq!((&seen["mirnas"], &seen["dtype"]), (&mirnas, &"float32".into()));
        assert_eq!(seen["x"][1], serde_json::json!([2.25, null]));
        assert_eq!(seen["obs"]["diagnosis"], serde_json::json!(["BC", "VOL", "benign x"]));
        assert_eq!(seen["obs"]["age"], serde_json::json!([50.0, null, 7.5]));
        assert_eq!(seen["obs"]["a fact"], serde_json::json!(["x, \"y\"", null, "é"]));
        assert_eq!(seen["scale"], "log2-intensity");
    }
}

/// The next number of a fixed sequence (Knuth's MMIX generator).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

#[test]
fn damaged_files_do_not_panic_and_are_refused_by_name() {
    for name in ["dense.h5ad", "csr.h5ad"] {
        let folder = Folder::new();
        let whole = std::fs::read(stored(&folder, name)).unwrap();
        let mut state = 3;
        for number in 0..100 {
            let mut bytes = whole.clone();
            if number % 4 == 0 {
                bytes.truncate(next(&mut state) % whole.len());
            } else {
                let at = next(&mut state) % whole.len();
                bytes[at] ^= 1 << (next(&mut state) % 8);
            }
            let path = folder.file("t.h5ad", bytes);
            if let Err(error) = anndata(&path, &AnndataSettings::default()) {
                says(&error, &["t.h5ad"]);
            }
        }
    }
    let folder = Folder::new();
    let path = stored(&folder, "v2.zarr");
    std::fs::write(path.join("X/0.0"), b"\x02\x01\x21\x04\x18\0\0\0\x18\0\0\0\x20\0\0\0").unwrap();
    let error = anndata(&path, &AnndataSettings::default()).unwrap_err();
    says(&error, &["v2.zarr", "chunk 0.0 of X is damaged"]);
    std::fs::write(path.join("X/.zarray"), "{").unwrap();
    assert!(anndata(&path, &AnndataSettings::default()).is_err());
    let table = folder.file("table.h5ad", "name,hsa-miR-21-5p\n");
    says(&anndata(&table, &AnndataSettings::default()).unwrap_err(), &["table.h5ad", "HDF5"]);
    let empty = folder.0.path().join("empty.zarr");
    std::fs::create_dir(&empty).unwrap();
    says(
        &anndata(&empty, &AnndataSettings::default()).unwrap_err(),
        &["no AnnData: it has no obs"],
    );
}
