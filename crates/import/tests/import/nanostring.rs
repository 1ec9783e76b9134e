//! Counts of nCounter: lanes, controls, and what they do to the counts.

use std::path::PathBuf;

use exoscope_core::sample::Field;
use exoscope_import::{
    Background, Content, ImportError, NanostringImported, NanostringSettings, Normalisation,
    nanostring,
};

use crate::{Folder, message, says};

/// A lane whose codes are: two miRNAs, two positive and two negative controls, one reference gene.
pub const LANE: &str = "<Header>\nFileVersion,1.7\n</Header>\n<Sample_Attributes>\nID,A\nDate,20130911\n\
    GeneRLF,n6\n</Sample_Attributes>\n<Lane_Attributes>\nID,1\nFovCount,280\nFovCounted,140\n\
    ScannerID,1207C\nBindingDensity,0.22\nCartridgeID,C1\n</Lane_Attributes>\n<Code_Summary>\n\
    CodeClass,Name,Accession,Count\nEndogenous1,hsa-miR-21-5p|0,n1,100\n\
    Endogenous1,hsa-miR-1246|0.01,n2,20\nPositive,POS_A(128),n3,400\nPositive,POS_B(32),n4,100\n\
    Negative,NEG_A(0),n5,4\nNegative,NEG_B(0),n6,6\nHousekeeping,ACTB|0,n7,50\n</Code_Summary>\n\
    <Messages>\n</Messages>\n";

/// The same with twice the positive controls, a quarter of the reference gene, and other counts.
fn second() -> String {
    LANE.replace("ID,A", "ID,B")
        .replace("n1,100", "n1,60")
        .replace("n2,20", "n2,9")
        .replace("n3,400", "n3,800")
        .replace("n4,100", "n4,200")
        .replace("n7,50", "n7,12.5")
        .replace("CartridgeID,C1", "CartridgeID,C2")
}

fn read(texts: &[&str], normalisation: Normalisation) -> Result<NanostringImported, ImportError> {
    let folder = Folder::new();
    let files = texts.iter().enumerate();
    let paths: Vec<PathBuf> =
        files.map(|(number, text)| folder.file(&format!("{number}.RCC"), text)).collect();
    nanostring(&paths, &NanostringSettings { normalisation, ..NanostringSettings::default() })
}

#[track_caller]
fn values(normalisation: Normalisation) -> Vec<Vec<f64>> {
    let read =
        read(&[LANE, &second()], normalisation).unwrap_or_else(|e| panic!("{}", message(&e)));
    (0..2).map(|row| read.cohort.values().row(row).collect()).collect()
}

fn near(found: &[Vec<f64>], expected: [[f64; 2]; 2]) {
    for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
        assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
    }
}

#[test]
fn lanes_are_samples_and_controls_are_facts() {
    let read = read(&[LANE, &second()], Normalisation::default()).unwrap();
    near(&values(Normalisation::default()), [[100.0, 20.0], [60.0, 9.0]]);
    let fact =
        |name: &str| read.cohort.metadata().column(name).unwrap().get(1).unwrap().into_owned();
    assert_eq!(
        (fact("cartridge"), fact("fov_counted"), fact("binding_density")),
        ("C2".into(), "0.5".into(), "0.22".into())
    );
    // √(800 · 200), (4 + 6) / 2.
    let number = |name: &str| fact(name).parse::<f64>().unwrap();
    assert!((number("positive_controls") - 400.0).abs() < 1e-9);
    assert!((number("negative_controls") - 5.0).abs() < 1e-12);
    assert!(read.cohort.metadata().field(Field::Date).is_some());
    let names: Vec<&str> = read.report.left_out.iter().map(|out| out.name.as_str()).collect();
    assert_eq!(names, ["POS_A(128)", "POS_B(32)", "NEG_A(0)", "NEG_B(0)", "ACTB|0"]);
}

#[test]
fn controls_normalise_as_stated() {
    let positive = Normalisation { positive: true, ..Normalisation::default() };
    // Geometric means 200 and 400, their mean 300: factors 1.5 and 0.75.
    near(&values(positive), [[150.0, 30.0], [45.0, 6.75]]);
    // Mean 5 and standard deviation √2 of 4 and 6; 1246 loses a hundredth of POS_A.
    let level = 5.0 + 2.0 * 2.0_f64.sqrt();
    let subtract = Normalisation { background: Background::Subtract, ..Normalisation::default() };
    near(&values(subtract), [[100.0 - level, 16.0 - level], [60.0 - level, 0.0]]);
    let threshold = Normalisation { background: Background::Threshold, ..Normalisation::default() };
    near(&values(threshold), [[100.0, 16.0], [60.0, level]]);
    // 50 and 12.5, their mean 31.25: factors 0.625 and 2.5.
    let content = Normalisation { content: Content::Housekeeping, ..Normalisation::default() };
    near(&values(content), [[62.5, 12.5], [150.0, 22.5]]);
    // Both endogenous codes are among the hundred highest: √(100 · 20), √(60 · 9).
    let top = Normalisation { content: Content::Top100, ..Normalisation::default() };
    let (a, b) = (2000.0_f64.sqrt(), 540.0_f64.sqrt());
    let mean = (a + b) / 2.0;
    near(&values(top), [[100.0 * mean / a, 20.0 * mean / a], [60.0 * mean / b, 9.0 * mean / b]]);
    // All three, one after the other: background of the scaled negatives 6, 9 and 3, 4.5.
    let all = Normalisation {
        positive: true,
        background: Background::Threshold,
        content: Content::Housekeeping,
    };
    let level =
        |low: f64, high: f64| f64::midpoint(low, high) + 2.0 * (high - low) / 2.0_f64.sqrt();
    let (one, two) = (level(6.0, 9.0), level(3.0, 4.5));
    let (first, last) = (75.0, 9.375);
    let mean = (first + last) / 2.0;
    near(
        &values(all),
        [
            [150.0 * mean / first, 24.0_f64.max(one) * mean / first],
            [45.0 * mean / last, 0.75_f64.max(two) * mean / last],
        ],
    );
}

#[test]
fn lanes_out_of_bounds_are_flagged() {
    let weak = second().replace("n3,800", "n3,4").replace("n4,200", "n4,1");
    let positive = Normalisation { positive: true, ..Normalisation::default() };
    let read = read(&[LANE, &weak], positive).unwrap();
    assert_eq!(read.report.flagged, ["B"]);
}

#[test]
fn what_is_no_file_of_ncounter_is_refused() {
    let normalise = Normalisation::default();
    let refused =
        |texts: &[&str], pieces: &[&str]| says(&read(texts, normalise).unwrap_err(), pieces);
    refused(&["miRNA,S1\nhsa-miR-21-5p,9\n"], &["0.RCC: this is no RCC file", "import table"]);
    refused(&[&LANE[..420]], &["0.RCC: the section <Code_Summary>", "cut short"]);
    refused(&[&LANE.replace("n1,100", "n1,-100")], &["0.RCC:", "\"-100\" is no number"]);
    refused(
        &[LANE, &second().replace("miR-1246", "miR-22")],
        &["1.RCC", "other codes", "hsa-miR-22"],
    );
    let mrna = LANE.replace("hsa-miR-21-5p", "TP53");
    refused(&[&mrna], &["\"TP53|0\" is not a miRNA name", "`drop-unknown`"]);
    let no_gene = LANE.replace("Housekeeping,ACTB|0,n7,50\n", "");
    let content = Normalisation { content: Content::Housekeeping, ..normalise };
    says(&read(&[&no_gene], content).unwrap_err(), &["no code of class Housekeeping", "top100"]);
}

#[test]
fn lanes_of_one_name_are_called_by_their_files() {
    let read = read(&[LANE, LANE], Normalisation::default()).unwrap();
    assert_eq!(read.cohort.samples()[1].as_str(), "1");
}
