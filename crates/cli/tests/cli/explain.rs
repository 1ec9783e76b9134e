//! What calls are held to and rest on.

use crate::program::{Desk, stderr, stdout};

#[test]
fn a_call_is_explained_by_contributions_that_sum_to_it() {
    let desk = Desk::new();
    let cohort = desk.demo();
    for learner in ["lda", "stack"] {
        desk.run(0, &["train", cohort, "--learner", learner, "--no-rules", "--out", "model"]);
        let json = desk.json(&["explain", "model", cohort, "--sample", "P001"]);
        let of = &json["samples"][0];
        let contributions = of["contributions"].as_array().unwrap();
        let sum: f64 = contributions.iter().map(|c| c["contribution"].as_f64().unwrap()).sum();
        let score = of["score"].as_f64().unwrap() - of["baseline"].as_f64().unwrap();
        assert!((sum - score).abs() < 1e-6, "{learner}: {sum} {score}");
        assert_eq!(contributions.len(), 300);
    }
    desk.run(0, &["train", cohort, "--learner", "lda", "--out", "model"]);
    let said =
        stdout(&desk.run(0, &["explain", "model", cohort, "--sample", "P001", "--top", "3"]));
    insta::assert_snapshot!(said);
    let slip = stderr(&desk.run(1, &["explain", "model", cohort, "--class", "pancras"]));
    assert!(slip.contains("did you mean \"pancreas\"?"), "{slip}");
    let slip = stderr(&desk.run(1, &["explain", "model", cohort, "--sample", "P0001"]));
    assert!(slip.contains("no sample \"P0001\""), "{slip}");
}

#[test]
fn a_ranking_says_how_steady_it_is_over_the_fits_of_a_run() {
    let desk = Desk::new();
    let cohort = desk.demo();
    desk.run(0, &["train", cohort, "--learner", "lda", "--no-rules", "--out", "model"]);
    desk.run(0, &["evaluate", cohort, "--learner", "lda", "--repeats", "2", "--out", "run"]);
    let args = ["explain", "model", cohort, "--run", "run", "--top", "5", "--ranked", "ranked.tsv"];
    let json = desk.json(&args);
    let ranked = json["ranked"].as_array().unwrap();
    let share = |place: usize| ranked[place]["share_among_top"].as_f64().unwrap();
    let mean: f64 = (0..5).map(share).sum::<f64>() / 5.0;
    assert!(mean > 0.4, "the model's first are its fits' too: {mean}");
    let all: f64 = (0..ranked.len()).map(share).sum();
    assert!((all - 5.0).abs() < 1e-9, "five a fit: {all}");
    let overlap = json["stability"]["overlap"].as_f64().unwrap();
    assert!(json["stability"]["fits"] == 10 && (0.2..1.0).contains(&overlap), "{overlap}");
    let table = String::from_utf8(desk.read("ranked.tsv")).unwrap();
    assert!(table.starts_with("rank\tmirna\tmean_contribution\tshare_among_top\n1\thsa-"));
    assert_eq!(table.lines().count(), 301);
    insta::assert_snapshot!(stdout(&desk.run(0, &args)));

    desk.run(0, &["train", cohort, "--learner", "logistic", "--no-rules", "--out", "other"]);
    let other = desk.run(0, &["explain", "other", cohort, "--run", "run"]);
    assert!(stderr(&other).contains("made otherwise"));
    desk.run(1, &["explain", "model", cohort, "--run", "nowhere"]);
}

#[test]
fn calls_are_made_in_two_steps_and_held_to_their_rules() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let trained =
        desk.run(0, &["train", cohort, "--learner", "lda", "--group", "slide", "--out", "model"]);
    insta::assert_snapshot!(format!("{}{}", stderr(&trained), stdout(&trained)));
    let said = desk.json(&["predict", "model", cohort, "--out", "calls.tsv"]);
    let verdicts = said["verdicts"].as_object().unwrap();
    let total: u64 = verdicts.values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(total, 280);
    let table = String::from_utf8(desk.read("calls.tsv")).unwrap();
    let mut lines = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let of = |line: &[&str], name: &str| {
        line[header.iter().position(|column| *column == name).unwrap()].to_owned()
    };
    for line in lines {
        let signal = of(&line, "verdict") == "signal";
        assert_eq!(signal, !of(&line, "origin").is_empty(), "{line:?}");
        assert_ne!(of(&line, "origin"), "healthy");
        assert_eq!(
            of(&line, "verdict") == "not enough to say",
            !of(&line, "abstention").is_empty()
        );
    }
    let wrong = ["train", cohort, "--specificity", "1", "--out", "m"];
    assert!(stderr(&desk.run(2, &wrong)).contains("specificity = 1"));
    desk.run(0, &["train", cohort, "--learner", "lda", "--no-rules", "--out", "plain"]);
    desk.run(0, &["predict", "plain", cohort, "--out", "plain.tsv"]);
    assert!(!String::from_utf8(desk.read("plain.tsv")).unwrap().contains("verdict"));
}

#[test]
fn panels_are_chosen_inside_the_fold() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let args = ["evaluate", cohort, "--learner", "lda", "--out", "run"];
    let json = desk.json(&[args.as_slice(), &["--panel-curve", "10,40,all"]].concat());
    let curve = json["panel_curve"].as_array().unwrap();
    let sizes: Vec<_> = curve.iter().map(|point| point["n_features"].as_u64().unwrap()).collect();
    assert_eq!(sizes, [10, 40, 300]);
    assert_eq!(curve[2]["accuracy"], json["accuracy"]);
    assert!(curve[1]["accuracy"].as_f64().unwrap() > 0.6);
    let overlap = curve[1]["overlap"].as_f64().unwrap();
    assert!((0.2..1.0).contains(&overlap), "{overlap}");
    assert!(curve[1]["chosen"][0]["share"].as_f64().unwrap() >= 0.5);

    let train = ["train", cohort, "--learner", "lda", "--panel", "20", "--out", "model"];
    let json = desk.json(&train);
    assert_eq!(json["panel"].as_array().unwrap().len(), 20);
    assert_eq!(json["n_features"], 20);
    desk.run(2, &["evaluate", cohort, "--panel-curve", "5,none", "--out", "r"]);
}
