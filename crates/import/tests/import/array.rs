//! Raw 3D-Gene arrays.

use std::io::Write;
use std::path::PathBuf;

use exoscope_core::sample::{Field, SampleId};
use exoscope_import::{ArrayImported, ArraySettings, ImportError, Normalise, array};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{Folder, message, says};

/// The text of an array in the scanner's layout: miR-21-5p at `signal`, a background of 20 ± 0, and
/// miR-9500 absent.
pub fn text(signal: f64) -> String {
    format!(
        "Version\t1.0\r\n\r\nDate\t2015\r\n\
         Block\tG_Name\t635nm\tFlag\r\n\
         1\tNegative Control 2\t20\t0\r\n1\tNegative Control 2\t900\t0\r\n\
         1\tNegative Control 2\t3\t0\r\n1\tNegative Control 2_4\t20\t0\r\n\
         1\tBLANK\tnone\t0\r\n\
         1\thsa-miR-21-5p\t{signal}\t0\r\n\
         1\thsa-miR-365a-3p, hsa-miR-365b-3p\t36\t0\r\n\
         1\thsa-miR-9500\t20.5\t1\r\n"
    )
}

pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(content).unwrap();
    out.finish().unwrap()
}

pub fn tar(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, name, content.as_slice()).unwrap();
    }
    archive.into_inner().unwrap()
}

const A: &str = "GSM10_SH52127_Cell4_20150310_1539_1Color_IntegratedResult.txt";
const B: &str = "GSM11_SH52127_Cell5_20150311_1601_1Color_IntegratedResult.txt";

fn read(folder: &Folder, names: &[&str]) -> Result<ArrayImported, ImportError> {
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.0.path().join(name)).collect();
    array(&paths, &ArraySettings::default())
}

#[test]
fn folders_archives_and_files_hold_the_same() {
    let folder = Folder::new();
    let (a, b) = (text(84.0), text(148.0));
    std::fs::create_dir(folder.0.path().join("scans")).unwrap();
    folder.file(&format!("scans/{A}"), &a);
    folder.file(&format!("scans/{B}.gz"), gzip(b.as_bytes()));
    folder.file("scans/notes.pdf", "x");
    let gz = format!("{B}.gz");
    let archive = tar(&[(A, a.clone().into_bytes()), (&gz, gzip(b.as_bytes()))]);
    folder.file("raw.tar.gz", gzip(&archive));
    folder.file("raw.tar", archive);
    folder.file(A, a);
    folder.file(B, b);
    for names in [["scans"].as_slice(), &["raw.tar"], &["raw.tar.gz"], &[A, B]] {
        let ArrayImported { cohort, report } =
            read(&folder, names).unwrap_or_else(|e| panic!("{names:?}: {}", message(&e)));
        let samples: Vec<&str> = cohort.samples().iter().map(SampleId::as_str).collect();
        assert_eq!(samples, ["GSM10", "GSM11"], "{names:?}");
        assert_eq!(cohort.values().row(0).collect::<Vec<_>>(), [6.0, 4.0, f64::from(0.1_f32)]);
        assert_eq!(cohort.values().get(1, 0), Some(7.0));
        assert_eq!(cohort.mirnas()[1].members().len(), 2);
        let slide = cohort.metadata().field(Field::Slide).unwrap();
        assert_eq!(slide.get(1).as_deref(), Some("SH52127"));
        let date = cohort.metadata().field(Field::Date).unwrap();
        assert_eq!(date.get(1).as_deref(), Some("20150311"));
        assert_eq!((report.background.min, report.background.max), (20.0, 20.0));
        let passed: &[&str] = if names == ["scans"] { &["notes.pdf"] } else { &[] };
        assert_eq!(report.passed_over, passed);
    }
}

#[test]
fn older_arrays_are_left_out_and_listed() {
    let folder = Folder::new();
    let older = text(84.0).replace("hsa-miR-9500", "hsa-miR-95");
    folder.file("a.txt", &older);
    folder.file("b.txt", text(84.0));
    let ArrayImported { cohort, report } = read(&folder, &["a.txt", "b.txt"]).unwrap();
    assert_eq!((cohort.n_samples(), report.older), (1, vec!["a.txt".to_owned()]));
    says(
        &read(&folder, &["a.txt"]).unwrap_err(),
        &["none of 1 arrays measures", "`allow-pre-v21`"],
    );
    let path = folder.0.path().join("a.txt");
    let settings = ArraySettings { older: true, ..ArraySettings::default() };
    assert_eq!(array(&[path], &settings).unwrap().cohort.n_samples(), 1);
}

#[test]
fn the_constant_of_the_paper_moves_every_value() {
    let folder = Folder::new();
    let path = folder.file("a.txt", text(84.0));
    let normalise = Normalise::Controls { mean: 9.9 };
    let settings = ArraySettings { normalise, ..ArraySettings::default() };
    let cohort = array(&[path], &settings).unwrap().cohort;
    let row: Vec<f64> = cohort.values().row(0).collect();
    assert!((row[0] - 7.0).abs() < 1e-6 && (row[2] - 1.1).abs() < 1e-6, "{row:?}");
}

#[test]
fn files_that_are_no_array_of_the_study() {
    let good = text(84.0);
    let cut_line = good.rfind("\t1\r\n").unwrap();
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &utf16].concat();
    let cases: Vec<(Vec<u8>, &[&str])> = vec![
        (b"".to_vec(), &["b.txt: the file is empty"]),
        (b"a,b\n1,2\n".to_vec(), &["b.txt: no line holds the headings G_Name and 635nm"]),
        (good.replace("635nm", "532nm").into(), &["no line holds the headings"]),
        (good.replace("Negative Control 2", "NC").into(), &["0 spots are called", "cut short?"]),
        (good.replace("\t84\t", "\tn.d.\t").into(), &["b.txt:10:3: \"n.d.\" is no number"]),
        (good.replace("\t84\t", "\t84,5\t").into(), &["b.txt:10:3: ", "decimal point"]),
        (good[..cut_line].into(), &["b.txt:12: 3 cells, where 4 are expected"]),
        (good[..cut_line - 12].into(), &["b.txt:12: 2 cells"]),
        (
            good.replace("miR-21-5p", "miR-22-5p").into(),
            &["hsa-miR-22-5p is there, other than in a.txt"],
        ),
        (
            good.replace("miR-21-5p", "miR-9500").into(),
            &["hsa-miR-9500 is there, other than in a.txt"],
        ),
        (good.replace("1\thsa-miR-21-5p\t84\t0\r\n", "").into(), &["hsa-miR-21-5p is not there"]),
        (good.replace("BLANK", "BLANK\0").into(), &["b.txt: a NUL byte"]),
        (marked, &["b.txt: the text is UTF-16"]),
        (gzip(good.as_bytes())[..60].to_vec(), &["b.txt: the gzip file is cut short"]),
    ];
    for (content, pieces) in cases {
        let folder = Folder::new();
        folder.file("a.txt", &good);
        folder.file("b.txt", content);
        says(&read(&folder, &["a.txt", "b.txt"]).unwrap_err(), pieces);
    }
    let folder = Folder::new();
    folder.file(A, &good);
    folder.file(&format!("{A}.gz"), gzip(good.as_bytes()));
    says(&read(&folder, &[A, &format!("{A}.gz")]).unwrap_err(), &["sample GSM10 is there twice"]);
    let archive = tar(&[(A, good.clone().into_bytes())]);
    folder.file("cut.tar", &archive[..600]);
    folder.file("none.tar", vec![b'x'; 2000]);
    for name in ["cut.tar", "none.tar"] {
        says(&read(&folder, &[name]).unwrap_err(), &[name, "tar archive cannot be read"]);
    }
    folder.file("empty.tar", tar(&[]));
    says(&read(&folder, &["empty.tar"]).unwrap_err(), &["no array is there"]);
}
