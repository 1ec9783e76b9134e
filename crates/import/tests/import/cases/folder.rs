//! Every file of `shared/data/cases` by the command of its row, and the answer that its README says is right.

use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale};
use exoscope_import::{
    AnndataSettings, CountsSettings, GeoSettings, TableSettings, anndata, counts, geo, table,
};

use super::{case, good, mirnas, rows, samples};
use crate::{message, says};

/// Files that are no import's: of audits, of learners, the script that wrote one of the others.
const ELSEWHERE: [&str; 7] = [
    "README.md",
    "anndata_old_categories.py",
    "audit_design_20_20.csv",
    "blobs_x.npy",
    "blobs_y.npy",
    "class_in_one_group.csv",
    "class_in_one_group_test.csv",
];

fn as_table(name: &str) -> Cohort {
    good(table(&[case(name).unwrap()], &TableSettings::default())).cohort
}

fn as_counts(names: &[&str]) -> Cohort {
    let paths: Vec<_> = names.iter().map(|name| case(name).unwrap()).collect();
    good(counts(&paths, &CountsSettings::default())).cohort
}

/// Samples and miRNAs of a cohort, each joined by a blank.
fn named(cohort: &Cohort) -> (String, String) {
    (samples(cohort).join(" "), mirnas(cohort).join(" "))
}

/// A file, and what checks it.
type Row = (&'static str, fn(&str));

const ROWS: [Row; 18] = [
    ("affymetrix_series_matrix.txt", |name| {
        let path = [case(name).unwrap()];
        // An accession of another array stands between the miRNAs: unknown, and said.
        let error = geo(&path, &GeoSettings::default()).map(|read| read.report).unwrap_err();
        says(&error, &["\"1367452_st\"", "`drop-unknown`"]);
        let settings = GeoSettings { drop_unknown: true, ..GeoSettings::default() };
        let error = geo(&path, &settings).map(|read| read.report);
        let read = error.unwrap_or_else(|e| panic!("{}", message(&e)));
        assert_eq!(read.import.files[0].dropped, ["1367452_st"]);
        let cohort = good(geo(&path, &settings)).cohort;
        assert_eq!(named(&cohort).1, "hsa-miR-21-5p hsa-miR-16-5p hsa-mir-21");
    }),
    ("anndata_old_categories.h5ad", |name| {
        let mut cohort = good(anndata(&case(name).unwrap(), &AnndataSettings::default())).cohort;
        cohort.set_field(Field::Label, "diag").unwrap();
        let label: &Column = cohort.metadata().field(Field::Label).unwrap();
        let labels: Vec<String> =
            label.texts().map(|text| text.unwrap_or_default().into_owned()).collect();
        assert_eq!(labels, ["cancer", "control", "", "cancer"]);
    }),
    ("ct_forty.csv", |name| assert_eq!(as_table(name).scale(), Scale::Ct)),
    ("excerpt_mature_sense.txt", |name| {
        let cohort = as_counts(&[name]);
        assert_eq!(named(&cohort).1, "hsa-miR-101-3p hsa-miR-21-5p");
        assert_eq!(rows(&cohort), [[5.0, 90.0]]);
    }),
    ("grouped_A", |_| {
        let cohort =
            as_counts(&["grouped_A/mature_sense.grouped", "grouped_B/mature_sense.grouped"]);
        assert_eq!(
            named(&cohort),
            ("grouped_A grouped_B".into(), "hsa-miR-21-5p hsa-miR-16-5p hsa-let-7a-5p".into())
        );
        assert_eq!(rows(&cohort), [[900.0, 25.0, 0.0], [1900.0, 0.0, 70.0]]);
    }),
    ("grouped_B", |_| {}),
    ("htseq_S1.txt", |name| {
        let cohort = as_counts(&[name]);
        assert_eq!(named(&cohort).0, "htseq_S1");
        assert_eq!(rows(&cohort), [[400.0, 50.0, 900.0]]);
    }),
    ("joined_names.tsv", |name| {
        let lists = "hsa-miR-320a-3p,hsa-miR-320b,hsa-miR-320c,hsa-miR-320d hsa-miR-199a-3p,hsa-miR-199b-3p hsa-miR-21-5p";
        assert_eq!(named(&as_counts(&[name])).1, lists);
    }),
    ("length_column.tsv", |name| assert_eq!(named(&as_counts(&[name])).0, "S1.bam S2.bam")),
    ("mirdeep2_quantifier.csv", |name| assert_eq!(rows(&as_counts(&[name])), [[307.0, 900.0]])),
    ("nfcore_mature_counts.csv", |name| {
        let cohort = as_counts(&[name]);
        assert_eq!(named(&cohort).1, "hsa-let-7g-5p hsa-miR-21-5p");
        assert_eq!(rows(&cohort)[0], [973.0, 31_785.0]);
    }),
    ("no_sample_column.csv", |name| {
        let settings = TableSettings { label: Some("target".into()), ..TableSettings::default() };
        let cohort = good(table(&[case(name).unwrap()], &settings)).cohort;
        assert_eq!(named(&cohort).0, "sample_1 sample_2 sample_3 sample_4");
    }),
    ("pandas_index.csv", |name| assert_eq!(named(&as_counts(&[name])).0, "S1 S2")),
    ("replicate_probes.tsv", |name| {
        let cohort = as_table(name);
        assert_eq!(
            (cohort.scale(), named(&cohort).1.as_str()),
            (Scale::Ct, "hsa-miR-103a-3p hsa-miR-16-5p")
        );
        assert!((rows(&cohort)[0][0] - 23.2).abs() < 1e-5);
    }),
    ("shares_and_total.csv", |name| {
        let error =
            counts(&[case(name).unwrap()], &CountsSettings::default()).map(|read| read.report);
        says(&error.unwrap_err(), &["seem to be fraction, not counts"]);
    }),
    ("stats_columns.csv", |name| assert_eq!(named(&as_table(name)).0, "S1 S2 S3 S4")),
    ("tcga_quantification.txt", |name| {
        assert_eq!(rows(&as_counts(&[name])), [[83_394.0, 1_441_976.0]]);
    }),
    ("upper_case.tsv", |name| {
        assert_eq!(named(&as_table(name)).1, "hsa-miR-21-5p hsa-miR-451a hsa-miR-223-3p");
    }),
];

#[test]
fn every_row_of_the_table_is_right() {
    let Some(readme) = case("README.md") else { return };
    for (name, check) in ROWS {
        check(name);
    }
    for entry in std::fs::read_dir(readme.parent().unwrap()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let known =
            ROWS.iter().any(|(known, _)| *known == name) || ELSEWHERE.contains(&name.as_str());
        assert!(known || name == "viral_columns.csv", "{name} is tested nowhere");
    }
}

#[test]
fn columns_of_viruses_are_kept_apart() {
    let Some(path) = case("viral_columns.csv") else { return };
    for drop_unknown in [false, true] {
        let settings = TableSettings { drop_unknown, ..TableSettings::default() };
        let read = good(table(std::slice::from_ref(&path), &settings));
        assert_eq!(mirnas(&read.cohort).len(), 3);
        assert_eq!(read.report.files[0].left_out[0].name, "ebv-miR-BART1-3p");
    }
}

#[test]
fn spellings_in_text_of_the_table_are_read() {
    for (written, name) in [
        ("hsa.miR.21.5p", "hsa-miR-21-5p"),
        ("let.7a", "hsa-let-7a-5p"),
        ("hsa_miR_21_5p", "hsa-miR-21-5p"),
        ("mmu.let.7a", "mmu-let-7a-5p"),
        ("MIMAT0000076", "hsa-miR-21-5p"),
        ("mmu-miR-1982.1-3p", "mmu-miR-1982-3p"),
    ] {
        let read = good(super::as_table("t.csv", format!("miRNA,S1,S2\n{written},900,1200\n")));
        assert_eq!(mirnas(&read.cohort), [name], "{written}");
    }
    let rat = good(super::as_table("t.csv", "miRNA,S1\nmiR-685,900\n"));
    assert_eq!(
        (rat.report.files[0].without_species, rat.report.files[0].not_current.count),
        (1, 1)
    );
}
