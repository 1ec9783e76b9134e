use std::fmt::Write;

use exoscope_read::evaluate::SplitSummary;

use super::*;
use crate::fixture;

/// A headline as running text.
fn text(evaluation: &Evaluation) -> String {
    let headline = Headline::new(evaluation);
    let mut text = format!("{}: {:?}.\n", headline.asked, headline.accuracy.0);
    if let Some(AmongCancers { n, accuracy, .. }) = headline.among_cancers {
        let _ = writeln!(text, "Among {n} cancers: {accuracy:?}.");
    }
    let caution = headline.caution.unwrap_or_else(|| "(no caution)".to_owned());
    let _ = writeln!(text, "{}\n{caution}\n{}", headline.held_out, headline.limits);
    text
}

fn split(kind: SplitKind, grouped_by: &[&str], folds: usize, repeats: usize) -> SplitSummary {
    let grouped_by = grouped_by.iter().map(|&column| column.to_owned()).collect();
    SplitSummary { kind, grouped_by, folds, repeats }
}

#[test]
fn random_folds() {
    let mut evaluation = fixture::vesicles();
    evaluation.split = split(SplitKind::CrossValidation, &[], 5, 1);
    insta::assert_snapshot!(text(&evaluation));
}

#[test]
fn folds_that_keep_groups_together() {
    let mut evaluation = fixture::vesicles();
    evaluation.split = split(SplitKind::CrossValidation, &["RNA Isolation batch", "person"], 5, 3);
    insta::assert_snapshot!(text(&evaluation));
}

#[test]
fn folds_from_a_file() {
    let mut evaluation = fixture::vesicles();
    evaluation.split = split(SplitKind::FoldsFile, &[], 5, 3);
    insta::assert_snapshot!(text(&evaluation));
}

#[test]
fn test_cohort_of_many_classes() {
    insta::assert_snapshot!(text(&fixture::thirteen_cancers()));
}

#[test]
fn nothing_is_said_of_cancer_where_roles_are_not_known() {
    let mut evaluation = fixture::vesicles();
    evaluation.split = split(SplitKind::CrossValidation, &[], 10, 1);
    evaluation.scores.accuracy_cancers = None;
    evaluation.scores.accuracy_cancers_ci = None;
    for class in &mut evaluation.scores.per_class {
        class.is_cancer = false;
    }
    insta::assert_snapshot!(text(&evaluation));
}

#[test]
fn cancers_are_not_set_apart_where_all_classes_are_cancers() {
    let mut evaluation = fixture::vesicles();
    for class in &mut evaluation.scores.per_class {
        class.is_cancer = true;
    }
    assert_eq!(Headline::new(&evaluation).among_cancers, None);
}
