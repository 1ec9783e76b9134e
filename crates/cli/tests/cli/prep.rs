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
    let output = desk.run(2, &["prep", "read", "set/plate.txt", "--out", "run"]);
    assert!(stderr(&output).contains("holds a run already") && stderr(&output).contains("hint:"));
    desk.run(2, &["prep", "simulate", "--out", "set"]);
}

#[test]
fn wrong_files_and_claims_are_refused_by_name_with_a_hint() {
    let desk = Desk::new();
    desk.write("notes.txt", "nothing of an instrument\n");
    desk.write("book.xlsx", b"PK\x03\x04 and so on");
    desk.write("sheet.tsv", "file\tsample\tdilution\nx.txt\ta\tten\n");
    desk.run(0, &["prep", "simulate", "--out", "set"]);
    desk.run(0, &["prep", "read", "--sheet", "set/samples.tsv", "--out", "run"]);
    for args in [
        ["prep", "read", "notes.txt", "--out", "r"].as_slice(),
        &["prep", "read", "--sheet", "sheet.tsv", "--out", "r"],
        &["prep", "claim", "set", "particle purity >= 99 %"],
        &["prep", "read", "--sheet", "set/samples.tsv", "--calibration", "notes.txt", "--out", "r"],
        &["prep", "read", "book.xlsx", "--out", "r"],
    ] {
        let said = stderr(&desk.run(1, args));
        assert!(said.starts_with("error: ") && said.contains("hint: "), "{said}");
    }
    assert!(!desk.path("r").exists());
    // A sentence is not work that failed, but one that cannot be worked on.
    for (claim, part) in [
        ("particle purity < 99 %", "does not say \"at least\""),
        ("particle purity", "not exactly one percentage"),
        ("particle puritty >= 99 %", "did you mean \"particle purity\"?"),
    ] {
        let said = stderr(&desk.run(2, &["prep", "claim", "run", claim]));
        assert!(said.contains(part) && said.contains("hint: "), "{said}");
    }
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

#[test]
fn the_clinics_sentence_is_judged_by_all_its_meanings() {
    let desk = Desk::new();
    desk.run(0, &["prep", "simulate", "--out", "set"]);
    desk.run(0, &["prep", "read", "--sheet", "set/samples.tsv", "--out", "run"]);
    let said = stdout(&desk.run(0, &["prep", "claim", "run", "purity 99 % or more"]));
    for meaning in
        ["particle purity", "marker-positive", "protein purity", "A280", "protein removal"]
    {
        assert!(said.contains(meaning), "{meaning}: {said}");
    }
    assert!(said.contains("does not say of what") && said.contains("show none of them"), "{said}");
    let json = desk.json(&["prep", "claim", "run", "purity 99 % or more"]);
    assert_eq!(json["meanings"].as_array().map(Vec::len), Some(5));
}

#[test]
fn a_calibrated_preparation_says_nm_mesf_and_dose() {
    let desk = Desk::new();
    desk.run(0, &["prep", "simulate", "--vesicle-share", "0.9", "--out", "set", "--seed", "2"]);
    let sheet = String::from_utf8(desk.read("set/samples.tsv")).unwrap();
    // Endotoxin, dose and weight in the first row, as a user would add them.
    let mut lines: Vec<String> = sheet.lines().map(str::to_owned).collect();
    let columns = lines[0].split('\t').count();
    let place = |name: &str| lines[0].split('\t').position(|column| column == name).unwrap();
    let places = [
        (place("endotoxin"), "12"),
        (place("dose"), "2"),
        (place("weight"), "0.5"),
        (place("volume"), "10"),
    ];
    let mut cells: Vec<&str> = lines[1].split('\t').collect();
    cells.resize(columns, "");
    for (at, value) in places {
        cells[at] = value;
    }
    lines[1] = cells.join("\t");
    desk.write("set/samples.tsv", lines.join("\n"));
    let args = [
        "prep",
        "read",
        "--sheet",
        "set/samples.tsv",
        "--calibration",
        "set/calibration.toml",
        "--out",
        "run",
    ];
    let said = stdout(&desk.run(0, &args));
    for part in [
        "nm at core index 1.38",
        "MESF",
        "Rogan–Gladen",
        "linear, slope",
        "resist detergent",
        "dose of 2 mL",
        "48.00 EU per kg",
        "is the limit of a parenteral dose",
        "AICc",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let page = String::from_utf8(desk.read("run/report.html")).unwrap();
    assert!(page.contains("Calibration of the flow cytometer") && page.contains("simulated"));
    desk.run(0, &["prep", "report", "run"]);
    let multiqc: serde_json::Value =
        serde_json::from_slice(&desk.read("run/exoscope_prep_mqc.json")).unwrap();
    assert!(multiqc["data"]["simulated"]["linearity"].as_str().unwrap().starts_with("linear"));
    assert!(multiqc["headers"]["per_ug"]["title"].is_string());
}

#[test]
fn what_stands_beside_the_exports_of_a_folder_is_left_out_and_said() {
    let desk = Desk::new();
    desk.run(0, &["prep", "simulate", "--out", "set"]);
    desk.write("set/video.avi", [b"RIFF\0\0\0\0AVI ".as_slice(), &[0; 4000]].concat());
    desk.write("set/table.xlsx", b"PK\x03\x04 and so on");
    desk.write("set/notes.txt", "measured on Monday\n");
    desk.write("set/empty.csv", "");
    desk.write("set/.hidden.csv", "locks and the like\n");
    let said = stderr(&desk.run(0, &["prep", "read", "set", "--out", "run"]));
    for name in ["video.avi", "table.xlsx", "notes.txt", "empty.csv"] {
        assert!(
            said.lines().any(|line| line.contains(name) && line.contains("left out")),
            "{name}: {said}"
        );
    }
    assert!(!said.contains(".hidden") && !said.contains(".lock"), "{said}");
    assert!(said.contains("water.fcs is taken for a blank"), "{said}");
}

#[test]
fn one_measurement_under_two_names_is_refused() {
    let desk = Desk::new();
    desk.run(0, &["prep", "simulate", "--out", "set"]);
    let text = String::from_utf8(desk.read("set/counter_1000x_1.txt")).unwrap();
    // Other line ends, the same measurement.
    desk.write("set/copy.txt", text.replace('\n', "\r\n"));
    let said = stderr(&desk.run(1, &["prep", "read", "set", "--out", "run"]));
    assert!(said.contains("same measurement") && said.contains("hint: "), "{said}");
}
