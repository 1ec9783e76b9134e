//! No command overwrites what it reads, nor a file of another kind.

use std::collections::BTreeSet;

use crate::program::{Desk, stderr};

/// Every command that writes a file, with `OUT` where the output is named, and the inputs that it must leave alone.
///
/// Inputs are text that no command could parse: what is refused is refused before anything is read.
const WRITING: &[(&str, &[&str])] = &[
    ("import table a.csv --out OUT", &["a.csv"]),
    ("import table a.csv --features b.csv --labels c.csv --out OUT", &["a.csv", "b.csv", "c.csv"]),
    ("import table a.csv --samples b.csv --out OUT", &["b.csv"]),
    ("import geo a.txt b.txt --out OUT", &["a.txt", "b.txt"]),
    ("import geo-matrix a.txt --series b.txt --out OUT", &["a.txt", "b.txt"]),
    ("import geo-matrix a.txt --metadata b.txt --out OUT", &["b.txt"]),
    (
        "import array a.tar --series b.txt --training c.parquet --out OUT",
        &["a.tar", "b.txt", "c.parquet"],
    ),
    (
        "import counts a.csv b.csv --names c.txt d.fa --out OUT",
        &["a.csv", "b.csv", "c.txt", "d.fa"],
    ),
    ("import table a.csv --note b.json --out OUT", &["a.csv", "b.json"]),
    ("import nanostring a.RCC b.RCC --names c.txt --out OUT", &["a.RCC", "b.RCC", "c.txt"]),
    ("import head a --out OUT", &["a"]),
    ("import anndata a.h5ad --out OUT", &["a.h5ad"]),
    ("annotate a.parquet --from b.txt --names c.txt --out OUT", &["b.txt", "c.txt"]),
    ("quality a.parquet --against b.parquet --out OUT", &["a.parquet", "b.parquet"]),
    ("quality a.parquet --report OUT", &["a.parquet"]),
    ("evaluate a.parquet --test b.parquet --out OUT", &["a.parquet", "b.parquet"]),
    ("evaluate a.parquet --folds-file b.tsv --out OUT", &["b.tsv"]),
    ("audit a.parquet --out OUT", &["a.parquet"]),
    ("audit a.parquet --report OUT", &["a.parquet"]),
    ("audit --design a.tsv --label x --out OUT", &["a.tsv"]),
    ("train a.parquet --out OUT", &["a.parquet"]),
    ("differential a.parquet --contrast x,y --out OUT", &["a.parquet"]),
    ("differential a.parquet --contrast x,y --report OUT", &["a.parquet"]),
    ("predict a.model b.parquet --out OUT", &["a.model", "b.parquet"]),
    ("predict a.model b.parquet --out c.tsv --report OUT", &["a.model", "b.parquet"]),
    ("explain a.model b.parquet --out OUT", &["a.model", "b.parquet"]),
    ("explain a.model b.parquet --run c --ranked OUT", &["a.model", "b.parquet"]),
    ("export csv a.parquet --out OUT", &["a.parquet"]),
    ("export csv a.parquet --out c.csv --note OUT", &["a.parquet"]),
    ("export parquet a.parquet --out OUT", &["a.parquet"]),
    ("export anndata a.parquet --out OUT", &["a.parquet"]),
    ("export head a.parquet --folds-file b.tsv --out OUT", &["a.parquet", "b.tsv"]),
    ("simulate body a.toml --out OUT", &["a.toml"]),
    ("simulate screening a.toml --population b.tsv --out OUT", &["a.toml", "b.tsv"]),
    ("simulate screening a.toml --from b.json --page OUT", &["a.toml", "b.json"]),
    ("simulate screening a.toml --registry b.tsv --out OUT", &["a.toml", "b.tsv"]),
    ("simulate production a.toml --page OUT", &["a.toml"]),
    ("nca a.tsv --out OUT", &["a.tsv"]),
    ("fit body a.toml --data b.tsv --free x --out OUT", &["a.toml", "b.tsv"]),
    ("fit body a.toml --data b.tsv --free x --page OUT", &["a.toml", "b.tsv"]),
    ("simulate body a.toml --data b.tsv --page OUT", &["a.toml", "b.tsv"]),
    ("trial a.toml --out OUT", &["a.toml"]),
    ("trial a.toml --from b.json --page OUT", &["a.toml", "b.json"]),
    ("prep init a --out OUT", &["a"]),
    ("prep read a.csv --sheet b.tsv --calibration c.toml --out OUT", &["a.csv", "b.tsv", "c.toml"]),
    ("simulate body a.toml --page OUT", &["a.toml"]),
    ("simulate body a.toml --people 3 --each OUT", &["a.toml"]),
    ("simulate sbml a.toml --out OUT", &["a.toml"]),
    ("simulate cohort a.toml --out OUT", &["a.toml"]),
    ("simulate cohort --like a.parquet --out OUT", &["a.parquet"]),
    (
        "simulate cohort a.toml --out c.parquet --beside b.parquet --page OUT",
        &["a.toml", "b.parquet"],
    ),
    ("simulate sensitivity a.toml --page OUT", &["a.toml"]),
    ("simulate tissue a.toml --out OUT", &["a.toml"]),
    ("simulate cohort a.toml --out c.parquet --scans OUT", &["a.toml"]),
];

/// Commands whose outputs have no input of the user's beside them; a folder guards itself.
const WITHOUT_INPUT: &[&str] =
    &["demo", "reproduce", "simulate detection", "prep simulate", "claims"];

#[test]
fn no_input_is_overwritten() {
    for (line, inputs) in WRITING {
        for input in *inputs {
            let desk = Desk::new();
            for force in [false, true] {
                desk.write(input, "the only copy");
                let line = line.replace("OUT", input);
                let mut args: Vec<&str> = line.split(' ').collect();
                args.extend(force.then_some("--force"));
                let output = desk.run(2, &args);
                assert!(
                    stderr(&output).contains("is an input of this command"),
                    "{line}\n{}",
                    stderr(&output)
                );
                assert!(stderr(&output).contains("hint:"), "{line}");
                assert_eq!(desk.read(input), b"the only copy", "{line}");
            }
        }
    }
}

#[test]
fn a_folder_that_is_written_keeps_an_input_of_one_of_its_names() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("run")).unwrap();
    desk.write("run/samples.tsv", "file\tsample\tdilution\nv.csv\tEV\t10\n");
    desk.write("run/v.csv", "size_nm,count\n50,10\n55,30\n60,20\n");
    let only_copy = desk.read("run/samples.tsv");
    for force in [&[][..], &["--force"]] {
        let args = ["prep", "read", "--sheet", "run/samples.tsv", "--out", "run"];
        let said = stderr(&desk.run(2, &[&args[..], force].concat()));
        assert!(said.contains("samples.tsv is an input of this command"), "{said}");
        assert_eq!(desk.read("run/samples.tsv"), only_copy);
    }
    // A file that a sheet elsewhere names.
    desk.write("run/distributions.tsv", desk.read("run/v.csv"));
    desk.write("sheet.tsv", "file\tsample\tdilution\nrun/distributions.tsv\tEV\t10\n");
    std::fs::remove_file(desk.path("run/samples.tsv")).unwrap();
    let args = ["prep", "read", "--sheet", "sheet.tsv", "--out", "run", "--force"];
    let said = stderr(&desk.run(2, &args));
    assert!(said.contains("distributions.tsv is an input of this command"), "{said}");
    assert_eq!(desk.read("run/distributions.tsv"), desk.read("run/v.csv"));
}

#[test]
fn no_file_of_another_kind_is_overwritten() {
    let desk = Desk::new();
    for (line, inputs) in WRITING {
        if line.starts_with("evaluate")
            || line.starts_with("export head")
            || line.starts_with("export anndata")
        {
            continue; // folders, or known by the name's end, below
        }
        inputs.iter().for_each(|input| drop(desk.write(input, "")));
        for (name, content) in [
            ("thesis.docx", "PK\u{3}\u{4}…"),
            ("notes.txt", "dear diary"),
            ("my.tsv", "age\tsex\n"),
        ] {
            desk.write(name, content);
            let line = line.replace("OUT", name);
            let output = desk.run(2, &line.split(' ').collect::<Vec<_>>());
            assert!(stderr(&output).contains("--force"), "{line}\n{}", stderr(&output));
            assert_eq!(desk.read(name), content.as_bytes(), "{line}");
        }
    }
    desk.write("a.parquet", "");
    desk.write("mine.h5ad", "dear diary");
    desk.run(2, &["export", "anndata", "a.parquet", "--out", "mine.h5ad"]);
    assert_eq!(desk.read("mine.h5ad"), b"dear diary");
}

#[test]
fn folders_with_other_files_are_left_alone() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("mine")).unwrap();
    desk.write("mine/report.html", "my own report");
    desk.write("mine/thesis.docx", "mine");
    let cohort = desk.demo();
    for args in [
        ["demo", "--out", "mine"].as_slice(),
        &["evaluate", cohort, "--learner", "lda", "--out", "mine"],
        &["export", "head", cohort, "--out", "mine"],
        &["simulate", "cohort", "small", "--out", "c.parquet", "--scans", "mine"],
        &["reproduce", "gse211692", "--out", "mine"],
    ] {
        let mut program = assert_cmd::Command::cargo_bin("exoscope").unwrap();
        let output = program.current_dir(desk.path("")).args(args).output().unwrap();
        assert!(!output.status.success(), "{args:?}");
        assert_eq!(desk.read("mine/report.html"), b"my own report", "{args:?}");
    }
}

#[test]
fn a_result_of_the_same_kind_is_replaced_and_a_cohort_annotated_in_its_place() {
    let desk = Desk::new();
    let cohort = desk.demo();
    for _ in 0..2 {
        desk.run(0, &["quality", cohort, "--out", "quality.tsv", "--report", "quality.html"]);
        desk.run(0, &["export", "csv", cohort, "--out", "cohort.csv"]);
        desk.run(0, &["annotate", cohort, "--scale", "counts", "--out", cohort]);
        desk.run(0, &["train", cohort, "--learner", "lda", "--out", "lda.model"]);
        desk.run(0, &["predict", "lda.model", cohort, "--out", "calls.tsv"]);
        desk.run(
            0,
            &["explain", "lda.model", cohort, "--ranked", "ranked.tsv", "--out", "all.tsv"],
        );
    }
    desk.run(2, &["quality", cohort, "--out", "calls.tsv", "--report", "calls.tsv"]);
    desk.write("notes.txt", "dear diary");
    desk.run(0, &["quality", cohort, "--out", "notes.txt", "--force"]);
    assert!(desk.read("notes.txt").starts_with(b"sample\t"));
}

/// Files of one format and of different content: a cohort and a course are both Parquet, counts of trials and of
/// people both JSON.
#[test]
fn a_format_is_not_a_kind() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let before = desk.read(cohort);
    desk.run(2, &["simulate", "body", "mouse", "--out", cohort]);
    assert_eq!(desk.read(cohort), before);
    desk.run(0, &["simulate", "body", "mouse", "--for", "1 hour", "--out", "course.parquet"]);
    desk.run(0, &["simulate", "body", "mouse", "--for", "2 hour", "--out", "course.parquet"]);
    desk.run(2, &["export", "parquet", cohort, "--out", "course.parquet"]);
    let trial = ["trial", "msc-13", "--trials", "5", "--out", "trials.json"];
    desk.run(0, &trial);
    desk.run(0, &trial);
    let counts = desk.read("trials.json");
    desk.run(2, &["simulate", "screening", "nlst", "--people", "100", "--out", "trials.json"]);
    desk.run(2, &["audit", cohort, "--out", "trials.json"]);
    assert_eq!(desk.read("trials.json"), counts);
}

#[cfg(unix)]
#[test]
fn links_to_an_input_are_seen_through() {
    let desk = Desk::new();
    desk.write("a.parquet", "the only copy");
    std::os::unix::fs::symlink("a.parquet", desk.path("soft")).unwrap();
    std::fs::hard_link(desk.path("a.parquet"), desk.path("hard")).unwrap();
    for link in ["soft", "hard", "./a.parquet"] {
        desk.run(2, &["train", "a.parquet", "--out", link]);
    }
    assert_eq!(desk.read("a.parquet"), b"the only copy");
}

#[test]
fn every_command_that_writes_is_tried_here() {
    let desk = Desk::new();
    let options = ["--out", "--page", "--report", "--ranked", "--each", "--scans"];
    let writing: BTreeSet<String> = desk
        .commands()
        .into_iter()
        .filter(|(_, help)| options.iter().any(|option| help.contains(&format!("{option} <"))))
        .map(|(command, _)| command)
        .collect();
    assert!(writing.contains("simulate body") && writing.contains("export csv"), "{writing:?}");
    for command in writing {
        let tried = WRITING.iter().any(|(line, _)| line.starts_with(&format!("{command} ")));
        assert!(tried || WITHOUT_INPUT.contains(&command.as_str()), "{command} is not tried");
    }
}

#[test]
fn a_name_does_not_say_another_format() {
    let desk = Desk::new();
    let cohort = desk.demo();
    for (line, ending, hint) in [
        ("simulate body mouse --people 2 --each e.xlsx", ".xlsx", ".tsv"),
        ("simulate body mouse --out e.csv", ".csv", ".tsv"),
        ("quality COHORT --out q.xlsx", ".xlsx", ".tsv"),
        ("quality COHORT --out q.csv", ".csv", ".tsv"),
        ("quality COHORT --report q.pdf", ".pdf", ".html"),
        ("export csv COHORT --out c.XLSX", ".xlsx", ".csv"),
        ("export csv COHORT --out c.parquet", ".parquet", ".csv"),
        ("export parquet COHORT --out c.csv", ".csv", ".parquet"),
        ("train COHORT --out m.json", ".json", ".model"),
        ("audit COHORT --batch slide --out a.html", ".html", ".json"),
        ("annotate COHORT --out c.h5ad", ".h5ad", ".parquet"),
    ] {
        let line = line.replace("COHORT", cohort);
        for force in [false, true] {
            let mut args: Vec<&str> = line.split(' ').collect();
            args.extend(force.then_some("--force"));
            let said = stderr(&desk.run(2, &args));
            assert!(said.contains(&format!("which is no {ending} file")), "{line}: {said}");
            assert!(said.contains(&format!("end its name in {hint}")), "{line}: {said}");
        }
    }
    let left: Vec<_> = std::fs::read_dir(desk.path("")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    // An ending that names no format, or none, says nothing.
    desk.run(0, &["quality", cohort, "--out", "quality.v1"]);
    desk.run(0, &["quality", cohort, "--out", "quality"]);
}
