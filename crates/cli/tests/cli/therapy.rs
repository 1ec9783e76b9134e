//! `trial`, `simulate production`, `claims`.

use crate::program::{Desk, stderr, stdout};

#[test]
fn twelve_of_thirteen() {
    let desk = Desk::new();
    let said = stdout(&desk.run(0, &["trial", "--observed", "12/13", "--trials", "50"]));
    for part in [
        "0.640–0.998",
        "0.684",
        "4.73e-4",
        "1.48e-3",
        "1.81e-5",
        "3.23e-4",
        "0.091",
        "0.390",
        "0.068",
        "0.117",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let none = stdout(&desk.run(0, &["trial", "--observed", "0/13", "--trials", "50"]));
    assert!(none.contains("20.6 %"), "{none}");
    let wrong = desk.run(2, &["trial", "--observed", "13/12"]);
    assert!(stderr(&wrong).contains("13 of 12"), "{}", stderr(&wrong));
}

#[test]
fn shards_make_the_whole_at_any_thread_count() {
    let desk = Desk::new();
    let base = ["trial", "post-marketing-a", "--trials", "40"];
    let run = |more: &[&str]| stdout(&desk.run(0, &[base.as_slice(), more].concat()));
    let whole = run(&["--json", "--threads", "1", "--page", "whole.html"]);
    run(&["--shard", "1/2", "--out", "1.json"]);
    run(&["--shard", "2/2", "--out", "2.json", "--threads", "2"]);
    let joined = run(&["--json", "--from", "2.json", "--from", "1.json", "--page", "joined.html"]);
    assert_eq!(whole, joined);
    assert_eq!(desk.read("whole.html"), desk.read("joined.html"));
    let missing = desk.run(2, &[base.as_slice(), &["--from", "2.json"]].concat());
    assert!(stderr(&missing).contains("trials 20 to 40"), "{}", stderr(&missing));
    let from = ["--from", "1.json", "--from", "2.json", "--seed", "2"];
    let other = stderr(&desk.run(2, &[base.as_slice(), &from].concat()));
    assert!(other.contains("--seed 2 changes nothing"), "{other}");
}

#[test]
fn hostile_plans_are_refused_with_place_and_hint() {
    let desk = Desk::new();
    let plan = stdout(&desk.run(0, &["trial", "msc-13", "--print"]));
    desk.write("mine.toml", plan.replace("first_exam = \"40 days\"", "first_exam = \"-4 days\""));
    let error = stderr(&desk.run(1, &["trial", "mine.toml"]));
    assert!(
        error.contains("mine.toml") && error.contains("line ") && error.contains("hint:"),
        "{error}"
    );
    let process = stdout(&desk.run(0, &["simulate", "production", "cells-13", "--print"]));
    desk.write("cells.toml", process.replace("passages = 8", "passages = 0"));
    let error = stderr(&desk.run(1, &["simulate", "production", "cells.toml"]));
    assert!(error.contains("growth.passages") && error.contains("hint:"), "{error}");
}

#[test]
fn a_trial_reads_the_dose_of_a_process() {
    let desk = Desk::new();
    let args = ["trial", "wound-stepped", "--trials", "4", "--product", "vesicles-wheel"];
    let text = stdout(&desk.run(0, &args));
    assert!(text.contains("simulated batch of vesicles-wheel"), "{text}");
    let said = stderr(&desk.run(1, &["trial", "msc-13", "--product", "vesicles-wheel"]));
    for part in ["msc-13", "line 30, column 1", "treatment.d50", "hint: give it in particles"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let said = stderr(&desk.run(1, &["trial", "msc-13", "--product", "vesicle-wheel"]));
    assert!(said.contains("did you mean"), "{said}");
}

#[test]
fn claims_in_two_languages() {
    let desk = Desk::new();
    let said = stdout(&desk.run(
        0,
        &["claims", "--row", "safety", "--row", "improved", "--check", "--page", "en.html"],
    ));
    assert!(said.contains("20.6 %") && said.contains("0.684"), "{said}");
    let ja = stdout(
        &desk.run(0, &["claims", "--row", "safety", "--language", "ja", "--page", "ja.html"]),
    );
    assert!(ja.contains("安全である"), "{ja}");
    let unknown = stderr(&desk.run(2, &["claims", "--row", "safty"]));
    assert!(unknown.contains("safety"), "{unknown}");
}
