//! Ways to damage a file.

use crate::array::gzip;

/// A damaged file.
pub struct Damaged {
    /// What was done to it.
    pub what: String,
    pub content: Vec<u8>,
}

fn damaged(what: impl Into<String>, content: impl Into<Vec<u8>>) -> Damaged {
    Damaged { what: what.into(), content: content.into() }
}

/// The next number of a fixed sequence (Knuth's MMIX generator).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// Cut short anywhere.
pub fn cut(text: &str) -> Vec<Damaged> {
    let mut state = 1;
    let ends = (0..25).map(|_| next(&mut state) % text.len());
    ends.map(|end| damaged(format!("cut at {end}"), &text.as_bytes()[..end])).collect()
}

/// Compressed, then cut short.
pub fn cut_gzip(text: &str) -> Vec<Damaged> {
    let zipped = gzip(text.as_bytes());
    (1..6).map(|part| damaged("cut gzip", &zipped[..zipped.len() * part / 6])).collect()
}

/// One bit changed.
pub fn flipped(text: &str) -> Vec<Damaged> {
    let mut state = 2;
    let flip = |_| {
        let (at, bit) = (next(&mut state) % text.len(), next(&mut state) % 8);
        let mut content = text.as_bytes().to_vec();
        content[at] ^= 1 << bit;
        damaged(format!("bit {bit} of byte {at} flipped"), content)
    };
    (0..50).map(flip).collect()
}

/// Compressed, then one bit changed.
pub fn flipped_gzip(text: &str) -> Vec<Damaged> {
    let mut zipped = gzip(text.as_bytes());
    let middle = zipped.len() / 2;
    zipped[middle] ^= 16;
    vec![damaged("bit of gzip flipped", zipped)]
}

/// In other encodings, with other delimiters and ends of lines, in one piece or two.
pub fn rewritten(text: &str) -> Vec<Damaged> {
    let unix = text.replace("\r\n", "\n");
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let word = if text.contains("hsa") { "hsa" } else { "e" };
    let (before, after) = text.split_once(word).unwrap_or((text, ""));
    vec![
        damaged("UTF-8 mark", format!("\u{feff}{text}")),
        damaged("CRLF", unix.replace('\n', "\r\n")),
        damaged("CR", unix.replace('\n', "\r")),
        damaged("UTF-16 LE", utf16(u16::to_le_bytes)),
        damaged("UTF-16 BE", utf16(u16::to_be_bytes)),
        damaged("marked UTF-16", [vec![0xff, 0xfe], utf16(u16::to_le_bytes)].concat()),
        damaged("NUL behind", format!("{text}\0")),
        damaged("blank lines", text.replacen('\n', "\n\n", 2)),
        damaged("gzip", gzip(text.as_bytes())),
        damaged("two gzips", [gzip(text.as_bytes()), gzip(b"")].concat()),
        damaged("tabs for commas", text.replace(',', "\t")),
        damaged("commas for tabs", text.replace('\t', ",")),
        damaged("semicolons", text.replace(['\t', ','], ";")),
        damaged("spaces for tabs", text.replace('\t', " ")),
        damaged("decimal commas", with_decimal_commas(text)),
        damaged("Latin-1", [before.as_bytes(), b"h\xe9sa", after.as_bytes()].concat()),
        damaged("twice", format!("{text}{text}")),
    ]
}

/// `7.5` as `7,5`.
fn with_decimal_commas(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let point = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    let letter = |(at, c)| if c == '.' && point(at) { ',' } else { c };
    text.char_indices().map(letter).collect()
}

/// A heading, or the first name of a list, called otherwise.
pub fn renamed(text: &str, heading: &str) -> Vec<Damaged> {
    let others =
        ["", "X", "hsa-miR-1-3p", "sample", "\"", "635 nm", "é", "miRNAtotal", "a\tb", "a,b"];
    let one = |other: &str| {
        damaged(format!("{heading} called {other:?}"), text.replacen(heading, other, 1))
    };
    others.map(one).into()
}
