//! What a folds file may look like, and what is said about one that is wrong.

use exoscope_learn::split::folds_file::{FileFolds, FoldsFileError, read};

fn read_folds(table: &[u8]) -> Result<FileFolds, FoldsFileError> {
    read(table, "folds.tsv".as_ref(), &["ann", "ben", "cleo"])
}

fn message(table: &[u8]) -> String {
    let error = read_folds(table).expect_err("this file is wrong");
    let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
    format!("{error}{}", source.unwrap_or_default())
}

#[test]
fn numbers_may_start_anywhere_and_lines_come_in_any_order() -> Result<(), FoldsFileError> {
    let windows = b"\xef\xbb\xbffold\tnote\tsample\trepeat\r\n2\tx\tcleo\t1\r\n1\tx\tann\t1\r\n";
    let read = read_folds(windows)?;
    assert_eq!(read.folds.repeats(), [[0, 1]]);
    assert_eq!(read.rows, [0, 2]);
    assert_eq!(read.left_out, [1]);
    Ok(())
}

#[test]
fn errors_name_the_place_and_the_way_out() {
    for (table, said) in [
        ("repeat,sample,fold\n0,ann,1\n", "folds.tsv, line 1: no column `repeat`"),
        ("repeat\tsample\tfold\n0\tann\tx\n", "line 2, column 3: fold `x` is not a whole number"),
        ("repeat\tsample\tfold\n-1\tann\t0\n", "line 2, column 1: repeat `-1`"),
        ("repeat\tsample\tfold\n0\tdan\t0\n", "line 2, column 2: the cohort has no sample `dan`"),
        (
            "repeat\tsample\tfold\n0\tann\t0\n0\tben\t1\n0\tann\t1\n",
            "line 4: sample `ann` is already in repeat 0, on line 2",
        ),
        (
            "repeat\tsample\tfold\n0\tann\t0\n0\tben\t1\n1\tann\t0\n",
            "1 samples are not in repeat 1, among them `ben`",
        ),
        (
            "repeat\tsample\tfold\n0\tann\t3\n0\tben\t7\n1\tann\t3\n1\tben\t3\n",
            "repeat 1 has no sample in fold 7",
        ),
        ("repeat\tsample\tfold\n0\tann\t0\n0\tben\t0\n", "at least 2 folds, not 1"),
        ("repeat\tsample\tfold\n", "at least 2 folds, not 0"),
        ("", "no column `repeat`"),
        ("repeat\tsample\tfold\n0\tann\n", "line: 2"),
    ] {
        let message = message(table.as_bytes());
        assert!(message.contains(said), "{message:?} does not say {said:?}");
        assert!(message.contains("folds.tsv"), "{message:?} does not name the file");
    }
    assert!(message(b"\xff\xfer\0e\0p\0").contains("folds.tsv"));
}

/// As many repeats as samples must not cost memory by their product.
#[test]
fn a_hostile_file_is_refused_in_linear_memory() {
    let names: Vec<String> = (0..20_000).map(|i| i.to_string()).collect();
    let lines: Vec<String> = names.iter().map(|i| format!("{i}\t{i}\t{i}")).collect();
    let table = format!("repeat\tsample\tfold\n{}\n", lines.join("\n"));
    let error = read(table.as_bytes(), "folds.tsv".as_ref(), &names);
    assert!(matches!(error, Err(FoldsFileError::Missing { missing: 19_999, .. })));
}
