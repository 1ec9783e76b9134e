//! Files from other programs, by the options that say what they are.

use assert_cmd::Command;
use exoscope_core::Cohort;

use crate::program::{Desk, stderr, stdout};

/// Runs the program with `input` as its standard input.
fn piped(desk: &Desk, code: i32, args: &[&str], input: impl Into<Vec<u8>>) -> (String, String) {
    let mut program = Command::cargo_bin("exoscope").unwrap();
    let output =
        program.current_dir(desk.path("")).args(args).write_stdin(input.into()).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{}", stderr(&output));
    (stdout(&output), stderr(&output))
}

const TABLE: &str = "name,hsa-miR-21-5p,hsa-miR-451a\na,310,22622\nb,418,7\n";

#[test]
fn a_dash_is_standard_input() {
    let desk = Desk::new();
    desk.write("t.csv", TABLE);
    desk.run(0, &["import", "table", "t.csv", "--out", "file.parquet"]);
    let (said, _) = piped(&desk, 0, &["import", "table", "-", "--out", "c.parquet"], TABLE);
    assert!(said.contains("2 samples, 2 miRNAs") && said.contains("file: stdin"), "{said}");
    let open = |name: &str| Cohort::open(desk.path(name)).unwrap();
    assert_eq!(open("c.parquet").values(), open("file.parquet").values());
    piped(&desk, 0, &["import", "counts", "-", "--out", "c.parquet"], TABLE);
    let wrong = TABLE.replace("418", "x");
    let (_, said) = piped(&desk, 1, &["import", "table", "-", "--out", "c.parquet"], wrong);
    assert!(said.contains("standard input:3:2: \"x\" is no number"), "{said}");
    let (_, said) = piped(&desk, 2, &["import", "table", "-", "-", "--out", "c.parquet"], TABLE);
    assert!(said.contains("can be read once"), "{said}");
    for args in [&["describe", "-"][..], &["import", "array", "-", "--out", "c.parquet"]] {
        let (_, said) = piped(&desk, 1, args, TABLE);
        assert!(said.contains("hint: standard input is read by annotate and by import"), "{said}");
    }
    let facts = "sample,site\na,X\nb,Y\n";
    let args = ["annotate", "file.parquet", "--from", "-", "--out", "f.parquet"];
    let (said, _) = piped(&desk, 0, &args, facts);
    assert!(said.contains("2 of 2 samples matched"), "{said}");
}

#[test]
fn an_encoding_is_found_or_stated() {
    let desk = Desk::new();
    // 患者,hsa-miR-21-5p,診断 / 一,310,胃がん in Shift-JIS.
    let table: &[u8] =
        b"\x8a\xb3\x8e\xd2,hsa-miR-21-5p,\x90\x66\x92\x66\n\x88\xea,310,\x88\xdd\x82\xaa\x82\xf1\n";
    desk.write("j.csv", table);
    let found = stdout(&desk.run(0, &["import", "table", "j.csv", "--out", "c.parquet"]));
    assert!(found.contains("Shift_JIS, found by its bytes"), "{found}");
    let args = ["import", "table", "j.csv", "--out", "c.parquet", "--encoding"];
    let stated = stdout(&desk.run(0, &[&args[..], &["cp932"]].concat()));
    assert!(stated.contains("Shift_JIS, as stated") && stated.contains("診断"), "{stated}");
    let refused = stderr(&desk.run(1, &[&args[..], &["utf-8"]].concat()));
    assert!(refused.contains("is not UTF-8") && refused.contains("--encoding"), "{refused}");
    let unknown = stderr(&desk.run(2, &[&args[..], &["ebcdic"]].concat()));
    assert!(unknown.contains("is no encoding"), "{unknown}");
    desk.write("c.csv", "name,hsa-miR-21-5p\n\u{4e00},310\n");
    desk.run(0, &["import", "table", "c.csv", "--out", "d.parquet"]);
    desk.write("f.csv", b"k,\x90\x66\n\x88\xea,\x88\xdd\n");
    let args = [
        "annotate",
        "d.parquet",
        "--from",
        "f.csv",
        "--encoding",
        "shift_jis",
        "--out",
        "e.parquet",
    ];
    assert!(stdout(&desk.run(0, &args)).contains("診 (text)"));
}

#[test]
fn a_note_brings_back_what_csv_has_no_place_for() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let args = ["export", "csv", cohort, "--out", "c.csv", "--note", "c.json"];
    desk.run(0, &args);
    desk.run(0, &["import", "table", "c.csv", "--note", "c.json", "--out", "back.parquet"]);
    let open = |name: &str| Cohort::open(desk.path(name)).unwrap();
    let (truth, back) = (open(cohort), open("back.parquet"));
    assert_eq!((truth.values(), truth.scale()), (back.values(), back.scale()));
    assert_eq!((truth.metadata(), truth.roles()), (back.metadata(), back.roles()));
    assert_eq!((truth.samples(), truth.mirnas()), (back.samples(), back.mirnas()));
    let other = desk.json(&["import", "table", "c.csv", "--out", "bare.parquet"]);
    assert_eq!(other["annotation"]["roles"].as_array().unwrap().len(), 0);
    desk.write("n.json", "{\"a\": 1}");
    let refused = ["import", "table", "c.csv", "--note", "n.json", "--out", "x.parquet"];
    assert!(stderr(&desk.run(1, &refused)).contains("this is no note of export csv"));
    desk.write("few.csv", TABLE);
    let refused = ["import", "table", "few.csv", "--note", "c.json", "--out", "x.parquet"];
    assert!(stderr(&desk.run(1, &refused)).contains("which is not there"));
}

#[test]
fn lanes_of_ncounter_are_normalised_as_asked() {
    let desk = Desk::new();
    let lane = |id: &str, counts: [u32; 4]| {
        let [mir, pos, neg, gene] = counts;
        format!(
            "<Header>\n</Header>\n<Sample_Attributes>\nID,{id}\n</Sample_Attributes>\n<Lane_Attributes>\n\
             CartridgeID,C1\n</Lane_Attributes>\n<Code_Summary>\nCodeClass,Name,Accession,Count\n\
             Endogenous1,hsa-miR-21-5p|0,x,{mir}\nPositive,POS_A(128),x,{pos}\nNegative,NEG_A(0),x,{neg}\n\
             Housekeeping,ACTB|0,x,{gene}\n</Code_Summary>\n"
        )
    };
    desk.write("a.RCC", lane("A", [100, 200, 5, 50]));
    desk.write("b.RCC", lane("B", [100, 400, 120, 25]));
    let plain = ["import", "nanostring", "a.RCC", "b.RCC", "--out", "c.parquet"];
    let said = stdout(&desk.run(0, &plain));
    for piece in [
        "2 samples, 1 miRNA",
        "not normalised",
        "2 control probe",
        "1 reference gene",
        "fact: cartridge",
    ] {
        assert!(said.contains(piece), "{piece}: {said}");
    }
    let value = |options: &[&str]| {
        desk.run(0, &[&plain[..], options].concat());
        let cohort = Cohort::open(desk.path("c.parquet")).unwrap();
        (0..2).map(|row| cohort.values().get(row, 0).unwrap()).collect::<Vec<f64>>()
    };
    let near = |found: Vec<f64>, expected: [f64; 2]| {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
    };
    near(value(&[]), [100.0, 100.0]);
    near(value(&["--positive"]), [150.0, 75.0]);
    near(value(&["--background", "subtract"]), [95.0, 0.0]);
    near(value(&["--background", "threshold"]), [100.0, 120.0]);
    near(value(&["--content", "housekeeping"]), [75.0, 150.0]);
    near(value(&["--content", "top100"]), [100.0, 100.0]);
    assert!(stderr(&desk.run(2, &[&plain[..], &["--content", "all"]].concat())).contains("top100"));
}

#[test]
fn names_of_other_kinds_are_told_by_a_table() {
    let desk = Desk::new();
    desk.write("t.csv", "miRNA,S1,S2\nHsa-Mir-8-P1a_3p,900,1200\nhsa-miR-21,50,60\nU6,7,8\n");
    let args = ["import", "table", "t.csv", "--out", "c.parquet"];
    let refused = stderr(&desk.run(1, &args));
    assert!(refused.contains("Hsa-Mir-8-P1a_3p") && refused.contains("--names"), "{refused}");
    desk.write("names.tsv", "Hsa-Mir-8-P1a_3p\thsa-miR-200b-3p\n");
    let said = stdout(&desk.run(0, &[&args[..], &["--names", "names.tsv"]].concat()));
    assert!(said.contains("Hsa-Mir-8-P1a_3p for hsa-miR-200b-3p"), "{said}");
    // Such a table states no version of miRBase.
    assert!(said.contains("such as hsa-miR-21, here hsa-miR-21-5p"), "{said}");
    desk.write(
        "old.csv",
        "miRNA,S1,S2\nhsa-miR-21,900,1200\nhsa-miR-16-5p,50,60\nSNORD44,7,8\nUniSp6,7,9\n",
    );
    let said = stdout(&desk.run(0, &["import", "table", "old.csv", "--out", "c.parquet"]));
    assert!(
        said.contains(
            "1 name of another version of miRBase: such as hsa-miR-21, here hsa-miR-21-5p"
        ),
        "{said}"
    );
    assert!(said.contains("other RNAs: 1 snoRNA, 1 spike-in, such as SNORD44"), "{said}");
}

#[test]
fn what_would_be_two_people_each_is_one() {
    let desk = Desk::new();
    let table = "miRNA,P1_raw_count,P1_RPM,P2_raw_count,P2_RPM\nhsa-miR-21-5p,900,1.5,80,2.5\nhsa-miR-16-5p,5,0.1,70,2.1\n";
    desk.write("t.csv", table);
    let said = stdout(&desk.run(0, &["import", "table", "t.csv", "--out", "c.parquet"]));
    assert!(said.contains("2 samples, 2 miRNAs"), "{said}");
    assert!(
        said.contains("left out, other measures of the same samples: P1_RPM, P2_RPM"),
        "{said}"
    );
    desk.write("long.csv", "sample,miRNA,ct\n1,hsa-miR-21-5p,21.5\n2,hsa-miR-21-5p,22.5\n");
    let said = stdout(&desk.run(0, &["import", "table", "long.csv", "--out", "c.parquet"]));
    assert!(said.contains("2 samples, 1 miRNA\n") && said.contains("a line a value"), "{said}");
}

#[test]
fn a_persons_two_samples_and_two_labels_are_said() {
    let desk = Desk::new();
    desk.write(
        "t.csv",
        "name,hsa-miR-21-5p,who,label\na,310,p1,x\nb,418,p1,y\nA,7,p2,x\nc,9,p3,y\n",
    );
    let args =
        ["import", "table", "t.csv", "--label", "label", "--person", "who", "--out", "c.parquet"];
    let said = stdout(&desk.run(0, &args));
    assert!(said.contains("warning: 1 person has samples of several labels, such as p1"), "{said}");
    assert!(
        said.contains("warning: samples \"A\" and \"a\" differ by case, spaces or width alone"),
        "{said}"
    );
}

/// Names that a terminal would obey: of a file, of its columns, of its cells.
#[cfg(unix)]
#[test]
fn names_do_not_reach_the_terminal_as_commands() {
    let desk = Desk::new();
    let hostile = "x\u{1b}]0;owned\u{7}\u{1b}[31m\u{202e}.csv";
    desk.write(hostile, TABLE);
    let (label, name) = ("can\u{1b}[31mcer", "patient\u{9b}2J");
    let table = format!("name,label,hsa-miR-21-5p\n{name},{label},9.5\nb,ctl,7.25\n");
    desk.write("cells.csv", table);
    let out = ["--out", "c.parquet"];
    let lines: [&[&str]; 4] = [
        &["import", "table", hostile],
        &["import", "table", "cells.csv", "--label", "label"],
        &["import", "table", "cells.csv", "--sample", "\u{1b}[2J"],
        &["import", "table", "no\u{1b}[31m.csv"],
    ];
    for line in lines {
        let mut program = Command::cargo_bin("exoscope").unwrap();
        // As on a terminal: nothing is stripped.
        program.env("CLICOLOR_FORCE", "1");
        let output = program.current_dir(desk.path("")).args(line).args(out).output().unwrap();
        let said = stdout(&output) + &stderr(&output).replace("\u{1b}[31merror:\u{1b}[0m", "");
        let said = said.replace("\u{1b}[36mhint:\u{1b}[0m", "");
        let said = said.replace("\u{1b}[33mwarning:\u{1b}[0m", "");
        let bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || c == '\u{202e}';
        assert!(!said.contains(bad), "{line:?}: {said:?}");
        assert!(said.contains("\\u{"), "{line:?}: {said:?}");
    }
}

#[test]
fn older_names_become_current_ones_and_the_help_says_which_the_program_knows() {
    let desk = Desk::new();
    let text = "miRNA,S1,S2\nhsa-miR-21*,900,812\nhsa-miR-199a,60,40\nhsa-miR-302b*,3,5\nmmu-miR-21,7,9\n\
                hsa-miR-378,4,7\n";
    desk.write("t.csv", text);
    let args = ["import", "table", "t.csv", "--out", "c.parquet"];
    let said = stdout(&desk.run(0, &args));
    for piece in [
        "4 names of another version of miRBase: such as hsa-miR-21*, here hsa-miR-21-3p",
        "1 name is not of miRBase 22 and kept, such as hsa-miR-378 (hsa-miR-378a-3p or hsa-miR-378a-5p?)",
    ] {
        assert!(said.contains(piece), "{said}");
    }
    assert_eq!(desk.json(&args)["older_names"][2]["canonical"], "hsa-miR-302b-5p");
    // As of version 9.
    desk.write("aliases.txt", "MIMAT0000731\thsa-miR-378;hsa-miR-378a-5p;\n");
    desk.run(0, &[args.as_slice(), &["--names", "aliases.txt"]].concat());
    let cohort = Cohort::open(desk.path("c.parquet")).unwrap();
    let names: Vec<&str> =
        cohort.mirnas().iter().map(exoscope_core::MirnaName::canonical).collect();
    assert!(names.contains(&"hsa-miR-378a-5p") && names.contains(&"hsa-miR-21*"), "{names:?}");
    for kind in ["table", "counts", "geo", "array", "anndata", "nanostring"] {
        let help = stdout(&desk.run(0, &["import", kind, "--help"]));
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains("human, mouse and rat in miRBase 6 to 22"), "{kind}: {help}");
    }
}
