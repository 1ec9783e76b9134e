//! Vesicle preparations from files to a claim.

use crate::program::{Desk, real, stderr, stdout};

#[test]
fn a_simulated_preparation_is_read_and_its_claim_judged() {
    let desk = Desk::new();
    desk.run(0, &["prep", "simulate", "--vesicle-share", "0.5", "--out", "set", "--seed", "4"]);
    let read = desk.json(&["prep", "read", "--sheet", "set/samples.tsv", "--out", "run"]);
    assert_eq!(read["samples"][0]["name"], "simulated");
    let claim = stdout(&desk.run(0, &["prep", "claim", "run", "particle purity >= 99 %"]));
    assert!(claim.contains("not shown") && claim.contains("299 of 299"), "{claim}");
    let page = String::from_utf8(desk.read("run/report.html")).unwrap();
    assert!(page.contains("MISEV2023") && !page.contains("<script"));
    desk.run(0, &["prep", "report", "run"]);
    assert!(desk.path("run/exoscope_prep_mqc.json").exists());
    // The same seed, the same bytes.
    desk.run(
        0,
        &["prep", "read", "--sheet", "set/samples.tsv", "--out", "again", "--threads", "1"],
    );
    assert_eq!(desk.read("run/preparation.json"), desk.read("again/preparation.json"));
    // Nothing is overwritten.
    let output = desk.run(1, &["prep", "read", "set/plate.txt", "--out", "run"]);
    assert!(stderr(&output).contains("holds a run already") && stderr(&output).contains("hint:"));
    desk.run(2, &["prep", "simulate", "--out", "set"]);
}

#[test]
fn wrong_files_and_claims_are_refused_by_name_with_a_hint() {
    let desk = Desk::new();
    desk.write("notes.txt", "nothing of an instrument\n");
    desk.write("sheet.tsv", "file\tsample\tdilution\nx.txt\ta\tten\n");
    desk.run(0, &["prep", "simulate", "--out", "set"]);
    desk.run(0, &["prep", "read", "--sheet", "set/samples.tsv", "--out", "run"]);
    for args in [
        ["prep", "read", "notes.txt", "--out", "r"].as_slice(),
        &["prep", "read", "--sheet", "sheet.tsv", "--out", "r"],
        &["prep", "claim", "set", "particle purity >= 99 %"],
        &["prep", "claim", "run", "purity >= 99 %"],
    ] {
        let said = stderr(&desk.run(1, args));
        assert!(said.starts_with("error: ") && said.contains("hint: "), "{said}");
    }
    assert!(!desk.path("r").exists());
}

#[test]
fn a_folder_of_real_exports_has_a_first_sheet_and_a_page() {
    let Some(folder) = real("preparation") else { return };
    let desk = Desk::new();
    let text = stdout(&desk.run(0, &["prep", "init", &folder, "--out", "samples.tsv"]));
    assert!(text.contains("NanoSight") && text.contains("FCS list mode"), "{text}");
    let sheet = String::from_utf8(desk.read("samples.tsv")).unwrap();
    assert!(sheet.contains("EV_ip_p1_F7-1000") && sheet.lines().count() > 15, "{sheet}");
    desk.run(0, &["prep", "read", &folder, "--out", "run"]);
    let claim = stdout(&desk.run(0, &["prep", "claim", "run", "particle purity >= 99 %"]));
    assert!(!claim.contains(": shown"), "{claim}");
}
