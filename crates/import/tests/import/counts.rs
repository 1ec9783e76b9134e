//! Count tables of sequencing pipelines.

use std::path::PathBuf;

use exoscope_core::Scale;
use exoscope_core::sample::SampleId;
use exoscope_import::{CountsFormat, CountsImported, CountsSettings, ImportError, Merged, counts};

use crate::{Folder, message, says};

/// Headings and lines as miRge3 writes them.
pub const MIRGE: &str = "miRNA,s1,s2\nmiRNAtotal,70,705\nhsa-let-7a-5p/7c-5p,40,400\n\
    hsa-let-7c-5p,10,5\nhsa-miR-103a-3p/107,20,300\n";
/// As mirtop joins isomiRs; the second line is a second hit of the same read.
pub const MIRTOP: &str = "UID\tRead\tmiRNA\tVariant\tiso_5p\tiso_3p\tiso_add3p\tiso_snp\t\
    iso_5p_nt\tiso_3p_nt\tiso_add3p_nt\tiso_snp_nt\ts1\ts2\n\
    iso-22-A\tTAGC\thsa-miR-21-5p\tNA\t0\t0\t0\tNA\t0\t0\t0\tNA\t60\t1\n\
    iso-22-A\tTAGC\thsa-miR-21-5p\tNA\t0\t0\t0\tNA\t0\t0\t0\tNA\t60\t1\n\
    iso-23-B\tTAGCA\thsa-miR-21-5p\tiso_3p:+1\t0\t1\t0\tNA\t0\tA\t0\tNA\t40\t2\n\
    iso-22-C\tAAAC\thsa-miR-451a\tNA\t0\t0\t0\tNA\t0\t0\t0\tNA\t7\t900\n";
/// As sRNAbench writes a sample.
pub const GROUPED: &str = "name\tunique reads\tread count\tread count (mult. map. adj.)\tRPM (lib)\n\
    hsa-let-7a-5p\t9\t100\t60.5\t1000\nhsa-let-7a-5p\t9\t100\t39.5\t1000\n\
    hsa-miR-451a\t1\t5\t5.0\t50\n";
/// As R writes the table of exceRpt, without a heading over the names.
pub const EXCERPT: &str = "\ts1\ts2\nhsa-miR-21-5p\t310\t12.5\nhsa-miR-451a\t5\t0\n";

fn read(files: &[(&str, &str)], merged: Merged) -> Result<CountsImported, ImportError> {
    let folder = Folder::new();
    let path = |&(name, text): &(&str, &str)| {
        std::fs::create_dir_all(folder.0.path().join(name).parent().unwrap()).unwrap();
        folder.file(name, text)
    };
    let paths: Vec<PathBuf> = files.iter().map(path).collect();
    counts(&paths, &CountsSettings { merged, ..CountsSettings::default() })
}

fn check(read: &CountsImported, format: CountsFormat, samples: &[&str], rows: &[&[f64]]) {
    let CountsImported { cohort, report } = read;
    assert_eq!(report.formats[0], format);
    assert_eq!(cohort.scale(), Scale::Counts);
    let found: Vec<&str> = cohort.samples().iter().map(SampleId::as_str).collect();
    assert_eq!(found, samples);
    for (number, row) in rows.iter().enumerate() {
        assert_eq!(cohort.values().row(number).collect::<Vec<_>>(), *row);
    }
}

#[track_caller]
fn good(files: &[(&str, &str)], merged: Merged) -> CountsImported {
    read(files, merged).unwrap_or_else(|e| panic!("{}", message(&e)))
}

#[test]
fn each_pipeline_is_known_by_its_heading() {
    let mirge = good(&[("miR.Counts.csv", MIRGE)], Merged::Keep);
    check(&mirge, CountsFormat::Mirge, &["s1", "s2"], &[&[40.0, 10.0, 20.0], &[400.0, 5.0, 300.0]]);
    assert_eq!(mirge.report.import.files[0].dropped, ["miRNAtotal"]);
    assert_eq!(mirge.report.merged, ["hsa-let-7a-5p/7c-5p", "hsa-miR-103a-3p/107"]);
    let mirtop = good(&[("mirtop.tsv", MIRTOP)], Merged::Keep);
    check(&mirtop, CountsFormat::Mirtop, &["s1", "s2"], &[&[100.0, 7.0], &[3.0, 900.0]]);
    let two = [("a/mature_sense.grouped", GROUPED), ("b/mature_sense.grouped", GROUPED)];
    let bench = good(&two, Merged::Keep);
    check(&bench, CountsFormat::Srnabench, &["a", "b"], &[&[100.0, 5.0], &[100.0, 5.0]]);
    let excerpt = good(&[("exceRpt_miRNA_ReadCounts.txt", EXCERPT)], Merged::Keep);
    check(&excerpt, CountsFormat::Matrix, &["s1", "s2"], &[&[310.0, 5.0], &[12.5, 0.0]]);
    let edger = "\"\",\"hsa-let-7a-5p\",\"hsa-miR-451a\"\n\"s1\",310,5\n\"s2\",1,0\n";
    let edger = good(&[("mature_counts.csv", edger)], Merged::Keep);
    check(&edger, CountsFormat::Matrix, &["s1", "s2"], &[&[310.0, 5.0], &[1.0, 0.0]]);
}

#[test]
fn merged_names_follow_the_rule() {
    let names = |read: &CountsImported| -> Vec<String> {
        read.cohort.mirnas().iter().map(ToString::to_string).collect()
    };
    let split = good(&[("m.csv", MIRGE)], Merged::Split);
    let four = ["hsa-let-7a-5p", "hsa-let-7c-5p", "hsa-miR-103a-3p", "hsa-miR-107"];
    assert_eq!(names(&split), four);
    assert_eq!(split.cohort.values().row(0).collect::<Vec<_>>(), [20.0, 30.0, 10.0, 10.0]);
    let drop = good(&[("m.csv", MIRGE)], Merged::Drop);
    assert_eq!(names(&drop), ["hsa-let-7c-5p"]);
    let keep = good(&[("m.csv", MIRGE)], Merged::Keep);
    assert_eq!(names(&keep)[0], "hsa-let-7a-5p,hsa-let-7c-5p");
}

#[test]
fn what_is_no_count_table_is_refused() {
    let log = "m,a,b\nhsa-miR-21-5p,7.5,8.25\nhsa-miR-451a,9.1,10.3\n";
    let cpm = "m,a\nhsa-miR-21-5p,999000.5\nhsa-miR-451a,999.5\n";
    let scaled = "m,a\nhsa-miR-21-5p,100000.5\nhsa-miR-451a,999.5\n";
    let negative = "m,a\nhsa-miR-21-5p,-3\nhsa-miR-451a,999\n";
    let short = MIRTOP.replace("\t7\t900", "\t7");
    let word = GROUPED.replace("60.5", "many");
    let without = GROUPED.replace("read count (mult. map. adj.)", "reads");
    let headings = MIRTOP.lines().next().unwrap();
    let cases: &[(&str, &[&str])] = &[
        (log, &["t.txt: the values seem to be log2-intensity", "raw counts"]),
        (cpm, &["t.txt: the values seem to be cpm, not counts"]),
        (scaled, &["t.txt: 100 % of the values have a fraction"]),
        (negative, &["-3 for hsa-miR-21-5p in sample a is no value on the scale counts"]),
        (&short, &["t.txt:5: 13 cells, where 14 are expected"]),
        (&word, &["t.txt:2:4: \"many\" is no number"]),
        (&without, &["t.txt:1: the heading lacks the names, the counts"]),
        (headings, &["t.txt: there is no row of values"]),
    ];
    for (text, pieces) in cases {
        says(&read(&[("t.txt", text)], Merged::Keep).unwrap_err(), pieces);
    }
}
