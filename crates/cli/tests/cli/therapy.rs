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
    assert!(said.contains("risk ratio 1.92, E-value 3.26"), "{said}");
    let none = stdout(&desk.run(0, &["trial", "--observed", "0/13", "--trials", "50"]));
    assert!(none.contains("20.6 %") && !none.contains("Tipping point"), "{none}");
    for plan in ["knee-four-arm", "skin-split-face"] {
        let args = ["trial", plan, "--observed", "12/13", "--trials", "20"];
        let refused = stderr(&desk.run(1, &args));
        assert!(
            refused.contains("the endpoint is a number") && refused.contains("hint:"),
            "{refused}"
        );
    }
    let args = ["trial", "sci-randomised", "--observed", "12/13", "--trials", "20"];
    let with_controls = stdout(&desk.run(0, &args));
    assert!(!with_controls.contains("no control"), "{with_controls}");
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
    assert!(ja.contains("安全である") && ja.contains("示せない。13人中0人"), "{ja}");
    let unknown = stderr(&desk.run(2, &["claims", "--row", "safty"]));
    assert!(unknown.contains("safety"), "{unknown}");
}

/// The command that a row names gives every figure of it again, and the seed of what is drawn stands in terminal, JSON and
/// page alike.
#[test]
fn the_command_of_a_row_gives_its_figures() {
    let desk = Desk::new();
    let parsed = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&stdout(&desk.run(0, args))).unwrap()
    };
    let drawn = ["cancers", "supernatant", "drip", "threat"];
    for name in ["reach", "pure", "age", "safety"].into_iter().chain(drawn) {
        let row = &parsed(&["claims", "--row", name, "--seed", "5", "--json"])["rows"][0];
        let command: Vec<&str> = row["command"].as_str().unwrap().split(' ').skip(1).collect();
        let again = &parsed(&[command.as_slice(), &["--json"]].concat())["rows"][0];
        assert_eq!(row["figures"], again["figures"], "{name}");
        let moves = row["figures"].as_array().unwrap().iter().any(|f| !f["interval"].is_null());
        assert_eq!(
            row["labels"].as_array().unwrap().len(),
            row["figures"].as_array().unwrap().len()
        );
        assert!(row["claim_text"].as_str().is_some_and(|text| text.ends_with('.')), "{row}");
        assert_eq!(
            (moves, row["seed"].as_u64()),
            if drawn.contains(&name) { (true, Some(5)) } else { (false, None) }
        );
    }
    let args = ["claims", "--row", "drip", "--seed", "5", "--page", "drip.html"];
    let said = stdout(&desk.run(0, &args));
    let page = String::from_utf8(desk.read("drip.html")).unwrap();
    for text in [said, page] {
        for part in ["with seed 5. In brackets: the middle 95 % over draws", "--seed 5"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

/// Three tables predict the fourth, each in turn; and the pages stand in two languages.
#[test]
fn natural_history_and_pages_in_japanese() {
    let desk = Desk::new();
    let said = stdout(&desk.run(0, &["trial", "--natural-history"]));
    assert!(said.contains("16 of 16 published shares are inside"), "{said}");
    desk.run(0, &["trial", "msc-13", "--trials", "20", "--page", "t.html", "--language", "ja"]);
    let args = ["simulate", "production", "cells-13", "--page", "p.html", "--language", "ja"];
    let production = stdout(&desk.run(0, &args));
    assert!(production.contains("together × 140"), "{production}");
    for (page, part) in [("t.html", "動作特性"), ("p.html", "集団倍加")] {
        let text = String::from_utf8(desk.read(page)).unwrap();
        assert!(text.contains("lang=\"ja\"") && text.contains(part), "{page}");
    }
}

/// People times trials that no machine holds are refused before the first of them.
#[test]
fn runs_too_large_are_refused() {
    let desk = Desk::new();
    let said = stderr(&desk.run(1, &["trial", "sci-randomised", "--trials", "10000000"]));
    assert!(said.contains("10000000 trials of 260 people") && said.contains("hint:"), "{said}");
    let plan = stdout(&desk.run(0, &["trial", "sci-randomised", "--print"]));
    desk.write("large.toml", plan.replace("n = 260", "n = 200000"));
    let said = stderr(&desk.run(1, &["trial", "large.toml"]));
    for part in ["large.toml", "line 5, column 1", "courses", "hint: fewer trials"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
