//! The scanner's text file of one array.

use std::fmt::Write;

use super::Spots;

/// One array as 3D-Gene software writes it: a few lines of preamble, then a tab-separated table with
/// `G_Name` and `635nm`; the negative controls have one name and repeat.
///
/// ```
/// use exoscope_sim::assay::{Spots, scan_file};
/// let spots = Spots { signal: vec![812.5], controls: vec![99.0, 101.0] };
/// let text = scan_file("SIM00001", &["hsa-miR-21-5p".to_owned()], &spots);
/// assert!(text.contains("hsa-miR-21-5p\t812.5\r\n"));
/// assert_eq!(text.matches("Negative Control 2").count(), 2);
/// ```
pub fn scan_file(name: &str, mirnas: &[String], spots: &Spots) -> String {
    let mut out = format!(
        "Simulated array\r\nSample\t{name}\r\nScanner\tnone: simulated by exoscope\r\nColor\t1Color\r\n\
         Unit\tscanner units\r\n\r\nBlock\tRow\tColumn\tG_Name\t635nm\r\n"
    );
    let controls = spots.controls.iter().map(|signal| ("Negative Control 2", signal));
    let named = mirnas.iter().map(String::as_str).zip(&spots.signal);
    for (place, (name, signal)) in named.chain(controls).enumerate() {
        let (row, column) = (place / 50 + 1, place % 50 + 1);
        let name = name.replace(',', ", ");
        let _ = write!(out, "1\t{row}\t{column}\t{name}\t{signal}\r\n");
    }
    out
}
