//! Grouped folds on the designs of real studies.

use std::{collections::BTreeSet, fs};

use exoscope_learn::split::grouped;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

/// A table of `shared/data` without its header, or `None` with a note where it is absent.
fn table(name: &str, separator: char) -> Option<Vec<Vec<String>>> {
    let text = fs::read_to_string(exoscope_testkit::data(name)?).unwrap();
    let fields = |line: &str| line.split(separator).map(|f| f.trim_matches('"').into()).collect();
    Some(text.lines().skip(1).map(fields).collect())
}

/// Labels as class numbers in alphabetical order.
fn classes(labels: &[&str]) -> Vec<usize> {
    let names: Vec<_> = labels.iter().collect::<BTreeSet<_>>().into_iter().collect();
    labels.iter().map(|label| names.binary_search(&label).unwrap()).collect()
}

fn streams(repeats: u64) -> impl Iterator<Item = Xoshiro256PlusPlus> {
    (0..repeats).map(Xoshiro256PlusPlus::seed_from_u64)
}

/// 16,190 arrays on 4,634 slides scanned on 244 dates: kept whole, and by slide still even.
#[test]
fn slides_and_dates_of_gse211692_stay_whole() {
    let Some(arrays) = table("gse211692_design/design.tsv", '\t') else { return };
    let labels = classes(&arrays.iter().map(|array| array[1].as_str()).collect::<Vec<_>>());
    for (column, n_groups, most_uneven) in [(5, 4634, 3), (7, 244, usize::MAX)] {
        let keys: Vec<_> = arrays.iter().map(|array| Some(array[column].as_str())).collect();
        let folds = grouped(&labels, &keys, 5, streams(1)).unwrap();
        let fold_of = &folds.repeats()[0];
        assert_eq!(keys.iter().zip(fold_of).collect::<BTreeSet<_>>().len(), n_groups);
        for class in 0..19 {
            let mut counts = [0; 5];
            let of_class = labels.iter().zip(fold_of).filter(|(label, _)| **label == class);
            of_class.for_each(|(_, &fold)| counts[fold] += 1);
            let uneven = counts.iter().max().unwrap() - counts.iter().min().unwrap();
            assert!(uneven <= most_uneven, "class {class}: {counts:?}");
        }
    }
}

/// All pancreas samples are of isolation batch 9: no reader that keeps batches apart can know them.
#[test]
fn pancreas_of_gse71008_is_named_as_unseen() {
    let Some(phenotypes) = table("gse71008/phenotype.txt", '\t') else { return };
    let Some(batches) = table("gse71008/batch.txt", ',') else { return };
    let (mut labels, mut groups) = (Vec::new(), Vec::new());
    for batch in &batches {
        let name = batch[0].replacen("Sample_", "X", 1);
        let found = phenotypes.iter().find(|p| p[0] == name || format!("X{}", p[0]) == name);
        labels.push(found.unwrap()[7].as_str());
        groups.push(Some(batch[1].as_str()));
    }
    let pancreas =
        labels.iter().collect::<BTreeSet<_>>().iter().position(|l| l.starts_with("Panc"));
    let labels = classes(&labels);
    let folds = grouped(&labels, &groups, 5, streams(3)).unwrap();
    let unseen = folds.unseen_classes(&labels);
    assert_eq!(unseen.iter().map(|u| u.repeat).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(unseen.iter().all(|u| Some(u.class) == pancreas));
}
