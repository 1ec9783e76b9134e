//! Which miRNAs differ between classes.

use crate::program::{Desk, stderr, stdout};

const PAIR: [&str; 2] = ["--contrast", "pancreas,healthy"];

#[test]
fn a_contrast_is_a_table_an_object_a_page_and_plots() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let base = [["differential", cohort].as_slice(), &PAIR, &["--batch", "slide"]].concat();
    let run = desk.run(0, &base);
    let table = stdout(&run);
    assert!(table.starts_with("contrast\tmirna\tlog2_fold_change\t"), "{table}");
    assert_eq!(table.lines().count(), 1 + 300);
    assert!(stderr(&run).contains("voom"), "{}", stderr(&run));

    let files = ["--out", "d.tsv", "--report", "d.html", "--plots", "plots"];
    let found = desk.json(&[base.as_slice(), &files].concat());
    assert_eq!(desk.read("d.tsv"), table.as_bytes());
    let contrast = &found["contrasts"][0];
    assert_eq!((&contrast["above"], &found["method"]), (&"pancreas".into(), &"voom".into()));
    assert_eq!(contrast["associations"][0]["column"], "slide");
    assert_eq!(found["plots"].as_array().unwrap().len(), 4);
    for plot in ["volcano", "ma", "p-values", "heat-map"] {
        let svg = String::from_utf8(desk.read(&format!("plots/{plot}.svg"))).unwrap();
        assert!(svg.starts_with("<svg xmlns"), "{plot}");
    }
    // Again, over what it wrote itself.
    desk.run(0, &[base.as_slice(), &files].concat());
}

#[test]
fn nothing_that_it_did_not_write_is_overwritten() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let base = [["differential", cohort].as_slice(), &PAIR].concat();
    for option in ["--out", "--report"] {
        desk.run(2, &[base.as_slice(), &[option, cohort]].concat());
    }
    std::fs::create_dir(desk.path("plots")).unwrap();
    desk.write("plots/thesis.docx", "mine");
    let said = stderr(&desk.run(2, &[base.as_slice(), &["--plots", "plots"]].concat()));
    assert!(said.contains("thesis.docx"), "{said}");
}

#[test]
fn one_mirna_has_a_profile() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let base = [["differential", cohort].as_slice(), &PAIR, &["--batch", "slide"]].concat();
    let found = desk.json(&base);
    let mirna = found["contrasts"][0]["rows"][0]["mirna"].as_str().unwrap().to_owned();
    let text = stdout(&desk.run(0, &[base.as_slice(), &["--mirna", &mirna]].concat()));
    assert!(text.starts_with(&mirna) && text.contains("pancreas, slide"), "{text}");
    let wrong = format!("{mirna}x");
    let said = stderr(&desk.run(2, &[base.as_slice(), &["--mirna", &wrong]].concat()));
    assert!(said.contains("did you mean") && said.contains(&mirna), "{said}");
}

#[test]
fn what_cannot_be_estimated_is_refused_with_a_hint() {
    let desk = Desk::new();
    let cohort = desk.demo();
    let said = stderr(&desk.run(2, &["differential", cohort, "--contrast", "pancreaz,healthy"]));
    assert!(said.contains("did you mean \"pancreas\""), "{said}");
    desk.run(2, &["differential", cohort]);
    let rows = (0..12).map(|i| {
        let class = if i < 6 { "a,p1" } else { "b,p2" };
        let value = |k: usize| (200 + 37 * k + (i * 53 + k * 29) % 97).to_string();
        format!("s{i},{},{},{},{class}", value(0), value(1), value(2))
    });
    let heading = "sample,hsa-miR-21-5p,hsa-miR-451a,hsa-miR-16-5p,class,plate";
    let lines: Vec<String> = std::iter::once(heading.to_owned()).chain(rows).collect();
    desk.write("t.csv", lines.join("\n") + "\n");
    desk.run(0, &["import", "table", "t.csv", "--label", "class", "--out", "c.parquet"]);
    let confounded = ["differential", "c.parquet", "--contrast", "a,b", "--batch", "plate"];
    let said = stderr(&desk.run(2, &confounded));
    assert!(said.contains("cannot be told from \"plate\"") && said.contains("--even-so"), "{said}");
    let told = desk.run(0, &[confounded.as_slice(), &["--even-so"]].concat());
    assert!(stderr(&told).contains("CONFOUNDED"), "{}", stderr(&told));
}
