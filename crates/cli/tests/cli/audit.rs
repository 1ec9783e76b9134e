//! What a figure would be if it meant nothing.

use serde_json::Value;

use crate::program::{Desk, real, stderr, stdout};

fn close(value: &Value, expected: f64, within: f64) {
    let found = value.as_f64().unwrap();
    assert!((found - expected).abs() <= within, "{found}, not {expected}");
}

/// The design of the 13-cancer study: 16,190 arrays, their names and labels, no miRNA.
#[test]
fn slide_and_date_alone_call_the_13_cancers() {
    let Some(design) = real("gse211692_design/design.tsv") else { return };
    let desk = Desk::new();
    let args = ["audit", "--design", &design, "--label", "label", "--control", "VOL", "--benign"];
    let keys = ["benign_*", "--batch", "scan_date,slide,collection"];
    let audit = desk.json(&[args.as_slice(), &keys].concat());
    assert_eq!(audit["verdict"], "cannot be separated from collection");
    close(&audit["baseline"]["scan_date"]["accuracy_cancers"], 0.858, 0.005);
    close(&audit["baseline"]["scan_date"]["accuracy"], 0.881, 0.005);
    close(&audit["baseline"]["slide"]["accuracy_cancers"], 0.958, 0.005);
    close(&audit["baseline"]["slide"]["accuracy"], 0.966, 0.005);
    close(&audit["confounding"]["slide"]["single_class_share"], 0.978, 0.0005);
    assert_eq!(audit["confounding"]["collection"]["cancers"], 9921);
    assert_eq!(audit["confounding"]["collection"]["cancers_beside_controls"], 0);
    insta::assert_snapshot!(stdout(&desk.run(0, &[args.as_slice(), &keys].concat())));
}

#[test]
fn a_design_that_can_be_tested_is_told_from_one_that_cannot() {
    let desk = Desk::new();
    let row = |i: usize| {
        let label = ["cancer", "healthy"][i % 2];
        format!("s{i},{label},site{},plate{}\n", i % 3, i % 2)
    };
    let rows: Vec<String> = (0..60).map(row).collect();
    desk.write("design.csv", format!("sample,label,site,plate\n{}", rows.concat()));
    let args = ["audit", "--design", "design.csv", "--label", "label", "--control", "healthy"];
    let with = |keys: &str| desk.json(&[args.as_slice(), &["--batch", keys]].concat());
    assert_eq!(with("site")["verdict"], "testable");
    assert_eq!(with("site,plate")["verdict"], "cannot be separated from plate");

    desk.write("few.csv", format!("sample,label,site,plate\n{}", rows[..12].concat()));
    let few = ["audit", "--design", "few.csv", "--label", "label", "--batch", "site"];
    assert_eq!(desk.json(&few)["verdict"], "too small to say");
    let slip = desk.run(1, &[args.as_slice(), &["--batch", "sites"]].concat());
    assert!(stderr(&slip).contains("did you mean \"site\"?"), "{}", stderr(&slip));
}

/// The example cohort as a table, its labels permuted: where the labels mean nothing, nothing that saw
/// only the design may say that a signal is there.
#[test]
fn a_run_over_permuted_labels_is_called_testable_and_never_supported() {
    let desk = Desk::new();
    let row = |i: usize| {
        // A permutation of the labels that has nothing to do with the values.
        let label = ["cancer", "healthy"][(i * 37 % 60) / 30];
        let value = |m: usize| 300 + (i * 7919 + m * 104_729 + i * i * m * 31) % 900;
        let values: Vec<String> = (0..12).map(|m| value(m).to_string()).collect();
        format!("s{i},{label},site{},{}\n", i % 3, values.join(","))
    };
    let mirnas: Vec<String> = (1..=12).map(|m| format!("hsa-miR-{m}-5p")).collect();
    let rows: Vec<String> = (0..60).map(row).collect();
    let heading = format!("sample,label,site,{}\n", mirnas.join(","));
    desk.write("table.csv", format!("{heading}{}", rows.concat()));
    let import = ["import", "table", "table.csv", "--label", "label", "--control", "healthy"];
    let site = ["--field", "site=site", "--out", "r.parquet"];
    desk.run(0, &[import.as_slice(), &site].concat());
    let evaluate = ["evaluate", "r.parquet", "--learner", "lda", "--group", "site"];
    let run = ["--folds", "3", "--out", "run"];
    let said = stdout(&desk.run(0, &[evaluate.as_slice(), &run].concat()));
    assert!(said.contains("testable (design only, not yet audited)"), "{said}");
    desk.run(0, &["report", "run", "--format", "html,md,json,multiqc"]);
    let files = ["report.html", "report.md", "report.json", "audit.json", "exoscope_mqc.json"];
    let texts = files.map(|file| String::from_utf8(desk.read(&format!("run/{file}"))).unwrap());
    assert!(texts[0].contains("<strong>testable (design only, not yet audited)</strong>"));
    for (file, text) in files.iter().zip(&texts).chain([(&"the terminal", &said)]) {
        assert!(!text.to_lowercase().contains("supported"), "{file}");
    }
    // The full audit finds that there is nothing.
    let audit = desk.json(&["audit", "r.parquet", "--batch", "site", "--draws", "0"]);
    assert_ne!(audit["verdict"], "supported");
    assert!(audit["free"]["p"].as_f64().unwrap() > 0.01, "{}", audit["free"]);
}

/// An audit says what it is of: that of another cohort, of other classes, of a design or of another
/// grouping is no audit of a run.
#[test]
fn a_run_takes_the_audit_of_its_own_cohort_alone() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let other = exoscope_read::example::cohort(exoscope_core::Streams::new(2)).unwrap();
    other.save(desk.path("other.parquet")).unwrap();
    let audited = |cohort: &str, options: &[&str], out: &str| {
        let few = ["audit", cohort, "--draws", "0", "--permutations", "3", "--out", out];
        desk.run(0, &[few.as_slice(), options].concat());
    };
    audited(cohort, &["--batch", "slide"], "own.json");
    audited("other.parquet", &["--batch", "slide"], "other.json");
    audited(cohort, &["--batch", "slide", "--classes", "healthy,pancreas"], "classes.json");
    audited(cohort, &["--batch", "sex"], "split.json");
    desk.write("design.csv", "id,class\na,x\nb,y\n");
    let design = ["audit", "--design", "design.csv", "--label", "class", "--out", "design.json"];
    desk.run(0, &design);
    desk.run(0, &["evaluate", cohort, "--learner", "lda", "--group", "slide", "--out", "run"]);
    desk.run(0, &["report", "run", "--audit", "own.json"]);
    let page = desk.read("run/report.html");
    for (audit, why) in [
        ("other.json", "another cohort"),
        ("classes.json", "other classes"),
        ("split.json", "\"slide\""),
        ("design.json", "the design in design.csv"),
    ] {
        let refused = stderr(&desk.run(1, &["report", "run", "--audit", audit]));
        assert!(refused.contains(why) && refused.contains("hint: "), "{audit}: {refused}");
    }
    let unsaid = |key: &str, value: &mut Value| value.as_object_mut().unwrap().remove(key);
    let mut old: Value = serde_json::from_slice(&desk.read("own.json")).unwrap();
    unsaid("subject", &mut old);
    desk.write("old.json", old.to_string());
    let refused = stderr(&desk.run(1, &["report", "run", "--audit", "old.json"]));
    assert!(refused.contains("which files"), "{refused}");
    assert_eq!(desk.read("run/report.html"), page, "a refused audit changed the page");
}

/// The notes of an audit as one text.
fn notes(audit: &Value) -> String {
    audit["notes"].to_string()
}

/// Each class of this pool is a study of its own.
#[test]
fn any_few_mirnas_tell_ten_pooled_studies_apart() {
    let desk = Desk::new();
    if crate::real_data::circulating10(&desk).is_none() {
        return;
    }
    let audit = desk.json(&["audit", "c.parquet", "--draws", "5", "--permutations", "9"]);
    let random = &audit["baseline"]["50 random miRNAs"];
    assert!(random["accuracy"].as_f64().unwrap() > 0.97, "{random}");
    assert!(notes(&audit).contains("Any few do as well as all"), "{}", notes(&audit));
}

#[test]
#[ignore = "slow: 100 permutations of ten classes, half a minute"]
fn ten_pooled_studies_cannot_be_separated_from_batches() {
    let desk = Desk::new();
    if crate::real_data::circulating10(&desk).is_none() {
        return;
    }
    let audit = desk.json(&["audit", "c.parquet", "--draws", "5", "--permutations", "99"]);
    assert_eq!(audit["verdict"], "cannot be separated from batches, of which none is named");
}

#[test]
fn pancreas_stands_alone_and_the_winner_depends_on_the_split() {
    let desk = Desk::new();
    if crate::real_data::gse71008(&desk).is_none() {
        return;
    }
    let key = "RNA Isolation batch";
    let args = ["audit", "cohort.parquet", "--batch", key, "--compare", "lda,logistic"];
    let few = ["--draws", "3", "--permutations", "19", "--out", "audit.json", "--report", "a.html"];
    let audit = desk.json(&[args.as_slice(), &few].concat());
    let alone = &audit["confounding"][key]["alone"][0];
    assert_eq!((&alone["class"], &alone["n"]), (&"Pancreatic Cancer".into(), &6.into()));
    assert_eq!((&alone["batch"], &alone["others"]), (&"9".into(), &0.into()));
    let said = notes(&audit);
    assert!(said.contains("Which learner wins depends on the split"), "{said}");
    assert!(audit["within"][key]["auroc"].as_f64().unwrap() > 0.7);
    assert!(audit["splits"]["lda"][key]["accuracy"].is_number());
    let left_out = &audit["left_out"][key];
    let batches = left_out["batches"].as_array().unwrap();
    assert!(batches.len() > 2 && batches.iter().all(|b| b["batch"] != "9"), "{left_out}");

    let run = ["evaluate", "cohort.parquet", "--group", key, "--out", "run"];
    desk.run(0, &run);
    let formats = ["report", "run", "--audit", "audit.json", "--format", "html,md,json,multiqc"];
    let written = desk.json(&formats);
    assert_eq!(written["written"].as_array().unwrap().len(), 4);
    let page = String::from_utf8(desk.read("run/report.html")).unwrap();
    assert!(page.contains("50 random miRNAs") && page.contains("Net benefit"), "{}", page.len());
    let markdown = String::from_utf8(desk.read("run/report.md")).unwrap();
    assert!(markdown.contains("## TRIPOD+AI"), "{markdown}");
}
