//! Killed at any moment, the program leaves nothing that a later command accepts as whole.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::program::Desk;

/// Starts the program, kills it after `after`, and says whether it had ended by itself.
fn killed(desk: &Desk, args: &[&str], after: Duration) -> bool {
    let program = assert_cmd::cargo::cargo_bin!("exoscope");
    let mut child = Command::new(program)
        .current_dir(desk.path(""))
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    sleep(after);
    let ended = child.try_wait().unwrap().is_some();
    let _ = child.kill();
    child.wait().unwrap();
    ended
}

#[test]
#[ignore = "slow: half a minute of starting and killing"]
fn a_killed_evaluation_is_no_run_and_a_killed_training_no_model() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let (mut runs, mut models) = (0, 0);
    for step in 0..24_u64 {
        let after = Duration::from_millis(3 + step * step * 3);
        let run = format!("run{step}");
        let evaluate = ["evaluate", cohort, "--repeats", "4", "--out", &run];
        let ended = killed(&desk, &evaluate, after);
        let whole = desk.path(&run).join("manifest.json").is_file();
        assert!(whole || !ended, "an evaluation that ended has a manifest");
        desk.run(i32::from(!whole), &["report", &run]);
        runs += usize::from(whole);

        let model = format!("model{step}");
        killed(&desk, &["train", cohort, "--out", &model], after);
        let whole = desk.path(&model).is_file();
        desk.run(i32::from(!whole), &["predict", &model, cohort, "--out", "calls.tsv"]);
        models += usize::from(whole);
    }
    assert!(runs < 24 && models < 24, "nothing was interrupted: {runs} runs, {models} models");
}

#[test]
fn an_interrupted_run_can_be_made_again_in_its_place() {
    let desk = Desk::new();
    let cohort = desk.demo();
    killed(&desk, &["evaluate", cohort, "--out", "run"], Duration::from_millis(40));
    desk.run(0, &["evaluate", cohort, "--out", "run"]);
    desk.run(0, &["evaluate", cohort, "--out", "again"]);
    assert_eq!(desk.read("run/calls.tsv"), desk.read("again/calls.tsv"));
}

/// Starts the program and kills it once something is there.
fn killed_once(desk: &Desk, args: &[&str], there: impl Fn() -> bool) {
    let program = assert_cmd::cargo::cargo_bin!("exoscope");
    let mut child = Command::new(program)
        .current_dir(desk.path(""))
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !there() && child.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(1));
    }
    let _ = child.kill();
    child.wait().unwrap();
}

/// What an interrupted run has kept in this folder.
fn kept_in(desk: &Desk, folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(desk.path(folder)).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| path.extension() == Some(extension.as_ref())).collect()
}

fn kept(desk: &Desk, extension: &str) -> Vec<PathBuf> {
    kept_in(desk, "run/fits", extension)
}

/// That two folders hold the same run.
fn assert_same_run(desk: &Desk, a: &str, b: &str) {
    for file in ["calls.tsv", "metrics.json", "manifest.json", "report.html"] {
        let [a, b] = [a, b].map(|run| desk.read(&format!("{run}/{file}")));
        assert_eq!(a, b, "{file}");
    }
}

#[test]
fn a_killed_run_goes_on_from_its_finished_fits_and_gives_the_same_bytes() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let evaluate = ["evaluate", cohort, "--learner", "lda", "--repeats", "8", "--group", "slide"];
    let with = |more: &[&'static str]| [evaluate.as_slice(), more].concat();
    desk.run(0, &with(&["--out", "whole"]));

    killed_once(&desk, &with(&["--out", "run"]), || kept(&desk, "json").len() >= 3);
    let kept = kept(&desk, "json");
    assert!((3..40).contains(&kept.len()), "killed too late: {kept:?}");
    desk.run(1, &["report", "run"]);

    // Other settings, and a damaged fit, are passed over.
    let other = desk.json(&["evaluate", cohort, "--learner", "lda", "--out", "other"]);
    assert_eq!(other["resumed_fits"], 0);
    std::fs::write(&kept[0], "{\"probabilities\": [[0.5").unwrap();
    let again = desk.json(&with(&["--out", "run"]));
    let resumed = again["resumed_fits"].as_u64().unwrap();
    assert_eq!(resumed, kept.len() as u64 - 1);
    assert_same_run(&desk, "run", "whole");
    assert!(!desk.path("run/fits").exists());
}

#[test]
fn a_run_killed_inside_a_fold_goes_on_from_the_finished_members_of_its_stack() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let evaluate = ["evaluate", cohort, "--members", "lda,logistic-cv,kernel", "--folds", "2"];
    let with = |more: &[&'static str]| [evaluate.as_slice(), more].concat();
    killed_once(&desk, &with(&["--out", "run"]), || !kept(&desk, "member").is_empty());
    let members = kept(&desk, "member").len();
    assert!(members > 0, "killed too late");
    let again = desk.json(&with(&["--out", "run"]));
    assert_eq!(again["resumed_members"], members);
    assert!(!desk.path("run/fits").exists());
    let whole = desk.json(&with(&["--out", "whole"]));
    assert_eq!((&whole["resumed_fits"], &whole["resumed_members"]), (&0.into(), &0.into()));
    assert_same_run(&desk, "run", "whole");
}

#[test]
fn a_killed_training_goes_on_from_the_finished_members_and_gives_the_same_bytes() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let train = ["train", cohort, "--members", "lda,logistic-cv,kernel", "--out"];
    let to = |model: &'static str| [train.as_slice(), &[model]].concat();
    let members = || kept_in(&desk, "a.model.members", "member").len();
    killed_once(&desk, &to("a.model"), || members() > 0);
    assert!(!desk.path("a.model").exists(), "killed too late");
    // What another training left there is not taken, and goes with the rest.
    desk.write("a.model.members/stale-0.member", "nothing");
    let found = members() - 1;
    assert_eq!(desk.json(&to("a.model"))["resumed_members"], found);
    assert!(!desk.path("a.model.members").exists());
    assert_eq!(desk.json(&to("b.model"))["resumed_members"], 0);
    assert_eq!(desk.read("a.model"), desk.read("b.model"));
}
