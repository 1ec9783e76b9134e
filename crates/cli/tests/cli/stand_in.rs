//! A stand-in for a published study, in the layout that GEO gives it: simulated people.

use std::fmt::Write;

use exoscope_core::{Cohort, Streams};
use exoscope_sim::cohort::{BUILT_IN, Design, Study};

use crate::server::Site;

const FOLDER: &str = "/geo/series/GSE211nnn/GSE211692";

/// A hundred people of the small design, a slide and a date of whom hold a few each.
pub fn people() -> Cohort {
    let small = BUILT_IN.iter().find(|(name, _)| *name == "small").unwrap().1;
    let mut design: Design = small.parse().unwrap();
    design.class.iter_mut().for_each(|class| class.people /= 4);
    design.batch.per_date = 8;
    let study = Study::new(design, Streams::new(1)).unwrap();
    study.cohort(0..study.len()).unwrap()
}

/// The series as a server has it. Of every other sample the name of the raw file stands in the series
/// matrix, of the rest in the list of files alone.
pub fn site(cohort: &Cohort) -> Site {
    let n = cohort.n_samples();
    let fact = |column: &str, row: usize| {
        let column = cohort.metadata().column(column).unwrap();
        column.get(row).map(std::borrow::Cow::into_owned).unwrap_or_default()
    };
    let accession = |row: usize| format!("GSM{}", 6_487_301 + row);
    let title = |row: usize| format!("{}_{:04}", fact("label", row).replace(' ', "_"), row + 1);
    let raw = |row: usize| {
        let (slide, date) = (fact("slide", row), fact("date", row).replace('-', ""));
        let cell = row % 4 + 1;
        format!("{}_{slide}_Cell{cell}_{date}_1539_1Color_IntegratedResult.txt.gz", accession(row))
    };
    let disease = |row: usize| match fact("label", row).as_str() {
        "no cancer" => "no cancer".to_owned(),
        "pancreatitis" => "benign pancreatic disease".to_owned(),
        organ => format!("{organ} cancer"),
    };
    let mut series =
        "!Series_title\t\"A stand-in\"\n!Series_geo_accession\t\"GSE211692\"\n".to_owned();
    let mut line = |key: &str, value: &dyn Fn(usize) -> String| {
        let values: Vec<String> = (0..n).map(|row| format!("\t\"{}\"", value(row))).collect();
        writeln!(series, "!Sample_{key}{}", values.concat()).unwrap();
    };
    line("title", &title);
    line("geo_accession", &accession);
    line("platform_id", &|_| "GPL21263".to_owned());
    line("characteristics_ch1", &|row| format!("disease state: {}", disease(row)));
    line("characteristics_ch1", &|row| match fact("stage", row).as_str() {
        "" => String::new(),
        stage => format!("stage: {stage}"),
    });
    line("supplementary_file", &|row| match row % 2 {
        0 => {
            format!("ftp://ftp.ncbi.nlm.nih.gov/geo/samples/{}/suppl/{}", accession(row), raw(row))
        }
        _ => "NONE".to_owned(),
    });
    series.push_str("!series_matrix_table_begin\n\"ID_REF\"");
    for row in 0..n {
        write!(series, "\t\"{}\"", accession(row)).unwrap();
    }
    series.push_str("\n!series_matrix_table_end\n");

    let mut matrix = "ID_REF".to_owned();
    // Another order than in the series.
    let order: Vec<usize> = (0..n).rev().collect();
    for &row in &order {
        write!(matrix, "\t{}", title(row)).unwrap();
    }
    for (column, mirna) in cohort.mirnas().iter().enumerate() {
        write!(matrix, "\n{}", mirna.canonical()).unwrap();
        for &row in &order {
            write!(matrix, "\t{}", cohort.values().get(row, column).unwrap()).unwrap();
        }
    }
    matrix.push('\n');
    let list: Vec<String> =
        (0..n).map(|row| format!("File\t{}\t08/23/2022\t9\tTXT\n", raw(row))).collect();
    let list = list.concat();
    let list = format!(
        "#Archive/File\tName\tTime\tSize\tType\nArchive\tGSE211692_RAW.tar\t-\t9\tTAR\n{list}"
    );
    Site::default()
        .with(&format!("{FOLDER}/matrix/GSE211692_series_matrix.txt"), series)
        .with(&format!("{FOLDER}/suppl/GSE211692_processed_data_matrix.txt"), matrix)
        .with(&format!("{FOLDER}/suppl/filelist.txt"), list)
        .with(&format!("{FOLDER}/suppl/GSE211692_RAW.tar"), "not to be asked for")
}
