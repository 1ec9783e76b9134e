//! From a table to calls.

use serde_json::Value;

use crate::program::{Desk, stderr};

#[test]
#[ignore = "slow: simulates and reads a thousand people, a minute without optimisation"]
fn demo_is_the_whole_loop_and_answers_with_its_figures() {
    let desk = Desk::new();
    let answer = desk.json(&["demo", "--out", "demo", "--scale", "2"]);
    let accuracy = |design: &str, split: &str| answer[design][split]["accuracy"].as_f64().unwrap();
    let optimistic = accuracy("confounded", "random_split");
    let optimism = &answer["confounded"]["optimism"];
    let apart = optimistic - accuracy("confounded", "grouped_split");
    assert!((optimism["difference"].as_f64().unwrap() - apart).abs() < 1e-12 && apart > 0.1);
    assert!(optimism["ci"][0].as_f64().unwrap() > 0.0);
    // Where batches do not follow classes, the splits differ by chance alone.
    let apart = accuracy("independent", "random_split") - accuracy("independent", "grouped_split");
    assert!(apart.abs() < 0.08, "{apart}");
    let detection = &answer["detection"];
    assert!(detection["tumour_shed"]["diameter_mm"].is_null());
    assert!(detection["with_host_response"]["diameter_mm"].as_f64().unwrap() > 5.0);
    for file in ["report.html", "independent.parquet", "confounded.parquet"] {
        assert!(desk.path("demo").join(file).is_file(), "{file}");
    }
}

#[test]
fn evaluation_answers_with_every_figure() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let answer = desk.json(&["evaluate", cohort, "--group", "slide", "--out", "run"]);
    for key in [
        "n",
        "n_features",
        "classes",
        "accuracy",
        "accuracy_ci",
        "balanced_accuracy",
        "accuracy_cancers",
        "macro_f1",
        "log_loss",
        "brier",
        "per_class",
        "confusion",
        "seconds",
    ] {
        assert!(answer.get(key).is_some(), "{key}");
    }
    assert_eq!(answer["n"], 280);
    let accuracy = answer["accuracy"].as_f64().unwrap();
    assert!((0.6..0.99).contains(&accuracy), "{accuracy}");
    let metrics: Value = serde_json::from_slice(&desk.read("run/metrics.json")).unwrap();
    assert_eq!(metrics["accuracy"], answer["accuracy"]);
    let calls = String::from_utf8(desk.read("run/calls.tsv")).unwrap();
    assert_eq!(calls.lines().count(), 281);
}

#[test]
fn every_learner_and_every_preparation_give_calls() {
    let desk = Desk::new();
    let cohort = desk.demo();
    for options in [
        ["--learner", "lda"].as_slice(),
        &["--learner", "lda", "--shrinkage", "0.3"],
        &["--learner", "lda-cv"],
        &["--learner", "kernel"],
        &["--learner", "logistic-cv", "--depth", "tmm"],
        &["--learner", "logistic", "--l1-ratio", "0.5", "--penalty", "5"],
        &["--learner", "lda", "--combat", "slide"],
        &["--members", "lda-cv,kernel", "--classes", "healthy,pancreas"],
    ] {
        let answer =
            desk.json(&[["evaluate", cohort, "--out", "run"].as_slice(), options].concat());
        assert!(answer["balanced_accuracy"].as_f64().unwrap() > 0.5, "{options:?}");
    }
}

/// Counts of three miRNAs and a class that two of them tell, as cells of a table.
fn measured(i: u32) -> String {
    let (a, b) = if i.is_multiple_of(2) { (900 + 13 * i, 200) } else { (200 + 7 * i, 900) };
    let who = if i.is_multiple_of(2) { "case" } else { "control" };
    format!("{a},{b},{},{who}", 500 + i)
}

#[test]
fn a_model_calls_a_sample_the_same_alone_and_among_others() {
    let desk = Desk::new();
    let table = "id,hsa-miR-21-5p,hsa-miR-451a,hsa-miR-16-5p,who\n";
    let row = |i| format!("s{i},{}\n", measured(i));
    let all = (0..20).map(row).collect::<Vec<_>>().concat();
    desk.write("all.csv", format!("{table}{all}"));
    desk.write("one.csv", format!("{table}{}", row(7)));
    for (file, cohort) in [("all.csv", "all.parquet"), ("one.csv", "one.parquet")] {
        desk.run(0, &["import", "table", file, "--label", "who", "--out", cohort]);
    }
    desk.run(0, &["train", "all.parquet", "--out", "model"]);
    desk.run(0, &["predict", "model", "all.parquet", "--out", "all.tsv"]);
    desk.run(0, &["predict", "model", "one.parquet", "--out", "one.tsv"]);
    let all = String::from_utf8(desk.read("all.tsv")).unwrap();
    let one = String::from_utf8(desk.read("one.tsv")).unwrap();
    let line = one.lines().nth(1).unwrap();
    assert!(line.starts_with("s7\tcontrol\t"), "{line}");
    assert!(all.lines().any(|other| other == line), "{line}\n{all}");
}

#[test]
fn a_reader_of_a_test_cohort_can_keep_slides_together_in_its_own_folds() {
    let desk = Desk::new();
    for (name, first) in [("train", 0), ("test", 100)] {
        let row = |i| format!("s{},{},slide{}\n", first + i, measured(i), i / 4);
        let rows = (0..24).map(row).collect::<Vec<_>>().concat();
        let heading = "id,hsa-miR-21-5p,hsa-miR-451a,hsa-miR-16-5p,who,slide\n";
        desk.write(&format!("{name}.csv"), format!("{heading}{rows}"));
        let (csv, cohort) = (format!("{name}.csv"), format!("{name}.parquet"));
        desk.run(0, &["import", "table", &csv, "--label", "who", "--out", &cohort]);
    }
    let evaluate = ["evaluate", "train.parquet", "--test", "test.parquet", "--out", "run"];
    let answer = desk
        .json(&[evaluate.as_slice(), &["--learner", "logistic-cv", "--group", "slide"]].concat());
    assert!(answer["balanced_accuracy"].as_f64().unwrap() > 0.9, "{answer}");
    let manifest: Value = serde_json::from_slice(&desk.read("run/manifest.json")).unwrap();
    assert_eq!(manifest["group"], "slide");
}

#[test]
fn a_cohort_of_another_scale_or_without_the_mirnas_is_refused() {
    let desk = Desk::new();
    let cohort = desk.demo();
    desk.run(0, &["train", cohort, "--out", "model"]);
    desk.write("log.csv", "id,hsa-miR-1-5p,hsa-miR-2-3p\na,7.25,8.5\nb,6.5,9.75\n");
    desk.run(0, &["import", "table", "log.csv", "--out", "log.parquet"]);
    let other = stderr(&desk.run(1, &["predict", "model", "log.parquet", "--out", "t"]));
    assert!(other.contains("counts of mature") && other.contains("log2-intensity"), "{other}");

    desk.write("few.csv", "id,hsa-miR-1-5p,hsa-miR-2-3p\na,700,850\nb,650,975\n");
    desk.run(0, &["import", "table", "few.csv", "--out", "few.parquet"]);
    let few = stderr(&desk.run(1, &["predict", "model", "few.parquet", "--out", "t"]));
    assert!(few.contains("hsa-miR-3-5p") && few.contains("hint: "), "{few}");

    desk.write("names.csv", "id,hsa-mir-1,hsa-mir-2\na,700,850\nb,650,975\n");
    desk.run(0, &["import", "table", "names.csv", "--out", "names.parquet"]);
    let names = stderr(&desk.run(1, &["predict", "model", "names.parquet", "--out", "t"]));
    assert!(names.contains("precursor"), "{names}");
    assert!(!desk.path("t").exists());
}

#[test]
fn an_unknown_scale_is_not_fitted_until_it_is_stated() {
    let desk = Desk::new();
    let row = |i: usize| format!("s{i},{i}.5,70{i},{}\n", ["a", "b"][i % 2]);
    let rows = (0..12).map(row).collect::<Vec<_>>().concat();
    desk.write("odd.csv", format!("id,hsa-miR-1-5p,hsa-miR-2-3p,label\n{rows}"));
    desk.run(0, &["import", "table", "odd.csv", "--scale", "unknown", "--out", "odd.parquet"]);
    let refused = stderr(&desk.run(1, &["train", "odd.parquet", "--out", "model"]));
    assert!(refused.contains("scale") && refused.contains("hint: "), "{refused}");
    desk.run(0, &["annotate", "odd.parquet", "--scale", "counts", "--out", "stated.parquet"]);
    desk.run(0, &["train", "stated.parquet", "--out", "model"]);
}

#[test]
fn a_changed_run_or_model_is_not_accepted() {
    let desk = Desk::new();
    let cohort = desk.demo();
    desk.run(0, &["evaluate", cohort, "--learner", "lda", "--out", "demo/run"]);
    let mut metrics = desk.read("demo/run/metrics.json");
    let at = metrics.len() / 2;
    metrics[at] = if metrics[at] == b'1' { b'2' } else { b'1' };
    desk.write("demo/run/metrics.json", metrics);
    let changed = stderr(&desk.run(1, &["report", "demo/run"]));
    assert!(changed.contains("metrics.json has changed"), "{changed}");

    desk.run(0, &["train", cohort, "--out", "model"]);
    let whole = desk.read("model");
    for at in [9, whole.len() / 2, whole.len() - 3] {
        let mut damaged = whole.clone();
        damaged[at] ^= 4;
        desk.write("model", damaged);
        desk.run(1, &["predict", "model", cohort, "--out", "t"]);
    }
    desk.write("model", &whole[..whole.len() - 8]);
    desk.run(1, &["predict", "model", cohort, "--out", "t"]);
    let format = br#"\"format\":3"#;
    let at = whole.windows(format.len()).position(|bytes| bytes == format).unwrap();
    let mut older = whole.clone();
    older[at + format.len() - 1] = b'2';
    desk.write("model", older);
    let older = stderr(&desk.run(1, &["predict", "model", cohort, "--out", "t"]));
    assert!(older.contains("model format 2, and this version reads 3: train it again"), "{older}");
    assert!(!desk.path("t").exists());
}

#[test]
fn samples_that_take_no_part_are_named() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let fact = |i: u32| format!("P{i:03},b{}\n", i % 40);
    let facts = (2..=280).map(fact).collect::<Vec<_>>().concat();
    desk.write("batches.csv", format!(",batch\n{facts}"));
    let args = ["annotate", cohort, "--from", "batches.csv", "--out", "c.parquet"];
    let refused = stderr(&desk.run(1, &args));
    assert!(refused.contains("P001"), "{refused}");
    desk.run(0, &[args.as_slice(), &["--allow-unmatched"]].concat());
    let output = desk.run(0, &["evaluate", "c.parquet", "--group", "batch", "--out", "run"]);
    assert!(stderr(&output).contains("P001"), "{}", stderr(&output));
    let manifest: Value = serde_json::from_slice(&desk.read("run/manifest.json")).unwrap();
    assert_eq!(manifest["left_out"][0]["samples"][0], "P001");
}

#[test]
fn called_people_have_a_page_at_the_prevalence_stated() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let train = ["train", cohort, "--learner", "lda", "--class-weights", "balanced"];
    desk.run(0, &[train.as_slice(), &["--out", "model"]].concat());
    let one = ["predict", "model", cohort, "--sample", "P003", "--out", "one.tsv"];
    let asked = ["--report", "one.html", "--prevalence", "0.01"];
    let answer = desk.json(&[one.as_slice(), &asked].concat());
    assert_eq!((&answer["n"], &answer["report"]), (&1.into(), &"one.html".into()));
    let there = answer["at_prevalence"]["cancer"][0].as_f64().unwrap();
    let tsv = String::from_utf8(desk.read("one.tsv")).unwrap();
    let here: f64 = tsv.lines().nth(1).unwrap().split('\t').nth(3).unwrap().parse().unwrap();
    assert!(there < here, "rarer where it is rarer: {there} {here}");
    let heading: Vec<&str> = tsv.lines().next().unwrap().split('\t').collect();
    assert_eq!(heading[3..5], ["p_cancer", "p_cancer_at_prevalence"]);
    let written: f64 = tsv.lines().nth(1).unwrap().split('\t').nth(4).unwrap().parse().unwrap();
    assert!((written - there).abs() < 1e-6);
    let shares = ["--prevalence", "colorectal=0.006,prostate=0.004"];
    let of_each = desk.json(&[one.as_slice(), &shares].concat());
    assert_eq!(of_each["at_prevalence"]["prevalence"], 0.01);
    let sum = ["--prevalence", "colorectal=0.6,prostate=0.5"];
    desk.run(2, &[one.as_slice(), &sum].concat());
    let page = String::from_utf8(desk.read("one.html")).unwrap();
    assert!(page.contains("What the model says of P003") && page.contains("hsa-miR-"));
    assert!(page.contains("where all classes are equally common, so that 75 % had a cancer"));
    let typo =
        stderr(&desk.run(1, &["predict", "model", cohort, "--sample", "P0O3", "--out", "t"]));
    assert!(typo.contains("P0O3"), "{typo}");
}

#[test]
fn each_slide_is_left_out_in_turn_and_told_apart() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let args = ["evaluate", cohort, "--learner", "lda", "--leave-one-out", "slide", "--out", "run"];
    let answer = desk.json(&args);
    let batches = answer["left_out_batches"].as_array().unwrap();
    assert_eq!(answer["split"]["folds"], batches.len());
    assert!(batches.iter().all(|batch| batch["classes"].as_array().unwrap().len() > 1));
    let page = String::from_utf8(desk.read("run/report.html")).unwrap();
    assert!(page.contains("id=\"left-out\"") && page.contains("download=\"left-out.tsv\""));
    for section in ["heat", "quality", "methods"] {
        assert!(page.contains(&format!("<section id=\"{section}\">")), "{section}");
    }
}
