//! Names in other spellings, of several miRNAs, and of files instead of samples.

use exoscope_import::{
    CountsFormat, CountsSettings, Names, TableSettings, counts, older_names, table,
};

use super::{as_counts, as_table, good, mirnas, rows, samples};
use crate::{Folder, says};

#[test]
fn spellings_are_read_and_said() {
    let spellings = [
        ("hsa.miR.21.5p", "hsa-miR-21-5p"),
        ("hsa_miR_21_5p", "hsa-miR-21-5p"),
        ("MIMAT0000076", "hsa-miR-21-5p"),
        ("HSA-MIR-21-5P", "hsa-miR-21-5p"),
        ("hsa-miR-21_st", "hsa-miR-21-5p"),
        ("hsa-miR-21-star_st", "hsa-miR-21-3p"),
        ("ｈｓａ－ｍｉＲ－２１－５ｐ", "hsa-miR-21-5p"),
        ("hsa-miR-21-5p_MIMAT0000076_Homo_sapiens_miR-21-5p", "hsa-miR-21-5p"),
        ("hsa-miR-320a/b/c/d", "hsa-miR-320a-3p,hsa-miR-320b,hsa-miR-320c,hsa-miR-320d"),
        ("hsa-miR-199a-3p+hsa-miR-199b-3p", "hsa-miR-199a-3p,hsa-miR-199b-3p"),
        ("mmu-miR-1982.1-3p", "mmu-miR-1982-3p"),
        ("mmu.let.7a", "mmu-let-7a-5p"),
    ];
    for (written, name) in spellings {
        for text in [
            format!("miRNA,S1,S2\n{written},900,1200\n"),
            format!("sample,{written}\nS1,900\nS2,1200\n"),
        ] {
            let read = good(as_table("t.csv", &text));
            assert_eq!(mirnas(&read.cohort), [name]);
            assert_eq!(rows(&read.cohort), [[900.0], [1200.0]]);
            let renamed = &read.report.files[0].renamed;
            let older = older_names(read.cohort.mirnas());
            assert_eq!(renamed.len() + older.len(), usize::from(written != name), "{written}");
        }
    }
    let bare = good(as_table("t.csv", "miRNA,S1\nmiR-685,900\nhsa-miR-21-5p,5\n"));
    assert_eq!(bare.report.files[0].without_species, 1);
    let capitals = "miRNA\tS1\nHSA-MIR-21-5P\t900\nHSA-MIR-451A\t50\nHSA-MIR-223-3P\t5\n";
    let capitals = good(as_table("t.tsv", capitals));
    assert_eq!(mirnas(&capitals.cohort)[1], "hsa-miR-451a");
}

#[test]
fn headings_in_a_spelling_that_is_not_known_stop_the_import() {
    for text in ["s,hsa-miR-21-5p,miR21\na,1,2\n", "s,hsa-miR-21-5p,let7a-1\na,1,2\n"] {
        says(
            &as_table("t.csv", text).map(|i| i.report).unwrap_err(),
            &["looks like a miRNA's name"],
        );
    }
    let text =
        "sample,hsa-miR-21-5p,ebv-miR-BART1-3p,hsa-miR-320a/b\nA,9.1,1.1,3.0\nB,9.4,1.2,3.1\n";
    let folder = Folder::new();
    let settings = TableSettings { drop_unknown: true, ..TableSettings::default() };
    let read = good(table(&[folder.file("t.csv", text)], &settings));
    assert_eq!(read.cohort.n_mirnas(), 2);
    assert_eq!(read.report.files[0].left_out[0].name, "ebv-miR-BART1-3p");
}

#[test]
fn older_names_become_current_ones_and_are_said() {
    let text = "miRNA,S1,S2\nhsa-miR-21*,900,812\nhsa-miR-199a,60,40\nhsa-miR-302b*,3,5\n\
                mmu-miR-21,4,5\nhsa-miR-378,4,7\nhsa-miR-1254,9,9\nhsa-let-7b,8,2\n";
    let read = good(as_table("t.csv", text));
    let expected = [
        "hsa-miR-21-3p",
        "hsa-miR-199a-5p",
        "hsa-miR-302b-5p",
        "mmu-miR-21a-5p",
        // Its 5p arm in one version, its 3p arm in others.
        "hsa-miR-378",
        // Taken out.
        "hsa-miR-1254",
        "hsa-let-7b-5p",
    ];
    assert_eq!(mirnas(&read.cohort), expected);
    assert_eq!(rows(&read.cohort)[0], [900.0, 60.0, 3.0, 4.0, 4.0, 9.0, 8.0]);
    let older = older_names(read.cohort.mirnas());
    assert_eq!((older.len(), older[0].original.as_str()), (5, "hsa-miR-21*"));
    let kept = &read.report.files[0].not_current;
    assert_eq!(kept.count, 2);
    assert_eq!(kept.first[0].nearest, ["hsa-miR-378a-3p", "hsa-miR-378a-5p"]);
    assert!(kept.first[1].nearest.is_empty());
}

#[test]
fn names_that_would_be_one_or_are_of_hairpins_are_kept() {
    let twice = "miRNA,S1\nhsa-miR-21,900\nhsa-miR-21-5p,60\nhsa-miR-16,5\n";
    let read = good(as_table("t.csv", twice));
    assert_eq!(mirnas(&read.cohort), ["hsa-miR-21", "hsa-miR-21-5p", "hsa-miR-16-5p"]);
    assert_eq!(read.report.files[0].not_current.first[0].nearest, ["hsa-miR-21-5p"]);
    let hairpins = "miRNA,S1\nhsa-mir-21,900\nhsa-let-7b,60\nhsa-mir-147,5\n";
    let read = good(as_table("t.csv", hairpins));
    assert_eq!(mirnas(&read.cohort), ["hsa-mir-21", "hsa-let-7b", "hsa-mir-147a"]);
}

#[test]
fn stated_names_stand_instead_of_the_table_in_the_program() {
    let folder = Folder::new();
    // As of version 9: the name of what is the 5p arm of miR-378a now.
    let aliases = folder.file("aliases.txt", "MIMAT0000731\thsa-miR-378;hsa-miR-378a-5p;\n");
    let settings =
        TableSettings { names: Some(good(Names::open(&[aliases]))), ..TableSettings::default() };
    let text = "miRNA,S1\nhsa-miR-378,900\nhsa-miR-16,60\n";
    let read = good(table(&[folder.file("t.csv", text)], &settings));
    assert_eq!(mirnas(&read.cohort), ["hsa-miR-378a-5p", "hsa-miR-16"]);
}

/// File name, content, samples, values a sample.
type Case<'a> = (&'a str, &'a str, &'a [&'a str], &'a [&'a [f64]]);

#[test]
fn files_of_one_sample_name_it() {
    let tcga = "miRNA_ID\tread_count\treads_per_million_miRNA_mapped\tcross-mapped\n\
                hsa-let-7a-1\t83394\t13552.9\tN\nhsa-mir-21\t1441976\t234345.9\tN\n";
    let htseq = "hsa-let-7a-5p\t400\nhsa-miR-16-5p\t50\n__no_feature\t120000\n__ambiguous\t13\n";
    let rpm = "miRNA,RPM\nhsa-miR-21-5p,700000\nhsa-miR-16-5p,300000\n";
    let excerpt = "ReferenceID\tuniqueReadCount\ttotalReadCount\tmultimapAdjustedReadCount\t\
                   multimapAdjustedBarcodeCount\n\
                   hsa-miR-101-3p:MIMAT0000099:Homo:sapiens:miR-101-3p\t2\t5\t5.0\t0.0\n\
                   hsa-miR-21-5p:MIMAT0000076:Homo:sapiens:miR-21-5p\t7\t90\t90.5\t0.0\n";
    let mirdeep = "#miRNA\tread_count\tprecursor\ttotal\tS1\tS1(norm)\n\
                   hsa-let-7a-5p\t305.00\thsa-let-7a-1\t305.00\t305.00\t118.7\n\
                   hsa-let-7a-5p\t307.00\thsa-let-7a-2\t307.00\t307.00\t119.2\n\
                   hsa-miR-21-5p\t900.00\thsa-mir-21\t900.00\t900.00\t350.1\n";
    let index = ",miRNA,S1,S2\n0,hsa-miR-21-5p,900,1200\n1,hsa-miR-16-5p,50,60\n";
    let nfcore = "\"\",\"hsa-let-7g-5p_MIMAT0000414_Homo_sapiens_let-7g-5p\"\n\"S1.mature\",973\n";
    let cases: &[Case<'_>] = &[
        ("P1.mirnas.quantification.txt", tcga, &["P1"], &[&[83394.0, 1_441_976.0]]),
        ("P2.txt", htseq, &["P2"], &[&[400.0, 50.0]]),
        ("P3.txt", excerpt, &["P3"], &[&[5.0, 90.5]]),
        ("d.csv", mirdeep, &["S1"], &[&[307.0, 900.0]]),
        ("i.csv", index, &["S1", "S2"], &[&[900.0, 50.0], &[1200.0, 60.0]]),
        ("n.csv", nfcore, &["S1.mature"], &[&[973.0]]),
    ];
    for (name, text, expected, values) in cases {
        let read = good(as_counts(name, text));
        assert_eq!(samples(&read.cohort), *expected, "{name}");
        assert_eq!(rows(&read.cohort), *values, "{name}");
    }
    let read = good(as_table("P4.csv", rpm));
    assert_eq!(samples(&read.cohort), ["P4"]);
}

#[test]
fn what_a_pipeline_does_not_list_it_did_not_find() {
    let folder = Folder::new();
    let heading = "name\tunique reads\tread count\tread count (mult. map. adj.)\tRPM (lib)\n";
    let one = |sample: &str, lines: &str| {
        std::fs::create_dir_all(folder.0.path().join(sample)).unwrap();
        folder.file(&format!("{sample}/mature_sense.grouped"), format!("{heading}{lines}"))
    };
    let a = one("A", "hsa-miR-21-5p\t5\t900\t900.0\t1\nhsa-miR-16-5p\t2\t50\t25.0\t1\n");
    let b = one("B", "hsa-miR-21-5p\t5\t1900\t1900.0\t1\nhsa-let-7a-5p\t2\t70\t70.0\t1\n");
    let read = good(counts(&[a, b], &CountsSettings::default()));
    assert_eq!(read.report.formats[0], CountsFormat::Srnabench);
    assert_eq!(mirnas(&read.cohort), ["hsa-miR-21-5p", "hsa-miR-16-5p", "hsa-let-7a-5p"]);
    assert_eq!(rows(&read.cohort), [[900.0, 25.0, 0.0], [1900.0, 0.0, 70.0]]);
    assert_eq!((read.report.zeros, read.report.import.missing.count), (2, 0));
    // A merged matrix lists what it was asked for: there it is missing.
    let one = folder.file("1.csv", "m,s\nhsa-miR-21-5p,900\nhsa-miR-16-5p,5\n");
    let two = folder.file("2.csv", "m,t\nhsa-miR-21-5p,900\nhsa-let-7a-5p,5\n");
    let read = good(counts(&[one, two], &CountsSettings::default()));
    assert_eq!((read.report.zeros, read.report.import.missing.count), (0, 2));
}

#[test]
fn samples_are_never_named_by_a_label_or_a_fact() {
    let text =
        "hsa-miR-21-5p,hsa-miR-16-5p,age,target\n9.1,8.2,61.2,1\n9.4,8.0,55.9,0\n8.8,8.9,70.1,1\n";
    let read = good(as_table("t.csv", text));
    assert_eq!(samples(&read.cohort), ["sample_1", "sample_2", "sample_3"]);
    let columns: Vec<&str> = read.report.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(columns, ["age", "target"]);
    let folder = Folder::new();
    let text = "hsa-miR-21-5p,group,who\n9.1,case,a\n9.4,control,b\n";
    let settings = TableSettings { label: Some("group".into()), ..TableSettings::default() };
    let read = good(table(&[folder.file("t.csv", text)], &settings));
    assert_eq!(samples(&read.cohort), ["a", "b"]);
    assert_eq!(read.report.files[0].named_by.as_deref(), Some("who"));
}

#[test]
fn replicate_probes_are_averaged_on_log_scales_alone() {
    let ct =
        "ID\tS1\tS2\nhsa-miR-103\t23.1\t24.2\nhsa-miR-103\t23.5\t24.0\nhsa-miR-16\t20.1\t21.5\n";
    let read = good(as_table("t.tsv", ct));
    assert_eq!(mirnas(&read.cohort), ["hsa-miR-103a-3p", "hsa-miR-16-5p"]);
    let wanted = [[23.3_f64 as f32, 20.1], [24.1_f64 as f32, 21.5]];
    let found: Vec<Vec<f32>> =
        rows(&read.cohort).iter().map(|row| row.iter().map(|v| *v as f32).collect()).collect();
    assert_eq!(found, wanted);
    assert_eq!(read.report.files[0].replicates, ["hsa-miR-103"]);
    let counts = "ID\tS1\nhsa-miR-103\t231\nhsa-miR-103\t2\n";
    says(&as_table("t.tsv", counts).map(|i| i.report).unwrap_err(), &["there twice"]);
}

#[test]
fn a_name_is_the_same_in_every_file_of_an_import() {
    let folder = Folder::new();
    // The first has both names of one miRNA, so that neither can be changed there.
    let files = [
        folder.file("one.csv", "miRNA,S1\nhsa-miR-21,900\nhsa-miR-21-5p,60\nhsa-miR-16,5\n"),
        folder.file("two.csv", "miRNA,S2\nhsa-miR-21,800\nhsa-miR-16-5p,7\nhsa-let-7b,3\n"),
    ];
    for order in [[0, 1], [1, 0]] {
        let paths = order.map(|n| files[n].clone());
        let read = good(table(&paths, &TableSettings::default()));
        let mut names = mirnas(&read.cohort);
        names.sort_unstable();
        assert_eq!(names, ["hsa-let-7b-5p", "hsa-miR-16-5p", "hsa-miR-21", "hsa-miR-21-5p"]);
        let older: Vec<String> =
            older_names(read.cohort.mirnas()).into_iter().map(|name| name.original).collect();
        assert!(!older.contains(&"hsa-miR-21".to_owned()), "{older:?}");
    }
    // let-7b is a hairpin beside hairpins and a mature miRNA beside these: not one column of both.
    let hairpins =
        folder.file("three.csv", "miRNA,S3\nhsa-mir-17,1000\nhsa-let-7b,3\nhsa-mir-21,80\n");
    let read = good(table(&[files[1].clone(), hairpins], &TableSettings::default()));
    let names = mirnas(&read.cohort);
    assert!(names.contains(&"hsa-let-7b") && names.contains(&"hsa-let-7b-5p"), "{names:?}");
}

#[test]
fn two_arms_of_hairpins_are_no_two_samples() {
    let text =
        "miRNA,S1_mature,S1_star,S2_mature,S2_star\nhsa-mir-21,9,1,8,2\nhsa-mir-16-1,5,0,6,1\n";
    says(
        &as_table("t.csv", text).map(|i| i.report).unwrap_err(),
        &["\"S1_mature\" and \"S1_star\" are two parts of one sample"],
    );
}
