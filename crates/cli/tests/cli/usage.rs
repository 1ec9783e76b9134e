//! Help, wrong use and wrong files.

use crate::program::{Desk, stderr, stdout};

#[test]
fn help_of_every_command() {
    let desk = Desk::new();
    let all: Vec<String> = desk
        .commands()
        .into_iter()
        .map(|(command, help)| format!("$ exoscope {command} --help\n{help}"))
        .collect();
    assert!(all.len() > 40, "{}", all.len());
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn wrong_use_is_exit_code_2() {
    let desk = Desk::new();
    for args in [
        ["evalute", "c.parquet"].as_slice(),
        &["evaluate", "c.parquet"],
        &["train", "c.parquet", "--out", "m", "--learner", "lda", "--penalty", "3"],
        &["describe", "c.parquet", "--threads", "0"],
        &["predict", "m", "c.parquet", "--out", "t", "--max-missing", "2"],
    ] {
        let output = desk.run(2, args);
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn a_slip_in_a_command_is_answered_with_the_right_one() {
    let output = Desk::new().run(2, &["evalute", "c.parquet"]);
    assert!(stderr(&output).contains("evaluate"), "{}", stderr(&output));
}

#[test]
fn a_slip_in_a_column_or_class_is_answered_with_the_right_one() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let column = desk.run(1, &["evaluate", cohort, "--group", "slied", "--out", "run"]);
    assert!(stderr(&column).contains("did you mean \"slide\"?"), "{}", stderr(&column));
    let class = desk.run(1, &["train", cohort, "--classes", "pancras,healthy", "--out", "m"]);
    assert!(stderr(&class).contains("did you mean \"pancreas\"?"), "{}", stderr(&class));
    assert!(!desk.path("run").exists() && !desk.path("m").exists());
}

#[test]
fn files_of_another_kind_are_refused_and_named() {
    let desk = Desk::new();
    let cohort = desk.demo();
    desk.write("notes.txt", "not a cohort\n");
    for args in [
        ["describe", "notes.txt"].as_slice(),
        &["describe", "absent.parquet"],
        &["evaluate", "notes.txt", "--out", "r"],
        &["train", "notes.txt", "--out", "m"],
        &["predict", "notes.txt", cohort, "--out", "t"],
        &["report", "demo"],
        &["import", "table", "notes.txt", "--out", "x.parquet"],
    ] {
        let output = desk.run(1, args);
        let said = stderr(&output);
        let named = args.iter().any(|arg| said.contains(arg));
        assert!(said.starts_with("error: ") && named && output.stdout.is_empty(), "{said}");
    }
    for made in ["r", "m", "t", "x.parquet"] {
        assert!(!desk.path(made).exists(), "{made}");
    }
}

#[test]
fn json_is_one_object_and_nothing_else() {
    let desk = Desk::new();
    let cohort = desk.demo();
    for args in [
        vec!["describe", cohort],
        vec!["train", cohort, "--out", "m"],
        vec!["predict", "m", cohort, "--out", "t"],
        vec!["explain", "m", cohort],
        vec!["evaluate", cohort, "--out", "r"],
        vec!["compare", "r", "r"],
        vec!["report", "r"],
        vec!["completions", "bash"],
    ] {
        assert!(desk.json(&args).is_object(), "{args:?}");
    }
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let script = stdout(&Desk::new().run(0, &["completions", shell]));
        assert!(script.contains("evaluate"), "{shell}");
    }
}

#[test]
fn an_option_by_its_old_name_works_and_is_warned_of() {
    let desk = Desk::new();
    desk.write("design.csv", "sample,label,slide\na,x,1\nb,y,1\nc,x,2\nd,y,2\n");
    let args = ["audit", "--design", "design.csv", "--label", "label"];
    let old = desk.run(0, &[args.as_slice(), &["--keys", "slide"]].concat());
    let new = desk.run(0, &[args.as_slice(), &["--batch", "slide"]].concat());
    assert_eq!(stdout(&old), stdout(&new));
    assert!(stderr(&old).contains("--keys is called --batch now"), "{}", stderr(&old));
    assert!(!stderr(&new).contains("is called"), "{}", stderr(&new));
}
