//! Whether the recorded sex can be right.

use std::str::FromStr;

use exoscope_core::Cohort;
use exoscope_core::sample::{Field, Sex};

/// Organs that one sex has, as labels name them.
const ORGANS: [(&str, Sex); 8] = [
    ("prostat", Sex::Male),
    ("testi", Sex::Male),
    ("penile", Sex::Male),
    ("ovar", Sex::Female),
    ("cervi", Sex::Female),
    ("uter", Sex::Female),
    ("endometr", Sex::Female),
    ("vulva", Sex::Female),
];

/// For each sample whether its sex contradicts the organ that its label names; and why no more can
/// be said.
pub(super) fn contradictions(cohort: &Cohort) -> (Vec<bool>, String) {
    let metadata = cohort.metadata();
    let (Some(sex), Some(label)) = (metadata.field(Field::Sex), metadata.field(Field::Label))
    else {
        let why = "sex is not judged: the cohort does not know sex and label of its samples";
        return (vec![false; cohort.n_samples()], why.to_owned());
    };
    let contradicts = |row: usize| {
        let sex = sex.get(row).and_then(|text| Sex::from_str(&text).ok())?;
        let label = label.get(row)?.to_lowercase();
        Some(ORGANS.iter().any(|(organ, of)| label.contains(organ) && *of != sex))
    };
    let found = (0..cohort.n_samples()).map(|row| contradicts(row).unwrap_or(false)).collect();
    let why = "sex is judged by the organ that a label names; no miRNA in blood tells the sexes apart \
               reliably enough to judge the others";
    (found, why.to_owned())
}
