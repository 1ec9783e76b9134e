//! `nca`.

use crate::program::{Desk, stderr, stdout};

#[test]
fn the_example_is_analysed_to_a_table_of_figures() {
    let desk = Desk::new();
    desk.write("mine.tsv", stdout(&desk.run(0, &["nca", "--example"])));
    let said = stdout(&desk.run(0, &["nca", "mine.tsv", "--out", "nca.tsv"]));
    for part in ["half-life", "bioavailability F", "clearance in mL/h", "no terminal phase"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let table = String::from_utf8(desk.read("nca.tsv")).unwrap();
    let found = desk.json(&["nca", "mine.tsv"]);
    let clearance = found["profiles"][0]["exposure"]["clearance"].as_f64().unwrap();
    let row = table.lines().find(|line| line.starts_with("1\t\tplasma\t\tCL\t")).unwrap();
    let written: f64 = row.split('\t').nth(5).unwrap().parse().unwrap();
    assert!(written.total_cmp(&clearance).is_eq(), "{row}");
    // Unknown: an empty cell, not a number.
    assert!(table.contains("1\t\tliver\t\tAUC_inf\t\th·%ID/g\n"), "{table}");
}

#[test]
fn the_options_change_what_they_say() {
    let desk = Desk::new();
    let table = stdout(&desk.run(0, &["nca", "--example"]));
    desk.write("mine.tsv", &table);
    let clearance = |args: &[&str]| {
        let found = desk.json(&[&["nca", "mine.tsv"], args].concat());
        found["profiles"][0]["exposure"]["clearance"].as_f64()
    };
    let plain = clearance(&[]);
    assert_ne!(plain, clearance(&["--rule", "linear"]));
    assert_eq!(clearance(&["--least-points", "9"]), None);
    let bare: String = table.lines().map(|line| line.replace("bolus", ".") + "\n").collect();
    desk.write("mine.tsv", bare.replace("\t.\tplasma\t.\n", "\t.\t.\t.\n"));
    let error = stderr(&desk.run(1, &["nca", "mine.tsv"]));
    assert!(
        error.contains("mine.tsv: line 3: subject 1")
            && error.contains("hint: state it with --route bolus"),
        "{error}"
    );
    assert_eq!(clearance(&["--route", "bolus"]), plain);
}

#[test]
fn hostile_tables_are_refused_with_place_and_hint() {
    let desk = Desk::new();
    desk.write("mine.tsv", "TIME(h)\tAMT\tDV\n0\t5\t.\n1\t.\t3,5\n");
    let error = stderr(&desk.run(1, &["nca", "mine.tsv"]));
    for part in ["mine.tsv: line 3, column 5: DV: \"3,5\"", "hint: write a decimal point: 3.5"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    desk.write("mine.tsv", b"TIME\tDV\n0\t\xff\n");
    let error = stderr(&desk.run(1, &["nca", "mine.tsv"]));
    assert!(error.contains("line 2: not UTF-8"), "{error}");
}
