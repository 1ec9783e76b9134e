//! Place of the DATA segment, which HEADER and TEXT both state, and not always alike.

use super::header::Header;
use super::text::Keywords;
use crate::error::{Fault, Problem};
use crate::export::Flag;

/// Bytes that may follow the last segment: the checksum.
const CRC: u64 = 8;

/// First byte of DATA. Where HEADER and TEXT differ, the range is taken whose length is that of the events, which lies behind
/// TEXT and within the file; of two such the one with which the file ends.
///
/// # Errors
///
/// Where neither fits, or both do and the file tells nothing.
pub(super) fn place(
    header: &Header,
    keywords: &Keywords,
    needed: u64,
    size: u64,
    flags: &mut Vec<Flag>,
) -> Result<u64, Fault> {
    if needed == 0 {
        return Ok(header.data.0);
    }
    let stated = (keywords.offset("$BEGINDATA")?, keywords.offset("$ENDDATA")?);
    let length = |(first, last): (u64, u64)| (first > 0 && last >= first).then(|| last - first + 1);
    let exact = |range| length(range) == Some(needed);
    // One program counts the byte after the last.
    let near = |range| length(range).is_some_and(|n| n.abs_diff(needed) <= 1);
    let end = |(first, _): (u64, u64)| first.checked_add(needed).filter(|end| *end <= size);
    let apart = |range: (u64, u64)| {
        end(range).is_some_and(|end| range.0 > header.text.1 || end <= header.text.0)
    };
    let (text, head) = ((stated, "TEXT"), (header.data, "HEADER"));
    let both_stated = length(stated).is_some() && length(header.data).is_some();
    let differ = both_stated && stated.0 != header.data.0;
    let (chosen, why) = match (near(stated), near(header.data)) {
        (true, true) if differ => between(text, head, apart, |range| {
            end(range).is_some_and(|end| end == size || end + CRC == size)
        })?,
        (true, true) if exact(header.data) && !exact(stated) => (head, "the number of events"),
        (true, _) => (text, "the number of events"),
        (false, true) => (head, "the number of events"),
        (false, false) => {
            let found = length(stated).or(length(header.data));
            let left = found.map_or("no range".to_owned(), |n| n.to_string());
            let what = "bytes of DATA by its offsets and by $TOT and $PnB";
            return Err(Problem::Disagree { what, left, right: needed.to_string() }.into());
        }
    };
    let (range, name) = chosen;
    if both_stated && stated != header.data {
        flags.push(Flag::warning(format!(
            "HEADER places DATA at {} to {}, TEXT at {} to {}: {name} is right by {why}",
            header.data.0, header.data.1, stated.0, stated.1,
        )));
    }
    if !exact(range) {
        flags.push(Flag::warning("the end of DATA is stated one byte off"));
    }
    if end(range).is_none() {
        let text = format!("DATA needs {needed} bytes from {}, the file has {size}", range.0);
        return Err(Problem::Cut(text).into());
    }
    if !apart(range) {
        let what = "DATA and TEXT lie over each other: first byte of DATA and last of TEXT";
        let (left, right) = (range.0.to_string(), header.text.1.to_string());
        return Err(Problem::Disagree { what, left, right }.into());
    }
    Ok(range.0)
}

type Named = ((u64, u64), &'static str);

/// Which of two ranges of the right length is the segment, and by what.
fn between(
    text: Named,
    head: Named,
    apart: impl Fn((u64, u64)) -> bool,
    last: impl Fn((u64, u64)) -> bool,
) -> Result<(Named, &'static str), Fault> {
    let pick = |of: &dyn Fn((u64, u64)) -> bool| match (of(text.0), of(head.0)) {
        (true, false) => Some(text),
        (false, true) => Some(head),
        _ => None,
    };
    if let Some(one) = pick(&apart) {
        return Ok((one, "the place of TEXT and the size of the file"));
    }
    if let Some(one) = pick(&last) {
        return Ok((one, "the size of the file"));
    }
    let what = "first byte of DATA by TEXT and by HEADER, of the same length";
    let (left, right) = (text.0.0.to_string(), head.0.0.to_string());
    Err(Problem::Disagree { what, left, right }.into())
}
