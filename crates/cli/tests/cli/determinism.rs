//! Same seed, same bytes, at any thread count.

use crate::program::Desk;

#[test]
fn thread_counts_give_the_same_files() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let runs = ["1", "2", "4"].map(|threads| {
        for learner in ["logistic", "lda"] {
            let out = format!("run-{learner}-{threads}");
            let args = ["evaluate", cohort, "--threads", threads, "--learner", learner];
            desk.run(0, &[args.as_slice(), &["--group", "slide", "--out", &out]].concat());
        }
        let model = format!("model-{threads}");
        desk.run(0, &["train", cohort, "--threads", threads, "--out", &model]);
        threads
    });
    for threads in runs {
        for learner in ["logistic", "lda"] {
            for file in ["calls.tsv", "metrics.json", "report.html", "manifest.json"] {
                let of = |threads| desk.read(&format!("run-{learner}-{threads}/{file}"));
                assert_eq!(of(threads), of("1"), "{learner} {file} at {threads} threads");
            }
        }
        assert_eq!(desk.read(&format!("model-{threads}")), desk.read("model-1"));
    }
}

#[test]
fn another_seed_draws_other_folds() {
    let desk = Desk::new();
    let cohort = desk.demo();
    for (seed, out) in [("1", "a"), ("1", "b"), ("2", "c")] {
        desk.run(0, &["evaluate", cohort, "--seed", seed, "--out", out]);
    }
    assert_eq!(desk.read("a/calls.tsv"), desk.read("b/calls.tsv"));
    assert_ne!(desk.read("a/calls.tsv"), desk.read("c/calls.tsv"));
}
