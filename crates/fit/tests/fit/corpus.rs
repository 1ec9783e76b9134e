//! The seeds of the fuzz target `event_table`, whole, cut short and with cells taken out.

use std::path::Path;

use exoscope_fit::nca::{NcaSettings, analyse};
use exoscope_fit::table::{Dataset, Route};

/// Reads and analyses a text; true where it was read.
fn tried(text: &str) -> bool {
    let Ok(table) = text.parse::<Dataset>() else { return false };
    let settings = NcaSettings { route: Some(Route::Bolus), ..NcaSettings::default() };
    let _ = analyse(&table, &settings);
    true
}

#[test]
fn seeds_are_read_and_damaged_ones_are_read_or_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/event_table");
    let mut seeds = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(tried(&text));
        seeds += 1;
        for (at, c) in text.char_indices() {
            tried(&text[..at]);
            for put in ["", "-", "9e999", "\t", "0"] {
                tried(&format!("{}{put}{}", &text[..at], &text[at + c.len_utf8()..]));
            }
        }
    }
    assert!(seeds >= 3);
}
