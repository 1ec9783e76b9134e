//! Damaged files: 100 of each format go in right or are refused with their place, and none becomes
//! another cohort in silence.
//!
//! What a single changed byte says can be no more wrong than that byte: one value, one name or one
//! column of facts. Everything else must be as in the whole file.

use std::path::Path;

use exoscope_core::Cohort;
use exoscope_core::sample::SampleId;
use exoscope_read::import::{
    ArraySettings, CountsSettings, GeoSettings, ImportError, TableSettings, array, counts, geo,
    table,
};

use crate::array::{gzip, text};
use crate::counts::{EXCERPT, GROUPED, MIRGE, MIRTOP};
use crate::geo::SERIES;
use crate::{Folder, message};

/// A cohort, and whether its report says that the file may be cut short or of another kind.
type Outcome = Result<(Cohort, bool), ImportError>;

struct Format {
    name: &'static str,
    text: String,
    /// A heading of it, to be renamed.
    heading: &'static str,
    read: fn(&Path) -> Outcome,
}

fn formats() -> Vec<Format> {
    let as_table = |path: &Path| -> Outcome {
        let done = table(&[path.to_owned()], &TableSettings::default())?;
        Ok((done.cohort, done.report.files[0].unfinished))
    };
    let as_counts = |path: &Path| -> Outcome {
        let done = counts(&[path.to_owned()], &CountsSettings::default())?;
        Ok((done.cohort, done.report.import.files[0].unfinished))
    };
    let as_geo = |path: &Path| -> Outcome {
        let done = geo(&[path.to_owned()], &GeoSettings::default())?;
        // A line whose key is damaged is left out, and listed among those.
        let listed = done.report.series[0].left_out != ["contact_city"];
        Ok((done.cohort, listed || done.report.import.files[0].unfinished))
    };
    // Behind a whole array, as in a study: a single one has nothing to be compared with.
    let as_array = |path: &Path| -> Outcome {
        let whole = path.with_file_name("0.txt");
        std::fs::write(&whole, text(84.0)).unwrap();
        let done = array(&[whole, path.to_owned()], &ArraySettings::default())?;
        let said = !(done.report.unfinished.is_empty() && done.report.older.is_empty());
        Ok((done.cohort, said))
    };
    let rows = "name,hsa-miR-21-5p,hsa-miR-451a,sex\na,310,22622,F\nb,418,NA,M\nc,7,12.5,F\n";
    let matrix = "ID_REF\tBC_1\tVOL_1\nhsa-miR-21-5p\t7.5\t8.25\n\
        \"hsa-miR-365a-3p, hsa-miR-365b-3p\"\t9.5\t0.1\n";
    let of =
        |name, text: &str, heading, read| Format { name, text: text.to_owned(), heading, read };
    vec![
        of("table", rows, "name", as_table),
        of("geo-matrix", matrix, "ID_REF", as_table),
        of("geo", SERIES, "ID_REF", as_geo),
        of("array", &text(84.0), "635nm", as_array),
        of("miRge", MIRGE, "miRNA", as_counts),
        of("mirtop", MIRTOP, "UID", as_counts),
        of("sRNAbench", GROUPED, "name", as_counts),
        of("exceRpt", EXCERPT, "s1", as_counts),
    ]
}

/// What differs between two cohorts.
#[derive(Debug, Default, PartialEq)]
struct Differences {
    shape: bool,
    names: usize,
    values: usize,
    facts: usize,
}

impl Differences {
    fn of(truth: &Cohort, found: &Cohort) -> Self {
        let same_shape = truth.values().dim() == found.values().dim();
        let samples = truth.samples().iter().zip(found.samples());
        let mirnas = truth.mirnas().iter().zip(found.mirnas());
        let values = (0..truth.n_samples())
            .flat_map(|row| truth.values().row(row).zip(found.values().row(row)));
        let column = |name: &str| found.metadata().column(name).ok();
        let facts = truth.metadata().columns().iter();
        Self {
            shape: !same_shape,
            names: samples.filter(|(a, b)| a != b).count() + mirnas.filter(|(a, b)| a != b).count(),
            values: values.filter(|(a, b)| a != b && !(a.is_nan() && b.is_nan())).count(),
            facts: facts.filter(|fact| column(fact.name()) != Some(fact)).count(),
        }
    }
}

/// The next number of a fixed sequence (Knuth's MMIX generator).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

#[track_caller]
fn refused(format: &Format, what: &str, error: &ImportError) {
    let message = message(error);
    assert!(message.contains("t.txt"), "{} {what}: {message}", format.name);
    assert!(message.len() > 20, "{} {what}: {message}", format.name);
}

/// Runs every file through `read` and gives those that went in to `right`.
fn each(format: &Format, files: Vec<(String, Vec<u8>)>, right: impl Fn(&str, &[u8], Cohort, bool)) {
    for (what, content) in files {
        let folder = Folder::new();
        let path = folder.file("t.txt", &content);
        match (format.read)(&path) {
            Err(error) => refused(format, &what, &error),
            Ok((cohort, unfinished)) => right(&what, &content, cohort, unfinished),
        }
    }
}

fn truth(format: &Format) -> Cohort {
    let folder = Folder::new();
    let read = (format.read)(&folder.file("t.txt", &format.text));
    let (cohort, unfinished) = read.unwrap_or_else(|e| panic!("{}: {}", format.name, message(&e)));
    assert!(!unfinished, "{}", format.name);
    cohort
}

#[test]
fn cut_files_are_refused_or_said_to_be_cut() {
    for format in formats() {
        let truth = truth(&format);
        let mut state = 1;
        let cuts = (0..25).map(|_| next(&mut state) % format.text.len());
        let files = cuts.map(|at| (format!("cut at {at}"), format.text.as_bytes()[..at].to_vec()));
        each(&format, files.collect(), |what, content, found, unfinished| {
            let at_line = content.ends_with(b"\n");
            assert!(unfinished || at_line, "{} {what}", format.name);
            let fewer = found.n_samples() * found.n_mirnas()
                < truth.values().dim().0 * truth.values().dim().1;
            let differences = Differences::of(&truth, &found);
            assert!(fewer || differences.values <= 1, "{} {what}: {differences:?}", format.name);
        });
        let zipped = gzip(format.text.as_bytes());
        let files =
            (1..6).map(|part| ("cut gzip".to_owned(), zipped[..zipped.len() * part / 6].to_vec()));
        each(&format, files.collect(), |what, _, _, _| panic!("{} {what} went in", format.name));
    }
}

#[test]
fn a_flipped_bit_changes_no_more_than_its_cell() {
    let wrong = std::cell::RefCell::new(Vec::new());
    for format in formats() {
        let truth = truth(&format);
        let mut state = 2;
        let files = (0..40).map(|_| {
            let (at, bit) = (next(&mut state) % format.text.len(), next(&mut state) % 8);
            let mut content = format.text.clone().into_bytes();
            content[at] ^= 1 << bit;
            (format!("bit {bit} of byte {at} flipped"), content)
        });
        each(&format, files.collect(), |what, content, found, said| {
            let differences = Differences::of(&truth, &found);
            let Differences { shape, names, values, facts } = differences;
            let text = String::from_utf8_lossy(content);
            // A background spot moves every value of an array, and where lines are added up a name
            // moves its line to another miRNA.
            let most = if format.name == "array" { truth.n_mirnas() } else { 1 };
            let sums = ["mirtop", "sRNAbench"].contains(&format.name);
            let moved = sums && found.n_mirnas().abs_diff(truth.n_mirnas()) <= 1;
            let seen = !shape && names <= 1 && values <= most && facts <= 1;
            if !(seen || moved || said) {
                wrong.borrow_mut().push(format!("{} {what}: {differences:?}\n{text}", format.name));
            }
        });
        let mut zipped = gzip(format.text.as_bytes());
        let middle = zipped.len() / 2;
        zipped[middle] ^= 16;
        each(&format, vec![("bit of gzip flipped".into(), zipped)], |what, _, _, _| {
            panic!("{} {what} went in", format.name);
        });
    }
    let wrong = wrong.into_inner();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn other_encodings_and_delimiters_go_in_the_same_or_not() {
    for format in formats() {
        let truth = truth(&format);
        let text = &format.text;
        let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(bytes).collect()
        };
        let files = vec![
            ("UTF-8 mark", format!("\u{feff}{text}").into_bytes()),
            ("CRLF", text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes()),
            ("CR", text.replace("\r\n", "\n").replace('\n', "\r").into_bytes()),
            ("UTF-16 LE", utf16(u16::to_le_bytes)),
            ("UTF-16 BE", utf16(u16::to_be_bytes)),
            ("marked UTF-16", [vec![0xff, 0xfe], utf16(u16::to_le_bytes)].concat()),
            ("NUL behind", [text.as_bytes(), b"\0"].concat()),
            ("blank lines", text.replacen('\n', "\n\n", 2).into_bytes()),
            ("gzip", gzip(text.as_bytes())),
            ("two gzips", [gzip(text.as_bytes()), gzip(b"")].concat()),
            ("tabs for commas", text.replace(',', "\t").into_bytes()),
            ("commas for tabs", text.replace('\t', ",").into_bytes()),
            ("semicolons", text.replace(['\t', ','], ";").into_bytes()),
            ("spaces for tabs", text.replace('\t', " ").into_bytes()),
            ("decimal commas", text.replace("7.5", "7,5").replace("12.5", "12,5").into_bytes()),
            (
                "Latin-1",
                text.replacen("hsa", "h\u{1}sa", 1)
                    .bytes()
                    .map(|b| if b == 1 { 0xe9 } else { b })
                    .collect(),
            ),
            ("twice", format!("{text}{text}").into_bytes()),
        ];
        let files = files.into_iter().map(|(what, content)| (what.to_owned(), content)).collect();
        each(&format, files, |what, _, found, _| {
            let same = Differences { ..Differences::default() };
            let lists = format.text.contains(", hsa") || format.text.contains("hsa-miR-365");
            let differences = Differences::of(&truth, &found);
            // A list of names keeps its comma in quotation marks alone.
            assert!(
                differences == same || lists && differences.names == 1,
                "{} {what}: {differences:?}",
                format.name
            );
        });
    }
}

#[test]
fn a_renamed_heading_changes_no_value() {
    for format in formats() {
        let truth = truth(&format);
        let others =
            ["", "X", "hsa-miR-1-3p", "sample", "\"", "635 nm", "é", "miRNAtotal", "a\tb", "a,b"];
        let renamed = |other: &&str| {
            let content = format.text.replacen(format.heading, other, 1).into_bytes();
            (format!("{} called {other:?}", format.heading), content)
        };
        each(&format, others.iter().map(renamed).collect(), |what, _, found, _| {
            let differences = Differences::of(&truth, &found);
            let names: Vec<&str> = found.samples().iter().map(SampleId::as_str).collect();
            let right = !differences.shape && differences.values == 0 && differences.names <= 1;
            assert!(right, "{} {what}: {differences:?} {names:?}", format.name);
        });
    }
}
