//! Two runs side by side.

use crate::program::{Desk, stderr, stdout};

#[test]
fn two_learners_on_the_same_folds_are_compared_group_by_group() {
    let desk = Desk::new();
    let cohort = desk.demo();
    for learner in ["lda", "logistic"] {
        let args = ["evaluate", cohort, "--group", "slide", "--learner", learner];
        desk.run(0, &[args.as_slice(), &["--out", learner]].concat());
    }
    let said = stdout(&desk.run(0, &["compare", "lda", "logistic"]));
    insta::assert_snapshot!(said);
    let json = desk.json(&["compare", "lda", "logistic"]);
    assert_eq!((json["n"].as_u64(), json["clusters"].as_u64()), (Some(280), Some(35)));
    for key in ["accuracy", "balanced_accuracy", "accuracy_cancers", "log_loss"] {
        let figure = &json[key];
        let (low, high) = (figure["ci"][0].as_f64().unwrap(), figure["ci"][1].as_f64().unwrap());
        assert!(low <= high, "{figure}");
    }
    for threads in ["1", "2", "4"] {
        let again = desk.run(0, &["compare", "lda", "logistic", "--threads", threads]);
        assert_eq!(stdout(&again), said);
    }
}

#[test]
fn runs_of_other_samples_are_refused() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let lda = ["evaluate", cohort, "--learner", "lda", "--out"];
    desk.run(0, &[lda.as_slice(), &["all"]].concat());
    desk.run(0, &[lda.as_slice(), &["some", "--classes", "healthy,pancreas"]].concat());
    let said = stderr(&desk.run(1, &["compare", "all", "some"]));
    assert!(said.contains("different samples") && said.contains("hint: "), "{said}");
    let said = stderr(&desk.run(1, &["compare", "all", "absent"]));
    assert!(said.contains("absent"), "{said}");
}

#[test]
fn several_runs_and_another_tools_calls_are_compared_with_the_first() {
    let desk = Desk::new();
    let cohort = desk.demo();
    for (learner, run) in [("lda", "lda"), ("logistic", "logistic")] {
        desk.run(0, &["evaluate", cohort, "--learner", learner, "--out", run]);
    }
    // Another tool called the first 100 samples as LDA did.
    let calls = std::fs::read_to_string(desk.path("lda/calls.tsv")).unwrap();
    let mut lines = calls.lines();
    let heading: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let of = |line: &str| -> String {
        let cells: Vec<&str> = line.split('\t').collect();
        let kept = heading
            .iter()
            .zip(cells)
            .filter(|(name, _)| **name == "sample" || name.starts_with("p:"));
        kept.map(|(_, cell)| cell).collect::<Vec<_>>().join(",")
    };
    let names = heading.iter().filter(|name| **name == "sample" || name.starts_with("p:"));
    let names: Vec<&str> = names.map(|name| name.trim_start_matches("p:")).collect();
    let rows: Vec<String> = lines.take(100).map(of).collect();
    std::fs::write(desk.path("mine.csv"), format!("{}\n{}\n", names.join(","), rows.join("\n")))
        .unwrap();

    let json = desk.json(&["compare", "lda", "logistic", "--calls", "mine.csv"]);
    let others = json["others"].as_array().unwrap();
    assert_eq!(others.len(), 2);
    assert!(others.iter().all(|other| other["comparison"]["n"] == 100));
    assert!(others[1]["comparison"]["log_loss"]["difference"].as_f64().unwrap().abs() < 1e-9);
    let said = stderr(&desk.run(0, &["compare", "lda", "--calls", "mine.csv"]));
    assert!(said.contains("180 samples left out"), "{said}");
    let said = stdout(&desk.run(0, &["compare", "lda", "logistic", "lda", "--common"]));
    assert!(said.contains("McNemar p") && said.contains("logistic"), "{said}");
}
