//! Made-up files in a folder of their own, put together by a sheet.

use std::collections::BTreeMap;
use std::path::PathBuf;

use exoscope_core::Streams;
use exoscope_prep::calibration::{Calibration, CalibrationError};
use exoscope_prep::preparation::{Preparation, PreparationError};
use exoscope_prep::sheet::Sheet;
use exoscope_prep::{Export, ReadError, read};

/// A folder of files.
pub struct Files {
    folder: tempfile::TempDir,
    calibration: Calibration,
}

impl Files {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), calibration: Calibration::default() }
    }

    #[must_use]
    pub fn with(self, name: &str, bytes: &[u8]) -> Self {
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
        self
    }

    /// Calibrates by a file of this text.
    pub fn calibrate(&mut self, text: &str) -> Result<(), CalibrationError> {
        self.calibration = Calibration::from_toml(text, self.folder.path())?;
        Ok(())
    }

    pub fn read(&self, name: &str) -> Result<Export, ReadError> {
        read(&self.folder.path().join(name))
    }

    /// What a sheet makes of the files.
    pub fn prepared(&self, sheet: &str) -> Result<Preparation, PreparationError> {
        let sheet = Sheet::parse(sheet).unwrap();
        let exports: BTreeMap<String, (PathBuf, Export)> = sheet
            .rows
            .iter()
            .map(|row| {
                let path = self.folder.path().join(&row.file);
                let export = read(&path).unwrap_or_else(|error| panic!("{error}"));
                (row.file.clone(), (path, export))
            })
            .collect();
        Preparation::of(&sheet, &exports, &self.calibration, Streams::new(1))
    }
}

/// A 96-well absorbance plate of 0.05 + 0.003 c: rows A to E standards of 0, 25, 50, 100, 200, row H a sample of 75.
pub fn plate(delimiter: char, decimal: &str) -> Vec<u8> {
    let concentrations = [0.0, 25.0, 50.0, 100.0, 200.0, 0.0, 0.0, 75.0];
    let heading: String = (1..=12).map(|n| format!("{delimiter}{n}")).collect();
    let mut text = format!(
        "User: USER{delimiter}Path: none{delimiter}Test run no.: 3\nBMG\n\nRaw Data (562)\n\n{heading}\n"
    );
    for (row, concentration) in ('A'..='H').zip(concentrations) {
        text.push(row);
        for well in 0..12 {
            let noise = if well % 2 == 0 { 0.001 } else { -0.001 };
            let signal = format!("{:.3}", 0.05 + 0.003 * concentration + noise);
            text.push(delimiter);
            text.push_str(&signal.replace('.', decimal));
        }
        text.push('\n');
    }
    text.into_bytes()
}

/// FCS 3.1 of channels of little-endian floats; no `$VOL` where `volume` is none.
pub fn fcs(channels: &[&str], events: &[Vec<f32>], volume: Option<f64>) -> Vec<u8> {
    let data: Vec<u8> = events.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    fcs_of(channels, events.len(), &data, volume)
}

/// The same of the bytes of `n` events.
pub fn fcs_of(channels: &[&str], n: usize, data: &[u8], volume: Option<f64>) -> Vec<u8> {
    const START: usize = 2048;
    let p = channels.len();
    let (first, last) = if n == 0 { (0, 0) } else { (START, START + 4 * n * p - 1) };
    let mut text = format!(
        "/$BEGINDATA/{first}/$ENDDATA/{last}/$TOT/{n}/$PAR/{p}/$MODE/L/$BYTEORD/1,2,3,4/$DATATYPE/F/$NEXTDATA/0/"
    );
    if let Some(volume) = volume {
        text.push_str(&format!("$VOL/{volume}/"));
    }
    for (number, name) in channels.iter().enumerate() {
        let i = number + 1;
        text.push_str(&format!("$P{i}N/{name}/$P{i}B/32/$P{i}E/0,0/$P{i}R/1048576/"));
    }
    let end = 58 + text.len() - 1;
    let head = format!("FCS3.1    {:>8}{end:>8}{first:>8}{last:>8}{:>8}{:>8}{text}", 58, 0, 0);
    let mut bytes = head.into_bytes();
    assert!(bytes.len() <= START);
    bytes.resize(START, b' ');
    bytes.extend_from_slice(data);
    bytes
}
