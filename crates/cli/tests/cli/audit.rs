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
    let keys = ["benign_*", "--keys", "scan_date,slide,collection"];
    let audit = desk.json(&[args.as_slice(), &keys].concat());
    assert_eq!(audit["verdict"], "cannot be separated from collection");
    close(&audit["floor"]["scan_date"]["accuracy_cancers"], 0.858, 0.005);
    close(&audit["floor"]["scan_date"]["accuracy"], 0.881, 0.005);
    close(&audit["floor"]["slide"]["accuracy_cancers"], 0.958, 0.005);
    close(&audit["floor"]["slide"]["accuracy"], 0.966, 0.005);
    close(&audit["coincidence"]["slide"]["single_class_share"], 0.978, 0.0005);
    assert_eq!(audit["coincidence"]["collection"]["cancers"], 9921);
    assert_eq!(audit["coincidence"]["collection"]["cancers_beside_controls"], 0);
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
    let with = |keys: &str| desk.json(&[args.as_slice(), &["--keys", keys]].concat());
    assert_eq!(with("site")["verdict"], "supported");
    assert_eq!(with("site,plate")["verdict"], "cannot be separated from plate");

    desk.write("few.csv", format!("sample,label,site,plate\n{}", rows[..12].concat()));
    let few = ["audit", "--design", "few.csv", "--label", "label", "--keys", "site"];
    assert_eq!(desk.json(&few)["verdict"], "too small to say");
    let slip = desk.run(1, &[args.as_slice(), &["--keys", "sites"]].concat());
    assert!(stderr(&slip).contains("did you mean \"site\"?"), "{}", stderr(&slip));
}
