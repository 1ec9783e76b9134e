//! Properties that every way of drawing folds must have.

use std::collections::{BTreeMap, BTreeSet};

use exoscope_learn::split::{Folds, FoldsError, folds_file, grouped, stratified};
use proptest::prelude::*;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

fn streams(seed: u64, repeats: u64) -> impl Iterator<Item = Xoshiro256PlusPlus> {
    (0..repeats).map(move |repeat| Xoshiro256PlusPlus::seed_from_u64(seed ^ (repeat << 32)))
}

/// Samples of each (fold, class).
fn counts(fold_of: &[usize], labels: &[usize]) -> BTreeMap<(usize, usize), usize> {
    let mut counts = BTreeMap::new();
    for key in fold_of.iter().copied().zip(labels.iter().copied()) {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}

fn every_sample_is_held_out_once_a_repeat(folds: &Folds) -> Result<(), TestCaseError> {
    let n = folds.n_samples();
    let mut times = vec![0; n];
    for split in folds.splits() {
        split.held_out.numbers().iter().for_each(|&row| times[row] += 1);
        let all: BTreeSet<_> = split.training.iter().chain(split.held_out.numbers()).collect();
        prop_assert_eq!(all.len(), n);
        prop_assert_eq!(split.training.len() + split.held_out.numbers().len(), n);
    }
    prop_assert!(times.iter().all(|&t| t == folds.repeats().len()));
    Ok(())
}

proptest! {
    #[test]
    fn stratified_folds_are_even(
        labels in prop::collection::vec(0_usize..4, 12..80),
        k in 2_usize..7,
        seed in any::<u64>(),
    ) {
        let folds = stratified(&labels, k, streams(seed, 2))?;
        every_sample_is_held_out_once_a_repeat(&folds)?;
        prop_assert_eq!(&folds, &stratified(&labels, k, streams(seed, 2))?);
        for fold_of in folds.repeats() {
            let counts = counts(fold_of, &labels);
            for class in 0..4 {
                let of = |fold| counts.get(&(fold, class)).copied().unwrap_or(0);
                let (low, high) = ((0..k).map(of).min(), (0..k).map(of).max());
                prop_assert!(high.unwrap_or(0) - low.unwrap_or(0) <= 1);
            }
        }
    }

    #[test]
    fn grouped_folds_keep_groups_whole_whatever_the_order_of_samples(
        samples in prop::collection::vec((0_usize..3, 0_usize..15), 30..90),
        k in 2_usize..5,
        seed in any::<u64>(),
    ) {
        let draw = |samples: &[(usize, usize)]| {
            let labels: Vec<_> = samples.iter().map(|s| s.0).collect();
            let names: Vec<_> = samples.iter().map(|s| format!("person {}", s.1)).collect();
            let groups: Vec<_> = names.iter().map(|name| Some(name.as_str())).collect();
            grouped(&labels, &groups, k, streams(seed, 2))
        };
        let folds = draw(&samples)?;
        every_sample_is_held_out_once_a_repeat(&folds)?;
        for fold_of in folds.repeats() {
            let parts: BTreeSet<_> = samples.iter().map(|s| s.1).zip(fold_of).collect();
            let groups: BTreeSet<_> = samples.iter().map(|s| s.1).collect();
            prop_assert_eq!(parts.len(), groups.len());
        }
        let reversed: Vec<_> = samples.iter().rev().copied().collect();
        for (there, back) in folds.repeats().iter().zip(draw(&reversed)?.repeats()) {
            prop_assert!(there.iter().eq(back.iter().rev()));
        }
    }

    /// With groups of one sample, grouping must not cost evenness.
    #[test]
    fn groups_of_one_are_as_even_as_stratified(
        labels in prop::collection::vec(0_usize..3, 20..60),
        seed in any::<u64>(),
    ) {
        let names: Vec<_> = (0..labels.len()).map(|i| i.to_string()).collect();
        let groups: Vec<_> = names.iter().map(|name| Some(name.as_str())).collect();
        let folds = grouped(&labels, &groups, 4, streams(seed, 1))?;
        let counts = counts(&folds.repeats()[0], &labels);
        for class in 0..3 {
            let of = |fold| counts.get(&(fold, class)).copied().unwrap_or(0);
            let (low, high) = ((0..4).map(of).min(), (0..4).map(of).max());
            prop_assert!(high.unwrap_or(0) - low.unwrap_or(0) <= 1);
        }
    }

    #[test]
    fn a_folds_file_is_read_back_as_written(
        labels in prop::collection::vec(0_usize..3, 10..40),
        seed in any::<u64>(),
    ) {
        let folds = stratified(&labels, 5, streams(seed, 3))?;
        let names: Vec<_> = (0..labels.len()).map(|i| format!("a \"name\"\t{i}")).collect();
        let mut file = Vec::new();
        folds_file::write(&folds, &names, &mut file)?;
        let read = folds_file::read(file.as_slice(), "folds.tsv".as_ref(), &names)?;
        prop_assert_eq!(read.folds, folds);
        prop_assert_eq!(read.left_out.len(), 0);
    }
}

#[test]
fn grouping_says_what_it_lacks() {
    let seed = || streams(1, 1);
    let groups = [Some("a"), None, Some("b"), None];
    assert_eq!(
        grouped(&[0, 1, 0, 1], &groups, 2, seed()),
        Err(FoldsError::NoGroup { rows: vec![1, 3] })
    );
    assert_eq!(
        grouped(&[0, 1, 0], &["a", "b", "a"].map(Some), 3, seed()),
        Err(FoldsError::TooManyFolds { k: 3, what: "groups", found: 2 })
    );
    assert_eq!(
        grouped(&[0, 1], &[Some("a")], 2, seed()),
        Err(FoldsError::Length { what: "groups", samples: 2, found: 1 })
    );
    assert_eq!(stratified(&[0, 1], 2, streams(1, 0)), Err(FoldsError::NoRepeats));
    assert_eq!(stratified(&[0, 1], 0, seed()), Err(FoldsError::TooFewFolds { k: 0 }));
}
