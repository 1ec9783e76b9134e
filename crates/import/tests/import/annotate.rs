//! Facts joined to samples.

use std::borrow::Cow;
use std::path::Path;

use exoscope_core::Cohort;
use exoscope_core::sample::{Field, Role};
use exoscope_import::{Annotated, Annotation, Decimal, ImportError, Join, TableSettings, annotate};

use crate::{Folder, import, says};

fn cohort() -> Cohort {
    let text = "s,miR-1-3p,site\nSample_1,1,x\nSample_2,200,x\nSample_3,3,y\n";
    import(text, &TableSettings::default()).unwrap().cohort
}

fn joined(table: &str, join: Join) -> Result<Annotated, ImportError> {
    let folder = Folder::new();
    let from = folder.file("facts.tsv", table);
    let annotation = Annotation { join: Some(Join { from, ..join }), ..Annotation::default() };
    annotate(cohort(), Path::new("c.parquet"), &annotation)
}

fn mapped() -> Join {
    Join { key_map: Some("X(.+)=Sample_$1".parse().unwrap()), ..Join::default() }
}

#[test]
fn keys_become_names_and_columns_fields() {
    let table = "id\tage\tgroup\nX3\t70\tCRC\nX1\t50\tHC\nX2\tNA\tCRC\nX9\t1\tHC\nQ\t2\tHC\n";
    let Annotated { cohort, report } = joined(table, mapped()).unwrap();
    let report = report.join.unwrap();
    assert_eq!((report.matched, report.samples, report.rows), (3, 3, 5));
    assert_eq!(report.unused, ["X9", "Q"]);
    let age = cohort.metadata().field(Field::Age).unwrap();
    let ages: Vec<_> = age.texts().map(|t| t.map(Cow::into_owned)).collect();
    assert_eq!(ages, [Some("50".to_owned()), None, Some("70".to_owned())]);
    let last = cohort.provenance().steps.last().unwrap();
    assert_eq!(last.sources[0].name, "facts.tsv");
}

#[test]
fn samples_without_a_row_are_named() {
    let table = ",day\nSample_1,1\nsample-2,2\nSample_3,3\n";
    let error = joined(table, Join::default()).unwrap_err();
    says(
        &error,
        &[
            "facts.tsv: 2 of 3 samples have a row; without one: Sample_2 (did you mean \"sample-2\"?)",
            "`allow-unmatched`",
        ],
    );
    let accepted = Join { allow_unmatched: true, key: Some(String::new()), ..Join::default() };
    let Annotated { cohort, report } = joined(table, accepted).unwrap();
    assert_eq!(report.join.unwrap().without_row[0].name, "Sample_2");
    assert_eq!(cohort.metadata().column("day").unwrap().get(1), None);
}

#[test]
fn tables_that_do_not_fit_are_refused() {
    let table: &[(&str, Join, &[&str])] = &[
        ("id,a\nX1,1\nX2,2\n", Join::default(), &["no row is about", "\"Sample_1\"", "`key-map`"]),
        ("id,a\nX1,1\nX2,2\nX1,3\n", mapped(), &["facts.tsv:4:1: key \"X1\"", "facts.tsv:2"]),
        ("id,a,a\nX1,1,2\n", mapped(), &["facts.tsv:1:3: two columns are called \"a\""]),
        ("id,site\nX1,1\nX2,1\nX3,1\n", mapped(), &["facts.tsv:1:2: the cohort", "`prefix`"]),
        ("id,a\nX1,1\nX2\n", mapped(), &["facts.tsv:3: 1 cells, where 2"]),
        ("id\nX1\n", mapped(), &["facts.tsv: there is one column"]),
        ("id,a\n", mapped(), &["facts.tsv: there is no row"]),
        ("", mapped(), &["facts.tsv: the file is empty"]),
    ];
    for (content, join, pieces) in table {
        says(&joined(content, join.clone()).unwrap_err(), pieces);
    }
    let wrong = Join { key: Some("Id".into()), ..mapped() };
    let error = joined("id,a\nX1,1\n", wrong).unwrap_err();
    says(&error, &["facts.tsv:1: no column is called \"Id\"; did you mean \"id\"?"]);
    let prefixed = Join { prefix: Some("lab ".into()), ..mapped() };
    let Annotated { cohort, .. } = joined("id,site\nX1,1\nX2,1\nX3,1\n", prefixed).unwrap();
    assert!(cohort.metadata().column("lab site").is_ok());
}

#[test]
fn names_of_samples_hold_facts_and_labels_have_roles() {
    let annotation = Annotation {
        derive: vec!["number=_([12])$".parse().unwrap()],
        fields: vec![(Field::Label, "site".into()), (Field::Person, "number".into())],
        controls: vec!["y".into()],
        ..Annotation::default()
    };
    let done = annotate(cohort(), Path::new("c.parquet"), &annotation).unwrap();
    assert_eq!(done.report.derived[0].unmatched, ["Sample_3"]);
    assert_eq!(done.report.derived[0].distinct, 2);
    assert_eq!(done.cohort.roles().of("x"), Some(Role::Cancer));
    assert_eq!(done.cohort.roles().of("y"), Some(Role::Control));
    assert_eq!(done.cohort.metadata().field(Field::Person).unwrap().name(), "number");

    let refused = |annotation: Annotation, pieces: &[&str]| {
        says(&annotate(cohort(), Path::new("c.parquet"), &annotation).unwrap_err(), pieces);
    };
    let base = Annotation::default;
    let derive = vec!["tissue=^([^_]+)__".parse().unwrap()];
    refused(Annotation { derive, ..base() }, &["c.parquet: ", "matches no sample's name"]);
    let controls = vec!["y".to_owned()];
    refused(Annotation { controls, ..base() }, &["no column holds the label", "`label`"]);
    let fields = vec![(Field::Age, "site".to_owned())];
    refused(Annotation { fields, ..base() }, &["cannot be the age: row 1: \"x\" is no age"]);
    let (fields, benign) = (vec![(Field::Label, "site".to_owned())], vec!["z*".to_owned()]);
    refused(Annotation { fields, benign, ..base() }, &["no label is \"z*\""]);
}

#[test]
fn roles_stay_with_their_labels_and_odd_labels_are_said() {
    let text = "s,hsa-miR-21-5p,group,other\na,1,case,1\nb,200,Case ,2\nc,3,control,1\n";
    let cohort = import(text, &TableSettings::default()).unwrap().cohort;
    let path = Path::new("c.parquet");
    let settings = |label: &str, controls: &[&str]| Annotation {
        fields: vec![(Field::Label, label.into())],
        controls: controls.iter().map(|&label| label.to_owned()).collect(),
        ..Annotation::default()
    };
    let first = annotate(cohort, path, &settings("group", &["control"])).unwrap();
    // Cells are trimmed; case alone tells the two apart.
    assert!(first.report.warnings[0].contains("differ by case"), "{:?}", first.report.warnings);
    let again = annotate(first.cohort, path, &settings("group", &[])).unwrap();
    assert_eq!(again.cohort.roles().iter().count(), 3);
    let other = annotate(again.cohort, path, &settings("other", &[])).unwrap();
    assert!(other.cohort.roles().is_empty());
    let said = &other.report.warnings;
    assert!(said[0].contains("roles of column group are forgotten"), "{said:?}");
    assert!(said[1].contains("are numbers"), "{said:?}");
    let all = annotate(other.cohort, path, &settings("group", &["*"])).unwrap();
    assert!(all.report.warnings.iter().any(|w| w.contains("no label is a cancer")));
}

#[test]
fn facts_with_a_decimal_comma_become_numbers() {
    let numbers = |table: &str, decimal: Option<Decimal>| -> Vec<f64> {
        let Annotated { cohort, .. } = joined(table, Join { decimal, ..Join::default() }).unwrap();
        let column = cohort.metadata().column("bmi").unwrap();
        column.texts().filter_map(|text| text?.parse().ok()).collect()
    };
    let told = "id;bmi\nSample_1;23,5\nSample_2;24,125\nSample_3;30\n";
    assert_eq!(numbers(told, None), [23.5, 24.125, 30.0]);
    // Thousands or fractions: it is stated.
    let untold = "id;bmi\nSample_1;23,500\nSample_2;24,125\nSample_3;30,000\n";
    assert_eq!(numbers(untold, None), [0.0; 0]);
    assert_eq!(numbers(untold, Some(Decimal::Comma)), [23.5, 24.125, 30.0]);
}
