//! TEXT segments: keywords and values between delimiters; a doubled delimiter is a literal one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::header::Header;
use crate::error::{Fault, Problem};
use crate::export::Flag;
use crate::text::{Decimal, number};

/// Most bytes of a TEXT segment.
const MOST_TEXT: u64 = 16 << 20;

/// Keywords in capitals with their values.
pub(super) struct Keywords {
    found: BTreeMap<String, String>,
}

impl Keywords {
    pub(super) fn read(
        file: &mut File,
        header: &Header,
        size: u64,
        flags: &mut Vec<Flag>,
    ) -> Result<Self, Fault> {
        let mut keywords = Self { found: BTreeMap::new() };
        let primary = segment(file, header.text, size, "TEXT")?;
        keywords.add(&primary, flags)?;
        let more = (keywords.offset("$BEGINSTEXT")?, keywords.offset("$ENDSTEXT")?);
        if more.0 > 0 && more.1 > more.0 && more != header.text {
            let supplementary = segment(file, more, size, "supplementary TEXT")?;
            keywords.add(&supplementary, flags)?;
        }
        Ok(keywords)
    }

    fn add(&mut self, bytes: &[u8], flags: &mut Vec<Flag>) -> Result<(), Fault> {
        let Some((delimiter, rest)) = bytes.split_first() else { return Ok(()) };
        let tokens = tokens(rest, *delimiter);
        if !tokens.len().is_multiple_of(2) {
            flags.push(Flag::warning("the last keyword of the TEXT segment has no value"));
        }
        for pair in tokens.chunks_exact(2) {
            let [key, value] = pair else { continue };
            let key = key.trim().to_uppercase();
            let value = value.trim().to_owned();
            match self.found.get(&key) {
                None => {
                    self.found.insert(key, value);
                }
                Some(first) if *first == value => {}
                Some(first) => {
                    if decisive(&key) {
                        let what = "a keyword that stands twice";
                        let (left, right) = (format!("{key} {first}"), value);
                        return Err(Problem::Disagree { what, left, right }.into());
                    }
                    flags.push(Flag::note(format!(
                        "{key} stands twice: {first:?} is kept, {value:?} is not"
                    )));
                }
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.found.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.get(key).map(str::to_owned)
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<f64>, Fault> {
        let Some(text) = self.get(key) else { return Ok(None) };
        match number(text, Decimal::Point) {
            Some(value) => Ok(Some(value)),
            None => Err(Problem::NotANumber { field: key.into(), found: text.into() }.into()),
        }
    }

    /// A whole number that must be there.
    pub(super) fn whole(&self, key: &str) -> Result<u64, Fault> {
        let Some(text) = self.get(key) else {
            return Err(Problem::Cut(format!("keyword {key} is missing")).into());
        };
        let found = || Problem::NotANumber { field: key.into(), found: text.into() };
        text.parse().map_err(|_| found().into())
    }

    /// An offset; 0 where it is not stated.
    pub(super) fn offset(&self, key: &str) -> Result<u64, Fault> {
        if self.get(key).is_none() { Ok(0) } else { self.whole(key) }
    }
}

/// Keywords that decide how bytes become values, or how many there are.
fn decisive(key: &str) -> bool {
    let fixed =
        ["$PAR", "$TOT", "$MODE", "$DATATYPE", "$BYTEORD", "$BEGINDATA", "$ENDDATA", "$VOL"];
    let per_channel = key.strip_prefix("$P").is_some_and(|rest| {
        let suffix = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        suffix.len() < rest.len() && ["B", "E", "R", "G", "N", "DATATYPE"].contains(&suffix)
    });
    fixed.contains(&key) || per_channel
}

fn segment(
    file: &mut File,
    (first, last): (u64, u64),
    size: u64,
    name: &str,
) -> Result<Vec<u8>, Fault> {
    if first == 0 || last < first || last - first > MOST_TEXT {
        let found = format!("{first} to {last}");
        let why = "not the place of a segment";
        return Err(Problem::OutOfRange { field: name.into(), found, why }.into());
    }
    if last >= size {
        return Err(Problem::Cut(format!("{name} ends at byte {last}, the file has {size}")).into());
    }
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(first)).map_err(Problem::Io)?;
    file.take(last - first + 1).read_to_end(&mut bytes).map_err(Problem::Io)?;
    Ok(bytes)
}

/// Text between delimiters. A value may not be empty by the standard, but is in practice: two delimiters are a
/// literal one only where a pair of keyword and value would not end there.
fn tokens(bytes: &[u8], delimiter: u8) -> Vec<String> {
    let empty_values = has_empty_values(bytes, delimiter);
    let mut tokens = Vec::new();
    let mut token = Vec::new();
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != delimiter {
            token.push(byte);
        } else if !empty_values && rest.next_if_eq(&delimiter).is_some() {
            token.push(delimiter);
        } else {
            tokens.push(text(&std::mem::take(&mut token)));
        }
    }
    if !text(&token).trim().is_empty() {
        tokens.push(text(&token));
    }
    tokens
}

/// Whether doubled delimiters stand for empty values: where one is followed by what starts a keyword `$` and reading
/// it as a literal would leave a keyword without its dollar sign.
fn has_empty_values(bytes: &[u8], delimiter: u8) -> bool {
    bytes.windows(4).any(|window| {
        matches!(window, [a, b, b'$', c] if *a == delimiter && *b == delimiter && c.is_ascii_uppercase())
            || matches!(window, [a, b, b'P', c] if *a == delimiter && *b == delimiter && c.is_ascii_digit())
    })
}

fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_delimiter_is_literal_unless_values_are_empty() {
        assert_eq!(tokens(b"$FIL/a//b.fcs/$PAR/1/", b'/'), ["$FIL", "a/b.fcs", "$PAR", "1"]);
        assert_eq!(tokens(b"$P1F//$P1G/2/", b'/'), ["$P1F", "", "$P1G", "2"]);
        assert_eq!(tokens(b"A/1/B", b'/'), ["A", "1", "B"]);
    }
}
