//! Identical profiles: samples whose values agree to the last bit.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use exoscope_core::Cohort;

/// Different values that a profile needs: with fewer, two samples may agree by chance.
const DISTINCT: usize = 10;

/// Identical profiles across cohorts: for each sample of `cohort` the row of a sample of `other` whose
/// values of all miRNAs that both have are the same to the last bit; `None` where there is none, where scales
/// differ, or where a profile has fewer than 10 different values.
pub fn identical_across(cohort: &Cohort, other: &Cohort) -> Vec<Option<usize>> {
    if cohort.scale() != other.scale() {
        return vec![None; cohort.n_samples()];
    }
    let place: HashMap<_, usize> =
        other.mirnas().iter().enumerate().map(|(column, mirna)| (mirna, column)).collect();
    let shared = cohort.mirnas().iter().enumerate();
    let shared = shared.filter_map(|(column, mirna)| Some((column, *place.get(mirna)?)));
    let (ours, theirs): (Vec<usize>, Vec<usize>) = shared.unzip();
    let mut known: HashMap<u64, Vec<usize>> = HashMap::new();
    for row in 0..other.n_samples() {
        if let Some(hash) = hash(&profile(other, row, &theirs)) {
            known.entry(hash).or_default().push(row);
        }
    }
    let like = |row: usize| {
        let profile_of_row = profile(cohort, row, &ours);
        let near = known.get(&hash(&profile_of_row)?)?;
        near.iter().copied().find(|&of| profile(other, of, &theirs) == profile_of_row)
    };
    (0..cohort.n_samples()).map(like).collect()
}

/// Identical profiles within a cohort: for each of these `rows` the place among them of the first one with
/// the same values, itself where there is no earlier one.
pub fn identical_within(cohort: &Cohort, rows: &[usize]) -> Vec<usize> {
    let all: Vec<usize> = (0..cohort.n_mirnas()).collect();
    let mut known: HashMap<u64, Vec<usize>> = HashMap::new();
    let first = |(place, &row): (usize, &usize)| {
        let profile_of_row = profile(cohort, row, &all);
        let Some(hash) = hash(&profile_of_row) else { return place };
        let near = known.entry(hash).or_default();
        let same = |&&of: &&usize| {
            rows.get(of).is_some_and(|&of| profile(cohort, of, &all) == profile_of_row)
        };
        if let Some(&of) = near.iter().find(same) {
            return of;
        }
        near.push(place);
        place
    };
    rows.iter().enumerate().map(first).collect()
}

/// The bits of the values of a sample, missing ones alike.
fn profile(cohort: &Cohort, row: usize, columns: &[usize]) -> Vec<u64> {
    let values: Vec<f64> = cohort.values().row(row).collect();
    let bits = |&column: &usize| {
        let value = values.get(column).copied().unwrap_or(f64::NAN);
        if value.is_nan() { f64::NAN.to_bits() } else { (value + 0.0).to_bits() }
    };
    columns.iter().map(bits).collect()
}

/// A hash of a profile, which finds those to compare; `None` where too few of its values differ.
fn hash(profile: &[u64]) -> Option<u64> {
    let (mut hasher, mut distinct) = (DefaultHasher::new(), Vec::new());
    for &bits in profile {
        hasher.write_u64(bits);
        if distinct.len() < DISTINCT && !distinct.contains(&bits) {
            distinct.push(bits);
        }
    }
    (distinct.len() == DISTINCT).then(|| hasher.finish())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::example;
    use exoscope_core::Streams;

    #[test]
    fn a_part_of_a_cohort_is_found_in_it_and_another_cohort_is_not() {
        let cohort = example::cohort(Streams::new(1)).unwrap();
        let part = cohort.select_samples(&[7, 3]).unwrap();
        let half: Vec<usize> = (0..cohort.n_mirnas()).step_by(2).rev().collect();
        let part = part.select_mirnas(&half).unwrap();
        assert_eq!(identical_across(&part, &cohort), [Some(7), Some(3)]);
        let other = example::cohort(Streams::new(2)).unwrap();
        assert!(identical_across(&other, &cohort).iter().all(Option::is_none));
        assert!(identical_within(&cohort, &[5, 4, 5]) == [0, 1, 0]);
        let few = cohort.select_mirnas(&[0, 1, 2]).unwrap();
        assert_eq!(identical_across(&few, &cohort)[0], None);
    }
}
