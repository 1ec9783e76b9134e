//! Files as the tools of the field write them, each with the cohort that it is, or why it is none.
//!
//! A case in `sources/` is a head of `key: value` lines, `%%`, and the file's text; further files of the same
//! import follow `%% NAME`. The head names the source, the command with its options, the scale, the samples, and
//! a line of values for each miRNA; or what the refusal says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use exoscope_core::Cohort;
use exoscope_import::{
    CountsSettings, FileReport, ImportError, LeftOut, NanostringSettings, TableSettings, counts,
    nanostring, table,
};

use super::Folder;
use super::message;

/// A case: its head, the values of its miRNAs in order, its files.
struct Case {
    name: String,
    head: BTreeMap<String, String>,
    values: Vec<(String, Vec<f64>)>,
    files: Vec<(String, String)>,
}

const KEYS: [&str; 9] =
    ["source", "command", "file", "options", "encoding", "refused", "scale", "samples", "left out"];

impl Case {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let (before, body) = text.split_once("\n%%\n").unwrap();
        let mut case = Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            head: BTreeMap::new(),
            values: Vec::new(),
            files: Vec::new(),
        };
        for line in before.lines() {
            let (key, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line}"));
            if KEYS.contains(&key) || key.starts_with("fact ") {
                case.head.insert(key.to_owned(), value.to_owned());
            } else {
                let number =
                    |text: &str| if text == "NA" { f64::NAN } else { text.parse().unwrap() };
                case.values.push((key.to_owned(), value.split(' ').map(number).collect()));
            }
        }
        let mut parts = body.split("\n%% ");
        let mut first = parts.next().unwrap().to_owned();
        let others: Vec<&str> = parts.collect();
        if !others.is_empty() {
            first.push('\n');
        }
        case.files.push((case.head["file"].clone(), first));
        for (number, other) in others.iter().enumerate() {
            let (name, text) = other.split_once('\n').unwrap();
            let end = if number + 1 < others.len() { "\n" } else { "" };
            case.files.push((name.to_owned(), format!("{text}{end}")));
        }
        case
    }

    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/sources");
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn bytes(&self, text: &str) -> Vec<u8> {
        match self.head.get("encoding").map(String::as_str) {
            None => text.as_bytes().to_vec(),
            Some("utf-16") => [0xff, 0xfe]
                .into_iter()
                .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
                .collect(),
            Some(name) => encoding_rs::Encoding::for_label(name.as_bytes())
                .unwrap()
                .encode(text)
                .0
                .into_owned(),
        }
    }

    /// Imports the files, and says what was left out.
    fn import(&self) -> Result<(Cohort, Vec<LeftOut>), ImportError> {
        let folder = Folder::new();
        let write = |(name, text): &(String, String)| {
            std::fs::create_dir_all(folder.0.path().join(name).parent().unwrap()).unwrap();
            folder.file(name, self.bytes(text))
        };
        let paths: Vec<PathBuf> = self.files.iter().map(write).collect();
        let left_out =
            |files: Vec<FileReport>| files.into_iter().flat_map(|file| file.left_out).collect();
        match self.head["command"].as_str() {
            "counts" => {
                let read = counts(&paths, &CountsSettings::default())?;
                Ok((read.cohort, left_out(read.report.import.files)))
            }
            "nanostring" => {
                let read = nanostring(&paths, &NanostringSettings::default())?;
                Ok((read.cohort, read.report.left_out))
            }
            _ => {
                let read = table(&paths, &self.settings())?;
                Ok((read.cohort, left_out(read.report.files)))
            }
        }
    }

    fn settings(&self) -> TableSettings {
        let mut settings = TableSettings::default();
        let mut words = self.head.get("options").map_or("", String::as_str).split(' ');
        while let Some(word) = words.next().filter(|word| !word.is_empty()) {
            let mut value = || words.next().unwrap();
            match word {
                "--decimal" => settings.decimal = Some(value().parse().unwrap()),
                "--scale" => settings.scale = Some(value().parse().unwrap()),
                "--empty-undetermined" => settings.empty_undetermined = true,
                other => panic!("{other}"),
            }
        }
        settings
    }

    /// What is wrong with what was read.
    fn differences(&self, cohort: &Cohort, left_out: &[LeftOut]) -> Option<String> {
        let samples: Vec<&str> =
            cohort.samples().iter().map(exoscope_core::sample::SampleId::as_str).collect();
        if samples.join(" | ") != self.head["samples"] {
            return Some(format!("samples {samples:?}"));
        }
        let mirnas: Vec<&str> =
            cohort.mirnas().iter().map(exoscope_core::MirnaName::canonical).collect();
        if !mirnas.iter().eq(self.values.iter().map(|(name, _)| name)) {
            return Some(format!("miRNAs {mirnas:?}"));
        }
        if cohort.scale().to_string() != self.head["scale"] {
            return Some(format!("scale {}", cohort.scale()));
        }
        for (column, (name, expected)) in self.values.iter().enumerate() {
            for (found, &value) in cohort.values().column(column).zip(expected) {
                let stored =
                    if cohort.scale().is_exact() { value } else { f64::from(value as f32) };
                if found != stored && !(found.is_nan() && stored.is_nan()) {
                    return Some(format!("{name}: {found} for {stored}"));
                }
            }
        }
        for (key, value) in &self.head {
            let Some(fact) = key.strip_prefix("fact ") else { continue };
            let column = cohort.metadata().column(fact).unwrap();
            let found: Vec<String> =
                column.texts().map(|text| text.unwrap_or_default().into_owned()).collect();
            if found.join(" | ") != *value {
                return Some(format!("fact {fact}: {found:?}"));
            }
        }
        let names: Vec<&str> = left_out.iter().map(|out| out.name.as_str()).collect();
        let expected = self.head.get("left out")?;
        (names.join(" ") != *expected).then(|| format!("left out {names:?}"))
    }
}

#[test]
fn every_source_is_read_right_or_refused() {
    let (cases, mut wrong) = (Case::all(), Vec::new());
    assert!(cases.len() >= 100, "{}", cases.len());
    for case in &cases {
        let found = match (case.import(), case.head.get("refused")) {
            (Ok((cohort, left_out)), None) => case.differences(&cohort, &left_out),
            (Ok((cohort, _)), Some(_)) => Some(format!("{} samples went in", cohort.n_samples())),
            (Err(error), Some(why)) => {
                let said = message(&error);
                (!said.contains(why.as_str())).then(|| format!("refused otherwise: {said}"))
            }
            (Err(error), None) => Some(format!("refused: {}", message(&error))),
        };
        wrong
            .extend(found.map(|found| format!("{} ({}): {found}", case.name, case.head["source"])));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
