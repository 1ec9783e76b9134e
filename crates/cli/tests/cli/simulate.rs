//! `exoscope simulate`.

use exoscope_core::Cohort;

use crate::program::{Desk, stderr, stdout};

const DOSE: &str = "\n[[dose]]\nroute = \"vein\"\namount = \"1e11 EV\"\n";

#[test]
fn a_built_in_body_is_printed_edited_and_run() {
    let desk = Desk::new();
    let adult = stdout(&desk.run(0, &["simulate", "model", "adult"]));
    desk.write("mine.toml", adult + DOSE);
    let ran =
        desk.json(&["simulate", "body", "mine.toml", "--step", "1 min", "--out", "course.tsv"]);
    let close_to = |value: &serde_json::Value, wanted: f64| {
        let value = value.as_f64().unwrap();
        assert!((value / wanted - 1.0).abs() < 0.1, "{value} is not {wanted}");
    };
    close_to(&ran["rest"][0]["concentration"], 1e10);
    close_to(&ran["doses"]["balance"]["made"], 1e11);
    close_to(&ran["doses"]["kinetics"]["clearance"], 150.0);
    let clearance = &ran["doses"]["footing"]["clearance"];
    assert_eq!(clearance["calibrated"], true);
    assert_eq!(clearance["assumed_alone"], false);
    assert!(!ran["assumed"].as_array().unwrap().is_empty());
    let course = String::from_utf8(desk.read("course.tsv")).unwrap();
    assert_eq!(course.lines().count(), 2 + 2 * 1440);
    desk.run(0, &["simulate", "body", "mine.toml", "--step", "1 h", "--out", "course.parquet"]);
    assert!(desk.read("course.parquet").starts_with(b"PAR1"));
    desk.run(0, &["simulate", "body", "mine.toml", "--page", "body.html"]);
    let page = String::from_utf8(desk.read("body.html")).unwrap();
    assert!(page.contains("<polyline") && page.contains("calibration"));
    assert!(!page.contains("<script") && !page.contains("://"));
    assert!(course.starts_with("minutes\tveins\t"));
}

#[test]
fn what_is_wrong_in_a_model_is_said_with_file_line_and_suggestion() {
    let desk = Desk::new();
    let adult = stdout(&desk.run(0, &["simulate", "model", "adult"]));
    desk.write("mine.toml", adult.replace("drains_to = \"liver\"", "drains_to = \"livre\""));
    let said = stderr(&desk.run(1, &["simulate", "body", "mine.toml"]));
    assert!(said.contains("mine.toml: line ") && said.contains("did you mean \"liver\""), "{said}");
    desk.run(2, &["simulate", "body", "adult", "--for", "3 L"]);
    let said = stderr(&desk.run(2, &["simulate", "body", "adult", "--for", "3 days"]));
    assert!(said.contains("this model gives none"), "{said}");
    let said = stderr(&desk.run(1, &["simulate", "sensitivity", "adult", "--output", "CSV"]));
    assert!(said.contains("did you mean"), "{said}");
}

#[test]
fn the_same_seed_draws_the_same_people_at_any_thread_count() {
    let desk = Desk::new();
    let run = |threads: &str| {
        let args = ["simulate", "body", "adult", "--people", "20", "--json", "--threads", threads];
        desk.run(0, &args).stdout
    };
    assert_eq!(run("1"), run("2"));
    assert_eq!(run("1"), run("4"));
}

#[test]
fn shards_of_people_are_the_people() {
    let desk = Desk::new();
    let run = |people: &str, first: &str, each: &str| {
        let args = ["simulate", "body", "adult", "--people", people, "--first", first];
        desk.run(0, &[&args[..], &["--each", each]].concat());
        String::from_utf8(desk.read(each)).unwrap()
    };
    let rows = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let whole = run("9", "0", "all.tsv");
    let shards = [run("4", "0", "a.tsv"), run("5", "4", "b.tsv")];
    assert_eq!(rows(&whole), shards.iter().flat_map(|s| rows(s)).collect::<Vec<_>>());
}

#[test]
fn parameters_sensitivity_and_sbml_answer() {
    let desk = Desk::new();
    let all = desk.json(&["simulate", "parameters"]);
    assert!(all["parameters"].as_array().unwrap().len() > 60);
    let of_mouse = desk.json(&["simulate", "parameters", "--of", "mouse"]);
    assert!(!of_mouse["parameters"].as_array().unwrap().is_empty());
    let args = ["simulate", "sensitivity", "adult", "--walks", "2", "--top", "2", "--samples", "8"];
    assert_eq!(desk.json(&args)["parameters"].as_array().unwrap().len(), 2);
    let args =
        ["--pairs", "--page", "sensitivity.html", "--samples", "8", "--walks", "2", "--top", "3"];
    let ranked = desk.json(&[&["simulate", "sensitivity", "adult"][..], &args[..]].concat());
    assert_eq!(ranked["pairs"].as_array().unwrap().len(), 3);
    for rank in ranked["parameters"].as_array().unwrap() {
        let total = rank["index"]["total"]["value"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&total), "{rank}");
    }
    let page = String::from_utf8(desk.read("sensitivity.html")).unwrap();
    assert!(page.contains("Tornado") && !page.contains("<script"));
    let odd = ["simulate", "sensitivity", "adult", "--samples", "1000"];
    assert!(stderr(&desk.run(2, &odd)).contains("power of two"));
    let args = ["--output", "clearance", "--walks", "2", "--top", "2", "--samples", "8"];
    let args = [&["simulate", "sensitivity", "adult"][..], &args[..]].concat();
    assert!(!desk.json(&args)["parameters"].as_array().unwrap().is_empty());
    desk.run(0, &["simulate", "sbml", "mouse", "--out", "mouse.xml"]);
    assert!(String::from_utf8(desk.read("mouse.xml")).unwrap().contains("<sbml"));
}

#[test]
fn a_cohort_is_simulated_described_and_read() {
    let desk = Desk::new();
    let design = stdout(&desk.run(0, &["simulate", "cohort", "small", "--print"]));
    desk.write("mine.toml", design.replace("people = 60", "people = 8").replace("200", "8"));
    let args = ["simulate", "cohort", "mine.toml", "--out", "mine.parquet", "--scans", "scans"];
    let made = desk.json(&args);
    assert_eq!((&made["samples"], &made["mirnas"]), (&80.into(), &2565.into()));
    let said = stdout(&desk.run(0, &["describe", "mine.parquet"]));
    for fact in ["tumour_cells", "tumour_diameter_mm", "tumour_vesicles_per_ml", "host_response"] {
        assert!(said.contains(fact), "{said}");
    }
    let scans = std::fs::read_dir(desk.path("scans")).unwrap().count();
    assert_eq!(scans, 80);
    let said = stderr(&desk.run(1, &["simulate", "cohort", "smal", "--out", "x.parquet"]));
    assert!(said.contains("did you mean \"small\""), "{said}");
    desk.write("slip.toml", "format = 1\nname = \"x\"\nclas = 2\n");
    let said = stderr(&desk.run(1, &["simulate", "cohort", "slip.toml", "--out", "x.parquet"]));
    assert!(said.contains("slip.toml: line 3, column 1: unknown field"), "{said}");
    desk.write("organ.toml", design.replace("organ = \"colon\"", "organ = \"colin\""));
    let said = stderr(&desk.run(1, &["simulate", "cohort", "organ.toml", "--out", "x.parquet"]));
    assert!(said.contains("organ.toml") && said.contains("did you mean \"colon\""), "{said}");
}

#[test]
fn arrays_written_as_the_scanner_does_are_imported_as_what_they_were() {
    let desk = Desk::new();
    let design = stdout(&desk.run(0, &["simulate", "cohort", "small", "--print"]));
    desk.write("mine.toml", design.replace("people = 60", "people = 2").replace("200", "2"));
    let out = ["--out", "mine.parquet", "--scans", "scans"];
    desk.run(0, &[&["simulate", "cohort", "mine.toml"][..], &out].concat());
    desk.run(0, &["import", "array", "scans", "--out", "back.parquet"]);
    let open = |file: &str| Cohort::open(desk.path(file)).unwrap();
    let (mine, back) = (open("mine.parquet"), open("back.parquet"));
    // An import leaves the names as they are: they are the current ones.
    assert_eq!((mine.n_samples(), mine.n_mirnas()), (back.n_samples(), back.n_mirnas()));
    for (row, sample) in mine.samples().iter().enumerate() {
        let named = |id: &exoscope_core::sample::SampleId| id.as_str().starts_with(sample.as_str());
        let there = back.samples().iter().position(named).unwrap();
        for (place, name) in mine.mirnas().iter().enumerate() {
            let again = back.mirnas().iter().position(|m| m == name).unwrap();
            let x = mine.values().get(row, place).unwrap();
            let y = back.values().get(there, again).unwrap();
            assert!((x - y).abs() < 1e-6, "{sample} {name}: {x} {y}");
        }
    }
}

#[test]
fn a_cohort_is_simulated_like_another_and_held_beside_it() {
    let desk = Desk::new();
    let design = stdout(&desk.run(0, &["simulate", "cohort", "plasma", "--print"]));
    desk.write(
        "mine.toml",
        design.replace("people = 70", "people = 30").replace("people = 50", "people = 10"),
    );
    desk.run(0, &["simulate", "cohort", "mine.toml", "--out", "real.parquet"]);
    let like = ["simulate", "cohort", "--like", "real.parquet", "--out", "like.parquet"];
    let made = desk.json(&[&like[..], &["--seed", "2", "--page", "like.html"]].concat());
    assert_eq!(made["samples"], 40);
    assert!(made["beside"]["rank_correlation"].as_f64().unwrap() > 0.9);
    let page = String::from_utf8(desk.read("like.html")).unwrap();
    assert!(page.contains("<polyline") && page.contains("AUROC"));
    assert!(!page.contains("<script") && !page.contains("://"));
    // A design gives people, disease and truth; the cohort what is measured.
    let both =
        ["simulate", "cohort", "mine.toml", "--like", "real.parquet", "--out", "both.parquet"];
    desk.run(0, &both);
    let said = stdout(&desk.run(0, &["describe", "both.parquet"]));
    assert!(said.contains("tumour_cells") && said.contains("lung"), "{said}");
    let alone = ["simulate", "cohort", "mine.toml", "--out", "x.parquet", "--page", "x.html"];
    let said = stderr(&desk.run(2, &alone));
    assert!(said.contains("--beside"), "{said}");
    desk.run(2, &["simulate", "cohort", "--out", "x.parquet"]);
    let arrays = ["simulate", "cohort", "small", "--beside", "real.parquet", "--out", "x.parquet"];
    let said = stderr(&desk.run(1, &arrays));
    assert!(said.contains("different scales"), "{said}");
}

#[test]
fn shards_of_a_cohort_are_the_cohort() {
    let desk = Desk::new();
    let design = stdout(&desk.run(0, &["simulate", "cohort", "small", "--print"]));
    desk.write("mine.toml", design.replace("people = 60", "people = 3").replace("200", "3"));
    let simulate = ["simulate", "cohort", "mine.toml", "--out"];
    desk.run(0, &[&simulate[..], &["whole.parquet"]].concat());
    let whole = Cohort::open(desk.path("whole.parquet")).unwrap();
    let mut row = 0;
    for shard in ["1/3", "2/3", "3/3"] {
        desk.run(0, &[&simulate[..], &["part.parquet", "--shard", shard]].concat());
        let part = Cohort::open(desk.path("part.parquet")).unwrap();
        for (here, sample) in part.samples().iter().enumerate() {
            assert_eq!(sample, &whole.samples()[row]);
            assert!(part.values().row(here).eq(whole.values().row(row)));
            row += 1;
        }
    }
    assert_eq!(row, whole.n_samples());
    desk.run(2, &[&simulate[..], &["part.parquet", "--shard", "4/3"]].concat());
}

#[test]
fn the_same_seed_simulates_the_same_cohort_at_any_thread_count() {
    let desk = Desk::new();
    let design = stdout(&desk.run(0, &["simulate", "cohort", "small", "--print"]));
    desk.write("mine.toml", design.replace("people = 60", "people = 5").replace("200", "5"));
    for threads in ["1", "2", "4"] {
        let out = format!("{threads}.parquet");
        desk.run(0, &["simulate", "cohort", "mine.toml", "--out", &out, "--threads", threads]);
    }
    assert_eq!(desk.read("1.parquet"), desk.read("2.parquet"));
    assert_eq!(desk.read("1.parquet"), desk.read("4.parquet"));
}

#[test]
fn the_same_seed_finds_the_same_tumours_at_any_thread_count() {
    let desk = Desk::new();
    let run = |threads: &str| {
        let args = ["simulate", "detection", "--people", "30", "--draws", "1", "--json"];
        desk.run(0, &[&args[..], &["--threads", threads]].concat()).stdout
    };
    assert_eq!(run("1"), run("2"));
    assert_eq!(run("1"), run("4"));
}

#[test]
fn detection_states_its_panel_and_gives_size_and_lead_time() {
    let desk = Desk::new();
    let args = ["simulate", "detection", "--people", "60", "--draws", "2", "--page", "seen.html"];
    let found = desk.json(&args);
    let median = found["dna"]["diameter_mm"]["p50"].as_f64().unwrap();
    assert!((10.0..30.0).contains(&median), "{median}");
    assert!(found["dna"]["panel"]["bases"].as_f64().unwrap() > 1e5);
    let markers = found["markers"].as_array().unwrap();
    assert_eq!(markers.len(), 3);
    for marker in markers {
        for signal in ["tumour_shed", "with_host_response"] {
            let median = marker[signal]["regular_tests"]["diameter_mm"]["p50"].as_f64().unwrap();
            assert!(median > 1.0 && median <= 35.0, "{marker}");
            let over = &marker[signal]["one_test"]["curve"][0]["over_parameters"];
            assert!(over["low"].as_f64() <= over["high"].as_f64(), "{marker}");
        }
    }
    let page = String::from_utf8(desk.read("seen.html")).unwrap();
    assert!(page.contains("<polyline") && page.contains("class=\"band"), "{page}");
    assert!(page.contains("download=\"marker-3.tsv\""));
    assert!(!page.contains("<script") && !page.contains("://"));
    insta::assert_snapshot!(stdout(&desk.run(0, &args)));
    desk.run(2, &["simulate", "detection", "--interval", "1 h"]);
    desk.run(1, &["simulate", "detection", "--specificity", "1"]);
}
