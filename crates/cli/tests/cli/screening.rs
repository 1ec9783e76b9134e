//! Screening programmes as their users meet them: pages, shards, runs and registries as inputs, hostile files.

use serde_json::Value;

use crate::program::{Desk, stderr, stdout};

const SCREENING: [&str; 2] = ["simulate", "screening"];

fn screening<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&SCREENING, args].concat()
}

#[test]
fn a_trial_has_its_figures_its_fit_and_its_page() {
    let desk = Desk::new();
    let args = ["nhs-galleri", "--people", "20000", "--draws", "2", "--page", "p.html"];
    let found = desk.json(&screening(&args));
    assert_eq!(found["people"], 20000);
    assert_eq!(found["fit"]["predictions"].as_array().unwrap().len(), 5);
    assert_eq!(found["over_parameters"]["posterior"], true);
    assert_eq!(found["yields"][0]["unconfirmed_per_found"], 18.0);
    let page = String::from_utf8(desk.read("p.html")).unwrap();
    for part in
        ["Fit of sojourn time", "1,000 people", "Organ-by-organ", "Sensitivity analysis", "QALY"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script") && !page.contains("http://"));
}

#[test]
fn shards_and_threads_give_the_bytes_of_the_whole() {
    let desk = Desk::new();
    let base = ["nlst", "--people", "20001", "--draws", "0", "--seed", "9"];
    let whole = stdout(&desk.run(0, &screening(&[&base[..], &["--out", "w.json"]].concat())));
    let one = stdout(&desk.run(0, &screening(&[&base[..], &["--threads", "1"]].concat())));
    assert_eq!(whole, one);
    for (shard, out) in [("1/3", "a.json"), ("2/3", "b.json"), ("3/3", "c.json")] {
        desk.run(0, &screening(&[&base[..], &["--shard", shard, "--out", out]].concat()));
    }
    let from = ["--from", "c.json", "--from", "a.json", "--from", "b.json", "--out", "j.json"];
    let joined = stdout(&desk.run(0, &screening(&[&base[..], &from].concat())));
    assert_eq!(whole, joined);
    assert_eq!(desk.read("w.json"), desk.read("j.json"));
    // A shard that is missing is named.
    let said = stderr(&desk.run(2, &screening(&[&base[..], &["--from", "a.json"]].concat())));
    assert!(said.contains("the files hold people 0 to"), "{said}");
    let said = stderr(&desk.run(
        1,
        &screening(&["nlst", "--people", "20001", "--from", "a.json", "--from", "c.json"]),
    ));
    assert!(said.contains("do not follow") && said.contains("hint:"), "{said}");
}

#[test]
fn a_printed_programme_is_one_to_edit() {
    let desk = Desk::new();
    let toml = stdout(&desk.run(0, &screening(&["japan-13", "--print"])));
    desk.write("mine.toml", toml.replace("uptake = 0.3", "uptake = 0.5"));
    let found = desk.json(&screening(&["mine.toml", "--people", "5000", "--draws", "0"]));
    assert_eq!(found["outcome"]["uptake"], 0.5);
    let organs: Vec<&Value> =
        found["yields"].as_array().unwrap().iter().filter(|of| of["stated"] == true).collect();
    assert_eq!(organs.len(), 5);
}

#[test]
fn a_run_is_the_test_with_its_intervals_and_the_verdict_of_its_audit() {
    let desk = Desk::new();
    let cohort = desk.demo();
    desk.run(0, &["evaluate", cohort, "--learner", "lda", "--repeats", "1", "--out", "run"]);
    let args =
        ["japan-13", "--test", "run", "--people", "5000", "--draws", "2", "--page", "p.html"];
    let found = desk.json(&screening(&args));
    let metrics: Value = serde_json::from_slice(&desk.read("run/metrics.json")).unwrap();
    let audit: Value = serde_json::from_slice(&desk.read("run/audit.json")).unwrap();
    let verdict = audit["verdict"].as_str().unwrap();
    let said = found["measured"]["audit"].as_str().unwrap();
    assert!(said.starts_with(verdict), "{said}");
    let points = metrics.pointer("/signal/at").or(metrics.pointer("/scores/signal/at")).unwrap();
    let point = points.as_array().unwrap().iter().find(|point| point["target"] == 0.99).unwrap();
    assert_eq!(found["measured"]["specificity"]["value"], point["specificity"]);
    let stages = found["measured"]["stages"].as_array().unwrap();
    for stage in point["by_stage"].as_array().unwrap() {
        if let Some(ours) = stages.iter().find(|ours| ours["stage"] == stage["of"]) {
            assert_eq!(ours["sensitivity"]["value"], stage["sensitivity"]);
            assert!(ours["sensitivity"]["low"].is_f64() && ours["sensitivity"]["high"].is_f64());
            assert_eq!(ours["sensitivity"]["low"], stage["sensitivity_ci"][0]);
            assert_eq!(ours["samples"].as_f64(), stage["n"].as_f64());
        }
    }
    let page = String::from_utf8(desk.read("p.html")).unwrap();
    assert!(page.contains("Audit of the run") && page.contains(verdict));
    let text = stdout(
        &desk
            .run(0, &screening(&["japan-13", "--test", "run", "--people", "2000", "--draws", "0"])),
    );
    assert!(text.contains(&format!("audit of the run: {verdict}")), "{text}");
    // Without its audit the run says so itself; what is no run is refused.
    std::fs::remove_file(desk.path("run/audit.json")).unwrap();
    let found =
        desk.json(&screening(&["japan-13", "--test", "run", "--people", "2000", "--draws", "0"]));
    assert!(found["measured"]["audit"].as_str().unwrap().starts_with("no audit"));
    for not in ["demo", "nowhere", "run/metrics.json"] {
        let said = stderr(&desk.run(1, &screening(&["japan-13", "--test", not])));
        assert!(said.contains("no run folder"), "{said}");
    }
}

const COUNTS: &str = "kind\tround\tfrom\tto\tstage\tcases\tof\nusual\t-\t-\t-\tearly\t800\t400000\nusual\t-\t-\t-\tlate\t800\t400000\nfound\t1\t-\t-\tearly\t608\t400000\nfound\t1\t-\t-\tlate\t768\t400000\ninterval\t1\t0\t1\tall\t814\t400000\n";

#[test]
fn a_registry_is_fitted_and_its_identifiability_shown() {
    let desk = Desk::new();
    desk.write("counts.tsv", COUNTS);
    let args = ["ukctocs", "--registry", "counts.tsv", "--people", "2000", "--draws", "2"];
    let text = stdout(&desk.run(0, &screening(&args)));
    for part in [
        "early, found in round 1",
        "not told apart",
        "late fraction without a test",
        "posterior draws",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains("counts of the registry: counts.tsv"));
    desk.write("bad.tsv", COUNTS.replace("\t814\t", "\t-814\t"));
    let said = stderr(&desk.run(1, &screening(&["ukctocs", "--registry", "bad.tsv"])));
    assert!(
        said.contains("bad.tsv") && said.contains("line 6, column 20") && said.contains("hint:"),
        "{said}"
    );
}

#[test]
fn hostile_files_are_refused_with_place_and_hint() {
    let desk = Desk::new();
    let toml = stdout(&desk.run(0, &screening(&["nlst", "--print"])));
    let line = |part: &str| toml.lines().position(|line| line.starts_with(part)).unwrap() + 1;
    for (from, to, part) in [
        ("uptake = 1.0", "uptake = 1.3", "programme.uptake: 1.3 is no share"),
        ("uptake = 1.0", "uptake = 130", "programme.uptake: 130 is no share"),
        ("age = [55, 74]", "age = [-55, 74]", "programme.age: ages from -55 to 74"),
        ("population = \"us\"", "population = \"uss\"", "population: none that is built in"),
        ("specificity = 0.77", "specificity = 77000", "test.specificity: 77000 is no share"),
    ] {
        assert!(toml.contains(from), "{from}");
        desk.write("bad.toml", toml.replace(from, to));
        let said = stderr(&desk.run(1, &screening(&["bad.toml"])));
        let place = format!("line {}, column 1: {part}", line(from.split(' ').next().unwrap()));
        assert!(
            said.contains("bad.toml") && said.contains(&place) && said.contains("hint:"),
            "{said}"
        );
    }
    desk.write("own.tsv", "kind\tsex\tage_from\tage_to\tcancer\tstage\tvalue\tunit\npeople\tmen\t0\t111\t-\t-\t10\tpeople\n");
    let said = stderr(&desk.run(1, &screening(&["nlst", "--population", "own.tsv"])));
    assert!(said.contains("no people of women aged 0") && said.contains("hint:"), "{said}");
    for args in [
        ["nslt"].as_slice(),
        &["nlst", "--from", "own.tsv"],
        &["nlst", "--population", "nowhere.tsv"],
        &["nlst", "--registry", "own.tsv"],
    ] {
        let said = stderr(&desk.run(1, &screening(args)));
        assert!(said.starts_with("error: "), "{said}");
    }
    for args in [
        ["nlst", "--people", "0"].as_slice(),
        &["nlst", "--people", "1.5"],
        &["nlst", "--shard", "3/2", "--out", "x.json"],
        &["nlst", "--shard", "1/2"],
        &["nlst", "--draws", "1000000000"],
    ] {
        desk.run(2, &screening(args));
    }
    let few = ["nlst", "--people", "5", "--shard", "1/7", "--out", "x.json"];
    let said = stderr(&desk.run(2, &screening(&few)));
    assert!(said.contains("part 1 of 7 would be empty: there are only 5 people"), "{said}");
}
