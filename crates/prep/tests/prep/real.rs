//! Every right answer of the real exports, as the README beside them states it.

use exoscope_prep::Contents;
use exoscope_prep::export::{Basis, EventFile, Export, GridQuantity, Severity, WellValue};

use crate::data::{export, near, says, sizes};

#[test]
fn zetaview_concentration_is_in_the_cell_and_one_table_is_taken() {
    let cases = [
        ("zetaview806_F7_dil1000_a.txt", 9.16158e7, 1000.0, 306.0, 141.346_154),
        ("zetaview806_F7_dil1000_b.txt", 8.71854e7, 1000.0, 343.0, 163.0),
        ("zetaview806_F7_dil5000_a.txt", 7.8952e7, 5000.0, 278.0, 137.5),
        ("zetaview806_F7_dil5000_b.txt", 1.181_993e8, 5000.0, 409.0, 150.625),
        // Decimal comma, CRLF, Latin-1; and a decimal point from another laboratory.
        ("zetaview_ev_donor1.txt", 8.61616e7, 5000.0, 2235.0, 99.147_287),
        ("zetaview_ev_donor2.txt", 3.91723e7, 10_000.0, 374.0, 89.444_444),
    ];
    for (name, in_cell, dilution, tracks, d50) in cases {
        let Some(export) = export(name) else { return };
        let [replicate] = sizes(&export) else { panic!("{name}") };
        near(replicate.concentration.unwrap(), in_cell, 1e-4);
        assert_eq!(
            (replicate.basis, replicate.dilution),
            (Basis::InCell, Some(dilution)),
            "{name}"
        );
        assert_eq!(replicate.tracks, Some(tracks));
        assert_eq!(replicate.counts.as_ref().unwrap().iter().sum::<u64>() as f64, tracks);
        near(replicate.printed.d50.unwrap(), d50, 1e-9);
        assert_eq!((replicate.centres.len(), replicate.centres[0]), (1200, 2.5));
        assert!(says(&export, "particle drift was never checked"));
    }
}

#[test]
fn a_failed_zetaview_run_measured_nothing() {
    let Some(export) = export("zetaview806_F8_empty.txt") else { return };
    assert!(
        matches!(&export.contents, Contents::NothingMeasured { reason } if reason.contains("0 tracks"))
    );
}

#[test]
fn a_zeta_profile_is_no_size_file() {
    let Some(export) = export("zetaview806_F7_zeta_profile.txt") else { return };
    let Contents::ZetaPotential(zeta) = &export.contents else { panic!() };
    assert_eq!((zeta.potential, zeta.fit_error), (-22.210_896, Some(0.582_862)));
    assert_eq!((zeta.tracks, zeta.conductivity), (Some(77.0), Some(52.0)));
    assert_eq!((zeta.profile.len(), zeta.profile[0]), (11, (0.099_99, 5.876)));
    assert_eq!(export.diluent.as_deref(), Some("WATER"));
}

#[test]
fn nanosight_concentration_is_already_multiplied_and_is_the_sum_of_its_bins() {
    let Some(export) = export("nanosight34_beads100nm_dil1e4.csv") else { return };
    let videos = sizes(&export);
    let stated: Vec<f64> = videos.iter().map(|video| video.concentration.unwrap()).collect();
    assert_eq!(stated, [5.91e12, 6.05e12, 6.01e12, 6.25e12, 6.24e12]);
    near(stated.iter().sum::<f64>() / 5.0, 6.09e12, 1e-3);
    for (video, sum) in videos.iter().zip([5.906e12, 6.05e12, 6.01e12, 6.25e12, 6.241e12]) {
        near(video.density.iter().sum(), sum, 2e-3);
        assert_eq!((video.basis, video.dilution), (Basis::Stock, Some(1e4)));
        assert!(
            video.counts.is_none() && video.flags.iter().all(|f| f.severity < Severity::Refuse)
        );
    }
    let mean = |of: fn(&exoscope_prep::export::PrintedSizes) -> Option<f64>| {
        videos.iter().filter_map(|video| of(&video.printed)).sum::<f64>() / 5.0
    };
    near(mean(|p| p.mean), 101.5, 1e-3);
    near(mean(|p| p.mode), 98.4, 1e-3);
    near(mean(|p| p.d50), 99.8, 1e-3);
}

#[test]
fn nanosight_3_2_holds_two_camera_settings_of_unknown_dilution() {
    let Some(export) = export("nanosight_beads.csv") else { return };
    let videos = sizes(&export);
    assert_eq!(videos.len(), 12);
    assert!(videos.iter().all(|v| v.dilution.is_none() && v.basis == Basis::InCell));
    let of = |level: &str| -> (f64, f64) {
        let of_level =
            videos.iter().filter(|v| v.setting.contains(level)).map(|v| v.concentration.unwrap());
        of_level.fold((f64::INFINITY, 0.0), |(a, b), c| (a.min(c), f64::max(b, c)))
    };
    assert_eq!(of("Camera Level 15"), (1.18e9, 1.43e9));
    assert_eq!(of("Camera Level 10"), (1.18e9, 2.51e9));
    near(videos[0].density.iter().sum(), 1.432e9, 1e-3);
    for video in videos {
        let sum: f64 = video.density.iter().sum();
        near(sum, video.concentration.unwrap(), 6e-3);
    }
    assert!(says(&export, "experiments were combined"));
}

#[test]
fn the_instruments_own_refusal_is_kept() {
    let Some(export) = export("nanosight34_unreliable_toolow.csv") else { return };
    let videos = sizes(&export);
    for video in videos {
        assert!(
            video
                .flags
                .iter()
                .any(|f| f.severity == Severity::Refuse && f.text.contains("Unreliable"))
        );
        assert!(video.flags.iter().any(|f| f.text.contains("Too Low")) && video.dilution.is_none());
    }
    assert!(says(&export, "<200"));
}

fn events(export: &Export) -> &EventFile {
    let Contents::Events(events) = &export.contents else { panic!() };
    events
}

#[test]
fn cytoflex_events_and_volume() {
    let cases = [
        ("cytoflexnano_blank.fcs", 1723, Some(500.0)),
        ("cytoflexnano_water.fcs", 1980, Some(500.0)),
        ("cytoflexnano_ev_unlabelled.fcs", 13_008, Some(500.0)),
        ("cytoflexnano_zero_events.fcs", 0, None),
    ];
    for (name, n, volume) in cases {
        let Some(export) = export(name) else { return };
        let events = events(&export);
        assert_eq!(
            (events.events, events.volume_nl, events.channels.len()),
            (n, volume, 26),
            "{name}"
        );
        assert_eq!(events.channels[2].stain.as_deref(), Some("VSSC1-H"));
        assert_eq!(events.channels[2].quartiles.is_some(), n > 0);
    }
}

#[test]
fn offsets_that_disagree_are_decided_by_the_number_of_bytes() {
    for name in
        ["fcs30_data_start_offset_discrepancy_example.fcs", "fcs30_variable_int_example.fcs"]
    {
        let Some(export) = export(name) else { return };
        let events = events(&export);
        // 2 × (25 × 2 + 4) bytes, 6081 to 6188.
        assert_eq!((events.events, events.channels.len()), (2, 26), "{name}");
        let warned = says(
            &export,
            "HEADER places DATA at 5555 to 6188, TEXT at 6081 to 6188: TEXT is right",
        );
        assert_eq!(warned, name.contains("discrepancy"));
    }
}

#[test]
fn big_endian_floats_keep_negative_values() {
    let Some(export) = export("fcs30_canto_bigendian_float_beads.fcs") else { return };
    let events = events(&export);
    assert_eq!(events.events, 30_000);
    let ssc = events.channels.iter().find(|channel| channel.name == "SSC-H").unwrap();
    for (found, expected) in ssc.quartiles.unwrap().into_iter().zip([41_138.0, 57_958.0, 60_210.0])
    {
        assert!((found - expected).abs() <= 0.5, "{found}");
    }
    assert_eq!(ssc.quartile_error, 0.0);
    let red = events.channels.iter().find(|channel| channel.name == "780/60 Red-A").unwrap();
    assert!(red.min.unwrap() < 0.0);
    assert!(events.volume_nl.is_none() && says(&export, "stands twice"));
}

#[test]
fn gen5_wells_survive_masked_below_and_not_calculated() {
    let Some(export) = export("gen5_lowry_protein.txt") else { return };
    let Contents::Plates { grids, layout, curve } = &export.contents else { panic!() };
    assert_eq!(layout.iter().filter(|role| role.id.starts_with("STD")).count(), 12);
    let [signal, printed] = grids.as_slice() else { panic!("{}", grids.len()) };
    assert_eq!(
        (signal.quantity, printed.quantity),
        (GridQuantity::Signal, GridQuantity::PrintedConcentration)
    );
    let at = |grid: &exoscope_prep::export::Grid, name: &str| {
        grid.wells.iter().find(|well| well.name() == name).unwrap().value.clone()
    };
    assert_eq!(at(signal, "H3"), WellValue::Masked(0.356));
    assert_eq!(at(printed, "H3"), WellValue::NotCalculated("?????".into()));
    assert_eq!(
        (at(printed, "A1"), at(printed, "B1")),
        (WellValue::Below(0.0), WellValue::Below(0.0))
    );
    assert_eq!(at(printed, "C1"), WellValue::Value(8.741));
    let curve = curve.as_ref().unwrap();
    let expected = [("A".to_owned(), 0.00297), ("B".to_owned(), 0.049), ("R2".to_owned(), 0.997)];
    assert_eq!(
        (curve.formula.as_str(), curve.parameters.as_slice()),
        ("Y=A*X+B", expected.as_slice())
    );
}

#[test]
fn bmg_dilution_series_halves_after_the_blank() {
    let Some(export) = export("bmg_mars_abs_dilution.csv") else { return };
    let Contents::Plates { grids, .. } = &export.contents else { panic!() };
    let row = |row: usize| -> f64 {
        let values = grids[0].wells.iter().filter(|well| well.at.0 == row);
        let values: Vec<f64> = values
            .map(|well| if let WellValue::Value(v) = well.value { v } else { panic!() })
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    let means: Vec<f64> = (2..=8).map(row).collect();
    let blank = row(0);
    for (found, expected) in
        means.iter().zip([2.4448, 1.2228, 0.6308, 0.3330, 0.1825, 0.1082, 0.0704])
    {
        assert!((found - expected).abs() < 6e-5, "{found} {expected}");
    }
    assert!((blank - 0.0317).abs() < 6e-4, "{blank}");
    for (pair, expected) in means.windows(2).zip([2.03, 1.99, 1.99, 2.00, 1.97, 1.98]) {
        let ratio = (pair[0] - blank) / (pair[1] - blank);
        assert!((ratio - expected).abs() < 0.011, "{ratio} {expected}");
    }
}

#[test]
fn softmax_blocks_and_readings() {
    let Some(export) = export("softmaxpro_abs_endpoint.txt") else { return };
    let Contents::Plates { grids, .. } = &export.contents else { panic!() };
    assert_eq!(grids.len(), 4);
    let first = &grids[0].wells;
    assert_eq!(first.len(), 96);
    assert_eq!(first[0].value, WellValue::Value(0.01));
    assert_eq!(first[1].value, WellValue::Value(0.02));
    assert_eq!(first[12].value, WellValue::NotCalculated("Path?".into()));
    assert_eq!(grids[2].wells[95].value, WellValue::Value(2.88));
    assert_eq!(grids[3].quantity, GridQuantity::Reduced);
    assert!(says(&export, "decimal comma"));
}
