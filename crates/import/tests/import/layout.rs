//! The layouts tables come in: what is found by looking, and what settings change.

use std::slice::from_ref;

use exoscope_core::sample::{Field, SampleId};
use exoscope_core::{Cohort, Scale};
use exoscope_import::{Delimiter, Imported, Orientation, TableSettings, table};

use crate::{Folder, import, message, says};

fn imported(content: impl AsRef<[u8]>) -> Imported {
    import(content, &TableSettings::default()).unwrap_or_else(|e| panic!("{}", message(&e)))
}

fn rows(cohort: &Cohort) -> Vec<Vec<f64>> {
    (0..cohort.n_samples()).map(|row| cohort.values().row(row).collect()).collect()
}

fn samples(cohort: &Cohort) -> Vec<&str> {
    cohort.samples().iter().map(SampleId::as_str).collect()
}

#[test]
fn one_cohort_in_every_layout() {
    let layouts: &[&str] = &[
        "s,miR-1-3p,miR-2-3p\na,1,2\nb,300,4\n",
        "s;miR-1-3p;miR-2-3p\na;1;2\nb;300;4",
        "\"\"\t\"miR-1-3p\"\t\"miR-2-3p\"\n\"a\"\t1\t2\n\"b\"\t300\t4\n",
        "miR-1-3p,miR-2-3p\na,1,2\nb,300,4\n",
        "\"miR-1-3p\" \"miR-2-3p\"\n\"a\" 1 2\n\"b\" 300 4\n",
        "s,miR-1-3p,miR-2-3p\r\na,1,2\r\nb,300,4\r\n",
        "s,miR-1-3p,miR-2-3p\ra,1,2\rb,300,4\r",
        "\u{feff}s,miR-1-3p,miR-2-3p\n\n a , 1 , 2 \nb,3e2,4.0\n\n\n",
        "miRNA,a,b\nmiR-1-3p,1,300\nmiR-2-3p,2,4\n",
        "a,b\nmiR-1-3p,1,300\nmiR-2-3p,2,4\n",
        "miR-1-3p,s,miR-2-3p\n1,a,2\n300,b,4\n",
    ];
    for content in layouts {
        let Imported { cohort, report } = imported(content);
        assert_eq!(samples(&cohort), ["a", "b"], "{content}");
        assert_eq!(rows(&cohort), [[1.0, 2.0], [300.0, 4.0]], "{content}");
        assert_eq!(cohort.mirnas()[0].canonical(), "hsa-miR-1-3p", "{content}");
        assert_eq!(cohort.scale(), Scale::Counts, "{content}");
        assert_eq!(report.files[0].renamed.len(), 2, "{content}");
    }
}

#[test]
fn lists_name_what_a_matrix_does_not() {
    let folder = Folder::new();
    let features = folder.file("f.txt", "hsa-miR-365a-3p, hsa-miR-365b-3p\nmiR-1\nmiR-2\n");
    let labels = folder.file("l.txt", "1\n0\n");
    let named = TableSettings {
        features: Some(features),
        labels: Some(labels),
        ..TableSettings::default()
    };
    let wide = folder.file("m.csv", "1,2,3\n4,5,600\n");
    let Imported { cohort, report } = table(from_ref(&wide), &named).unwrap();
    assert_eq!(samples(&cohort), ["sample_1", "sample_2"]);
    assert_eq!(rows(&cohort), [[1.0, 2.0, 3.0], [4.0, 5.0, 600.0]]);
    assert_eq!(cohort.metadata().field(Field::Label).unwrap().get(0).as_deref(), Some("1"));
    assert!(!report.files[0].header);
    assert_eq!(cohort.provenance().steps[0].sources.len(), 3);

    let tall = folder.file("t.csv", "1,4\n2,5\n3,600\n");
    let names = folder.file("s.txt", "\"x\"\n\"y\"\n");
    let settings = TableSettings { samples: Some(names), ..named.clone() };
    let turned = table(&[tall], &settings).unwrap();
    assert_eq!(samples(&turned.cohort), ["x", "y"]);
    assert_eq!(rows(&turned.cohort), rows(&cohort));

    let short = folder.file("short.txt", "1\n");
    let settings = TableSettings { labels: Some(short), ..named.clone() };
    let error = table(from_ref(&wide), &settings).unwrap_err();
    says(&error, &["m.csv: 1 labels for 2 rows of the matrix"]);
    let error = table(&[wide.clone(), wide], &named).unwrap_err();
    says(&error, &["l.txt: names the samples of one table, and there are 2"]);
    let gap = TableSettings { labels: Some(folder.file("gap.txt", "1\n\n0\n")), ..named };
    says(&table(&[folder.file("n.csv", "1,2,3\n")], &gap).unwrap_err(), &["gap.txt:2: a blank"]);
}

#[test]
fn settings_come_before_what_is_found() {
    let both = "x,miR-1-3p\nmiR-2-3p,5\n";
    let settings = TableSettings {
        orientation: Some(Orientation::MirnasInRows),
        scale: Some(Scale::Log2Cpm),
        ..TableSettings::default()
    };
    let Imported { cohort, report } = import(both, &settings).unwrap();
    assert_eq!(samples(&cohort), ["miR-1-3p"]);
    assert_eq!((report.scale.scale, report.scale.guessed), (Scale::Log2Cpm, false));

    let bare = "miR-1-3p\t1\t2\nmiR-2-3p\t3\t400\n";
    let headless = TableSettings { header: Some(false), ..TableSettings::default() };
    for settings in [headless, TableSettings::default()] {
        let Imported { cohort, report } = import(bare, &settings).unwrap();
        assert_eq!(samples(&cohort), ["sample_1", "sample_2"]);
        assert!(!report.files[0].header);
        assert_eq!(report.files[0].delimiter, Delimiter::Tab);
    }

    let named = "sex,id,miR-1-3p\nF,a,1\nF,b,100\n";
    let settings = TableSettings { sample_column: Some("id".into()), ..TableSettings::default() };
    let Imported { cohort, .. } = import(named, &settings).unwrap();
    assert_eq!(samples(&cohort), ["a", "b"]);
    assert!(cohort.metadata().field(Field::Sex).is_some());
    // A field of its own is not taken for the samples' names.
    assert_eq!(samples(&import(named, &TableSettings::default()).unwrap().cohort), ["a", "b"]);
    let twice = named.replace("sex", "who").replace("id", "age");
    says(&import(twice, &TableSettings::default()).unwrap_err(), &["sample F", "`sample`"]);
    let settings = TableSettings { sample_column: Some("ids".into()), ..TableSettings::default() };
    says(&import(named, &settings).unwrap_err(), &["t.csv:1: no column", "did you mean \"id\"?"]);

    let settings = TableSettings { scale: Some(Scale::Counts), ..TableSettings::default() };
    let error = import("s,miR-1-3p\na,-3\n", &settings).unwrap_err();
    says(&error, &["t.csv: -3 for hsa-miR-1-3p in sample a is no value", "hint:", "`scale`"]);
}

#[test]
fn facts_missing_values_and_left_out_lines_are_reported() {
    let text = "s,sex,miR-1-3p,age,Gender,Stage,my class,cel-miR-39-3p\n\
                a,F,NA,50,f,I,x,1\nb,M,,51,m,V,y,1\nc,M,900,,m,II,y,1\n";
    let settings = TableSettings { label: Some("my class".into()), ..TableSettings::default() };
    let Imported { cohort, report } = import(text, &settings).unwrap();
    assert_eq!(report.missing.count, 2);
    assert_eq!(report.missing.worst, [("hsa-miR-1-3p".to_owned(), 2)]);
    assert_eq!(report.files[0].left_out[0].name, "cel-miR-39-3p");
    assert!(report.files[0].other_species.is_empty());
    assert_eq!(cohort.metadata().field(Field::Label).unwrap().name(), "my class");
    let kinds: Vec<_> = report.columns.iter().map(|c| (c.kind, c.missing)).collect();
    assert_eq!(kinds, [("text", 0), ("number", 1), ("text", 0), ("text", 0), ("text", 0)]);
    let refused: Vec<_> = report.fields.iter().filter_map(|f| f.refused.as_deref()).collect();
    assert!(refused[0].contains("\"sex\" holds it"), "{refused:?}");
    assert!(refused[1].contains("row 2: \"V\" is no stage"), "{refused:?}");

    let controls = "m,a,b\nERCC-1,5,5\nmiR-1-3p,1,200\nU6,,\nTP53,1,2\n";
    let settings = TableSettings { drop_unknown: true, ..TableSettings::default() };
    let Imported { cohort, report } = import(controls, &settings).unwrap();
    let apart: Vec<&str> = report.files[0].left_out.iter().map(|out| out.name.as_str()).collect();
    assert_eq!((apart, &report.files[0].dropped), (vec!["ERCC-1", "U6"], &vec!["TP53".to_owned()]));
    assert_eq!(cohort.n_mirnas(), 1);
    let settings = TableSettings { label: Some("my clas".into()), ..TableSettings::default() };
    says(&import(text, &settings).unwrap_err(), &["did you mean \"my class\"?"]);
}

#[test]
fn case_tells_precursors_where_the_table_keeps_it() {
    let forms = |text: &str| {
        let cohort = imported(text).cohort;
        cohort.mirnas().iter().map(|mirna| mirna.canonical().to_owned()).collect::<Vec<_>>()
    };
    let lower = forms("m,a\nhsa-mir-16-5p,1\nhsa-mir-122,200\nhsa-let-7a,3\nhsa-mir-9*,4\n");
    assert_eq!(lower, ["hsa-miR-16-5p", "hsa-miR-122-5p", "hsa-let-7a-5p", "hsa-miR-9-3p"]);
    let kept = forms("m,a\nhsa-miR-16-5p,1\nhsa-mir-122,200\nhsa-mir-9*,4\n");
    assert_eq!(kept, ["hsa-miR-16-5p", "hsa-mir-122", "hsa-miR-9-3p"]);
    let hairpins = forms("m,a\nhsa-mir-16,1\nhsa-mir-122,200\n");
    assert_eq!(hairpins, ["hsa-mir-16", "hsa-mir-122"]);
}

#[test]
fn several_files_are_stacked() {
    let folder = Folder::new();
    let one = folder.file("1.csv", "s,sex,miR-1-3p,miR-2-3p\na,F,1,2\n,,,\n".replace(",,,\n", ""));
    let two = folder.file("2.tsv", "miRNA\tb\tc\nmiR-2-3p\t200\t3\n");
    let log = folder.file("3.csv", "s,miR-1-3p,miR-2-3p\nd,7.5,8.25\n");
    let settings = TableSettings { scale: Some(Scale::Counts), ..TableSettings::default() };
    let Imported { cohort, report } = table(&[one.clone(), two.clone()], &settings).unwrap();
    assert_eq!(samples(&cohort), ["a", "b", "c"]);
    assert_eq!((report.missing.count, report.files.len()), (2, 2));
    assert_eq!(cohort.metadata().field(Field::Sex).unwrap().n_missing(), 2);
    let error = table(&[two.clone(), log], &TableSettings::default()).unwrap_err();
    says(&error, &["3.csv: values seem to be log2-intensity", "counts in ", "`scale`"]);
    let error = table(&[two.clone(), two], &settings).unwrap_err();
    says(&error, &["2.tsv: sample b is there twice, first at 2.tsv"]);
}

#[test]
fn gzip_is_told_from_its_bytes() {
    use std::io::Write;
    let mut members = Vec::new();
    for part in ["s,miR-1-3p\na,1\n", "b,200\n"] {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(part.as_bytes()).unwrap();
        members.extend(out.finish().unwrap());
    }
    let Imported { cohort, .. } = imported(&members);
    assert_eq!(samples(&cohort), ["a", "b"]);
    let sum = exoscope_core::store::checksum_bytes([members.as_slice()]);
    assert_eq!(cohort.provenance().steps[0].sources[0].sha256, sum);
}

#[test]
fn blocks_join_without_a_seam() {
    // 20 MiB, more than two blocks, with lines that fall across their borders.
    let mut text = String::from("m");
    for sample in 0..2000 {
        text.push_str(&format!(",s{sample}"));
    }
    for mirna in 1..=1500 {
        text.push_str(&format!("\nhsa-miR-{mirna}-3p"));
        for sample in 0..2000 {
            text.push_str(&format!(",{}.25", mirna * 1000 + sample % 100));
        }
    }
    let Imported { cohort, .. } = imported(&text);
    assert_eq!((cohort.n_samples(), cohort.n_mirnas()), (2000, 1500));
    for (sample, mirna) in [(0, 0), (1999, 1499), (37, 800), (1033, 777)] {
        let expected = (mirna + 1) as f64 * 1000.0 + (sample % 100) as f64 + 0.25;
        assert_eq!(cohort.values().get(sample, mirna), Some(expected));
    }
}
