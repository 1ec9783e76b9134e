//! Flow cytometry of made-up files: calibration, replicates, dilutions, swarm check, markers, volumes.

use exoscope_prep::calibration::CalibrationError;
use exoscope_prep::dilution::Linearity;
use exoscope_prep::preparation::{PreparationError, Sample};

use crate::data::near;
use crate::made::{Files, fcs};

const CHANNELS: [&str; 2] = ["SSC-H", "FL1-H"];

/// Events of one scatter signal, the first `positive` of them bright.
fn events(n: usize, positive: usize, scatter: f32) -> Vec<Vec<f32>> {
    (0..n)
        .map(|i| {
            vec![
                scatter + (i % 7) as f32,
                if i < positive { 900.0 } else { 20.0 + (i % 11) as f32 },
            ]
        })
        .collect()
}

fn file(n: usize, positive: usize, scatter: f32) -> Vec<u8> {
    fcs(&CHANNELS, &events(n, positive, scatter), Some(500.0))
}

fn says(sample: &Sample, text: &str) -> bool {
    sample.flags.iter().any(|flag| flag.text.contains(text))
}

#[test]
fn replicates_have_poisson_and_replicate_variance_and_one_blank_counts_once() {
    let files = Files::new()
        .with("a.fcs", &file(10_000, 0, 100.0))
        .with("b.fcs", &file(10_400, 0, 100.0))
        .with("c.fcs", &file(9_600, 0, 100.0))
        .with("w.fcs", &file(400, 0, 50.0));
    let sheet = "file\tsample\tdilution\tblank\na.fcs\tx\t10\tw.fcs\nb.fcs\tx\t10\tw.fcs\nc.fcs\tx\t10\tw.fcs\nw.fcs\tw\t\tyes\n";
    let sample = files.prepared(sheet).unwrap().samples.remove(0);
    let [series] = sample.event_series.as_slice() else { panic!() };
    let e = series.concentration.unwrap();
    // (10,000 - 400) in 500 nL, diluted tenfold.
    near(e.value, 9600.0 / 500.0 * 1e6 * 10.0, 1e-12);
    // Samples: 10,000 events each on average, of three; the blank's 400 stand in all three.
    let rate = 1e7 / 500.0;
    near(series.poisson_se, rate * (10_000.0_f64 / 3.0 + 400.0).sqrt(), 1e-12);
    // Spread 400² against 10,000 expected.
    near(series.replicate_se.unwrap(), rate * ((400.0_f64.powi(2) - 10_000.0) / 3.0).sqrt(), 1e-12);
    assert_eq!(series.linearity, Some(Linearity::NotTested));
    assert!(says(&sample, "linearity not tested") && says(&sample, "window of sizes"));
    near(series.detection_limit.unwrap(), 1.645 * (2.0 * 400.0_f64).sqrt() * rate, 1e-12);
}

#[test]
fn swarm_detection_shows_on_dilution() {
    let swarm = [(1.0, 9000, 200.0), (2.0, 8900, 150.0), (4.0, 8800, 110.0)];
    let true_ones =
        [(1.0, 9000, 100.0), (2.0, 4510, 100.0), (4.0, 2245, 100.0), (8.0, 1125, 100.0)];
    let sample = |counts: &[(f64, usize, f32)]| {
        let mut files = Files::new().with("w.fcs", &file(100, 0, 50.0));
        let mut sheet = "file\tsample\tdilution\tblank\nw.fcs\tw\t\tyes\n".to_owned();
        for (dilution, n, scatter) in counts {
            files = files.with(&format!("{dilution}.fcs"), &file(*n, 0, *scatter));
            sheet.push_str(&format!("{dilution}.fcs\tx\t{dilution}\tw.fcs\n"));
        }
        files.calibrate("interrogation_volume_pl = 10").unwrap();
        files.prepared(&sheet).unwrap().samples.remove(0)
    };
    let swarmed = sample(&swarm);
    let series = &swarmed.event_series[0];
    assert!(
        series.concentration.is_none()
            && matches!(series.linearity, Some(Linearity::NotLinear { .. }))
    );
    assert!(says(&swarmed, "swarm detection is likely"), "{:?}", swarmed.flags);
    // 18 per nL in 10 pL: 0.18.
    near(series.occupancy.unwrap(), 8900.0 / 500.0 * 1e-2, 1e-12);
    assert!(says(&swarmed, "in the interrogation volume"));
    let clean = sample(&true_ones);
    assert!(clean.event_series[0].concentration.is_some(), "{:?}", clean.event_series);
    assert!(!says(&clean, "swarm detection is likely"));
}

#[test]
fn a_positive_share_is_corrected_for_blank_and_control() {
    let files = Files::new()
        .with("s.fcs", &file(10_000, 4000, 100.0))
        .with("iso.fcs", &file(10_000, 200, 100.0))
        .with("w.fcs", &file(1000, 0, 50.0));
    let heading = "file\tsample\tdilution\tblank\tmarker\tcontrol\tsensitivity\tspecificity\n";
    let others = "w.fcs\tw\t\tyes\t\t\t\t\niso.fcs\tiso\t1\t\t\t\t\t\n";
    let marker = |rest: &str| {
        let sheet = format!("{heading}s.fcs\ta\t1\tw.fcs\tFL1-H>400\t{rest}\n{others}");
        files.prepared(&sheet).unwrap().samples.remove(0).cytometry.remove(0).marker.unwrap()
    };
    let with_control = marker("iso.fcs\t\t");
    near(with_control.apparent.value, 0.4, 1e-12);
    near(with_control.net.unwrap().value, 4000.0 / 9000.0, 1e-12);
    let corrected = with_control.corrected.unwrap();
    // (p + sp - 1) / sp of p = 4/9; of the control's 10,000 events 1,000 are the blank's, so sp = 1 - 200/9000.
    near(corrected.share.value, (4.0 / 9.0 - 0.2 / 9.0) / (1.0 - 0.2 / 9.0), 1e-9);
    assert!(!corrected.specificity_stated);
    assert!(!corrected.sensitivity_stated && corrected.share.low < corrected.share.value);
    let stated = marker("\t0.8\t0.95").corrected.unwrap();
    near(stated.share.value, (4.0 / 9.0 - 0.05) / 0.75, 1e-9);
    assert!(stated.specificity_stated && stated.at_least > stated.share.low);
    // A quarter found, and 4/9 positive: more than can be.
    let sheet = format!("{heading}s.fcs\ta\t1\tw.fcs\tFL1-H>400\t\t0.25\t0.99\n{others}");
    let mut samples = files.prepared(&sheet).unwrap().samples;
    assert!(says(&samples[0], "cannot come from a test of this sensitivity"));
    assert!(samples.remove(0).cytometry.remove(0).marker.unwrap().corrected.is_none());
    // A control that is nothing but blank says nothing of false positives.
    let alike = Files::new()
        .with("s.fcs", &file(10_000, 5000, 100.0))
        .with("iso.fcs", &file(2000, 400, 100.0))
        .with("w.fcs", &file(2000, 400, 90.0));
    let sheet = format!("{heading}s.fcs\ta\t1\tw.fcs\tFL1-H>400\tiso.fcs\t\t\n{others}");
    let sample = alike.prepared(&sheet).unwrap().samples.remove(0);
    assert!(says(&sample, "the control says nothing of false positives"), "{:?}", sample.flags);
    let found = sample.cytometry[0].marker.as_ref().unwrap();
    near(found.net.unwrap().value, 4600.0 / 8000.0, 1e-12);
    assert!(found.corrected.is_none());
    // Nothing says how many are false: no least share, and the claim says so.
    let bare = marker("\t\t");
    assert!(bare.corrected.is_none() && bare.at_least().is_none());
}

#[test]
fn a_volume_comes_from_file_sheet_or_counted_beads_and_may_not_contradict() {
    let beads = |n: usize| -> Vec<Vec<f32>> {
        (0..n).map(|i| vec![100.0, if i < 1000 { 60_000.0 } else { 10.0 }]).collect()
    };
    let mut files = Files::new()
        .with("a.fcs", &fcs(&CHANNELS, &beads(6000), None))
        .with("b.fcs", &file(5000, 0, 100.0));
    let of = |files: &Files, row: &str| {
        let sheet = format!("file\tsample\tdilution\tacquired\n{row}\n");
        files.prepared(&sheet).map(|mut p| p.samples.remove(0))
    };
    assert!(of(&files, "a.fcs\tx\t1\t").unwrap().cytometry[0].concentration.is_none());
    let by_sheet = of(&files, "a.fcs\tx\t1\t1000").unwrap();
    near(by_sheet.cytometry[0].concentration.unwrap().per_ml.value, 6e6, 1e-12);
    files
        .calibrate("counting_beads = { channel = \"FL1-H\", above = 10000, per_ml = 2e6 }")
        .unwrap();
    // 1,000 beads of 2e6 per mL: 500 nL; the 5,000 others are particles.
    let by_beads = of(&files, "a.fcs\tx\t1\t").unwrap();
    near(by_beads.cytometry[0].concentration.unwrap().per_ml.value, 1e7, 1e-12);
    assert!(says(&by_beads, "1000 counting beads"));
    let error = of(&files, "b.fcs\tx\t1\t400").unwrap_err();
    assert!(matches!(error, PreparationError::Volume { .. }) && error.hint().is_some());
}

const CALIBRATION: &str = "[[fluorescence]]\nchannel = \"FL1-H\"\nunit = \"MESF\"\npeaks = [\n\
    { signal = 10, value = 50 }, { signal = 100, value = 500 }, { signal = 1000, value = 5000 } ]\n\
    [scatter]\nchannel = \"SSC-H\"\nwavelength = 405\nmedium = 1.343\nhalf_angle = \"all\"\nbeads = [\n\
    { diameter = 80, index = 1.624, file = \"80.fcs\" }, { diameter = 100, index = 1.624, file = \"mix.fcs\", below = 5000 },\n\
    { diameter = 150, index = 1.624, file = \"mix.fcs\", above = 5000 } ]\n";

#[test]
fn signals_are_read_in_mesf_and_in_nm_of_vesicles() {
    use exoscope_prep::cytometry::scatter::{Optics, VesicleOptics};
    let optics = Optics { wavelength: 405.0, medium: 1.343, half_angle: None };
    let bead = |d: f64, n: usize| -> Vec<Vec<f32>> {
        vec![vec![(10.0 * optics.sphere(d, 1.624).unwrap()) as f32, 20.0]; n]
    };
    let vesicle = 10.0 * optics.vesicle(150.0, &VesicleOptics::with_core(1.38)).unwrap();
    let mix: Vec<Vec<f32>> = [bead(100.0, 30), bead(150.0, 30)].concat();
    let mut files = Files::new()
        .with("80.fcs", &fcs(&CHANNELS, &bead(80.0, 30), Some(500.0)))
        .with("mix.fcs", &fcs(&CHANNELS, &mix, Some(500.0)))
        .with("s.fcs", &fcs(&CHANNELS, &vec![vec![vesicle as f32, 200.0]; 5000], Some(500.0)))
        .with("w.fcs", &fcs(&CHANNELS, &vec![vec![5.0, 30.0]; 50], Some(500.0)));
    files.calibrate(CALIBRATION).unwrap();
    let sheet =
        "file\tsample\tdilution\tblank\tmarker\ns.fcs\ta\t1\tw.fcs\tFL1-H>100\nw.fcs\tw\t\tyes\t\n";
    let preparation = files.prepared(sheet).unwrap();
    let file = &preparation.samples[0].cytometry[0];
    let [channel] = file.calibrated.fluorescence.as_slice() else { panic!() };
    near(channel.median.unwrap(), 1000.0, 1e-9);
    near(channel.gate.unwrap(), 500.0, 1e-9);
    near(channel.detection_limit.unwrap(), 150.0, 1e-9);
    let scatter = file.calibrated.scatter.as_ref().unwrap();
    let [_, median, _] = &scatter.quartiles;
    let (core, sizes) = &median.by_core[1];
    assert!((*core - 1.38).abs() < 1e-12 && sizes.len() == 1, "{median:?}");
    near(sizes[0], 150.0, 1e-3);
    // A core of higher index needs a smaller particle for the same signal.
    let (low, high) = median.range().unwrap();
    assert!(low < 140.0 && high > 165.0, "{low} {high}");
    assert!(!says(&preparation.samples[0], "window of sizes"));
    let said: Vec<&str> = preparation.flags.iter().map(|flag| flag.text.as_str()).collect();
    assert!(said.iter().any(|text| text.contains("slope 1.000")), "{said:?}");
}

#[test]
fn beads_that_do_not_fit_give_no_diameters() {
    let mut files = Files::new().with("s.fcs", &file(500, 0, 100.0));
    let beads = [(80, 900.0), (100, 900.0), (150, 901.0)]
        .map(|(d, signal)| format!("{{ diameter = {d}, index = 1.624, signal = {signal} }}"));
    files
        .calibrate(&format!(
            "[scatter]\nchannel = \"SSC-H\"\nwavelength = 405\nmedium = 1.343\nbeads = [{}]",
            beads.join(",")
        ))
        .unwrap();
    let preparation = files.prepared("file\tsample\tdilution\ns.fcs\ta\t1\n").unwrap();
    assert!(preparation.samples[0].cytometry[0].calibrated.scatter.is_none());
    assert!(preparation.flags.iter().any(|flag| flag.text.contains("no diameters follow")));
}

#[test]
fn a_wrong_calibration_file_is_refused_by_place() {
    let files =
        || Files::new().with("80.fcs", &file(50, 0, 100.0)).with("mix.fcs", &file(50, 0, 100.0));
    let refused = |text: &str| -> CalibrationError { files().calibrate(text).unwrap_err() };
    for (from, to, says) in [
        ("unit = \"MESF\"", "unit = \"ABC\"", "unknown variant"),
        ("wavelength = 405", "wavelength = -405", "wavelength is -405"),
        ("medium = 1.343", "medium = 13", "no refractive index"),
        ("{ signal = 10, value = 50 }", "{ value = 50 }", "peak 1: needs either signal"),
        ("{ signal = 10, value = 50 }", "{ signal = -1, value = 50 }", "not above 0"),
        ("file = \"80.fcs\"", "file = \"none.fcs\"", "none.fcs"),
        ("channel = \"SSC-H\"", "channel = \"VSSC\"", "named \"VSSC\""),
        ("below = 5000", "below = 5", "no event is inside"),
        ("half_angle = \"all\"", "half_angle = 120", "half_angle"),
        ("medium = 1.343", "mediun = 1.343", "mediun"),
    ] {
        let text = CALIBRATION.replacen(from, to, 1);
        assert_ne!(text, CALIBRATION, "{from}");
        let error = refused(&text);
        let mut chain = error.to_string();
        if let Some(source) = std::error::Error::source(&error) {
            chain.push_str(&source.to_string());
        }
        assert!(chain.contains(says) && error.hint().is_some(), "{from}: {chain}");
    }
}
