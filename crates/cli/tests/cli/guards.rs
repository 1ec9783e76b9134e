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
            let own = if m < 4 && i.is_multiple_of(2) { 400 } else { 0 };
            let x = (i + 101 * seed + 1) * 7919 + (m + 1) * 104_729;
            300 + own + (((x ^ (x >> 7)) * 2_654_435_761) >> 16) % 600
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
fn samples_that_a_model_was_trained_on_are_named_where_it_calls_them() {
    let desk = Desk::new();
    let cohort = desk.demo();
    desk.run(0, &["train", cohort, "--learner", "lda", "--out", "model"]);
    let predict = ["predict", "model", cohort, "--out", "calls.tsv", "--report", "calls.html"];
    let answer = desk.json(&predict);
    assert_eq!(answer["in_training"].as_array().unwrap().len(), 280);
    let said = stderr(&desk.run(0, &predict));
    assert!(said.contains("280 of 280 samples have the very values of samples that"), "{said}");
    let calls = String::from_utf8(desk.read("calls.tsv")).unwrap();
    let heading: Vec<&str> = calls.lines().next().unwrap().split('\t').collect();
    let place = heading.iter().position(|name| *name == "in_training").unwrap();
    assert!(calls.lines().skip(1).all(|line| line.split('\t').nth(place) == Some("yes")));
    let page = String::from_utf8(desk.read("calls.html")).unwrap();
    assert!(page.contains("no headline") && !page.contains("There is a signal of cancer"));

    desk.write("new.csv", two_classes(|_| "x".to_owned(), 1));
    desk.write("table.csv", two_classes(|_| "x".to_owned(), 0));
    for name in ["table", "new"] {
        let (csv, cohort) = (format!("{name}.csv"), format!("{name}.parquet"));
        desk.run(0, &["import", "table", &csv, "--label", "who", "--out", &cohort]);
    }
    desk.run(0, &["train", "table.parquet", "--learner", "lda", "--out", "two"]);
    let answer = desk.json(&["predict", "two", "new.parquet", "--out", "new.tsv"]);
    assert_eq!(answer["in_training"].as_array().unwrap().len(), 0);
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
        let fine = ["evaluate", &mixed, "--learner", "lda", "--folds", "4", "--out", "run"];
        desk.run(0, &[fine.as_slice(), &options].concat());
    }
}

#[test]
fn samples_of_training_are_no_test_cohort() {
    let desk = Desk::new();
    let table = two_classes(|i| format!("b{}", i % 3), 0);
    let import = |csv: &str, cohort: &str| {
        desk.run(0, &["import", "table", csv, "--label", "who", "--out", cohort]);
    };
    desk.write("train.csv", &table);
    import("train.csv", "train.parquet");
    // The same samples under other names, in another file.
    desk.write("copy.csv", table.replace("s0_", "t"));
    import("copy.csv", "copy.parquet");
    let test = ["evaluate", "train.parquet", "--learner", "lda", "--out", "run", "--test"];
    let refused = stderr(&desk.run(1, &[test.as_slice(), &["copy.parquet"]].concat()));
    assert!(refused.contains("nothing is left to test on: all 40"), "{refused}");
    assert!(refused.contains("hint: "), "{refused}");
    assert!(!desk.path("run/manifest.json").exists());
    // Five of them among new ones take no part, and that is said.
    let few: Vec<&str> = table.lines().skip(1).take(5).collect();
    let mixed = format!("{}{}\n", two_classes(|_| "b0".to_owned(), 1), few.join("\n"));
    desk.write("mixed.csv", mixed);
    import("mixed.csv", "mixed.parquet");
    let said = desk.run(0, &[test.as_slice(), &["mixed.parquet"]].concat());
    assert!(stderr(&said).contains("left out, 5 samples: training samples"), "{}", stderr(&said));
    assert!(stdout(&said).contains("40 samples"), "{}", stdout(&said));
}

#[test]
fn one_profile_under_two_labels_is_said_and_held_out_together() {
    let desk = Desk::new();
    let table = two_classes(|i| format!("b{}", i % 3), 0);
    let copy = |i: usize, who: &str| {
        let line = table.lines().nth(i + 1).unwrap();
        let values = line.splitn(3, ',').nth(2).unwrap();
        format!("copy{i},{who},{values}\n")
    };
    let copies = format!("{}{}{}", copy(0, "case"), copy(1, "case"), copy(2, "case"));
    desk.write("table.csv", format!("{table}{copies}"));
    desk.run(0, &["import", "table", "table.csv", "--label", "who", "--out", "c.parquet"]);
    for group in [["--folds", "5"].as_slice(), &["--group", "batch", "--folds", "3"]] {
        let evaluate =
            ["evaluate", "c.parquet", "--learner", "lda", "--repeats", "4", "--out", "run"];
        let said = stderr(&desk.run(0, &[evaluate.as_slice(), group].concat()));
        assert!(said.contains("different classes have the very same values"), "{said}");
        assert!(said.contains("s0_1, copy1") && !said.contains("s0_2, copy2"), "{said}");
        assert!(said.contains("3 samples have the very values of another"), "{said}");
        let calls = String::from_utf8(desk.read("run/calls.tsv")).unwrap();
        let column = |name: &str| {
            calls.lines().next().unwrap().split('\t').position(|heading| heading == name).unwrap()
        };
        let (repeat, sample, fold) = (column("repeat"), column("sample"), column("fold"));
        let folds: std::collections::HashMap<(String, String), String> = calls
            .lines()
            .skip(1)
            .map(|line| {
                let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
                ((cells[repeat].clone(), cells[sample].clone()), cells[fold].clone())
            })
            .collect();
        let repeats: std::collections::BTreeSet<&String> = folds.keys().map(|key| &key.0).collect();
        assert_eq!(repeats.len(), 4);
        for repeat in repeats {
            for i in 0..3 {
                let of = |name: String| &folds[&(repeat.clone(), name)];
                assert_eq!(of(format!("s0_{i}")), of(format!("copy{i}")), "{i}");
            }
        }
    }
}

#[test]
fn sensitivity_is_given_at_the_specificities_that_are_asked_for() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let evaluate = ["evaluate", cohort, "--learner", "lda", "--out", "run"];
    for wrong in ["1", "0.2", "high", "0.9,1.5"] {
        desk.run(2, &[evaluate.as_slice(), &["--specificity", wrong]].concat());
    }
    assert!(!desk.path("run").exists());
    let said =
        stdout(&desk.run(0, &[evaluate.as_slice(), &["--specificity", "0.9,0.95"]].concat()));
    let place = |what: &str| said.find(what).unwrap_or_else(|| panic!("no {what:?} in {said}"));
    assert!(place("sens. at 90 % spec.") < place("sens. at 95 % spec."), "{said}");
    assert!(place("sens. at 95 % spec.") < place("likeliest class: sens."), "{said}");
    let metrics: serde_json::Value =
        serde_json::from_slice(&desk.read("run/metrics.json")).unwrap();
    let at = metrics["signal"]["at"].as_array().unwrap();
    let targets: Vec<f64> = at.iter().map(|point| point["target"].as_f64().unwrap()).collect();
    assert_eq!(targets, [0.9, 0.95]);
    let sensitivities: Vec<f64> =
        at.iter().map(|point| point["sensitivity"].as_f64().unwrap()).collect();
    assert!(sensitivities[0] >= sensitivities[1], "{sensitivities:?}");
}

#[test]
fn batches_that_a_model_never_held_are_named_where_it_calls_them() {
    let desk = Desk::new();
    for (name, prefix, seed) in [("c", "b", 0), ("d", "new", 1)] {
        let table = format!("{name}.csv");
        desk.write(&table, two_classes(|i| format!("{prefix}{}", i / 4), seed));
        let cohort = format!("{name}.parquet");
        let import = ["import", "table", &table, "--label", "who", "--out", &cohort];
        desk.run(0, &[import.as_slice(), &["--control", "control"]].concat());
    }
    let train = ["train", "c.parquet", "--learner", "lda", "--group", "batch", "--out", "model"];
    desk.run(0, &train);
    let predict = ["predict", "model", "d.parquet", "--out", "calls.tsv"];
    let answer = desk.json(&[predict.as_slice(), &["--report", "calls.html"]].concat());
    let batches = answer["batches"].as_array().unwrap();
    assert_eq!(batches.len(), 10);
    assert!(batches.iter().all(|batch| batch["in_training"] == false && batch["n"] == 4));
    let said = "not among the 10 values of batch that training held: new0 (4 samples)";
    let page = String::from_utf8(desk.read("calls.html")).unwrap();
    assert!(page.contains(said), "no {said:?} on the page");
    let ran = stderr(&desk.run(0, &predict));
    assert!(ran.contains(said), "{ran}");
    // Known ones are not, and a column of the user's own parts the samples otherwise.
    let known = desk.json(&["predict", "model", "c.parquet", "--out", "known.tsv"]);
    let known = known["batches"].as_array().unwrap();
    assert!(known.iter().all(|batch| batch["in_training"] == true), "{known:?}");
    let by_label = desk.json(&[predict.as_slice(), &["--batch", "who"]].concat());
    assert_eq!(by_label["batches"].as_array().unwrap().len(), 2);
    desk.run(1, &[predict.as_slice(), &["--batch", "nowhere"]].concat());
}
