//! The files people have, by the commands of the README.

use crate::program::{Desk, stderr, stdout};

const SERIES: &str = "!Series_title\t\"Serum\"\n!Series_geo_accession\t\"GSE1\"\n\
    !Series_supplementary_file\t\"ftp://x/GSE1_RAW.tar\"\n\
    !Sample_title\t\"BC_1\"\t\"VOL_1\"\n!Sample_geo_accession\t\"GSM1\"\t\"GSM2\"\n\
    !Sample_characteristics_ch1\t\"disease state: breast cancer\"\t\"disease state: no cancer\"\n\
    !Sample_characteristics_ch1\t\"patient: p1\"\t\"patient: p2\"\n\
    !Sample_platform_id\t\"GPL1\"\t\"GPL1\"\n!series_matrix_table_begin\n\
    \"ID_REF\"\t\"GSM1\"\t\"GSM2\"\n\"MIMAT9000076\"\t7.5\t8.25\n!series_matrix_table_end\n";

const LABEL: [&str; 4] = ["--label", "disease state", "--control", "no cancer"];

#[test]
fn geo_by_series_matrix_and_by_processed_matrix() {
    let desk = Desk::new();
    desk.write("s.txt", SERIES);
    desk.write("aliases.txt", "MIMAT9000076\thsa-miR-21;hsa-miR-21-5p;\n");
    let args = ["import", "geo", "s.txt", "--out", "c.parquet"];
    let refused = stderr(&desk.run(1, &args));
    assert!(
        refused.contains("s.txt:11:1") && refused.contains("hint: name the miRNAs"),
        "{refused}"
    );
    let args =
        [args.as_slice(), &["--names", "aliases.txt", "--person", "patient"], &LABEL].concat();
    let said = stdout(&desk.run(0, &args));
    for piece in ["2 samples, 1 miRNA", "ftp://x/GSE1_RAW.tar", "no cancer is control"] {
        assert!(said.contains(piece), "{piece}: {said}");
    }
    let described = desk.json(&["describe", "c.parquet", "--names", "aliases.txt"]);
    assert_eq!(described["names"]["matched"], 1);
    assert_eq!(described["classes"][0]["role"], "cancer");

    desk.write("m.txt", "ID_REF\tVOL_1\tBC_1\nhsa-miR-378\t1.5\t2.5\n");
    let args = ["import", "geo-matrix", "m.txt", "--out", "m.parquet"];
    desk.run(2, &args);
    let report = desk.json(&[args.as_slice(), &["--series", "s.txt"], &LABEL].concat());
    assert_eq!(report["annotation"]["join"]["matched"], 2);
    desk.write("aliases.txt", "MIMAT0000731\thsa-miR-378;hsa-miR-378a-5p;\n");
    let described = stdout(&desk.run(0, &["describe", "m.parquet", "--names", "aliases.txt"]));
    assert!(described.contains("renamed: hsa-miR-378 is hsa-miR-378a-5p"), "{described}");
    let renamed = ["annotate", "m.parquet", "--names", "aliases.txt", "--out", "n.parquet"];
    desk.run(0, &renamed);
    assert_eq!(desk.json(&["describe", "n.parquet"])["top"][0]["mirna"], "hsa-miR-378a-5p");
}

#[test]
fn arrays_counts_and_folds() {
    let desk = Desk::new();
    let array = "Block\tG_Name\t635nm\n1\tNegative Control 2\t20\n1\tNegative Control 2\t900\n\
        1\tNegative Control 2\t3\n1\thsa-miR-21-5p\t84\n1\thsa-miR-9500\t20.5\n";
    std::fs::create_dir(desk.path("scans")).unwrap();
    desk.write("scans/GSM1_SH1_Cell1_20150310_1539_1Color.txt", array);
    desk.write("scans/GSM2_SH1_Cell2_20150310_1541_1Color.txt", array);
    desk.write("s.txt", SERIES);
    let args = ["import", "array", "scans", "--series", "s.txt", "--out", "a.parquet"];
    let said = stdout(&desk.run(0, &[args.as_slice(), &LABEL].concat()));
    assert!(said.contains("slide is the slide") && said.contains("2 of 2 samples"), "{said}");

    desk.write("train.txt", "GSM1\n");
    let args = ["import", "array", "scans", "--training", "train.txt", "--out", "t.parquet"];
    let refused = stderr(&desk.run(1, &args));
    assert!(refused.contains("hsa-miR-149-3p is not there"), "{refused}");
    let controls = "1\thsa-miR-149-3p\t84\n1\thsa-miR-2861\t148\n1\thsa-miR-4463\t276\n";
    desk.write("scans/GSM1_SH1_Cell1_20150310_1539_1Color.txt", format!("{array}{controls}"));
    std::fs::remove_file(desk.path("scans/GSM2_SH1_Cell2_20150310_1541_1Color.txt")).unwrap();
    let said = stdout(&desk.run(0, &args));
    assert!(said.contains("normalised: controls=7, learned from the training samples"), "{said}");
    let quantile = [args.as_slice(), &["--normalise", "quantile"]].concat();
    let said = stdout(&desk.run(0, &quantile));
    assert!(said.contains("normalised: quantiles of the training samples"), "{said}");
    let alone = ["import", "array", "scans", "--normalise", "quantile", "--out", "t.parquet"];
    assert!(stderr(&desk.run(2, &alone)).contains("learns from --training"));
    desk.write("train.txt", "GSM7\n");
    assert!(stderr(&desk.run(1, &args)).contains("train.txt:1: no sample is called"));

    desk.write("miR.Counts.csv", "miRNA,s1,s2\nmiRNAtotal,9,9\nhsa-let-7a-5p/7c-5p,400,8\n");
    let args = ["import", "counts", "miR.Counts.csv", "--ambiguous", "split", "--out", "n.parquet"];
    assert_eq!(desk.json(&args)["mirnas"], 2);

    let cohort = desk.demo();
    desk.run(0, &["export", "csv", cohort, "--out", "d.csv"]);
    desk.run(0, &["import", "table", "d.csv", "--label", "diagnosis", "--out", "d.parquet"]);
    desk.run(0, &["export", "parquet", cohort, "--out", "copy.parquet"]);
    let text = stdout(&desk.run(0, &["export", "anndata", cohort, "--out", "d.h5ad"]));
    assert!(text.contains("d.h5ad: 280 samples"), "{text}");
    let said = stdout(&desk.run(0, &["import", "anndata", "d.h5ad", "--out", "ad.parquet"]));
    assert!(said.contains("values of X") && said.contains("is the label"), "{said}");
    let refused = stderr(&desk.run(1, &["export", "anndata", cohort, "--out", "d.h5"]));
    assert!(refused.contains(".h5ad or .zarr"), "{refused}");
    let written = desk.json(&["export", "head", cohort, "--folds", "4", "--out", "folds"]);
    assert_eq!((&written["folds"], &written["samples"]), (&4.into(), &280.into()));
    let again = stderr(&desk.run(1, &["export", "head", cohort, "--out", "folds"]));
    assert!(again.contains("folds is there already"), "{again}");
    let back = desk.json(&["import", "head", "folds/3", "--out", "h.parquet"]);
    assert_eq!(back["samples"], 280);
}
