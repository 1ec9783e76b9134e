//! Every option of `simulate` and `demo` changes what it says it changes, or is refused.

use crate::program::{Desk, stderr, stdout};

/// Arguments of a command, and the option with its value.
type Case<'a> = (&'a [&'a str], &'a [&'a str]);

const DRUG: &str = "\n[[dose]]\nroute = \"vein\"\namount = \"1e11 EV\"\n";
const DETECTION: &[&str] = &[
    "simulate",
    "detection",
    "--design",
    "mine.toml",
    "--people",
    "20",
    "--draws",
    "1",
    "--specificity",
    "0.8",
];
const LIKE: &[&str] = &["simulate", "cohort", "--like", "c.parquet", "--out", "l.parquet"];
const SENSITIVITY: &[&str] =
    &["simulate", "sensitivity", "adult", "--walks", "3", "--top", "3", "--samples", "8"];

/// Options that change an answer, each beside the same command without it (or with its earlier value).
const CHANGES: [Case; 20] = [
    (&["simulate", "parameters"], &["--of", "mouse"]),
    (&["simulate", "body", "dosed.toml"], &["--for", "6 h"]),
    (&["simulate", "body", "dosed.toml"], &["--step", "7 min"]),
    (&["simulate", "body", "adult"], &["--people", "5"]),
    (&["simulate", "body", "adult", "--people", "5"], &["--first", "5"]),
    (&["simulate", "body", "mouse"], &["--data", "data.tsv"]),
    (&["simulate", "cohort", "mine.toml", "--out", "c.parquet"], &["--scale-people", "2"]),
    (&["simulate", "cohort", "mine.toml", "--out", "c.parquet"], &["--shard", "1/2"]),
    (DETECTION, &["--interval", "90 days"]),
    (DETECTION, &["--specificity", "0.9"]),
    (DETECTION, &["--people", "21"]),
    (DETECTION, &["--draws", "2"]),
    (DETECTION, &["--design", "other.toml"]),
    (SENSITIVITY, &["--output", "CSF"]),
    (SENSITIVITY, &["--walks", "4"]),
    (SENSITIVITY, &["--top", "2"]),
    (SENSITIVITY, &["--samples", "16"]),
    (SENSITIVITY, &["--pairs"]),
    (SENSITIVITY, &["--resamples", "7"]),
    (&["simulate", "body", "adult", "--people", "5"], &["--seed", "9"]),
];

/// Options that write a file: the file must be there, and not be empty.
const WRITES: [(Case, &str); 8] = [
    ((&["simulate", "body", "adult"], &["--page", "b.html"]), "b.html"),
    ((&["simulate", "body", "adult", "--for", "1 h"], &["--out", "b.tsv"]), "b.tsv"),
    ((&["simulate", "body", "adult", "--people", "3"], &["--each", "e.tsv"]), "e.tsv"),
    ((&["simulate", "sbml", "adult"], &["--out", "b.xml"]), "b.xml"),
    ((&["simulate", "cohort", "mine.toml"], &["--out", "d.parquet"]), "d.parquet"),
    ((DETECTION, &["--page", "d.html"]), "d.html"),
    ((SENSITIVITY, &["--page", "s.html"]), "s.html"),
    ((LIKE, &["--page", "l.html"]), "l.html"),
];

/// What would be ignored, and is refused.
const REFUSED: [&[&str]; 15] = [
    &["simulate", "body", "adult", "--step", "1 h"],
    &["simulate", "body", "adult", "--people", "0"],
    &["simulate", "body", "adult", "--first", "3"],
    &["simulate", "body", "adult", "--each", "e.tsv"],
    &["simulate", "body", "mouse", "--people", "3"],
    &["simulate", "sbml", "adult", "--doses-only", "--out", "x.xml"],
    &["simulate", "cohort", "small", "--print", "--scale-people", "2"],
    &["simulate", "cohort", "small", "--print", "--shard", "1/2"],
    &["simulate", "cohort", "small", "--print", "--scans", "scans"],
    &["simulate", "sensitivity", "adult", "--walks", "0"],
    &["simulate", "sensitivity", "adult", "--top", "0"],
    &["simulate", "sensitivity", "adult", "--samples", "0"],
    &["simulate", "sensitivity", "adult", "--samples", "12"],
    &["simulate", "cohort", "small", "--out", "c.parquet", "--page", "c.html"],
    &["simulate", "detection", "--interval", "1 h"],
];

/// Options tested elsewhere: `--reader` and `demo` train readers (below), `--print`, `--scans`, `--like` and
/// `--beside` in `simulate.rs`, `--doses-only` below.
const ELSEWHERE: [&str; 7] =
    ["--reader", "--print", "--scans", "--doses-only", "--scale", "--like", "--beside"];
/// Options of every command.
const COMMON: [&str; 8] =
    ["--force", "--json", "--seed", "--threads", "--quiet", "--help", "--version", "--verbose"];

fn desk() -> Desk {
    let desk = Desk::new();
    let adult = stdout(&desk.run(0, &["simulate", "model", "adult"]));
    desk.write("dosed.toml", adult + DRUG);
    desk.write("data.tsv", "TIME(h)\tAMT(EV)\tDV(%ID/mL)\n0\t1e10\t.\n1\t.\t9\n");
    let small = stdout(&desk.run(0, &["simulate", "cohort", "small", "--print"]));
    let small = small.replace("people = 60", "people = 2").replace("people = 200", "people = 4");
    desk.write("mine.toml", &small);
    desk.write("other.toml", small.replacen("organ = \"colon\"", "organ = \"lung\"", 1));
    desk
}

/// The answer, without the name of the command's own files.
fn answer(desk: &Desk, args: &[&str]) -> String {
    desk.json(args).to_string()
}

/// The command with the option in the place of the same option's earlier value.
fn with((command, option): Case<'_>) -> Vec<&str> {
    let mut args = command.to_vec();
    if let Some(place) = args.iter().position(|arg| option.first() == Some(arg)) {
        args.drain(place..place + 2);
    }
    [&args, option].concat()
}

#[test]
fn an_option_that_is_given_changes_the_answer() {
    let desk = desk();
    for case in CHANGES {
        let (before, after) = (answer(&desk, case.0), answer(&desk, &with(case)));
        assert_ne!(before, after, "{case:?} changes nothing");
    }
    desk.run(0, &["simulate", "cohort", "mine.toml", "--out", "c.parquet"]);
    for (case, file) in WRITES {
        desk.run(0, &with(case));
        assert!(!desk.read(file).is_empty(), "{case:?}");
    }
    desk.run(0, &["simulate", "sbml", "dosed.toml", "--out", "all.xml"]);
    desk.run(0, &["simulate", "sbml", "dosed.toml", "--doses-only", "--out", "doses.xml"]);
    assert_ne!(desk.read("all.xml"), desk.read("doses.xml"));
}

#[test]
fn an_option_that_would_be_ignored_is_refused() {
    let desk = desk();
    for args in REFUSED {
        let said = stderr(&desk.run(2, args));
        assert!(!said.is_empty(), "{args:?}");
    }
    let said = stderr(&desk.run(1, &["simulate", "detection", "--specificity", "0.9999"]));
    assert!(said.contains("40,000 controls") && said.contains("hint:"), "{said}");
}

#[test]
fn no_option_of_simulate_or_demo_is_left_out_here() {
    let desk = Desk::new();
    let commands = ["parameters", "model", "body", "cohort", "detection", "sensitivity", "sbml"];
    let mut helps: Vec<Vec<&str>> =
        commands.iter().map(|name| vec!["simulate", name, "--help"]).collect();
    helps.push(vec!["demo", "--help"]);
    let here = || CHANGES.iter().copied().chain(WRITES.iter().map(|(case, _)| *case));
    for help in helps {
        let text = stdout(&desk.run(0, &help));
        let command: Vec<&str> = help.iter().copied().filter(|arg| *arg != "--help").collect();
        for line in text.lines().map(str::trim_start).filter(|line| line.starts_with('-')) {
            let Some(option) = line.split_whitespace().find(|word| word.starts_with("--")) else {
                continue;
            };
            let tested = here().any(|(args, o)| args.starts_with(&command) && o[0] == option)
                || help[0] == "demo" && option == "--out"
                || COMMON.contains(&option)
                || ELSEWHERE.contains(&option);
            assert!(tested, "{command:?} {option} is tested nowhere");
        }
    }
}

#[test]
#[ignore = "slow: trains readers"]
fn a_reader_is_tested_at_the_specificity_and_on_the_people_that_were_asked_for() {
    let desk = desk();
    let run = |specificity: &str, people: &str| {
        let args = ["--reader", "--draws", "0", "--specificity", specificity, "--people", people];
        desk.json(&[&["simulate", "detection", "--design", "mine.toml"][..], &args].concat())
    };
    let (a, b) = (run("0.9", "20"), run("0.8", "20"));
    assert_eq!(
        (a["reader"]["specificity"].as_f64(), b["reader"]["specificity"].as_f64()),
        (Some(0.9), Some(0.8))
    );
    let width = |found: &serde_json::Value| {
        let interval = &found["reader"]["tumour_shed"]["curve"][0]["interval"];
        interval[1].as_f64().unwrap() - interval[0].as_f64().unwrap()
    };
    assert!(width(&run("0.9", "80")) < width(&a));
}
