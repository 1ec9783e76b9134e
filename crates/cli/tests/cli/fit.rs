//! `fit body`, `simulate body --data`.

use crate::program::{Desk, stderr, stdout};

const BODY: &str = include_str!("../../../fit/tests/reference/body.toml");
const TABLE: &str = include_str!("../../../fit/tests/reference/body.tsv");

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("mine.toml", BODY);
    desk.write("mine.tsv", TABLE);
    desk
}

const FIT: [&str; 7] = [
    "fit",
    "body",
    "mine.toml",
    "--data",
    "mine.tsv",
    "--free",
    "organ.liver.uptake,organ.liver.partition",
];

#[test]
fn a_body_is_fitted_with_intervals_residuals_and_a_page_at_any_thread_count() {
    let desk = desk();
    let more = ["--by-subject", "--out", "residuals.tsv", "--page", "fit.html"];
    let said = stdout(&desk.run(0, &[&FIT[..], &more, &["--threads", "1"]].concat()));
    for part in [
        "organ.liver.uptake",
        "95 % interval (profile)",
        "every parameter is bounded on both sides",
        "(3 below the limit)",
        "geometric CV",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let (page, table) = (desk.read("fit.html"), desk.read("residuals.tsv"));
    let text = String::from_utf8(page.clone()).unwrap();
    for part in ["Visual predictive check", "Profile likelihoods", "Weighted residuals over time"] {
        assert!(text.contains(part), "{part}");
    }
    let again = stdout(&desk.run(0, &[&FIT[..], &more, &["--threads", "2"]].concat()));
    assert_eq!(said, again);
    assert!(page == desk.read("fit.html") && table == desk.read("residuals.tsv"));
    assert_eq!(String::from_utf8(table).unwrap().lines().count(), 46);
}

#[test]
fn the_options_change_what_they_say() {
    let desk = desk();
    let plain = desk.json(&FIT);
    let objective = |found: &serde_json::Value| found["estimates"]["objective"].as_f64().unwrap();
    for error in ["additive", "combined", "weighted"] {
        let other = desk.json(&[&FIT[..], &["--error", error]].concat());
        assert!((objective(&plain) - objective(&other)).abs() > 1e-3, "{error}");
    }
    let seed = desk.json(&[&FIT[..], &["--seed", "2"]].concat());
    assert_ne!(plain["visual_predictive_check"], seed["visual_predictive_check"]);
    assert_eq!(plain["estimates"], seed["estimates"]);
}

#[test]
fn what_does_not_suit_the_body_is_refused_with_file_line_and_hint() {
    let desk = desk();
    desk.write("brain.tsv", TABLE.replacen("liver", "brain", 1));
    let args = FIT.map(|arg| if arg == "mine.tsv" { "brain.tsv" } else { arg });
    let error = stderr(&desk.run(1, &args));
    for part in
        ["brain.tsv: line ", "CMT: the body has no \"brain\"; there are: plasma, liver", "hint: "]
    {
        assert!(error.contains(part), "{part}: {error}");
    }
    let args = FIT.map(|arg| if arg.starts_with("organ.") { "organ.liver.uptak" } else { arg });
    let error = stderr(&desk.run(1, &args));
    assert!(error.contains("did you mean \"organ.liver.uptake\""), "{error}");
}

#[test]
fn data_are_laid_over_a_body_without_fitting() {
    let desk = desk();
    let args = ["simulate", "body", "mine.toml", "--data", "mine.tsv", "--page", "body.html"];
    let said = stdout(&desk.run(0, &args));
    assert!(
        said.contains("your data, nothing fitted") && said.contains("plasma (%ID/mL)"),
        "{said}"
    );
    assert!(String::from_utf8(desk.read("body.html")).unwrap().contains("nothing was fitted"));
    assert_eq!(desk.json(&args[..5])["data"].as_array().unwrap().len(), 45);
}
