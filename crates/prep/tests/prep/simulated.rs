//! Simulated preparations read whole: coverage of the posterior, and what LDL does to it.

use std::collections::BTreeMap;
use std::path::Path;

use exoscope_core::Streams;
use exoscope_prep::calibration::Calibration;
use exoscope_prep::dilution::Linearity;
use exoscope_prep::preparation::{Preparation, Sample};
use exoscope_prep::read;
use exoscope_prep::simulate::{SimulatedFile, Truth, sheet, simulate};

fn prepared(folder: &Path, files: &[SimulatedFile]) -> Sample {
    let mut exports = BTreeMap::new();
    for file in files {
        let path = folder.join(&file.name);
        std::fs::write(&path, &file.bytes).unwrap();
        if file.row.is_none() {
            continue;
        }
        let export = read(&path).unwrap_or_else(|error| panic!("{error}"));
        exports.insert(file.name.clone(), (path, export));
    }
    let calibration = Calibration::default();
    let sheet = sheet(files);
    Preparation::of(&sheet, &exports, &calibration, Streams::new(7)).unwrap().samples.remove(0)
}

/// Of how many mixtures the intervals hold the truth.
#[derive(Debug, Default)]
struct Covered {
    /// With a posterior.
    judged: usize,
    /// By the 90 % interval of the vesicle share.
    share: usize,
    /// By the 95 % interval of the counter's stock, and of the cytometer's.
    stocks: [usize; 2],
}

fn covered(n: u64) -> Covered {
    let folder = tempfile::tempdir().unwrap();
    let mut found = Covered::default();
    for entity in 0..n {
        let truth = Truth::draw(Streams::new(11), entity);
        let sample = prepared(folder.path(), &simulate(&truth, Streams::new(11), entity));
        let holds =
            |e: exoscope_prep::Estimate, truth| usize::from((e.low..=e.high).contains(&truth));
        let stocks = [sample.counts[0].stock, sample.event_series[0].concentration];
        for (covered, stock) in found.stocks.iter_mut().zip(stocks) {
            *covered += stock.map_or(0, |stock| holds(stock, truth.particles_per_ml));
        }
        let Some(posterior) = &sample.posterior else { continue };
        found.judged += 1;
        found.share += holds(posterior.vesicle_share, truth.vesicle_share);
    }
    found
}

#[test]
fn a_simulated_set_is_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let truth = Truth::draw(Streams::new(3), 0);
    let sample = prepared(folder.path(), &simulate(&truth, Streams::new(3), 0));
    let stock = sample.counts[0].stock.unwrap();
    assert!((stock.value / truth.particles_per_ml - 1.0).abs() < 0.06, "{stock:?}");
    assert!(sample.cytometry[0].marker.as_ref().unwrap().control.is_some());
    assert_eq!(sample.protein.len(), 1);
    assert!(
        matches!(sample.counts[0].linearity, Some(Linearity::Linear { .. })),
        "{:?}",
        sample.counts[0].linearity
    );
    // What resists detergent are the others, or some of them; and vesicles in their small part.
    let resistant = sample.detergent_resistant.unwrap();
    let truly =
        (1.0 - truth.vesicle_share) * truth.resists + truth.vesicles_resist * truth.vesicle_share;
    assert!((resistant.low..=resistant.high).contains(&truly), "{resistant:?} {truly}");
}

#[test]
fn a_simulated_calibration_finds_the_sizes_again() {
    let folder = tempfile::tempdir().unwrap();
    let truth =
        Truth { vesicle_share: 1.0, small_vesicles: 0.0, ..Truth::draw(Streams::new(3), 0) };
    let files = simulate(&truth, Streams::new(3), 0);
    for file in &files {
        std::fs::write(folder.path().join(&file.name), &file.bytes).unwrap();
    }
    let text = files.iter().find(|file| file.name == "calibration.toml").unwrap();
    let text = std::str::from_utf8(&text.bytes).unwrap();
    let calibration = Calibration::from_toml(text, folder.path()).unwrap();
    let (sheet, mut exports) = (sheet(&files), BTreeMap::new());
    for row in &sheet.rows {
        let path = folder.path().join(&row.file);
        exports.insert(row.file.clone(), (path.clone(), read(&path).unwrap()));
    }
    let preparation = Preparation::of(&sheet, &exports, &calibration, Streams::new(7)).unwrap();
    let [_, median, _] =
        &preparation.samples[0].cytometry[0].calibrated.scatter.as_ref().unwrap().quartiles;
    let (_, sizes) = &median.by_core[1];
    assert!((sizes[0] / truth.median_nm - 1.0).abs() < 0.05, "{sizes:?} {}", truth.median_nm);
}

#[test]
fn intervals_cover_the_truth_of_24_mixtures() {
    let found = covered(24);
    // 90 % of 24 is 21.6; 16 to 24 holds 99.9 % of such counts, and 19 to 24 of 95 %.
    assert!(found.judged == 24 && found.share >= 16, "{found:?}");
    assert!(found.stocks.iter().all(|covered| *covered >= 19), "{found:?}");
}

#[test]
#[ignore = "slow: 500 mixtures"]
fn intervals_cover_the_truth_in_87_to_93_percent_of_500_mixtures() {
    let found = covered(500);
    println!("{found:?}");
    assert!(found.judged == 500 && (435..=465).contains(&found.share), "{found:?}");
    // 95 % of 500 is 475, ± 3 standard errors.
    assert!(found.stocks.iter().all(|covered| (460..=490).contains(covered)), "{found:?}");
}

#[test]
fn ten_ldl_a_vesicle_raise_the_ratio_and_not_the_purity() {
    let folder = tempfile::tempdir().unwrap();
    let pure = Truth {
        vesicle_share: 0.98,
        ldl_share: 1.0,
        free: 0.002,
        ..Truth::draw(Streams::new(5), 1)
    };
    // Ten LDL a vesicle, counted; the same vesicles.
    let mixed =
        Truth { vesicle_share: 1.0 / 11.0, particles_per_ml: 11.0 * pure.particles_per_ml, ..pure };
    let pure = prepared(folder.path(), &simulate(&pure, Streams::new(5), 1));
    let mixed = prepared(folder.path(), &simulate(&mixed, Streams::new(5), 2));
    let ratio = |sample: &Sample| sample.ratio.as_ref().unwrap().per_ug.value;
    let share = |sample: &Sample| sample.posterior.as_ref().unwrap().vesicle_share;
    assert!(ratio(&mixed) > 3.0 * ratio(&pure), "{} {}", ratio(&mixed), ratio(&pure));
    assert!(
        share(&mixed).high < 0.15 && share(&mixed).value < share(&pure).value,
        "{:?}",
        share(&mixed)
    );
}
