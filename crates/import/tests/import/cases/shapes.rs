//! Statistics, annotation, totals and lengths beside samples.

use exoscope_import::{ColumnKind, LeftOut, Orientation, TableSettings, table};

use super::{as_counts, as_table, case, good, rows, samples};
use crate::{import, message, says};

/// What programs write beside samples: the program, its headings with a cell each, and what they are.
const PROGRAMS: &[(&str, &[(&str, &str)])] = &[
    ("edgeR", &[("logFC", "1.8"), ("logCPM", "12.1"), ("PValue", "0.001"), ("FDR", "0.01")]),
    ("edgeR, likelihood ratios", &[("logFC", "-1.8"), ("LR", "10.9"), ("PValue", "0.2")]),
    (
        "limma",
        &[
            ("logFC", "-0.5"),
            ("AveExpr", "9.1"),
            ("t", "-3.1"),
            ("P.Value", "0.04"),
            ("adj.P.Val", "0.2"),
            ("B", "-4.2"),
        ],
    ),
    (
        "DESeq2",
        &[
            ("baseMean", "812.4"),
            ("log2FoldChange", "-2.25"),
            ("lfcSE", "0.4"),
            ("stat", "-5.1"),
            ("pvalue", "NA"),
            ("padj", "NA"),
        ],
    ),
    ("contrasts", &[("logFC.BC_vs_VOL", "1.5"), ("BC_vs_VOL_padj", "0.05")]),
    (
        "featureCounts",
        &[
            ("Chr", "chr17"),
            ("Start", "59841266"),
            ("End", "59841337"),
            ("Strand", "+"),
            ("Length", "72"),
        ],
    ),
    ("NanoString", &[("Code.Class", "Endogenous"), ("Accession", "nmiR00001.1")]),
    ("totals", &[("Total copies", "9000"), ("mean", "2250.5"), ("Sum", "9000")]),
    ("miRBase", &[("Sequence", "UAGCUUAUCAGACUGAUGUUGA"), ("MIMAT", "MIMAT0000076")]),
];

/// A table of two samples with other columns before, between or behind them.
fn beside(others: &[(&str, &str)], at: usize) -> String {
    let line = |name: &str, values: [&str; 3], of: fn(&(&str, &str)) -> String| {
        let mut cells: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        cells.splice(at..at, others.iter().map(of));
        format!("{name}\t{}\n", cells.join("\t"))
    };
    let (heading, cell) = (|o: &(&str, &str)| o.0.to_owned(), |o: &(&str, &str)| o.1.to_owned());
    [
        line("miRNA", ["S1", "S2", "S3"], heading),
        line("hsa-miR-21-5p", ["900", "1200", "77"], cell),
        line("hsa-miR-16-5p", ["50", "60", "8"], cell),
        line("hsa-let-7a-5p", ["400", "300", "500"], cell),
    ]
    .concat()
}

#[test]
fn what_programs_write_beside_samples_is_left_out_and_said() {
    for (program, others) in PROGRAMS {
        for at in [0, 1, 3] {
            let text = beside(others, at);
            for cohort in
                [good(as_table("t.tsv", &text)), good(as_table("t.csv", text.replace('\t', ",")))]
            {
                let left_out = &cohort.report.files[0].left_out;
                let names: Vec<&str> = left_out.iter().map(|out| out.name.as_str()).collect();
                let expected: Vec<&str> = others.iter().map(|(heading, _)| *heading).collect();
                assert_eq!(names, expected, "{program}");
                assert_eq!(samples(&cohort.cohort), ["S1", "S2", "S3"], "{program}");
                let values = [[900.0, 50.0, 400.0], [1200.0, 60.0, 300.0], [77.0, 8.0, 500.0]];
                assert_eq!(rows(&cohort.cohort), values, "{program}");
            }
            let counted = good(as_counts("t.tsv", &text));
            assert_eq!(samples(&counted.cohort), ["S1", "S2", "S3"], "{program}");
        }
    }
}

#[test]
fn a_sample_called_like_a_statistic_is_one_where_no_statistic_is() {
    let text = "miRNA,t,B,F\nhsa-miR-21-5p,900,120,7\nhsa-miR-16-5p,5,60,8\n";
    assert_eq!(samples(&good(as_table("t.csv", text)).cohort), ["t", "B", "F"]);
    let mut settings = TableSettings::default();
    settings.columns.keep = vec!["Mean".into()];
    let text = "miRNA,Mean,B\nhsa-miR-21-5p,900,120\nhsa-miR-16-5p,5,60\n";
    assert_eq!(samples(&good(import(text, &settings)).cohort), ["Mean", "B"]);
    settings.columns.leave_out = vec!["B".into()];
    let only = good(import(text, &settings));
    assert_eq!(samples(&only.cohort), ["Mean"]);
    let asked = LeftOut { name: "B".into(), kind: ColumnKind::Requested };
    assert_eq!(only.report.files[0].left_out, [asked]);
    settings.columns.leave_out = vec!["C".into()];
    says(&import(text, &settings).unwrap_err(), &["t.csv:1: no column is called \"C\""]);
}

#[test]
fn under_unknown_headings_they_are_refused_by_their_values() {
    let mirnas = ["21-5p", "16-5p", "let", "122-5p", "451a", "223-3p"];
    let counts = [[900, 1200, 3], [50, 61, 0], [0, 7, 2], [81, 2, 900], [5, 3, 22], [1, 900, 4]];
    let columns: [(&str, &dyn Fn(usize) -> f64); 6] = [
        ("lengths", &|row| [22.0, 22.0, 21.0, 23.0, 22.0, 20.0][row]),
        ("from 0 to 1", &|row| [0.01, 0.5, 0.99, 0.2, 0.0004, 0.7][row]),
        ("negative", &|row| [-0.5, 1.5, 0.25, -2.0, 3.5, 0.75][row]),
        ("sums", &|row| counts[row].iter().sum::<i32>().into()),
        ("means", &|row| f64::from(counts[row].iter().sum::<i32>()) / 3.0),
        ("numbers of the rows", &|row| row as f64),
    ];
    for (why, value) in columns {
        let mut tall = String::from("m,S1,S2,S3,X17\n");
        let mut wide = [String::from("name"), "S1".into(), "S2".into(), "S3".into(), "X17".into()];
        for (row, of) in counts.iter().enumerate() {
            let name = if mirnas[row] == "let" {
                "let-7a-5p".into()
            } else {
                format!("miR-{}", mirnas[row])
            };
            let cells =
                [of[0].to_string(), of[1].to_string(), of[2].to_string(), value(row).to_string()];
            tall.push_str(&format!("hsa-{name},{}\n", cells.join(",")));
            wide[0].push_str(&format!(",hsa-{name}"));
            wide[1..]
                .iter_mut()
                .zip(&cells)
                .for_each(|(line, cell)| line.push_str(&format!(",{cell}")));
        }
        for text in [tall, wide.join("\n") + "\n"] {
            let error = as_table("t.csv", &text).map(|i| i.report).unwrap_err();
            says(&error, &["t.csv: \"X17\" looks like no sample: ", why, "`leave-out`", "`keep`"]);
            let mut settings = TableSettings::default();
            settings.columns.leave_out = vec!["X17".into()];
            assert_eq!(samples(&good(import(&text, &settings)).cohort), ["S1", "S2", "S3"]);
            settings.columns = exoscope_import::ColumnChoice::default();
            settings.columns.keep = vec!["X17".into()];
            settings.scale = Some(exoscope_core::Scale::Unknown);
            assert_eq!(good(import(&text, &settings)).cohort.n_samples(), 4);
        }
    }
}

#[test]
fn lines_of_statistics_are_no_samples() {
    let text =
        "sample,hsa-miR-21-5p,hsa-miR-16-5p\nA,900,50\nB,1200,60\nTotal,2100,110\nlogFC,0.4,0.2\n";
    let read = good(as_table("t.csv", text));
    assert_eq!(samples(&read.cohort), ["A", "B"]);
    let left_out: Vec<&str> =
        read.report.files[0].left_out.iter().map(|out| out.name.as_str()).collect();
    assert_eq!(left_out, ["Total", "logFC"]);
}

#[test]
fn a_column_of_words_is_named_and_not_a_wrong_number() {
    let text = "miRNA,site,S1\nhsa-miR-21-5p,liver,900\nhsa-miR-16-5p,lung,50\n";
    let error = as_table("t.csv", text).map(|i| i.report).unwrap_err();
    says(&error, &["t.csv:1:2: column \"site\" holds text", "liver", "`leave-out`"]);
    let settings =
        TableSettings { orientation: Some(Orientation::MirnasInRows), ..TableSettings::default() };
    let error = import("miRNA,logFC\nhsa-miR-21-5p,1.5\n", &settings).unwrap_err();
    says(&error, &["no column holds a sample", "`keep`"]);
}

#[test]
fn the_cases_at_hand_are_right() {
    let Some(statistics) = case("stats_columns.csv") else { return };
    let read = good(table(&[statistics], &TableSettings::default()));
    assert_eq!(samples(&read.cohort), ["S1", "S2", "S3", "S4"]);
    let settings = exoscope_import::CountsSettings::default();
    let lengths = case("length_column.tsv").unwrap();
    let read = good(exoscope_import::counts(&[lengths], &settings));
    assert_eq!(samples(&read.cohort), ["S1.bam", "S2.bam"]);
    let shares = case("shares_and_total.csv").unwrap();
    let error = exoscope_import::counts(&[shares], &settings).map(|r| r.report);
    let error = message(&error.unwrap_err());
    assert!(error.contains("seem to be fraction, not counts"), "{error}");
}

#[test]
fn ranks_are_no_sample() {
    let text =
        "miRNA,rank,S1,S2\nhsa-miR-21-5p,1,900,812\nhsa-miR-16-5p,2,60,40\nhsa-miR-451a,3,5,4\n";
    let read = good(as_table("t.csv", text));
    assert_eq!(samples(&read.cohort), ["S1", "S2"]);
    assert_eq!(read.report.files[0].left_out[0].name, "rank");
}

#[test]
fn flags_shares_spreads_and_quartiles_are_no_samples() {
    let flags = "ProbeName\tgProcessedSignal S1\tgIsFound S1\tgProcessedSignal S2\tgIsFound S2\n\
                 hsa-miR-21-5p\t900.5\t1\t812.25\t1\nhsa-miR-451a\t0.5\t0\t4.75\t0\n";
    let read = good(as_table("t.tsv", flags));
    assert_eq!(samples(&read.cohort), ["gProcessedSignal S1", "gProcessedSignal S2"]);
    let shares =
        "miRNA,S1,S1 %,S2,S2 %\nhsa-miR-21-5p,900,93.75,812,95.3\nhsa-miR-16-5p,60,6.25,40,4.7\n";
    assert_eq!(samples(&good(as_table("t.csv", shares)).cohort), ["S1", "S2"]);
    for text in [
        "sample,hsa-miR-21-5p,hsa-miR-16-5p\nS1,9.2,8.1\nS2,10.4,7.3\nMean,9.8,7.7\nSD,0.85,0.57\n",
        "sample,hsa-miR-21-5p,hsa-miR-16-5p\nSD,0.85,0.57\nMean,9.8,7.7\nS1,9.2,8.1\nS2,10.4,7.3\n",
        "miRNA,S1,S2,S3,75%\nhsa-miR-21-5p,900,812,700,856\nhsa-miR-16-5p,60,40,50,55\n",
    ] {
        says(&as_table("t.csv", text).map(|read| read.report).unwrap_err(), &["are a summary"]);
    }
    // A series of dilutions.
    let series = "miRNA,100%,75%,25%\nhsa-miR-21-5p,900,712,200\nhsa-miR-16-5p,60,40,50\n";
    assert_eq!(samples(&good(as_table("t.csv", series)).cohort), ["100%", "75%", "25%"]);
}
