//! Layouts of the simulated files.

use rand::RngExt as _;
use rand_distr::{Distribution as _, LogNormal, Normal};

use super::Truth;
use crate::sheet::{Blank, Row, Sheet};

/// A simulated file.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its row of the sheet.
    pub row: Row,
}

/// The sheet of simulated files.
pub fn sheet(files: &[SimulatedFile]) -> Sheet {
    Sheet { rows: files.iter().map(|file| file.row.clone()).collect() }
}

fn file(name: String, bytes: Vec<u8>, row: Row) -> SimulatedFile {
    SimulatedFile {
        row: Row { file: name.clone(), sample: "simulated".into(), ..row },
        name,
        bytes,
    }
}

/// As ZetaView prints: four significant digits, `2.994E+5`.
fn sci(value: f64) -> String {
    let text = format!("{value:.3e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) if exponent.starts_with('-') => format!("{mantissa}E{exponent}"),
        Some((mantissa, exponent)) => format!("{mantissa}E+{exponent}"),
        None => text,
    }
}

/// A size file of ZetaView 8.06.
pub(super) fn zetaview(
    number: usize,
    dilution: f64,
    sizes: &[f64],
    per_track: f64,
) -> SimulatedFile {
    let mut linear = vec![0_u32; 1200];
    let mut log = vec![0_u32; 200];
    for size in sizes {
        let bin = (size / 5.0) as usize;
        if let Some(count) = linear.get_mut(bin.min(1199)) {
            *count += 1;
        }
        let bin = ((size / 4.683).max(1.0).ln() / 1.036_73_f64.ln()).round() as usize;
        if let Some(count) = log.get_mut(bin.min(199)) {
            *count += 1;
        }
    }
    let (n, concentration) = (sizes.len(), per_track * sizes.len() as f64);
    let mut text = format!(
        "Original File:\tsimulated_{number}.avi\tSection:\t0.1 [0]\nExperiment:\tsimulated_{number}\nZetaView S/N:\t00-0000\n\
         Software:\tZetaView (version 8.06.01 SP1)\tAnalyze:\t8.06.01 SP1\nSample:\tsimulated\nElectrolyte:\tPBS\n\
         Type of Measurement:\tSize Distribution\nNumber of Traces:\t{n}\t(at 0.1)\tAverage Number of Particles:\t{:.6}\t\
         Dilution::\t{dilution:.6}\nConcentration Correction Factor:\t1.000000\nSensitivity:\t80.000000\nShutter:\t100.000000\n\
         Size Distribution\nSize / nm\tNumber\tConcentration / cm-3\tVolume / nm^3\tArea / nm^2\n",
        concentration / 4.291e5,
    );
    let rows = |text: &mut String, counts: &[u32], size: &dyn Fn(usize) -> f64| {
        for (bin, count) in counts.iter().enumerate() {
            let count = f64::from(*count);
            text.extend([
                &sci(size(bin)),
                "	",
                &sci(count),
                "	",
                &sci(count * per_track),
                "	0.000E+0	0.000E+0
",
            ]);
        }
    };
    rows(&mut text, &linear, &|bin| 2.5 + 5.0 * bin as f64);
    text.push_str("-1.000E+0\t-1.000E+0\t-1.000E+0\t-1.000E+0\t0.000E+0\n");
    rows(&mut text, &log, &|bin| 4.683 * 1.036_73_f64.powf(bin as f64));
    let row = Row {
        dilution: Some(dilution),
        replicate: Some((number + 1).to_string()),
        ..Row::default()
    };
    file(format!("counter_{dilution}x.txt"), text.into_bytes(), row)
}

/// A plate of Gen5 with standards 0 to 200 µg/mL in duplicate and the sample in four wells.
pub(super) fn gen5(protein: f64, rng: &mut impl rand::Rng) -> SimulatedFile {
    let standards = [0.0, 10.0, 25.0, 50.0, 100.0, 200.0];
    // Diluted into the range of the standards, as one would.
    let dilution = if protein > 150.0 { (protein / 80.0).ceil() } else { 1.0 };
    let noise = Normal::new(0.0, 0.004);
    let mut well = |concentration: f64| -> f64 {
        let error = noise.map_or(0.0, |noise| noise.sample(rng));
        0.049 + 0.00297 * concentration + error
    };
    let mut text = "\nSoftware Version\t3.12.08\n\nReader Type:\tsimulated\n\nLayout\n".to_owned();
    let numbers: Vec<String> = (1..=12).map(|n: usize| n.to_string()).collect();
    let head = format!("\t{}\n", numbers.join("\t"));
    text.push_str(&head);
    let mut signals = String::new();
    for row in 0..8 {
        let letter = char::from(b'A' + row);
        let (mut ids, mut concentrations, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for column in 0..12 {
            let (id, stated, value) = match (row, column) {
                (0 | 1, 0..=5) => {
                    let standard = standards.get(column).copied().unwrap_or_default();
                    (
                        format!("STD{}", column + 1),
                        standard.to_string(),
                        format!("{:.3}", well(standard)),
                    )
                }
                (0 | 1, 6 | 7) => {
                    ("SPL1".to_owned(), String::new(), format!("{:.3}", well(protein / dilution)))
                }
                _ => (String::new(), String::new(), String::new()),
            };
            ids.push(id);
            concentrations.push(stated);
            values.push(value);
        }
        text.push(letter);
        text.extend([
            "	",
            &ids.join("	"),
            "	Well ID
	",
            &concentrations.join("	"),
            "	Conc/Dil
",
        ]);
        signals.push(letter);
        signals.extend(["\t", &values.join("\t"), "\t562\n"]);
    }
    text.extend(["\n562\n", &head, &signals]);
    let row = Row { dilution: Some(dilution), wells: Some("SPL1".into()), ..Row::default() };
    file("plate.txt".into(), text.into_bytes(), row)
}

/// Sample and water of a flow cytometer: scatter and one marker that 40 % of vesicles carry.
pub(super) fn fcs(truth: &Truth, rng: &mut impl rand::Rng) -> [SimulatedFile; 2] {
    const EVENTS: usize = 5000;
    let scatter = LogNormal::new(7.0, 0.6);
    let dark = LogNormal::new(4.0, 0.5);
    let bright = LogNormal::new(7.5, 0.4);
    let mut events = |n: usize, share: f64| -> Vec<[f32; 2]> {
        (0..n)
            .map(|_| {
                let positive = rng.random::<f64>() < share;
                let fluorescence = if positive { bright } else { dark };
                [scatter, fluorescence]
                    .map(|law| law.map_or(0.0, |law: LogNormal<f64>| law.sample(rng)) as f32)
            })
            .collect()
    };
    let sample = fcs_bytes(&events(EVENTS, 0.4 * truth.vesicle_share));
    let water = fcs_bytes(&events(EVENTS / 20, 0.0));
    let dilution = (truth.particles_per_ml * 500e-6 / EVENTS as f64).max(1.0);
    [
        file(
            "cytometer.fcs".into(),
            sample,
            Row {
                dilution: Some(dilution),
                blank: Some(Blank::File("water.fcs".into())),
                marker: Some(("FL1-H".into(), 400.0)),
                control: Some("water.fcs".into()),
                ..Row::default()
            },
        ),
        file("water.fcs".into(), water, Row { blank: Some(Blank::Itself), ..Row::default() }),
    ]
}

/// FCS 3.1 of two channels of little-endian floats in 500 nL.
fn fcs_bytes(events: &[[f32; 2]]) -> Vec<u8> {
    const START: usize = 1024;
    let n = events.len();
    let (first, last) = if n == 0 { (0, 0) } else { (START, START + 8 * n - 1) };
    let text = format!(
        "/$BEGINSTEXT/0/$ENDSTEXT/0/$BEGINANALYSIS/0/$ENDANALYSIS/0/$BEGINDATA/{first}/$ENDDATA/{last}/$TOT/{n}/$PAR/2/\
         $MODE/L/$BYTEORD/1,2,3,4/$DATATYPE/F/$NEXTDATA/0/$VOL/500/$P1N/SSC-H/$P1B/32/$P1E/0,0/$P1R/16777216/$P2N/FL1-H/\
         $P2B/32/$P2E/0,0/$P2R/16777216/"
    );
    let end = 58 + text.len() - 1;
    let offsets = if last > 99_999_999 { (0, 0) } else { (first, last) };
    let mut bytes = format!(
        "FCS3.1    {:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{text}",
        58, end, offsets.0, offsets.1, 0, 0
    )
    .into_bytes();
    bytes.resize(START, b' ');
    for event in events {
        bytes.extend(event.iter().flat_map(|value| value.to_le_bytes()));
    }
    bytes
}
