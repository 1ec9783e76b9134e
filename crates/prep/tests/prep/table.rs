//! Plain tables: numbers, units and columns that are read in one way only, or refused with the line.

use exoscope_prep::export::Contents;
use exoscope_prep::preparation::PreparationError;

use crate::made::Files;

fn refused(text: &str) -> String {
    let files = Files::new().with("t.csv", text.as_bytes());
    let error = files.read("t.csv").unwrap_err();
    assert!(error.hint().is_some(), "{error}");
    error.to_string()
}

#[test]
fn a_number_that_could_be_another_is_refused_with_its_line() {
    for (text, part) in [
        (
            "size_nm,count,concentration_per_ml\n52,5,10,1e7\n57,5,30,3e7\n",
            "line 2: 4 cells under a heading of 3",
        ),
        ("size_nm,count\n52.5,10,9\n57.5,30\n", "line 2: 3 cells under a heading of 2"),
        (
            "size_nm\tcount\n50\t1,000\n55\t3,000\n",
            "line 2, column 2: \"count\" is 1,000, ambiguous",
        ),
        ("size_nm\tcount\n52.5\t7\n57.5\t1,000,000\n", "line 3, column 2: \"count\" is 1,000,000"),
        ("size_nm,count\n-30,1\n20,3\n", "line 2, column 1: \"size\" is -30, below 0"),
    ] {
        let said = refused(text);
        assert!(said.contains(part), "{said}");
    }
    // Empty cells at the end of a row are padding, and a decimal comma between tabs is read.
    for text in ["size_nm,count\n52.5,10,,\n57.5,30\n", "size_nm\tcount\n52,5\t10\n57,5\t30\n"] {
        let read = Files::new().with("t.csv", text.as_bytes()).read("t.csv").unwrap();
        let Contents::Sizes { replicates } = read.contents else { panic!("no sizes") };
        assert_eq!((replicates[0].centres[0], replicates[0].tracks), (52.5, Some(40.0)));
    }
}

#[test]
fn sizes_are_of_a_stated_unit_or_of_plausible_nm() {
    let said = refused("size,count\n0.0525,10\n0.0575,30\n0.0625,20\n");
    assert!(said.contains("line 1, column 1") && said.contains("size_um"), "{said}");
    assert!(refused("size_um,count\n52.5,10\n157.5,30\n").contains("no size of particles"));
    for heading in ["size_um", "size (µm)", "diameter (μm)"] {
        let text = format!("{heading},count\n0.0525,10\n0.0575,30\n0.0625,20\n");
        let read = Files::new().with("t.csv", text.as_bytes()).read("t.csv").unwrap();
        let Contents::Sizes { replicates } = read.contents else { panic!("no sizes") };
        assert!((replicates[0].centres[2] - 62.5).abs() < 1e-9, "{heading}");
    }
}

#[test]
fn columns_that_contradict_each_other_are_refused_or_said() {
    let said = refused("size_nm,count,count\n52.5,10,1\n57.5,30,1\n");
    assert!(said.contains("line 1, column 3: two columns hold the counts"), "{said}");
    let flags = |text: &str| {
        let read = Files::new().with("t.csv", text.as_bytes()).read("t.csv").unwrap();
        read.flags.iter().any(|flag| flag.text.contains("different shapes"))
    };
    assert!(flags("size_nm,count,concentration_per_ml\n52.5,10,4e7\n57.5,30,3e7\n62.5,40,1e7\n"));
    assert!(!flags("size_nm,count,concentration_per_ml\n52.5,10,1e7\n57.5,30,3e7\n62.5,40,4e7\n"));
}

#[test]
fn a_table_and_the_same_without_one_of_its_columns_count_once() {
    let rows = [(52.5, 100), (57.5, 310), (62.5, 40)];
    let table = |heading: &str, row: &dyn Fn(f64, u32) -> String| {
        let rows: String = rows.iter().map(|(size, count)| row(*size, *count) + "\n").collect();
        format!("{heading}\n{rows}").into_bytes()
    };
    let both = table("size_nm,count,concentration_per_ml", &|size, n| format!("{size},{n},{n}e5"));
    let counts = table("size_nm,count", &|size, n| format!("{size},{n}"));
    let density = table("size_nm,concentration_per_ml", &|size, n| format!("{size},{n}e5"));
    for other in [counts, density] {
        let files = Files::new().with("a.csv", &both).with("b.csv", &other);
        let found = files.prepared("file\tsample\tdilution\na.csv\tEV\t10\nb.csv\tEV\t10\n");
        assert!(matches!(found, Err(PreparationError::Twice { .. })), "{found:?}");
    }
}
