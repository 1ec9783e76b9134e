//! Text of instrument exports: encodings, lines, cells, numbers with a decimal point or comma.

use crate::error::{Fault, Problem};
use crate::export::Flag;

/// Text out of bytes: UTF-16 by its byte order mark, UTF-8 where valid, else Latin-1 (ISO 8859-1).
pub(crate) fn decode(bytes: &[u8]) -> Result<String, Fault> {
    if bytes.is_empty() {
        return Err(Problem::Empty.into());
    }
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| -> Result<String, Fault> {
        let (pairs, left) = rest.as_chunks::<2>();
        let units = pairs.iter().map(|pair| unit(*pair));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        let whole = text.ok().filter(|_| left.is_empty());
        Ok(whole.ok_or(Problem::NotText("broken UTF-16"))?)
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => match std::str::from_utf8(rest) {
            Ok(text) => text.to_owned(),
            Err(_) => return Err(Problem::NotText("broken UTF-8").into()),
        },
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
        },
    };
    // ZetaView writes one inside its unit of mobility; binary files and UTF-16 without a mark are full of them.
    if text.matches('\0').count() > bytes.len() / 100 {
        return Err(Problem::NotText("it holds NUL bytes").into());
    }
    Ok(text.replace('\0', "\u{fffd}"))
}

/// Lines with their numbers from 1; LF, CRLF and CR end a line.
pub(crate) fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let mut number = 0;
    for piece in text.split('\n') {
        let piece = piece.strip_suffix('\r').unwrap_or(piece);
        for line in piece.split('\r') {
            number += 1;
            all.push((number, line));
        }
    }
    all
}

/// Whether the last line has no end: the file may be cut, in the middle of a number even.
pub(crate) fn unended(text: &str) -> Option<Flag> {
    (!text.ends_with(['\n', '\r']))
        .then(|| Flag::warning("the last line has no line end: the file may be cut there"))
}

/// Cells of one line; a cell in double quotes may hold the delimiter and doubled quotes.
pub(crate) fn cells(line: &str, number: usize, delimiter: char) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    let mut rest = line;
    loop {
        if let Some(quoted) = rest.trim_start_matches(' ').strip_prefix('"') {
            let mut cell = String::new();
            let mut chars = quoted.char_indices().peekable();
            let mut end = None;
            while let Some((at, c)) = chars.next() {
                match c {
                    '"' if chars.next_if(|next| next.1 == '"').is_some() => cell.push('"'),
                    '"' => {
                        end = Some(at + 1);
                        break;
                    }
                    c => cell.push(c),
                }
            }
            let column = found.len() + 1;
            let after = end.and_then(|end| quoted.get(end..)).ok_or_else(|| {
                Fault::cell(number, column, Problem::Cut("a quotation mark is not closed".into()))
            })?;
            found.push(cell);
            match after.trim_start_matches(' ').strip_prefix(delimiter) {
                Some(next) => rest = next,
                None if after.trim().is_empty() => return Ok(found),
                None => {
                    let found = after.chars().take(20).collect();
                    let problem =
                        Problem::NotANumber { field: "text after a quotation mark".into(), found };
                    return Err(Fault::cell(number, column, problem));
                }
            }
        } else {
            match rest.split_once(delimiter) {
                Some((cell, next)) => {
                    found.push(cell.trim().to_owned());
                    rest = next;
                }
                None => {
                    found.push(rest.trim().to_owned());
                    return Ok(found);
                }
            }
        }
    }
}

/// Most lines that one quoted cell may span.
const MOST_SPAN: usize = 20;

/// Records with the numbers of their first lines: a cell in double quotes may span lines.
pub(crate) fn records(text: &str, delimiter: char) -> Result<Vec<(usize, Vec<String>)>, Fault> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in lines(text) {
        let (first, whole) = match open.take() {
            None => (number, line.to_owned()),
            Some((first, before)) => (first, format!("{before}\n{line}")),
        };
        if whole.matches('"').count().is_multiple_of(2) {
            found.push((first, cells(&whole, first, delimiter)?));
        } else if number - first < MOST_SPAN {
            open = Some((first, whole));
        } else {
            return Err(Fault::at(first, Problem::Cut("a quotation mark is not closed".into())));
        }
    }
    match open {
        None => Ok(found),
        Some((first, _)) => {
            Err(Fault::at(first, Problem::Cut("a quotation mark is not closed".into())))
        }
    }
}

/// The delimiter that most lines hold, of tab, comma and semicolon.
pub(crate) fn delimiter(text: &str) -> char {
    let count = |delimiter| text.lines().filter(|line| line.contains(delimiter)).count();
    let mut best = ('\t', count('\t'));
    for delimiter in [';', ','] {
        let n = count(delimiter);
        if n > best.1 {
            best = (delimiter, n);
        }
    }
    best.0
}

/// How a file writes a decimal fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decimal {
    Point,
    Comma,
}

/// Whether all commas of a number may separate thousands: one to three digits, then three after each comma.
pub(crate) fn thousands(text: &str) -> bool {
    let mut parts = text.trim().trim_start_matches(['-', '+']).split(',');
    let first = parts.next().unwrap_or_default();
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let mut groups = parts.peekable();
    groups.peek().is_some()
        && (1..=3).contains(&first.len())
        && digits(first)
        && first != "0"
        && groups.all(|group| group.len() == 3 && digits(group))
}

/// A finite number, written plainly or with an exponent; nothing else (no `inf`, `NaN`, thousands separator).
pub(crate) fn number(text: &str, decimal: Decimal) -> Option<f64> {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    let value: f64 = match decimal {
        Decimal::Point => text.chars().all(plain).then(|| text.parse().ok())??,
        Decimal::Comma => {
            let fits = text.chars().all(|c| c == ',' || plain(c)) && !text.contains('.');
            fits.then(|| text.replacen(',', ".", 1).parse().ok())??
        }
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_the_decimal_of_their_file_alone() {
        assert_eq!(number("9.16E+1", Decimal::Point), Some(91.6));
        assert_eq!(number("9,16E+1", Decimal::Comma), Some(91.6));
        assert_eq!(number("1.157E+5", Decimal::Comma), None);
        assert_eq!(number("1,157", Decimal::Point), None);
        for word in ["", "nan", "inf", "NaN", "1e999", "0x10", "1,2,3", "--1"] {
            assert_eq!(
                (number(word, Decimal::Point), number(word, Decimal::Comma)),
                (None, None),
                "{word}"
            );
        }
    }

    #[test]
    fn text_is_decoded_by_its_byte_order_mark_or_as_latin_1() {
        assert_eq!(decode(b"\xb5m").ok().as_deref(), Some("µm"));
        assert_eq!(decode(b"\xff\xfea\0\xb5\0").ok().as_deref(), Some("aµ"));
        assert!(decode(b"\xff\xfea").is_err() && decode(b"a\0b").is_err() && decode(b"").is_err());
    }

    #[test]
    fn a_quoted_cell_may_span_lines() {
        let read = records("a,\"b\nc\"\nd,e", ',').unwrap_or_default();
        assert_eq!(
            read,
            [(1, vec!["a".to_owned(), "b\nc".into()]), (3, vec!["d".into(), "e".into()])]
        );
        assert!(records("a,\"b\nc", ',').is_err());
    }

    #[test]
    fn cells_keep_delimiters_inside_quotation_marks() {
        let read = |line| cells(line, 1, ',').ok();
        assert_eq!(
            read("a,\"b, \"\"c\"\"\",,"),
            Some(vec!["a".into(), "b, \"c\"".into(), String::new(), String::new()])
        );
        assert!(cells("a,\"b", 1, ',').is_err());
    }
}
