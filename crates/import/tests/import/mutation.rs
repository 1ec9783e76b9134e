//! Damaged files: a hundred and more of each format go in right or are refused with their place,
//! and none becomes another cohort in silence.
//!
//! What a single changed byte says can be no more wrong than that byte: one value, one name or one
//! column of facts. Everything else must be as in the whole file.

mod damage;
mod difference;
mod format;

use exoscope_core::Cohort;

use crate::message;
use damage::Damaged;
use difference::Differences;
use format::{Format, formats};

/// Reads every file and gives those that went in to `right`, with whether the report says that the
/// file may be cut short; the others must be refused by the name of a file.
fn each(format: &Format, files: Vec<Damaged>, right: impl Fn(&Damaged, Cohort, bool)) {
    let folder = format.folder();
    for damaged in files {
        match format.read(&folder, &damaged.content) {
            Ok((cohort, said)) => right(&damaged, cohort, said),
            Err(error) => {
                let (name, what, message) = (&format.name, &damaged.what, message(&error));
                assert!(format.names_a_file(&error.to_string()), "{name} {what}: {message}");
                assert!(message.len() > 20, "{name} {what}: {message}");
            }
        }
    }
}

fn truth(format: &Format) -> Cohort {
    let read = format.read(&format.folder(), format.text.as_bytes());
    let (cohort, said) = read.unwrap_or_else(|e| panic!("{}: {}", format.name, message(&e)));
    assert!(!said, "{}", format.name);
    cohort
}

#[test]
fn there_are_a_hundred_damaged_files_of_each_format() {
    for format in formats() {
        let text = &format.text;
        let kinds = [
            damage::cut(text),
            damage::cut_gzip(text),
            damage::flipped(text),
            damage::flipped_gzip(text),
            damage::rewritten(text),
            damage::renamed(text, format.heading),
        ];
        let files: usize = kinds.iter().map(Vec::len).sum();
        assert!(files >= 100, "{}: {files}", format.name);
    }
}

#[test]
fn cut_files_are_refused_or_said_to_be_cut() {
    for format in formats() {
        let truth = truth(&format);
        each(&format, damage::cut(&format.text), |damaged, found, said| {
            let (name, what) = (&format.name, &damaged.what);
            let differences = Differences::of(&truth, &found);
            let at_line = damaged.content.ends_with(b"\n");
            assert!(said || at_line || differences.none(), "{name} {what}: {differences:?}");
            let cells = |cohort: &Cohort| cohort.n_samples() * (1 + cohort.n_mirnas());
            let fewer = cells(&found) < cells(&truth);
            assert!(fewer || differences.few(1, format.facts()), "{name} {what}: {differences:?}");
        });
        each(&format, damage::cut_gzip(&format.text), |damaged, _, _| {
            panic!("{} {} went in", format.name, damaged.what)
        });
    }
}

#[test]
fn a_flipped_bit_changes_no_more_than_its_cell() {
    let wrong = std::cell::RefCell::new(Vec::new());
    for format in formats() {
        let truth = truth(&format);
        each(&format, damage::flipped(&format.text), |damaged, found, said| {
            let differences = Differences::of(&truth, &found);
            // A background spot moves every value of an array, and where lines are added up a name
            // moves its line to another miRNA.
            let most = if format.name.starts_with("array") { truth.n_mirnas() } else { 1 };
            let sums = ["mirtop", "sRNAbench"].contains(&format.name);
            let moved = sums && found.n_mirnas().abs_diff(truth.n_mirnas()) <= 1;
            if !(differences.few(most, format.facts()) || moved || said) {
                let text = String::from_utf8_lossy(&damaged.content);
                let what = format!("{} {}: {differences:?}\n{text}", format.name, damaged.what);
                wrong.borrow_mut().push(what);
            }
        });
        each(&format, damage::flipped_gzip(&format.text), |damaged, _, _| {
            panic!("{} {} went in", format.name, damaged.what)
        });
    }
    let wrong = wrong.into_inner();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn other_encodings_and_delimiters_go_in_the_same_or_not() {
    for format in formats() {
        let truth = truth(&format);
        each(&format, damage::rewritten(&format.text), |damaged, found, said| {
            let differences = Differences::of(&truth, &found);
            // A list of names keeps its comma in quotation marks alone.
            let lists = format.text.contains("hsa-miR-365");
            let comma = lists && differences.only_names(1);
            let (name, what) = (&format.name, &damaged.what);
            // A letter that is no ASCII is read in the encoding it speaks for: it changes its cell.
            let few = said || differences.few(0, format.facts());
            let letter = damaged.what == "Latin-1" && few;
            assert!(differences.none() || comma || letter, "{name} {what}: {differences:?}");
        });
    }
}

#[test]
fn a_renamed_heading_changes_no_value() {
    for format in formats() {
        let truth = truth(&format);
        each(&format, damage::renamed(&format.text, format.heading), |damaged, found, _| {
            let differences = Differences::of(&truth, &found);
            let (name, what) = (&format.name, &damaged.what);
            // A number that is no more there is missing.
            let values = usize::from(format.heading.parse::<f64>().is_ok());
            assert!(differences.few(values, format.facts()), "{name} {what}: {differences:?}");
        });
    }
}

#[test]
fn an_archive_cut_between_two_arrays_is_refused() {
    let archive = format::formats().into_iter().find(|format| format.name == "array archive");
    let archive = archive.unwrap();
    let folder = archive.folder();
    for blocks in 1..archive.text.len() / 512 - 1 {
        let cut = &archive.text.as_bytes()[..blocks * 512];
        assert!(archive.read(&folder, cut).is_err(), "{blocks} blocks");
    }
}
