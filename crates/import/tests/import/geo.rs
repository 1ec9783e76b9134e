//! Series matrices of GEO.

use std::path::{Path, PathBuf};

use exoscope_core::Scale;
use exoscope_core::sample::{Field, SampleId};
use exoscope_import::{
    Annotation, GeoImported, GeoSettings, ImportError, Join, Names, TableSettings, annotate, geo,
};

use crate::{Folder, import, message, says};

/// A series matrix in GEO's layout, with lines of every kind it holds.
pub const SERIES: &str = "!Series_title\t\"Serum \"of\" two\"\n\
    !Series_geo_accession\t\"GSE1\"\n\
    !Series_supplementary_file\t\"ftp://x/GSE1_RAW.tar\"\n\
    \n\
    !Sample_title\t\"BC_1\"\t\"VOL_1\"\n\
    !Sample_geo_accession\t\"GSM1\"\t\"GSM2\"\n\
    !Sample_contact_city\t\"Tokyo\"\t\"Tokyo\"\n\
    !Sample_characteristics_ch1\t\"disease state: breast cancer\"\t\"disease state: no cancer\"\n\
    !Sample_characteristics_ch1\t\"age: 50\"\t\"Sex: F\"\n\
    !Sample_characteristics_ch1\t\"Sex: F\"\t\"age: 61\"\n\
    !Sample_platform_id\t\"GPL21263\"\t\"GPL21263\"\n\
    !Sample_supplementary_file\t\"ftp://x/GSM1.txt.gz\"\t\"NONE\"\n\
    !series_matrix_table_begin\n\
    \"ID_REF\"\t\"GSM1\"\t\"GSM2\"\n\
    \"hsa-miR-21-5p\"\t7.5\t8.25\n\
    \"hsa-miR-451a\"\t9.5\tnull\n\
    !series_matrix_table_end\n";

fn read(texts: &[&str], settings: &GeoSettings) -> Result<GeoImported, ImportError> {
    let folder = Folder::new();
    let named = |(number, text)| folder.file(&format!("s{number}.txt"), text);
    geo(&texts.iter().enumerate().map(named).collect::<Vec<PathBuf>>(), settings)
}

#[test]
fn values_facts_and_links_are_kept() {
    let GeoImported { cohort, report } = read(&[SERIES], &GeoSettings::default()).unwrap();
    let samples: Vec<&str> = cohort.samples().iter().map(SampleId::as_str).collect();
    assert_eq!(samples, ["GSM1", "GSM2"]);
    assert_eq!(cohort.values().row(0).collect::<Vec<_>>(), [7.5, 9.5]);
    assert_eq!((cohort.scale(), report.import.missing.count), (Scale::Log2Intensity, 1));
    let fact = |name: &str, row| {
        let column = cohort.metadata().column(name).unwrap();
        column.get(row).map(std::borrow::Cow::into_owned)
    };
    assert_eq!(fact("title", 1).as_deref(), Some("VOL_1"));
    assert_eq!(fact("age", 1).as_deref(), Some("61"));
    assert_eq!(fact("disease state", 0).as_deref(), Some("breast cancer"));
    assert_eq!(fact("supplementary_file", 1), None);
    assert!(cohort.metadata().field(Field::Sex).is_some());
    let series = &report.series[0];
    assert_eq!((series.accession.as_str(), series.title.as_str()), ("GSE1", "Serum \"of\" two"));
    assert_eq!(series.supplementary, ["ftp://x/GSE1_RAW.tar"]);
    assert_eq!(series.left_out, ["contact_city"]);
}

#[test]
fn platforms_are_not_mixed_unasked() {
    let other = SERIES.replace("GPL21263", "GPL18941").replace("GSM", "GSM9");
    let both = [SERIES, other.as_str()];
    says(
        &read(&both, &GeoSettings::default()).unwrap_err(),
        &["s1.txt: samples are of several platforms: GPL18941 (2), GPL21263 (2)", "`platform`"],
    );
    let one = GeoSettings { platforms: vec!["GPL18941".into()], ..GeoSettings::default() };
    let GeoImported { cohort, report } = read(&both, &one).unwrap();
    assert_eq!(cohort.samples()[0].as_str(), "GSM91");
    assert_eq!((cohort.n_samples(), report.series.len()), (2, 2));
    let none = GeoSettings { platforms: vec!["GPL1".into()], ..GeoSettings::default() };
    says(&read(&both, &none).unwrap_err(), &["no sample is of platform GPL1; there are"]);
    let two = vec!["GPL18941".into(), "GPL21263".into()];
    let both_named = GeoSettings { platforms: two, ..GeoSettings::default() };
    assert_eq!(read(&both, &both_named).unwrap().cohort.n_samples(), 4);
}

#[test]
fn accessions_are_looked_up_in_files_and_in_the_table_that_the_program_carries() {
    let text = SERIES.replace("hsa-miR-21-5p", "MIMAT0000076");
    let carried = read(&[&text], &GeoSettings::default()).unwrap();
    assert_eq!(carried.cohort.mirnas()[0].canonical(), "hsa-miR-21-5p");
    let text = SERIES.replace("hsa-miR-21-5p", "MIMAT9000076");
    says(
        &read(&[&text], &GeoSettings::default()).unwrap_err(),
        &["s0.txt:15:1: \"MIMAT9000076\" is not a miRNA name", "`names` mature.fa"],
    );
    let folder = Folder::new();
    let aliases = folder.file("aliases.txt", "MIMAT9000076\thsa-miR-21;hsa-miR-21-5p;\n");
    let names = Some(Names::open(&[aliases]).unwrap());
    let settings = GeoSettings { names, ..GeoSettings::default() };
    let GeoImported { cohort, report } = read(&[&text], &settings).unwrap();
    assert_eq!(cohort.mirnas()[0].canonical(), "hsa-miR-21-5p");
    assert_eq!(report.import.files[0].renamed[0].original, "MIMAT9000076");
    assert_eq!(cohort.provenance().steps[0].sources.len(), 2);
}

#[test]
fn files_that_are_no_series_matrix_or_cut_short() {
    let without = |piece: &str, other: &str| SERIES.replace(piece, other);
    let end = "!series_matrix_table_end\n";
    let table = "\"hsa-miR-21-5p\"\t7.5\t8.25\n\"hsa-miR-451a\"\t9.5\tnull\n";
    let cases: &[(String, &[&str])] = &[
        ("s,hsa-miR-21-5p\na,1\n".into(), &["s0.txt:1: \"s,hsa-miR-21-5p\" is no line of a"]),
        ("^DATABASE = GeoMiame\n".into(), &["s0.txt:1: ", "this is a SOFT file"]),
        (
            SERIES[..SERIES.find("!series").unwrap()].into(),
            &["s0.txt: no line !series_matrix_table_begin"],
        ),
        (without(end, ""), &["s0.txt: the table is cut short", "again"]),
        (format!("{SERIES}{SERIES}"), &["s0.txt:18: text follows the end of the table on line 17"]),
        (
            without(table, ""),
            &[
                "s0.txt: the table of values is empty; the series has ftp://x/GSE1_RAW.tar",
                "geo-matrix",
            ],
        ),
        (without("7.5\t8.25", "7.5"), &["s0.txt:15: 2 cells, where 3 are expected"]),
        (without("7.5", "7,5"), &["s0.txt:15:2: \"7,5\" is no number", "decimal point"]),
        (
            without("\t\"VOL_1\"", ""),
            &["s0.txt:6: !Sample_geo_accession has 2 values for 1 samples"],
        ),
        (without("geo_accession\t\"GSM1\"", "title\t\"GSM1\""), &["no line !Sample_geo_accession"]),
        (
            without("\"GSM2\"\n!Sample_c", "\"GSM1\"\n!Sample_c"),
            &["s0.txt:6: sample GSM1 is there twice"],
        ),
        (
            without("\"ID_REF\"\t\"GSM1\"\t\"GSM2\"", "\"ID_REF\"\t\"GSM1\"\t\"GSM3\""),
            &["1 of 2 samples have a row", "GSM3"],
        ),
        (without("\"hsa-miR-451a\"", "\"TP53\""), &["s0.txt:16:1: \"TP53\"", "`drop-unknown`"]),
    ];
    for (text, pieces) in cases {
        let error = read(&[text], &GeoSettings::default()).unwrap_err();
        says(&error, pieces);
    }
}

#[test]
fn a_processed_matrix_finds_its_samples_by_title() {
    let folder = Folder::new();
    let series = folder.file("series.txt", SERIES.replace("null", "1"));
    let matrix = "ID_REF\tVOL_1\tBC_1\nhsa-miR-21-5p\t1.5\t2.5\n";
    let cohort = import(matrix, &TableSettings::default()).unwrap().cohort;
    let join = Join { from: series, key: Some("title".into()), ..Join::default() };
    let annotation = Annotation {
        join: Some(join),
        fields: vec![(Field::Label, "disease state".into())],
        controls: vec!["no cancer".into()],
        ..Annotation::default()
    };
    let done = annotate(cohort, Path::new("m.txt"), &annotation)
        .unwrap_or_else(|e| panic!("{}", message(&e)));
    let column = done.cohort.metadata().column("geo_accession").unwrap();
    assert_eq!(column.get(0).as_deref(), Some("GSM2"));
    assert_eq!(done.report.roles[1], ("no cancer".to_owned(), "control".to_owned()));
}
