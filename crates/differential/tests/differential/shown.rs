//! Table, profile and heat map.

use exoscope_core::Scale;
use exoscope_core::progress::Silent;
use exoscope_differential::{Analysis, COLUMNS, DifferentialError};

use crate::made::{named, pairs, plain_with};

fn analysis() -> (exoscope_core::Cohort, Analysis) {
    let classes = ["a", "a", "a", "a", "b", "b", "b", "c"];
    let more = [("plate", named(&["1", "2", "1", "2", "1", "2", "1", "2"]))];
    let cohort = plain_with(&classes, Scale::Log2Intensity, &more);
    let analysis = Analysis::run(&cohort, &pairs(&["a,b", "b,a"]), &Silent).unwrap();
    (cohort, analysis)
}

#[test]
fn the_table_has_a_line_a_contrast_and_mirna() {
    let (_, analysis) = analysis();
    let mut bytes = Vec::new();
    analysis.result().write_tsv(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines[0], COLUMNS);
    assert_eq!(lines.len(), 1 + 2 * 12);
    assert!(lines.iter().all(|line| line.len() == COLUMNS.len()));
    let (forth, back) = (&lines[1], &lines[13]);
    assert_eq!((forth[0], back[0], forth[1]), ("a,b", "b,a", back[1]));
    let change = |line: &[&str]| line[2].parse::<f64>().unwrap();
    assert!((change(forth) + change(back)).abs() < 1e-12);
}

#[test]
fn a_profile_has_the_levels_by_class_and_batch() {
    let (cohort, analysis) = analysis();
    let found = analysis.profile(&cohort, "miR-9003-5p", &named(&["plate"])).unwrap();
    assert_eq!(found.mirna, "hsa-miR-9003-5p");
    let sizes: Vec<(&str, usize)> =
        found.by_class.iter().map(|of| (of.class.as_str(), of.n)).collect();
    assert_eq!(sizes, [("a", 4), ("b", 3)]);
    assert_eq!((found.by_batch[0].boxes.len(), found.contrasts.len()), (4, 2));
    let unknown = analysis.profile(&cohort, "hsa-miR-9303-5p", &[]).unwrap_err();
    assert!(matches!(unknown, DifferentialError::NoSuchMirna { .. }));
    assert!(unknown.to_string().contains("hsa-miR-9003-5p"), "{unknown}");
}

#[test]
fn a_heat_map_has_as_many_samples_of_each_class_as_asked_for() {
    let (_, analysis) = analysis();
    let map = analysis.heat_map(0, 5, 2).unwrap();
    assert_eq!((map.mirnas.len(), map.samples.len(), map.of), (5, 4, 7));
    assert!(map.levels.iter().all(|row| row.len() == 4));
    assert!(analysis.heat_map(7, 5, 2).is_none());
}
