//! What a cytometer's file says of its acquisition: offsets, spillover, trigger and voltages; what a plate says of dilutions.

use exoscope_prep::Contents;
use exoscope_prep::claim::{ClaimVerdict, Sentence, judge};
use exoscope_prep::preparation::{Preparation, PreparationError};

use crate::made::{Files, fcs, plate};

/// 2,000 events of which `positive` are above 400 in FL1-H.
fn events(positive: usize) -> Vec<Vec<f32>> {
    (0..2000).map(|n| vec![100.0, if n < positive { 500.0 } else { 50.0 }]).collect()
}

/// The file with keywords added to its TEXT.
fn with_keywords(bytes: &[u8], keywords: &str) -> Vec<u8> {
    let end: usize = std::str::from_utf8(&bytes[18..26]).unwrap().trim().parse().unwrap();
    let mut found = bytes.to_vec();
    let n = keywords.len();
    found[18..26].copy_from_slice(format!("{:>8}", end + n).as_bytes());
    found[end + 1..=end + n].copy_from_slice(keywords.as_bytes());
    found
}

fn file(positive: usize, keywords: &str) -> Vec<u8> {
    with_keywords(&fcs(&["SSC-H", "FL1-H"], &events(positive), Some(500.0)), keywords)
}

fn says(preparation: &Preparation, part: &str) -> bool {
    preparation.samples.iter().flat_map(|sample| &sample.flags).any(|flag| flag.text.contains(part))
}

#[test]
fn of_two_places_of_data_the_file_decides() {
    let good = file(800, "");
    let text = |from: i64| {
        let (first, last) = (2048 + from, 2048 + from + 15_999);
        String::from_utf8_lossy(&good)
            .replacen(
                "/$BEGINDATA/2048/$ENDDATA/18047/",
                &format!("/$BEGINDATA/{first}/$ENDDATA/{last}/"),
                1,
            )
            .len()
    };
    assert_eq!(text(0), String::from_utf8_lossy(&good).len());
    let moved = |from: i64, tail: usize| -> Vec<u8> {
        let (first, last) = (2048 + from, 2048 + from + 15_999);
        let (old, new) =
            ("/$BEGINDATA/2048/$ENDDATA/18047/", format!("/$BEGINDATA/{first}/$ENDDATA/{last}/"));
        assert_eq!(old.len(), new.len());
        let place = good.windows(old.len()).position(|part| part == old.as_bytes()).unwrap();
        let mut bytes = good.clone();
        bytes[place..place + old.len()].copy_from_slice(new.as_bytes());
        bytes.extend(std::iter::repeat_n(b' ', tail));
        bytes
    };
    for from in [-1, 1, -16, 11, -1000] {
        let files = Files::new().with("a.fcs", &moved(from, 0));
        let export = files.read("a.fcs").unwrap();
        let Contents::Events(found) = &export.contents else { panic!() };
        assert_eq!(found.channels[0].quartiles, Some([100.0; 3]), "{from}");
        assert!(
            export.flags.iter().any(|flag| flag.text.contains("HEADER is right by")),
            "{from}: {:?}",
            export.flags
        );
    }
    // By TEXT 8 bytes follow, as those of a checksum: nothing decides.
    assert!(Files::new().with("a.fcs", &moved(-8, 0)).read("a.fcs").is_err());
    // Bytes follow that are no checksum: nothing decides.
    let refused = Files::new().with("a.fcs", &moved(-8, 100)).read("a.fcs").unwrap_err();
    assert!(
        refused.problem.to_string().contains("of the same length"),
        "{refused} {:?}",
        refused.problem
    );
    // DATA within TEXT by both.
    let mut within = good.clone();
    within.drain(1000..2048);
    assert!(Files::new().with("a.fcs", &within).read("a.fcs").is_err());
}

#[test]
fn a_gate_on_values_that_others_spill_into_is_said_to_be_uncompensated() {
    let of = |keywords: &str| {
        let sheet = "file\tsample\tdilution\tmarker\na.fcs\tA\t10\tFL1-H>400\n";
        Files::new().with("a.fcs", &file(800, keywords)).prepared(sheet).unwrap()
    };
    assert!(says(&of("$SPILLOVER/2,SSC-H,FL1-H,1,0.1,0,1/"), "FL1-H is of uncompensated values"));
    assert!(says(&of("SPILL/2,SSC-H,FL1-H,1,0.1,0,1/"), "uncompensated"));
    // Nothing spills into the gate's channel.
    assert!(!says(&of("$SPILLOVER/2,SSC-H,FL1-H,1,0,0.2,1/"), "uncompensated"));
    assert!(!says(&of(""), "uncompensated"));
}

#[test]
fn files_acquired_otherwise_are_not_held_against_each_other() {
    const OWN: &str = "$CYT/X/$TR/SSC-H,50/$P1V/300/$P2V/500/";
    let of = |blank: &str, control: &str| {
        let sheet = "file\tsample\tdilution\tblank\tmarker\tcontrol\na.fcs\tA\t10\tb.fcs\tFL1-H>400\tc.fcs\n\
                     b.fcs\tA\t\tyes\t\t\nc.fcs\tA\t10\tb.fcs\t\t\n";
        let blank = with_keywords(&fcs(&["SSC-H", "FL1-H"], &events(3)[..40], Some(500.0)), blank);
        let files = Files::new().with("a.fcs", &file(800, OWN)).with("b.fcs", &blank);
        files.with("c.fcs", &file(2, control)).prepared(sheet).unwrap()
    };
    let alike = of(OWN, OWN);
    assert!(!says(&alike, "another"), "{:?}", alike.samples[0].flags);
    let marker =
        |preparation: &Preparation| preparation.samples[0].cytometry[0].marker.clone().unwrap();
    assert!(marker(&alike).control.is_some() && marker(&alike).net.is_some());
    for other in [
        "$CYT/X/$TR/SSC-H,500/$P1V/300/$P2V/500/",
        "$CYT/X/$TR/SSC-H,50/$P1V/200/$P2V/500/",
        "$CYT/X/$TR/SSC-H,50/$P1V/300/$P2V/350/",
        "$CYT/Y/$TR/SSC-H,50/$P1V/300/$P2V/500/",
    ] {
        let blank = of(other, OWN);
        assert!(
            says(&blank, "its blank b.fcs is not subtracted") && marker(&blank).net.is_none(),
            "{other}"
        );
        let control = of(OWN, other);
        assert!(
            says(&control, "its control c.fcs is not used") && marker(&control).control.is_none(),
            "{other}"
        );
    }
    let sheet = "file\tsample\tdilution\ttreatment\na.fcs\tA\t10\t\nc.fcs\tA\t10\tdetergent\n";
    let lysed = |keywords: &str| {
        let after =
            with_keywords(&fcs(&["SSC-H", "FL1-H"], &events(3)[..400], Some(500.0)), keywords);
        Files::new().with("a.fcs", &file(800, OWN)).with("c.fcs", &after).prepared(sheet).unwrap()
    };
    assert!(lysed(OWN).samples[0].detergent_resistant.is_some());
    let other = lysed("$CYT/X/$TR/SSC-H,80/$P1V/300/$P2V/500/");
    assert!(
        other.samples[0].detergent_resistant.is_none()
            && says(&other, "after detergent, and no share")
    );
}

#[test]
fn the_share_that_carries_a_marker_is_not_the_share_that_should() {
    let sheet = "file\tsample\tdilution\tblank\tmarker\tcontrol\tsensitivity\tspecificity\n\
                 a.fcs\tA\t10\tb.fcs\tFL1-H>400\tc.fcs\t0.4\t0.999\nb.fcs\tA\t\tyes\t\t\t\t\nc.fcs\tA\t10\tb.fcs\t\t\t\t\n";
    let blank = fcs(&["SSC-H", "FL1-H"], &events(1)[..20], Some(500.0));
    let files = Files::new()
        .with("a.fcs", &file(800, ""))
        .with("b.fcs", &blank)
        .with("c.fcs", &file(2, ""));
    let preparation = files.prepared(sheet).unwrap();
    let judged = |text: &str| {
        let claim = Sentence::parse(text).unwrap().claims().remove(0);
        judge(claim, &preparation).remove(0)
    };
    // 40 % of events are positive; that all would be, had the test no misses, is another claim.
    assert_eq!(judged("marker-positive particles >= 90 %").verdict, ClaimVerdict::NotShown);
    assert_eq!(judged("marker-positive particles >= 30 %").verdict, ClaimVerdict::Shown);
    let particles = judged("particle purity >= 80 %");
    let text = particles.reasons.join(" ");
    assert_eq!(particles.verdict, ClaimVerdict::Shown, "{text}");
    assert!(
        text.contains("taken as exact") && !text.contains("neither proves nor refutes"),
        "{text}"
    );
    // Without a blank and a control nothing is shown.
    let bare = "file\tsample\tdilution\tmarker\tsensitivity\tspecificity\na.fcs\tA\t10\tFL1-H>400\t0.4\t0.999\n";
    let preparation = Files::new().with("a.fcs", &file(800, "")).prepared(bare).unwrap();
    let claim = Sentence::parse("particle purity >= 80 %").unwrap().claims().remove(0);
    assert_eq!(judge(claim, &preparation)[0].verdict, ClaimVerdict::NotShown);
}

#[test]
fn a_dilution_in_a_plates_layout_is_used_or_refused() {
    let Some(path) = crate::data::file("gen5_lowry_protein.txt") else { return };
    let text: String = std::fs::read(path).unwrap().iter().map(|byte| char::from(*byte)).collect();
    let (old, new) = (
        "\t0\t10\t25\t50\t100\t200\t\t\t\t\t\t\t",
        "\t0\t10\t25\t50\t100\t200\t20\t20\t20\t20\t20\t20\t",
    );
    assert!(text.contains(old));
    let diluted: Vec<u8> = text.replace(old, new).chars().map(|c| c as u8).collect();
    let of = |dilution: &str| {
        let sheet = format!("file\tsample\tdilution\twells\np.txt\tA\t{dilution}\tA7\n");
        Files::new().with("p.txt", &diluted).prepared(&sheet)
    };
    assert!(matches!(of("5"), Err(PreparationError::WellDilution { .. })));
    let (by_layout, by_sheet) = (of("").unwrap(), of("20").unwrap());
    assert_eq!(by_layout.samples[0].protein, by_sheet.samples[0].protein);
    assert!(!by_layout.samples[0].protein.is_empty() && says(&by_layout, "Conc/Dil"));
}

#[test]
fn claims_are_read_whole_and_printed_as_they_were_made() {
    use exoscope_prep::claim::stated;
    assert_eq!(stated(0.57), "57 %");
    assert_eq!(stated(0.999_5), "99.95 %");
    for text in [
        "particle purity 95 to 99 %",
        "particle purity = 20 %",
        "purity 95-99 %",
        "particle purity 95 – 99 %",
    ] {
        assert!(Sentence::parse(text).is_err(), "{text}");
    }
    let named = Sentence::parse("CD63-positive particles >= 5 %").unwrap_err();
    assert!(named.to_string().contains("name channels and no \"cd63\""), "{named}");
    // More than is stricter than at least, which is what is judged: refused with its reason.
    let more = Sentence::parse("particle purity > 99 %").unwrap_err();
    assert!(more.to_string().contains("\">=\""), "{more}");
    for text in
        ["particle purity at least 99 percent", "marker-positive >= 5 %", "particle purity => 99 %"]
    {
        assert!(Sentence::parse(text).is_ok(), "{text}: {:?}", Sentence::parse(text));
    }
}

#[test]
fn gen5_of_a_locale_with_a_decimal_comma_is_the_same_plate() {
    let Some(path) = crate::data::file("gen5_lowry_protein.txt") else { return };
    let text: String = std::fs::read(path).unwrap().iter().map(|byte| char::from(*byte)).collect();
    let comma: Vec<u8> = text
        .lines()
        .map(|line| {
            // Values alone: the version and the dates keep their points.
            let value = |cell: &str| cell.trim_matches(['*', '<']).parse::<f64>().is_ok();
            let cells = line
                .split('\t')
                .map(|cell| if value(cell) { cell.replace('.', ",") } else { cell.to_owned() });
            cells.collect::<Vec<_>>().join("\t") + "\n"
        })
        .collect::<String>()
        .chars()
        .map(|c| c as u8)
        .collect();
    let files = Files::new()
        .with("c.txt", &comma)
        .with("p.txt", &text.chars().map(|c| c as u8).collect::<Vec<_>>());
    let (comma, point) = (files.read("c.txt").unwrap(), files.read("p.txt").unwrap());
    assert_eq!(comma.contents, point.contents);
}

#[test]
fn figures_of_one_file_that_contradict_each_other_are_said() {
    let of = |second: &str| {
        let text = format!(
            "size_nm,count,concentration_per_ml\n80,100,1e7\n100,200,2e7\n120,100,{second}\n"
        );
        Files::new()
            .with("t.csv", text.as_bytes())
            .prepared("File\tSample\tDilution\nt.csv\tA\t10\n")
            .unwrap()
    };
    assert!(says(&of("3e7"), "contradict each other"));
    assert!(!says(&of("1e7"), "contradict each other"));
    let Some(path) = crate::data::file("zetaview806_F7_dil1000_a.txt") else { return };
    let text: String = std::fs::read(path).unwrap().iter().map(|byte| char::from(*byte)).collect();
    let sheet = "file\tsample\ttreatment\nz.txt\tA\t\n";
    let with = |d50: &str| {
        assert!(text.contains("141.346"));
        let edited: Vec<u8> = text.replace("141.346", d50).chars().map(|c| c as u8).collect();
        Files::new().with("z.txt", &edited).prepared(sheet).unwrap()
    };
    assert!(says(&with("241.346"), "prints a median of 241.3 nm"));
    assert!(!says(&with("141.346"), "prints a median"));
}

#[test]
fn an_interval_that_nothing_bounds_is_not_known_and_positions_are_named() {
    let heading = "Use\tPosition\tAv. No of Particles\tConc. (p./mL)\tOrig. Conc. (p./cm^3)\tNo. of Traces\tX50 (nm)\tRemoval\n";
    let rows = "1\t1\t100\t1e7\t1e10\t30\t120\t\n0\t2\t100\t1e7\t1e10\t30\t120\t\n1\t3\t100\t1e7\t1e10\t30\t120\tGRUBBS_SIZE\n";
    let files = Files::new().with("x.txt", format!("{heading}{rows}").as_bytes());
    let sample = files.prepared("file\tsample\nx.txt\tA\n").unwrap().samples.remove(0);
    let used: Vec<bool> = sample.positions[0].1.iter().map(|position| position.used).collect();
    assert_eq!(used, [true, false, false]);
}

#[test]
fn the_same_events_in_another_width_are_the_same_measurement() {
    let values: Vec<Vec<f32>> =
        (0..200_u16).map(|n| vec![f32::from(n) * 1.1, f32::from(n * n)]).collect();
    let floats = fcs(&["SSC-H", "FL1-H"], &values, Some(500.0));
    // A value less in the last digit of a float.
    let nudged: Vec<Vec<f32>> =
        values.iter().map(|event| vec![event[0] * (1.0 - 2e-7), event[1]]).collect();
    let nudged = fcs(&["SSC-H", "FL1-H"], &nudged, Some(500.0));
    let sheet = "file\tsample\tdilution\na.fcs\tA\t10\nb.fcs\tB\t10\n";
    let both = Files::new().with("a.fcs", &floats).with("b.fcs", &nudged).prepared(sheet);
    assert!(matches!(both, Err(PreparationError::Twice { .. })));
    let other: Vec<Vec<f32>> = values.iter().map(|event| vec![event[0] * 1.01, event[1]]).collect();
    let other = fcs(&["SSC-H", "FL1-H"], &other, Some(500.0));
    assert!(Files::new().with("a.fcs", &floats).with("b.fcs", &other).prepared(sheet).is_ok());
}

#[test]
fn nanosight_bins_by_volume_and_videos_not_processed_give_no_concentration() {
    let Some(path) = crate::data::file("nanosight34_beads100nm_dil1e4.csv") else { return };
    let text: String = std::fs::read(path).unwrap().iter().map(|byte| char::from(*byte)).collect();
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let edited: Vec<u8> = text.replacen(from, to, 1).chars().map(|c| c as u8).collect();
        let files = Files::new().with("n.csv", &edited);
        let sample = files.prepared("file\tsample\nn.csv\tA\n").unwrap().samples.remove(0);
        sample.counts[0].refused.join("; ")
    };
    assert!(refused("Weighting,Number", "Weighting,Volume").contains("weighted by volume"));
    assert!(refused("Processed,Yes,Yes", "Processed,Yes,No").contains("Processed: No"));
    assert_eq!(refused("Weighting,Number", "Weighting,Number"), "");
}

#[test]
fn wells_in_two_roles_and_intervals_beyond_the_standards_are_said() {
    let standards = "0=A1,A2,A3;25=B1,B2,B3;50=C1,C2,C3;100=D1,D2,D3;200=E1,E2,E3";
    let of = |wells: &str| {
        let sheet = format!(
            "file\tsample\tdilution\twells\tstandards\np.csv\tA\t4\t{wells}\t{standards}\n"
        );
        Files::new().with("p.csv", &plate(',', ".")).prepared(&sheet).unwrap()
    };
    assert!(says(&of("D1"), "D1 are standards and the sample's wells too"));
    assert!(says(&of("E2"), "reaches above the highest standard"));
    assert!(!says(&of("H1,H2"), "standards and") && !says(&of("H1,H2"), "highest standard"));
}
