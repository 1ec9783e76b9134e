//! Options and samples that would make a figure mean nothing are refused.

use crate::program::{Desk, stderr, stdout};

#[test]
fn a_prevalence_of_no_cancer_is_refused_before_any_work() {
    let desk = Desk::new();
    let cohort = desk.demo();
    desk.run(0, &["train", cohort, "--learner", "lda", "--no-rules", "--out", "model"]);
    let evaluate = ["evaluate", cohort, "--learner", "lda", "--out", "run"];
    let predict = ["predict", "model", cohort, "--out", "calls.tsv"];
    for command in [evaluate.as_slice(), &predict] {
        for (prevalence, why) in [
            ("pancreass=0.01", "did you mean \"pancreas\"?"),
            ("pancreas=0.01,healthy=0.5", "\"healthy\" is no cancer"),
        ] {
            let refused = desk.run(2, &[command, &["--prevalence", prevalence]].concat());
            assert!(stderr(&refused).contains(why), "{}", stderr(&refused));
        }
    }
    assert!(!desk.path("run").exists() && !desk.path("calls.tsv").exists());
    desk.run(0, &[predict.as_slice(), &["--prevalence", "pancreas=0.01"]].concat());

    desk.write("table.csv", two_classes(|_| "x".to_owned(), 0));
    desk.run(0, &["import", "table", "table.csv", "--label", "who", "--out", "c.parquet"]);
    let unknown = ["evaluate", "c.parquet", "--learner", "lda", "--prevalence", "0.01"];
    let refused = desk.run(2, &[unknown.as_slice(), &["--out", "run"]].concat());
    assert!(stderr(&refused).contains("no cancer is known"), "{}", stderr(&refused));
}

/// Forty samples of two classes, with 12 miRNAs and a column `batch`.
fn two_classes(batch: impl Fn(usize) -> String, seed: usize) -> String {
    let row = |i: usize| {
        let value = |m: usize| {
            let own = if m < 4 && i % 2 == 0 { 400 } else { 0 };
            300 + own + ((i + seed) * 7919 + m * 104_729 + (i + seed) * i * m * 31) % 600
        };
        let values: Vec<String> = (0..12).map(|m| value(m).to_string()).collect();
        let who = ["case", "control"][i % 2];
        format!("s{seed}_{i},{who},{},{}\n", batch(i), values.join(","))
    };
    let mirnas: Vec<String> = (1..=12).map(|m| format!("hsa-miR-{m}-5p")).collect();
    let rows: Vec<String> = (0..40).map(row).collect();
    format!("sample,who,batch,{}\n{}", mirnas.join(","), rows.concat())
}

#[test]
fn a_correction_or_a_grouping_by_the_class_is_refused() {
    let desk = Desk::new();
    let import = |name: &str, batch: &dyn Fn(usize) -> String| {
        let (csv, cohort) = (format!("{name}.csv"), format!("{name}.parquet"));
        desk.write(&csv, two_classes(batch, 0));
        desk.run(0, &["import", "table", &csv, "--label", "who", "--out", &cohort]);
        cohort
    };
    let same = import("same", &|i| format!("b{}", i % 2));
    let nested = import("nested", &|i| format!("b{}", i % 4));
    let mixed = import("mixed", &|i| format!("b{}", i / 4 % 4));
    for cohort in [&same, &nested] {
        for command in ["evaluate", "train"] {
            let combat = [command, cohort, "--learner", "lda", "--combat", "batch", "--out", "o"];
            let refused = stderr(&desk.run(2, &combat));
            assert!(refused.contains("one class"), "{refused}");
        }
    }
    for column in ["batch", "who"] {
        let group = ["evaluate", &same, "--learner", "lda", "--group", column, "--out", "run"];
        let refused = stderr(&desk.run(2, &group));
        assert!(refused.contains("the label by another name"), "{refused}");
    }
    assert!(!desk.path("run").exists() && !desk.path("o").exists());
    for options in [["--combat", "batch"], ["--group", "batch"]] {
        let fine = ["evaluate", &mixed, "--learner", "lda", "--out", "run"];
        desk.run(0, &[fine.as_slice(), &options].concat());
    }
}
