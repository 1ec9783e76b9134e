//! Layouts of the simulated files.

use rand_distr::{Distribution as _, Normal};

use crate::sheet::{Row, Sheet};

/// A simulated file.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its row of the sheet; `None` of what belongs to no sample: beads, and the calibration file.
    pub row: Option<Row>,
}

/// The sheet of simulated files.
pub fn sheet(files: &[SimulatedFile]) -> Sheet {
    Sheet { rows: files.iter().filter_map(|file| file.row.clone()).collect() }
}

/// A file of the sample.
pub(super) fn file(name: String, bytes: Vec<u8>, row: Row) -> SimulatedFile {
    let row = Row { file: name.clone(), sample: "simulated".into(), ..row };
    SimulatedFile { row: Some(row), name, bytes }
}

/// A file that belongs to no sample.
pub(super) fn beside(name: &str, bytes: Vec<u8>) -> SimulatedFile {
    SimulatedFile { name: name.to_owned(), bytes, row: None }
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

/// A size file of ZetaView 8.06, without its row.
pub(super) fn zetaview(name: &str, dilution: f64, sizes: &[f64], per_track: f64) -> Vec<u8> {
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
        "Original File:\t{name}.avi\tSection:\t0.1 [0]\nExperiment:\t{name}\nZetaView S/N:\t00-0000\n\
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
    text.into_bytes()
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
