#![no_main]
//! Event tables: whatever stands in one, it is read or refused; one that is read is analysed or refused.
use exoscope_fit::nca::{NcaSettings, analyse};
use exoscope_fit::table::{Dataset, Route};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(table) = text.parse::<Dataset>() {
        let settings = NcaSettings { route: Some(Route::Bolus), ..NcaSettings::default() };
        let _ = analyse(&table, &settings);
    }
});
