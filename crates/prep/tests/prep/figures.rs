//! Figures of real files by sheet: size, count, dilution, cytometry, protein; and the claims that they allow.

use std::collections::BTreeMap;

use exoscope_core::Streams;
use exoscope_prep::Contents;
use exoscope_prep::calibration::Calibration;
use exoscope_prep::claim::{Claim, ClaimVerdict, Quantity, Sentence, judge};
use exoscope_prep::cytometry::positive::{Share, all_of, clopper_pearson, rogan_gladen};
use exoscope_prep::dilution::{Dilute, Linearity, linearity};
use exoscope_prep::preparation::{Preparation, PreparationError};
use exoscope_prep::protein::{Assay, CurveKind, Protein, signal_grid};
use exoscope_prep::purity::{possible_ratio_at, ratio_band};
use exoscope_prep::sheet::Sheet;
use exoscope_prep::size::{BinLabel, Distribution};

use crate::data::{export, file, near, opened, sizes};

/// Files put together by a sheet's rows.
#[track_caller]
fn together(rows: &str) -> Option<Result<Preparation, PreparationError>> {
    of_sheet(&format!("file\tsample\tdilution\tblank\twells\tmarker\tcontrol\n{rows}"))
}

#[track_caller]
fn of_sheet(text: &str) -> Option<Result<Preparation, PreparationError>> {
    let sheet = Sheet::parse(text).unwrap();
    let mut exports = BTreeMap::new();
    for row in &sheet.rows {
        let path = file(&row.file)?;
        exports.insert(row.file.clone(), (path.clone(), opened(&path)));
    }
    Some(Preparation::of(&sheet, &exports, &Calibration::default(), Streams::new(1)))
}

#[test]
fn a_printed_d50_is_the_centre_based_one_less_half_a_bin() {
    let names = [
        "zetaview806_F7_dil1000_a.txt",
        "zetaview806_F7_dil5000_b.txt",
        "zetaview_ev_donor1.txt",
        "zetaview_ev_donor2.txt",
    ];
    for name in names {
        let Some(export) = export(name) else { return };
        let replicate = &sizes(&export)[0];
        let d = Distribution::of(replicate);
        let printed = replicate.printed.d50.unwrap();
        assert!((d.percentile(0.5, BinLabel::UpperEdge).unwrap() - printed).abs() < 1e-3, "{name}");
        assert!(
            (d.percentile(0.5, BinLabel::Centre).unwrap() - printed - 2.5).abs() < 1e-3,
            "{name}"
        );
    }
}

#[test]
fn a_drawn_size_distribution_has_the_interval_of_what_is_independent() {
    let Some(preparation) = together("zetaview806_F7_dil1000_a.txt\tF7\n") else { return };
    let count = preparation.unwrap().samples[0].counts[0].clone();
    let curve = count.curve(10.0, 120);
    // 306 tracks, all below 1,200 nm; the exact interval of those from 80 to 90 nm.
    near(curve.iter().map(|e| e.value).sum(), 1.0, 1e-9);
    let tracks: f64 = count.replicates[0]
        .centres
        .iter()
        .zip(&count.replicates[0].weights)
        .filter(|(centre, _)| (80.0..90.0).contains(*centre))
        .map(|(_, weight)| weight)
        .sum();
    let exact = clopper_pearson(Share { positive: tracks as u64, all: 306 }, 0.95).unwrap();
    assert!(tracks > 0.0);
    assert_eq!(curve[8], exact);
    // Five videos whose bins are no tracks: Student's t over videos.
    let Some(beads) = together("nanosight34_beads100nm_dil1e4.csv\ts\n") else { return };
    let count = beads.unwrap().samples[0].counts[0].clone();
    let shares: Vec<f64> =
        count.replicates.iter().map(|r| r.shares(10.0, 60).unwrap()[9]).collect();
    let peak = count.curve(10.0, 60)[9];
    near(peak.value, shares.iter().sum::<f64>() / 5.0, 1e-12);
    let sd = (shares.iter().map(|s| (s - peak.value).powi(2)).sum::<f64>() / 4.0).sqrt();
    // Student's t, 4 degrees of freedom, 97.5 %: 2.776445.
    near(peak.high - peak.value, 2.776_445 * sd / 5.0_f64.sqrt(), 1e-6);
}

#[test]
fn a_dose_has_the_particles_of_every_instrument_and_of_none_that_may_not_state_them() {
    let Some(preparation) = of_sheet(
        "file\tsample\tdilution\tblank\tdose\tvolume\n\
         nanosight34_beads100nm_dil1e4.csv\ts\t10000\t\t2\t5\n\
         cytoflexnano_ev_unlabelled.fcs\ts\t1\tcytoflexnano_water.fcs\t\t\n\
         cytoflexnano_water.fcs\tw\t\tyes\t\t\n\
         nanosight34_unreliable_toolow.csv\ts\t1\t\t\t\n",
    ) else {
        return;
    };
    let preparation = preparation.unwrap();
    let sample = preparation.samples.iter().find(|sample| sample.name == "s").unwrap();
    // Two camera settings of one instrument are told apart by what differs; the unreliable one states no stock.
    assert_eq!(sample.count_names().len(), 2);
    assert!(
        sample.count_names().iter().all(|name| name.contains('(')),
        "{:?}",
        sample.count_names()
    );
    let dose = sample.dose.as_ref().unwrap();
    let [(counter, by), (cytometer, other)] = dose.particles.as_slice() else {
        panic!("{:?}", dose.particles)
    };
    assert!(by.starts_with("NanoSight") && other.starts_with("FCS"), "{by} {other}");
    near(counter.value, 2.0 * 6.092e12, 1e-3);
    near(cytometer.value, 2.0 * 2.2056e7, 1e-3);
    // 6.09e12 against 2.2e7 per mL is said.
    assert!(sample.flags.iter().any(|flag| flag.text.contains("2.8e5-fold")), "{:?}", sample.flags);
}

#[test]
fn a_series_that_does_not_follow_its_dilution_has_no_stock_figure() {
    let rows = ["dil1000_a", "dil1000_b", "dil5000_a", "dil5000_b"];
    let rows: String = rows.iter().map(|r| format!("zetaview806_F7_{r}.txt\tF7\n")).collect();
    let Some(preparation) = together(&rows) else { return };
    let preparation = preparation.unwrap();
    let [sample] = preparation.samples.as_slice() else { panic!() };
    let [count] = sample.counts.as_slice() else { panic!("{}", sample.counts.len()) };
    let Some(Linearity::NotLinear { slope, interval, fold }) = count.linearity else {
        panic!("{:?}", count.linearity)
    };
    assert!(slope > -0.2 && (fold - 5.51).abs() < 0.01, "{slope} {fold}");
    // The whole interval is above -0.9: shown, not merely suspected.
    assert!(interval.unwrap().0 > -0.9, "{interval:?}");
    assert!(count.stock.is_none() && count.refused[0].contains("does not follow the dilution"));
    let stocks: Vec<f64> =
        count.replicates.iter().map(|r| r.dilution.unwrap() * r.in_cell.unwrap()).collect();
    for (found, expected) in stocks.iter().zip([9.16e10, 8.72e10, 3.95e11, 5.91e11]) {
        near(*found, expected, 1e-3);
    }
    // Means of the two dilutions: 5.5-fold apart.
    near((stocks[2] + stocks[3]) / (stocks[0] + stocks[1]), 5.5, 0.01);
    let constant = preparation.flags.iter().find(|flag| flag.text.contains("24-1152")).unwrap();
    assert!(
        constant.text.contains("4.29") && constant.text.contains("4 files"),
        "{}",
        constant.text
    );
    assert!(sample.posterior.is_none() && sample.ratio.is_none());
    let why = |flag: &exoscope_prep::export::Flag| {
        flag.text.contains("no posterior of the vesicle share: its count may not")
    };
    assert!(sample.flags.iter().any(why), "{:?}", sample.flags);
}

#[test]
fn per_particle_in_view_is_one_constant_of_an_instrument_and_not_of_another() {
    let constant = |name: &str| -> Option<f64> {
        let export = export(name)?;
        let replicate = &sizes(&export)[0];
        Some(replicate.concentration.unwrap() / replicate.particles_per_frame.unwrap())
    };
    for name in ["dil1000_a", "dil1000_b", "dil5000_a", "dil5000_b"] {
        let Some(found) = constant(&format!("zetaview806_F7_{name}.txt")) else { return };
        near(found, 4.291e5, 3e-4);
    }
    // Two other instruments, each of its own.
    let (Some(first), Some(second)) =
        (constant("zetaview_ev_donor1.txt"), constant("zetaview_ev_donor2.txt"))
    else {
        return;
    };
    assert!(
        (first / 4.291e5 - 1.0).abs() > 0.01 && (second / 4.291e5 - 1.0).abs() > 0.01,
        "{first} {second}"
    );
}

#[test]
fn one_dilution_is_said_to_be_untested_and_a_missing_blank_is_said() {
    let Some(preparation) =
        together("zetaview_ev_donor1.txt\tdonor 1\nzetaview_ev_donor2.txt\tdonor 2\n")
    else {
        return;
    };
    let preparation = preparation.unwrap();
    for (sample, stock) in preparation.samples.iter().zip([4.308e11, 3.917e11]) {
        let count = &sample.counts[0];
        assert_eq!(count.linearity, Some(Linearity::NotTested));
        near(count.stock.unwrap().value, stock, 3e-4);
        let says = |text: &str| sample.flags.iter().any(|flag| flag.text.contains(text));
        assert!(says("linearity not tested") && says("no blank"), "{:?}", sample.flags);
        assert!(
            count.window.is_some()
                && count.sizes.as_ref().unwrap().interval_over.contains("tracks")
        );
    }
}

#[test]
fn camera_settings_and_instruments_are_never_averaged() {
    let Some(preparation) = together("nanosight_beads.csv\tbeads\nzetaview_ev_donor1.txt\tbeads\n")
    else {
        return;
    };
    let sample = preparation.unwrap().samples.remove(0);
    assert_eq!(sample.counts.len(), 3);
    assert!(sample.flags.iter().any(|flag| flag.text.contains("none is their average")));
    let unknown = sample.counts.iter().filter(|count| count.instrument.starts_with("NanoSight"));
    for count in unknown {
        assert_eq!(count.replicates.len(), 6);
        assert!(count.stock.is_none() && count.refused[0].contains("dilution not recorded"));
    }
    assert!(sample.ratio.is_none() && sample.posterior.is_none());
}

#[test]
fn a_dilution_of_the_sheet_stands_in_for_one_not_recorded_and_may_not_contradict() {
    let Some(preparation) = together("nanosight34_beads100nm_dil1e4.csv\tbeads\t5000\n") else {
        return;
    };
    let count = preparation.unwrap().samples.remove(0).counts.remove(0);
    assert!(
        count.stock.is_none()
            && count.refused[0].contains("the file states dilution 10000, the sheet 5000")
    );
    let preparation =
        together("nanosight34_beads100nm_dil1e4.csv\tbeads\t10000\n").unwrap().unwrap();
    let count = &preparation.samples[0].counts[0];
    near(count.stock.unwrap().value, 6.09e12, 1e-3);
    near(count.replicates[0].in_cell.unwrap(), 5.91e8, 1e-9);
}

#[test]
fn a_refusal_of_the_instrument_is_obeyed() {
    let Some(preparation) = together("nanosight34_unreliable_toolow.csv\tx\t10\n") else { return };
    let count = preparation.unwrap().samples.remove(0).counts.remove(0);
    assert!(
        count.stock.is_none() && count.refused.iter().any(|why| why.contains("Unreliable")),
        "{:?}",
        count.refused
    );
}

#[test]
fn nothing_measured_is_unknown_and_not_zero() {
    let Some(preparation) = together("zetaview806_F8_empty.txt\tF8\n") else { return };
    let sample = preparation.unwrap().samples.remove(0);
    assert!(sample.counts.is_empty() && sample.posterior.is_none());
    assert!(sample.flags.iter().any(|flag| flag.text.contains("nothing measured")));
}

#[test]
fn events_net_of_water() {
    let rows = "cytoflexnano_ev_unlabelled.fcs\tEV\t1\tcytoflexnano_water.fcs\ncytoflexnano_water.fcs\twater\t1\tyes\n\
                cytoflexnano_zero_events.fcs\tEV\t1\tcytoflexnano_water.fcs\n";
    let Some(preparation) = together(rows) else { return };
    let preparation = preparation.unwrap();
    assert_eq!(preparation.samples.len(), 1);
    let [ev, zero] = preparation.samples[0].cytometry.as_slice() else { panic!() };
    let net = ev.concentration.unwrap();
    near(net.per_ml.value, 2.206e7, 5e-4);
    assert!(((net.per_ml.high - net.per_ml.low) / 2.0 - 0.048e7).abs() < 0.0005e7, "{net:?}");
    assert!(!net.below_detection && zero.concentration.is_none());
}

#[test]
fn the_same_file_twice_is_refused() {
    let Some(path) = file("cytoflexnano_water.fcs") else { return };
    let export = opened(&path);
    let exports: BTreeMap<_, _> =
        ["a.fcs", "b.fcs"].map(|name| (name.to_owned(), (path.clone(), export.clone()))).into();
    let sheet = Sheet::parse("file\tsample\na.fcs\tx\nb.fcs\ty\n").unwrap();
    let error =
        Preparation::of(&sheet, &exports, &Calibration::default(), Streams::new(1)).unwrap_err();
    assert!(matches!(error, PreparationError::Twice { .. }) && error.hint().is_some());
    assert!(Sheet::parse("file\tsample\na.fcs\tx\na.fcs\ty\n").is_err());
}

#[test]
fn gen5s_own_line_is_found_again_and_its_printed_values_with_it() {
    let Some(export) = export("gen5_lowry_protein.txt") else { return };
    let Contents::Plates { grids, layout, .. } = &export.contents else { panic!() };
    let grid = signal_grid(grids, None).unwrap();
    let assay = Assay::of_kind(grid, layout, CurveKind::Linear).unwrap();
    let [slope, intercept] = assay.curve.parameters[..] else { panic!() };
    assert_eq!(
        (format!("{slope:.5}"), format!("{intercept:.3}"), format!("{:.3}", assay.curve.r_squared)),
        ("0.00297".into(), "0.049".into(), "0.997".into())
    );
    // C1: 8.741 by Gen5, from the unrounded line.
    near(assay.curve.invert(0.075).unwrap(), 8.741, 1e-3);
    let Some(Protein::BelowDetection { limit }) = assay.concentration(grid, &[(2, 0)]) else {
        panic!()
    };
    assert!(limit > 8.741);
    let Some(Protein::Measured { concentration }) = assay.concentration(grid, &[(4, 1)]) else {
        panic!()
    };
    near(concentration.value, 174.935, 1e-3);
    assert!(concentration.low < 174.0 && concentration.high > 176.0);
    // H3 is masked; nothing is extrapolated beyond the highest standard.
    assert_eq!(assay.concentration(grid, &[(7, 2)]), None);
    let curve = Assay::of_kind(grid, layout, CurveKind::FourParameter).unwrap().curve;
    assert!(
        curve.r_squared >= assay.curve.r_squared
            && (curve.invert(curve.signal(60.0)).unwrap() - 60.0).abs() < 1e-6
    );
}

#[test]
fn linearity_is_judged_by_the_interval_of_the_slope() {
    let series = |slope: f64, scatter: f64, counted: Option<f64>| -> Vec<Dilute> {
        [(100.0_f64, 1.0), (100.0, -1.0), (200.0, -1.0), (200.0, 1.0), (400.0, 1.0), (400.0, -1.0)]
            .map(|(dilution, sign)| {
                let in_cell = 1e10 * dilution.powf(slope) * (1.0 + sign * scatter);
                let variance = counted.map(|n| in_cell * in_cell / n);
                Dilute { dilution, in_cell, variance, blank: None }
            })
            .into()
    };
    let verdict = |slope, scatter, counted| linearity(&series(slope, scatter, counted)).unwrap();
    assert!(matches!(verdict(-1.0, 0.01, None), Linearity::Linear { .. }));
    assert!(matches!(verdict(-0.95, 0.01, None), Linearity::Linear { .. }));
    // The same slopes, scattered or of few tracks: the interval reaches beyond.
    assert!(matches!(verdict(-1.0, 0.20, None), Linearity::Undecided { .. }));
    assert!(matches!(verdict(-1.0, 0.01, Some(100.0)), Linearity::Undecided { .. }));
    assert!(matches!(verdict(-1.0, 0.01, Some(10_000.0)), Linearity::Linear { .. }));
    assert!(matches!(verdict(-0.85, 0.01, None), Linearity::NotLinear { .. }));
    assert!(matches!(verdict(-1.15, 0.01, None), Linearity::NotLinear { .. }));
    let two = [(10.0, 1e8), (20.0, 5e7)].map(|(dilution, in_cell)| Dilute {
        dilution,
        in_cell,
        variance: Some(in_cell * in_cell / 500.0),
        blank: None,
    });
    assert!(matches!(linearity(&two), Some(Linearity::Undecided { interval: None, .. })));
    assert_eq!(
        linearity(&[Dilute { dilution: 10.0, in_cell: 0.0, variance: None, blank: None }]),
        None
    );
}

#[test]
fn ratios_that_pure_vesicles_can_have() {
    // preparation.md, recomputed: 50, 70, 100, 150 nm.
    for (d, low, high) in
        [(50.0, 4e10, 7e10), (70.0, 1.6e10, 3e10), (100.0, 0.6e10, 1.2e10), (150.0, 1.9e9, 3.9e9)]
    {
        let (fewest, most) = possible_ratio_at(d);
        near(fewest, low, 0.04);
        near(most, high, 0.04);
    }
    // Pure vesicles of 100 nm fail the band that is called high.
    assert_ne!(ratio_band(possible_ratio_at(100.0).1), exoscope_prep::purity::RatioBand::High);
}

#[test]
fn ninety_nine_percent_needs_299_of_299() {
    assert_eq!(all_of(0.99, 0.95), Some(299));
    near((0.05_f64).ln() / (0.99_f64).ln(), 298.07, 1e-4);
    let low = |n| clopper_pearson(Share { positive: n, all: n }, 0.90).unwrap().low;
    assert!(low(299) >= 0.99 && low(298) < 0.99);
    // A positive share of 40 % is what a marker that 40 % of vesicles carry gives for 100 %, and for less by noise.
    assert_eq!(rogan_gladen(0.40, 0.40, 1.0), Some(1.0));
    near(rogan_gladen(0.40, 0.80, 0.98).unwrap(), 0.487, 2e-3);
    assert_eq!(rogan_gladen(0.4, 0.5, 0.5), None);
}

#[test]
fn the_clinics_sentence_on_the_real_files() {
    let rows: String = ["dil1000_a", "dil1000_b", "dil5000_a", "dil5000_b"]
        .iter()
        .map(|r| format!("zetaview806_F7_{r}.txt\tF7\n"))
        .collect();
    let Some(preparation) = together(&rows) else { return };
    let preparation = preparation.unwrap();
    let Sentence::Named(claim) = Sentence::parse("particle purity >= 99 %").unwrap() else {
        panic!()
    };
    let judged = judge(claim, &preparation).remove(0);
    assert_ne!(judged.verdict, ClaimVerdict::Shown);
    let text = judged.reasons.join(" ");
    assert!(
        text.contains("counts every particle alike")
            && text.contains("does not follow the dilution"),
        "{text}"
    );
    assert!(judged.needed.iter().any(|needed| needed.contains("299 of 299")));
    for quantity in Quantity::ALL {
        let judged = judge(Claim { quantity, at_least: 0.99 }, &preparation).remove(0);
        assert!(
            judged.verdict != ClaimVerdict::Shown
                && !judged.reasons.is_empty()
                && !judged.needed.is_empty()
        );
    }
}
