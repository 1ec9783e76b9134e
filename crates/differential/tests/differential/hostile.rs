//! What cannot be estimated is refused with its reason; what is odd is said.

use exoscope_core::Scale;
use exoscope_core::sample::Field;
use exoscope_differential::{Censored, Contrasts, DifferentialError, Method, Reason, Settings};
use ndarray::Array2;

use crate::made::{cohort, compare, named, pairs, plain, plain_with};

const SIX: [&str; 6] = ["a", "a", "a", "b", "b", "b"];

#[test]
fn one_sample_a_class_is_refused() {
    let found = compare(&plain(&["a", "b"], Scale::Log2Intensity), &pairs(&["a,b"]));
    assert!(matches!(found, Err(DifferentialError::TooFewSamples { found: 1, .. })));
    let found = compare(&plain(&["a", "b", "b", "b"], Scale::Counts), &pairs(&["a,b"]));
    let text = found.unwrap_err().to_string();
    assert!(text.contains("\"a\" has 1 sample,"), "{text}");
}

#[test]
fn one_class_alone_is_refused() {
    let found = compare(&plain(&["a", "a", "a"], Scale::Log2Intensity), &pairs(&["a,b"]));
    assert!(matches!(found, Err(DifferentialError::OneClass { .. })));
}

#[test]
fn no_label_and_unknown_columns_are_refused_with_the_nearest() {
    let samples = ["A", "B", "C", "D"];
    let values = Array2::from_shape_fn((4, 2), |(i, j)| 5.0 + (i * (j + 1)) as f64);
    let facts = [("batch", named(&["1", "1", "2", "2"]))];
    let bare = cohort(&samples, &["hsa-miR-1-3p", "hsa-miR-21-5p"], values, Scale::Log2Cpm, &facts);
    assert!(matches!(compare(&bare, &pairs(&["1,2"])), Err(DifferentialError::NoClasses)));
    let by = Settings { by: Some("bathc".to_owned()), ..pairs(&["1,2"]) };
    let text = compare(&bare, &by).unwrap_err().to_string();
    assert!(text.contains("did you mean \"batch\""), "{text}");
    let by = Settings { by: Some("batch".to_owned()), ..pairs(&["1,2"]) };
    assert_eq!(compare(&bare, &by).unwrap().by, "batch");
}

#[test]
fn a_column_has_one_place_in_the_model() {
    let more = [("plate", named(&["1", "2", "1", "2", "1", "2"]))];
    let cohort = plain_with(&SIX, Scale::Log2Intensity, &more);
    let twice =
        Settings { batches: named(&["plate"]), covariates: named(&["plate"]), ..pairs(&["a,b"]) };
    assert!(matches!(compare(&cohort, &twice), Err(DifferentialError::ColumnTwice { .. })));
    let class = Settings { batches: named(&["class"]), ..pairs(&["a,b"]) };
    assert!(matches!(compare(&cohort, &class), Err(DifferentialError::ColumnTwice { .. })));
}

#[test]
fn a_batch_that_is_the_class_is_refused_unless_told_otherwise() {
    let more = [("plate", named(&["1", "1", "2", "3", "3", "3"]))];
    let cohort = plain_with(&SIX, Scale::Log2Intensity, &more);
    let settings = Settings { batches: named(&["plate"]), ..pairs(&["a,b"]) };
    let error = compare(&cohort, &settings).unwrap_err();
    assert!(matches!(error, DifferentialError::Confounded { .. }), "{error}");
    assert!(error.to_string().contains("none of its values has samples of both sides"), "{error}");
    assert!(error.hint().unwrap().contains("`even-so`"));
    let found = compare(&cohort, &Settings { even_so: true, ..settings }).unwrap();
    assert!(found.terms.is_empty());
    assert!(found.notes.iter().any(|note| note.starts_with("CONFOUNDED")), "{:?}", found.notes);
}

#[test]
fn a_known_batch_outside_the_model_is_looked_at_too() {
    let more = [("slide", named(&["1", "1", "2", "3", "3", "3"]))];
    let mut cohort = plain_with(&SIX, Scale::Log2Intensity, &more);
    assert!(compare(&cohort, &pairs(&["a,b"])).is_ok());
    cohort.set_field(Field::Slide, "slide").unwrap();
    let refused = compare(&cohort, &pairs(&["a,b"]));
    assert!(matches!(refused, Err(DifferentialError::Confounded { .. })));
    let found = compare(&cohort, &Settings { even_so: true, ..pairs(&["a,b"]) }).unwrap();
    let association = &found.contrasts[0].associations[0];
    assert_eq!((association.beside, association.batches), (0, 3));
    assert!(!association.in_model && association.information.abs() < 1e-12);
}

#[test]
fn partial_confounding_is_said_with_its_figures() {
    let classes = ["a", "a", "a", "a", "b", "b", "b", "b"];
    let more = [("plate", named(&["1", "1", "1", "2", "1", "2", "2", "2"]))];
    let cohort = plain_with(&classes, Scale::Log2Intensity, &more);
    let found =
        compare(&cohort, &Settings { batches: named(&["plate"]), ..pairs(&["a,b"]) }).unwrap();
    let association = &found.contrasts[0].associations[0];
    assert_eq!((association.beside, association.samples), (8, 8));
    // The variance 1/4 + 1/4 becomes 2/3: each plate has 3 against 1, of variance 4/3, two of them.
    assert!((association.information - 0.75).abs() < 1e-12, "{association:?}");
}

#[test]
fn redundant_columns_change_nothing_and_are_said() {
    let more = [
        ("plate", named(&["1", "2", "1", "2", "1", "2"])),
        ("again", named(&["x", "y", "x", "y", "x", "y"])),
        ("same", named(&["1", "1", "1", "1", "1", "1"])),
    ];
    let cohort = plain_with(&SIX, Scale::Log2Intensity, &more);
    let one = Settings { batches: named(&["plate"]), ..pairs(&["a,b"]) };
    let all = Settings { batches: named(&["plate", "again", "same"]), ..pairs(&["a,b"]) };
    let (one, all) = (compare(&cohort, &one).unwrap(), compare(&cohort, &all).unwrap());
    for (a, b) in one.contrasts[0].rows.iter().zip(&all.contrasts[0].rows) {
        assert!((a.log2_fold_change - b.log2_fold_change).abs() < 1e-12, "{a:?} {b:?}");
        assert!((a.t - b.t).abs() < 1e-9 * a.t.abs());
    }
    assert_eq!(one.parameters, all.parameters);
    let said = |words: &str| all.notes.iter().any(|note| note.contains(words));
    assert!(said("say already") && said("same has one value"), "{:?}", all.notes);
}

#[test]
fn no_residual_degrees_of_freedom_are_refused() {
    let more =
        [("age", named(&["40", "55", "61", "70"])), ("bmi", named(&["20", "31", "24", "28"]))];
    let cohort = plain_with(&["a", "a", "b", "b"], Scale::Log2Intensity, &more);
    let settings = Settings { covariates: named(&["age", "bmi"]), ..pairs(&["a,b"]) };
    let found = compare(&cohort, &settings);
    assert!(matches!(found, Err(DifferentialError::NoResidual { samples: 4, parameters: 4 })));
}

#[test]
fn samples_without_a_covariate_are_left_out_and_counted() {
    let more = [("age", named(&["40", "", "61", "NA", "44", "52"]))];
    let cohort = plain_with(&SIX, Scale::Log2Intensity, &more);
    let settings = Settings { covariates: named(&["age"]), ..pairs(&["a,b"]) };
    let found = compare(&cohort, &settings).unwrap();
    assert_eq!((found.samples, found.left_out[0].samples), (4, 2));
    let more = [("age", named(&["40", "", "", "NA", "44", "52"]))];
    let text = compare(&plain_with(&SIX, Scale::Log2Intensity, &more), &settings).unwrap_err();
    assert!(text.to_string().contains("left out: 3 as age is not known"), "{text}");
}

#[test]
fn pairs_that_are_none_are_refused_and_lone_samples_left_out() {
    let alone = [("person", named(&["p", "q", "r", "s", "t", "u"]))];
    let paired = Settings { paired: Some("person".to_owned()), ..pairs(&["a,b"]) };
    let found = compare(&plain_with(&SIX, Scale::Log2Intensity, &alone), &paired);
    assert!(matches!(found, Err(DifferentialError::NothingPaired { .. })));
    let some = [("person", named(&["p", "q", "r", "p", "q", "z"]))];
    let found = compare(&plain_with(&SIX, Scale::Log2Intensity, &some), &paired).unwrap();
    assert_eq!((found.samples, found.left_out[0].samples, found.parameters), (4, 2, 3));
}

#[test]
fn persons_with_several_samples_are_noted_where_nothing_is_paired() {
    let more = [("person", named(&["p", "q", "r", "p", "q", "z"]))];
    let mut cohort = plain_with(&SIX, Scale::Log2Intensity, &more);
    cohort.set_field(Field::Person, "person").unwrap();
    let found = compare(&cohort, &pairs(&["a,b"])).unwrap();
    assert!(found.notes.iter().any(|note| note.contains("2 persons")), "{:?}", found.notes);
}

#[test]
fn constant_and_missing_mirnas_are_not_tested() {
    let nan = f64::NAN;
    let samples = ["A", "B", "C", "D", "E", "F"];
    let rows = [
        [7.0, 5.0, nan, 8.1, 6.0],
        [7.0, 5.5, nan, 8.4, 6.2],
        [7.0, nan, nan, 8.3, 6.1],
        [7.0, 5.1, 4.0, 8.0, 6.6],
        [7.0, 5.2, 4.1, 7.9, 6.4],
        [7.0, 5.9, 4.4, 8.6, 6.0],
    ];
    let values = Array2::from_shape_fn((6, 5), |(i, j)| rows[i][j]);
    let names = ["hsa-miR-1-3p", "hsa-miR-2-3p", "hsa-miR-3-3p", "hsa-miR-4-3p", "hsa-miR-5-3p"];
    let cohort = cohort(&samples, &names, values, Scale::Log2Cpm, &[("class", named(&SIX))]);
    let found = compare(&cohort, &pairs(&["a,b"])).unwrap();
    let reasons: Vec<Reason> = found.untested.iter().map(|untested| untested.reason).collect();
    assert_eq!((found.tested, reasons), (3, vec![Reason::Constant, Reason::FewValues]));
    let row = found.contrasts[0].rows.iter().find(|row| row.mirna == "hsa-miR-2-3p").unwrap();
    assert_eq!(row.values, 5);
}

#[test]
fn zero_rows_are_filtered_and_samples_without_reads_named() {
    let mut values = Array2::from_shape_fn((6, 3), |(i, j)| (100 + 17 * i * (j + 1)) as f64);
    values.column_mut(2).fill(0.0);
    let samples = ["A", "B", "C", "D", "E", "F"];
    let names = ["hsa-miR-1-3p", "hsa-miR-2-3p", "hsa-miR-3-3p"];
    let facts = [("class", named(&SIX))];
    let found =
        compare(&cohort(&samples, &names, values.clone(), Scale::Counts, &facts), &pairs(&["a,b"]));
    let found = found.unwrap();
    assert_eq!((found.tested, found.untested[0].reason), (2, Reason::FewReads));
    assert_eq!(found.method, Method::Voom);
    values.row_mut(4).fill(0.0);
    let empty = cohort(&samples, &names, values.clone(), Scale::Counts, &facts);
    let text = compare(&empty, &pairs(&["a,b"])).unwrap_err().to_string();
    assert!(text.contains("sample E has no reads"), "{text}");
    values.fill(1.0);
    let few = cohort(&samples, &names, values, Scale::Counts, &facts);
    let text = compare(&few, &pairs(&["a,b"])).unwrap_err().to_string();
    assert!(
        text.contains("0 of 3 miRNAs can be tested") && text.contains("few reads: 3"),
        "{text}"
    );
}

#[test]
fn all_mirnas_alike_give_no_infinite_figures() {
    let values =
        Array2::from_shape_fn((6, 4), |(i, j)| 5.0 + j as f64 + f64::from(u8::from(i > 2)));
    let samples = ["A", "B", "C", "D", "E", "F"];
    let names = ["hsa-miR-1-3p", "hsa-miR-2-3p", "hsa-miR-3-3p", "hsa-miR-4-3p"];
    let flat = cohort(&samples, &names, values, Scale::Log2Cpm, &[("class", named(&SIX))]);
    for robust in [false, true] {
        match compare(&flat, &Settings { robust, ..pairs(&["a,b"]) }) {
            Ok(found) => {
                let rows = &found.contrasts[0].rows;
                assert!(rows.iter().all(|row| (row.log2_fold_change + 1.0).abs() < 1e-9));
            }
            Err(error) => assert!(matches!(error, DifferentialError::NoPrior), "{error}"),
        }
    }
}

#[test]
fn ct_that_was_not_determined_follows_the_stated_rule() {
    let samples = ["A", "B", "C", "D", "E", "F"];
    let rows = [
        [24.0, 33.0, 40.0, 22.0],
        [25.0, 34.0, 41.5, 22.3],
        [24.5, 32.0, 40.0, 22.1],
        [27.0, 40.0, 39.0, 22.2],
        [26.5, 36.0, 40.0, 22.4],
        [27.5, 40.0, 40.0, 21.9],
    ];
    let values = Array2::from_shape_fn((6, 4), |(i, j)| rows[i][j]);
    let names = ["hsa-miR-1-3p", "hsa-miR-2-3p", "hsa-miR-3-3p", "hsa-miR-4-3p"];
    let cohort = cohort(&samples, &names, values, Scale::Ct, &[("class", named(&SIX))]);
    let at_limit = compare(&cohort, &pairs(&["a,b"])).unwrap();
    let row = |found: &exoscope_differential::Differential| {
        found.contrasts[0].rows.iter().find(|row| row.mirna == "hsa-miR-2-3p").cloned()
    };
    // Low Ct is much: (7 + 6 + 8)/3 − (0 + 4 + 0)/3.
    let found = row(&at_limit).unwrap();
    assert!((found.log2_fold_change - 17.0 / 3.0).abs() < 1e-9);
    assert_eq!((found.censored, found.values), (2, 6));
    assert_eq!(at_limit.untested[0].reason, Reason::RarelyDetected);
    assert!(at_limit.notes.iter().any(|note| note.contains("bounds towards 0")));
    let missing = Settings { censored: Censored::Missing, ..pairs(&["a,b"]) };
    let found = compare(&cohort, &missing).unwrap();
    // One value is left in class b.
    assert!(row(&found).is_none());
}

#[test]
fn voom_takes_counts_alone_and_levels_are_above_0_and_below_1() {
    let cohort = plain(&SIX, Scale::Log2Intensity);
    let voom = Settings { method: Some(Method::Voom), ..pairs(&["a,b"]) };
    assert!(matches!(compare(&cohort, &voom), Err(DifferentialError::NotCounts { .. })));
    for level in [0.0, 1.0, f64::NAN] {
        let found = compare(&cohort, &Settings { level, ..pairs(&["a,b"]) });
        assert!(matches!(found, Err(DifferentialError::Setting { name: "level", .. })));
    }
    let none = Settings::default();
    assert!(matches!(compare(&cohort, &none), Err(DifferentialError::NoContrast { .. })));
}

#[test]
fn threads_and_the_order_of_samples_do_not_change_what_is_found() {
    let classes: Vec<&str> = (0..40).map(|i| ["a", "b", "c"][i % 3]).collect();
    let plates: Vec<String> = (0..40).map(|i| format!("p{}", i * 7 % 11)).collect();
    let cohort = plain_with(&classes, Scale::Counts, &[("plate", plates)]);
    let settings = Settings {
        contrasts: Contrasts::EachAgainstRest,
        batches: named(&["plate"]),
        ..Settings::default()
    };
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| compare(&cohort, &settings).unwrap())
    };
    let (one, four) = (run(1), run(4));
    assert_eq!(one, four);
    let reversed: Vec<usize> = (0..40).rev().collect();
    let turned = compare(&cohort.select_samples(&reversed).unwrap(), &settings).unwrap();
    for (a, b) in one.contrasts.iter().zip(&turned.contrasts) {
        for (a, b) in a.rows.iter().zip(&b.rows) {
            assert_eq!(a.mirna, b.mirna);
            assert!((a.t - b.t).abs() < 1e-8 * a.t.abs().max(1.0), "{a:?} {b:?}");
        }
    }
}
