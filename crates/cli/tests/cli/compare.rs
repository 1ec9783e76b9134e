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
