//! limma 3.54.1 and edgeR 3.40.2 on public data (`tests/reference/real.R`): log fold changes to 1e-6, p to 1e-3 relative.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Scale};
use exoscope_differential::Settings;
use exoscope_testkit::data;
use ndarray::Array2;

use crate::made::{compare, named, pairs};

/// A table of comma-separated cells without commas in them: heading, then rows by their first cell.
struct Csv {
    heading: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Csv {
    fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap();
        let mut text = String::new();
        if bytes.starts_with(&[0x1f, 0x8b]) {
            flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).unwrap();
        } else {
            text = String::from_utf8(bytes).unwrap();
        }
        let cells = |line: &str| line.split(',').map(|c| c.trim_matches('"').to_owned()).collect();
        let mut lines = text.lines().map(cells);
        Self { heading: lines.next().unwrap(), rows: lines.collect() }
    }

    fn at(&self, name: &str) -> usize {
        self.heading.iter().position(|cell| cell == name).unwrap()
    }

    fn column(&self, name: &str) -> Vec<String> {
        let at = self.at(name);
        self.rows.iter().map(|row| row[at].clone()).collect()
    }

    /// The cohort of the columns that are miRNAs.
    fn cohort(&self, scale: Scale) -> Cohort {
        let columns: Vec<usize> =
            (0..self.heading.len()).filter(|&j| self.heading[j].starts_with("hsa-")).collect();
        let samples = self.rows.iter().map(|row| row[0].parse().unwrap()).collect();
        let mirnas =
            columns.iter().map(|&j| known_name(&self.heading[j]).parse().unwrap()).collect();
        let values = Array2::from_shape_fn((self.rows.len(), columns.len()), |(i, j)| {
            self.rows[i][columns[j]].parse().unwrap()
        });
        Cohort::new(samples, mirnas, values, scale).unwrap()
    }
}

/// Antisense hairpins of an older miRBase (hsa-mir-103-1-as) have no name that is known: they get one for the test.
fn known_name(heading: &str) -> String {
    heading
        .strip_suffix("-as")
        .map_or_else(|| heading.to_owned(), |name| name.replace("103", "99103"))
}

/// miRNA → log2 fold change and log10 p of a case.
fn expected(case: &str) -> HashMap<String, (f64, f64)> {
    let lines = include_str!("../reference/real.tsv").lines().skip(2);
    let cells = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    let of = cells.filter(|cells| cells[0] == case);
    of.map(|c| (known_name(c[1]), (c[2].parse().unwrap(), c[5].parse().unwrap()))).collect()
}

#[track_caller]
fn agrees(case: &str, cohort: &Cohort, settings: &Settings) {
    let found = compare(cohort, settings).unwrap();
    let expected = expected(case);
    assert!(expected.len() > 50, "{case}");
    let rows = &found.contrasts[0].rows;
    assert_eq!(rows.len(), expected.len(), "{case}");
    let (mut change, mut ratio) = (0.0_f64, 0.0_f64);
    for row in rows {
        let (log2_fold_change, log10_p) = expected[&row.mirna];
        assert!(row.log2_fold_change.is_finite() && row.log10_p.is_finite(), "{row:?}");
        change = change.max((row.log2_fold_change - log2_fold_change).abs());
        // p itself is below the least number where samples are thousands.
        ratio = ratio.max((10_f64.powf(row.log10_p - log10_p) - 1.0).abs());
    }
    println!("{case}: {} miRNAs, largest difference {change:.1e}, of p {ratio:.1e}", rows.len());
    assert!(change < 1e-6 && ratio < 1e-3, "{case}: {change:e} {ratio:e}");
}

pub fn serum() -> Option<Cohort> {
    let table = Csv::read(&data("gse73002/train.csv")?);
    let mut cohort = table.cohort(Scale::Log2Intensity);
    cohort.add_column(Column::words("class", &table.column("breast cancer"))).unwrap();
    cohort.set_field(Field::Label, "class").unwrap();
    Some(cohort)
}

pub fn vesicles() -> Option<Cohort> {
    let mut cohort = Csv::read(&data("gse71008/counts.csv")?).cohort(Scale::Counts);
    let add = |cohort: &mut Cohort, name: &str, file: &str, column: usize| {
        let table = Csv::read(&data(file).unwrap());
        let of: HashMap<&str, &str> =
            table.rows.iter().map(|row| (row[0].as_str(), row[column].as_str())).collect();
        let values: Vec<&str> = cohort
            .samples()
            .iter()
            .map(|sample| of.get(sample.as_str()).copied().unwrap_or_default())
            .collect();
        let column = Column::words(name, &values);
        cohort.add_column(column).unwrap();
    };
    add(&mut cohort, "class", "gse71008/classes.txt", 1);
    add(&mut cohort, "batch", "gse71008/batch.txt", 1);
    cohort.set_field(Field::Label, "class").unwrap();
    Some(cohort)
}

#[test]
fn serum_intensities_along_a_trend() {
    let Some(cohort) = serum() else { return };
    agrees("gse73002", &cohort, &pairs(&["1,0"]));
    agrees("gse73002_robust", &cohort, &Settings { robust: true, ..pairs(&["1,0"]) });
}

#[test]
fn vesicle_counts_with_their_batches() {
    let Some(cohort) = vesicles() else { return };
    let contrast = "Colorectal Cancer,Healthy Control";
    let settings = Settings { batches: named(&["batch"]), ..pairs(&[contrast]) };
    agrees("gse71008", &cohort, &settings);
    agrees("gse71008_robust", &cohort, &Settings { robust: true, ..settings });
}

#[test]
#[ignore = "slow: reads 10,897 samples"]
fn tumours_against_adjacent_tissue_paired_by_person() {
    let Some(path) = data("tcga/tcga.csv.gz") else { return };
    let table = Csv::read(&path);
    let mut cohort = table.cohort(Scale::Counts);
    for name in ["kind", "person"] {
        cohort.add_column(Column::words(name, &table.column(name))).unwrap();
    }
    let settings = Settings {
        by: Some("kind".to_owned()),
        paired: Some("person".to_owned()),
        ..pairs(&["tumour,normal"])
    };
    agrees("tcga", &cohort, &settings);
}
