//! Event tables: what is read, and hostile ones.

use exoscope_fit::table::{Dataset, Value};
use proptest::prelude::*;

/// What is said of a table, and what to do.
fn refused(text: &str) -> (String, String) {
    let Err(error) = text.parse::<Dataset>() else { panic!("read: {text:?}") };
    (error.to_string(), error.hint())
}

#[test]
fn doses_infusions_and_censored_values_are_read() {
    let text = "# a comment\nid;time[h];amt;rate;addl;ii;dv[ng/mL];evid;cmt;lloq;wt\n\
                1;0;100;50;2;12;.;1;vein;.;70\n1;1;.;.;.;.;5;0;plasma;0.5;70\n1;30;.;.;.;.;0.2;0;plasma;0.5;70\n\
                1;31;.;.;.;.;<0.4;0;plasma;.;70\n1;32;.;.;.;.;BLQ;0;plasma;0.5;70\n1;33;.;.;.;.;.;0;plasma;.;70\n";
    let table: Dataset = text.parse().unwrap();
    assert_eq!(table.ignored, ["WT"]);
    assert_eq!((table.skipped, table.units.minutes()), (1, Some(60.0)));
    let subject = &table.subjects[0];
    let doses: Vec<(f64, f64)> = subject.doses.iter().map(|d| (d.time, d.duration)).collect();
    assert_eq!(doses, [(0.0, 2.0), (12.0, 2.0), (24.0, 2.0)]);
    let values: Vec<Value> = subject.observations.iter().map(|o| o.value).collect();
    let below = |limit| Value::BelowLimit(Some(limit));
    assert_eq!(values, [Value::Measured(5.0), below(0.5), below(0.4), below(0.5)]);
}

#[test]
fn hostile_tables_are_refused_with_line_column_and_hint() {
    for (text, says, hint) in [
        ("", "the table is empty", "heading"),
        ("TIME\tDV\n", "no row", "heading"),
        ("TIME DV\n0 1\n", "line 1: the heading is one cell", "tabs"),
        ("TME,DV\n0,1\n", "line 1: there is no column TIME; did you mean \"TME\"?", "NONMEM"),
        ("TIME,DV,DV\n0,1,1\n", "line 1: column DV is there twice", "one"),
        (
            "TIME,DV\n0,1,5\n",
            "line 2, column 3: row: 3 cells under a heading of 2",
            "decimal point",
        ),
        (
            "TIME\tDV\n0\t1,5\n",
            "line 2, column 3: DV: \"1,5\" is no number",
            "write a decimal point: 1.5",
        ),
        ("TIME\tDV\n0\tabc\n", "\"abc\" is no number", "12.5"),
        ("TIME\tDV\n0\tinf\n", "\"inf\" is no number", "12.5"),
        ("TIME\tDV\n5 min\t1\n", "TIME: \"5 min\" is no number", "one unit"),
        ("TIME\tDV\n-1\t1\n", "line 2, column 1: TIME: \"-1\" is negative", "first dose"),
        ("TIME\tDV\n.\t1\n", "TIME: \".\" is no time", "time"),
        ("TIME\tDV\n1\t-3\n", "DV: \"-3\" is negative", "<0.5"),
        ("TIME(kg)\tDV\n1\t3\n", "\"kg\" is no unit of time", "TIME(h)"),
        ("TIME(h)\tII(min)\tDV\n1\t.\t3\n", "II is in min", "one unit"),
        (
            "TIME\tAMT\tDV\n0\t5\t3\n1\t.\t3\n",
            "line 2, column 5: DV: \"3\" stands on a row with a dose",
            "EVID",
        ),
        ("TIME\tAMT\tDV\tEVID\n0\t.\t.\t1\n1\t.\t3\t0\n", "AMT: \".\" is no dose", "EVID 1"),
        (
            "TIME\tAMT\tDV\tEVID\n0\t5\t.\t0\n1\t.\t3\t0\n",
            "given on a row of an observation",
            "EVID 1",
        ),
        ("TIME\tAMT\tDV\tEVID\n0\t5\t.\t4\n1\t.\t3\t0\n", "resets the subject", "OCC"),
        ("TIME\tAMT\tDV\n0\t-5\t.\n1\t.\t3\n", "AMT: \"-5\" is negative", "more than nothing"),
        ("TIME\tAMT\tRATE\tDV\n0\t5\t-2\t.\n1\t.\t.\t3\n", "RATE: \"-2\" is negative", "DUR"),
        ("TIME\tAMT\tADDL\tDV\n0\t5\t2\t.\n9\t.\t.\t3\n", "ADDL: \"2\" has no II", "II"),
        ("TIME\tAMT\tSS\tDV\n0\t5\t1\t.\n9\t.\t.\t3\n", "steady state", "ADDL"),
        ("TIME\tAMT\tROUTE\tDV\n0\t5\tiv\t.\n9\t.\t.\t3\n", "ROUTE: \"iv\" is no route", "bolus"),
        (
            "ID\tTIME\tAMT\tDV\n1\t0\t5\t.\n1\t1\t.\t3\n2\t0\t5\t.\n",
            "line 4: subject 2: it has no observation",
            "leave",
        ),
        (
            "TIME\tAMT\tDV\n0\t5\t.\n1\t.\t3\n9\t5\t.\n",
            "line 4: subject 1: a dose at 9 is not before the last sample at 1",
            "ADDL",
        ),
        (
            "TIME\tDV\n1\t3\n1\t3\n",
            "line 3: subject 1: the row of line 2 is there again",
            "leave one",
        ),
        (
            "TIME\tAMT\tDV\n0\t5\t.\n0\t5\t.\n1\t.\t3\n",
            "a dose at time 0 is there twice (line 2)",
            "add",
        ),
        (
            "TIME\tDV\tUNIT\n1\t3\tng/mL\n2\t3\tug/mL\n",
            "in ug/mL here and in ng/mL on line 2",
            "one unit",
        ),
        ("ID\tTIME\tDV\n.\t1\t3\n", "ID: \".\" names no subject", "number"),
        ("TIME\tAMT(ng/kg)\tDV\n0\t5\t.\n1\t.\t3\n", "AMT: \"5\" is per kg", "WT"),
        ("TIME\tAMT(ng/kg)\tDV\tWT\n0\t5\t.\t.\n1\t.\t3\t.\n", "WT: \".\" is no weight", "kg"),
        ("TIME\tDV\tBLQ\n1\t3\t7\n", "CENS: \"7\" is neither 0 nor 1", "limit"),
    ] {
        let (said, what) = refused(text);
        assert!(said.contains(says), "{text:?}: {said}");
        assert!(what.contains(hint), "{text:?}: {what}");
    }
}

#[test]
fn doses_per_kg_are_multiplied_by_the_weight() {
    let table: Dataset =
        "TIME,AMT(ng/kg),DV(ng/mL),WT(kg)\n0,50,.,0.02\n1,.,5,0.02\n".parse().unwrap();
    assert_eq!(table.units.amount.as_deref(), Some("ng"));
    assert!((table.subjects[0].doses[0].amount - 1.0).abs() < 1e-15);
}

#[test]
fn replicates_of_other_values_are_read() {
    let table: Dataset = "TIME\tDV\n1\t3\n1\t3.5\n".parse().unwrap();
    assert_eq!(table.subjects[0].observations.len(), 2);
}

proptest! {
    /// Whatever stands in a file, it is read or refused.
    #[test]
    fn no_text_breaks_the_reader(cells in proptest::collection::vec("[-.,0-9a-z<%;µ \t]{0,6}", 0..30)) {
        let mut text = String::from("ID\tTIME(h)\tAMT\tDV\tEVID\n");
        for row in cells.chunks(5) {
            text.push_str(&row.join("\t"));
            text.push('\n');
        }
        if let Err(error) = text.parse::<Dataset>() {
            prop_assert!(!error.to_string().is_empty() && !error.hint().is_empty());
        }
        let _ = cells.concat().parse::<Dataset>();
    }
}
