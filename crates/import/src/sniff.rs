//! Which delimiter a table uses.

use super::cells::{Delimiter, cells};
use super::columns::{key, sample_rank};
use super::number::number;

/// How many lines are looked at.
const LINES: usize = 10;

/// The delimiter that cuts the first lines into equally many cells, two or more.
///
/// Tab comes before semicolon before comma before space: where two cut evenly, the later one stands
/// inside cells (decimal commas between semicolons, words between tabs). Where none cuts evenly
/// the table is ragged, and the one that cuts most is meant, unless all lines but the first are even. `None` where there is one column.
pub(super) fn delimiter(lines: &[(usize, &str)]) -> Option<Delimiter> {
    let candidates = [Delimiter::Tab, Delimiter::Semicolon, Delimiter::Comma, Delimiter::Space];
    let counts = candidates.map(|delimiter| {
        let count = |&(_, line): &(usize, &str)| cells(line, delimiter).count();
        (delimiter, lines.iter().take(LINES).map(count).collect::<Vec<usize>>())
    });
    let even = counts.iter().find(|(_, counts)| is_even(counts));
    let without_corner = || counts.iter().find(|(_, counts)| lacks_a_heading(counts));
    let most = || {
        let cutting = counts.iter().filter(|(_, counts)| counts.iter().any(|&n| n > 1));
        let visible = cutting.filter(|(delimiter, _)| *delimiter != Delimiter::Space);
        visible.rev().max_by_key(|(_, counts)| counts.iter().sum::<usize>())
    };
    even.or_else(without_corner).or_else(most).map(|&(delimiter, _)| delimiter)
}

/// How many lines at the top are comments, as featureCounts and Affymetrix write them: `# Program:…`, `#%guid=…`.
/// A heading may begin with the same sign and a letter: `#miRNA`.
pub(super) fn comments(lines: &[(usize, &str)]) -> usize {
    let is_comment = |line: &str| {
        let rest = line.trim_start_matches('"').strip_prefix('#');
        rest.is_some_and(|rest| rest.starts_with([' ', '%', '#', '!']) || rest.is_empty())
    };
    if let Some(heading) = below_preamble(lines).or_else(|| below_title(lines)) {
        return heading;
    }
    let count = lines.iter().take_while(|(_, line)| is_comment(line)).count();
    if count < lines.len() { count } else { 0 }
}

/// The place of the heading over an instrument's results of PCR, where a preamble of one or two cells a line
/// stands above it.
fn below_preamble(lines: &[(usize, &str)]) -> Option<usize> {
    /// How long a preamble may be.
    const LONGEST: usize = 100;
    let split = |line: &str| {
        let delimiters = [Delimiter::Tab, Delimiter::Semicolon, Delimiter::Comma];
        let count = |d: &Delimiter| cells(line, *d).count();
        let delimiter = delimiters.into_iter().max_by_key(count).unwrap_or(Delimiter::Tab);
        let cells = cells(line, delimiter).filter_map(|cell| Some(cell.ok()?.into_owned()));
        cells.filter(|cell| !cell.is_empty()).collect::<Vec<String>>()
    };
    let is_heading = |cells: &[String]| {
        let one_of = |known: &[&str]| cells.iter().any(|cell| known.contains(&key(cell).as_str()));
        cells.len() > 3
            && one_of(&["ct", "c\u{442}", "cq", "cp", "crt"])
            && cells.iter().any(|cell| sample_rank(cell).is_some())
    };
    let rows = || lines.iter().take(LONGEST).map(|(_, line)| split(line));
    let at = rows().position(|cells| is_heading(&cells))?;
    rows().take(at).all(|cells| cells.len() < 3).then_some(at)
}

/// The place of the heading below a title of a supplementary table: a line or two of one cell, then a line of words,
/// three at least, then one with numbers as wide. What a cut heading leaves is followed by no line of words.
fn below_title(lines: &[(usize, &str)]) -> Option<usize> {
    /// How many lines a title may have.
    const LONGEST: usize = 3;
    let split = |line: &str| {
        let delimiters = [Delimiter::Tab, Delimiter::Semicolon, Delimiter::Comma];
        let all = |d: Delimiter| cells(line, d).filter_map(|cell| Some(cell.ok()?.into_owned()));
        let most = delimiters.into_iter().max_by_key(|d| all(*d).count()).unwrap_or(Delimiter::Tab);
        all(most).collect::<Vec<String>>()
    };
    let full = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
    let of = |at: usize| lines.get(at).map(|(_, line)| split(line));
    let is_title = |cells: &Vec<String>, width: usize| {
        // A title in a file of commas may hold some.
        full(cells) == 1 || cells.len() < width && cells.iter().any(|cell| cell.contains(' '))
    };
    (1..=LONGEST).find(|&at| {
        let (Some(heading), Some(below)) = (of(at), of(at + 1)) else { return false };
        let words = heading.iter().all(|cell| number(cell).is_none_or(f64::is_nan));
        words
            && full(&heading) >= 3
            && below.len() == heading.len()
            && below.iter().any(|cell| number(cell).is_some_and(|number| !number.is_nan()))
            && (0..at).all(|above| {
                of(above).is_some_and(|cells| is_title(&cells, heading.len()) || full(&cells) == 0)
            })
    })
}

/// The delimiter that a first line `sep=;` names, as Excel writes it.
pub(super) fn said(lines: &[(usize, &str)]) -> Option<Delimiter> {
    let (_, line) = lines.first()?;
    let line = line.trim_matches('"');
    let (word, mark) = line.split_once('=')?;
    word.eq_ignore_ascii_case("sep").then_some(())?;
    Delimiter::ALL.into_iter().find(|d| mark.chars().eq([d.character()]))
}

/// Whether all lines have as many cells, two or more.
fn is_even(counts: &[usize]) -> bool {
    counts.first().is_some_and(|first| *first > 1 && counts.iter().all(|n| n == first))
}

/// Whether the first line has one cell fewer than each other: R writes no heading over row names.
fn lacks_a_heading(counts: &[usize]) -> bool {
    counts
        .split_first()
        .is_some_and(|(first, rest)| !rest.is_empty() && rest.iter().all(|n| *n == first + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(text: &str) -> Option<Delimiter> {
        delimiter(&text.lines().enumerate().collect::<Vec<_>>())
    }

    #[test]
    fn delimiters_are_found() {
        assert_eq!(sniffed("a,b,c\n1,2,3"), Some(Delimiter::Comma));
        assert_eq!(sniffed("id\tx, y\tz\n1\t2\t3"), Some(Delimiter::Tab));
        assert_eq!(sniffed("s;a;b\nx;1,5;2,5\ny;1,5;2,5"), Some(Delimiter::Semicolon));
        assert_eq!(sniffed("1,5;2,5\n1,5;2,5"), Some(Delimiter::Semicolon));
        assert_eq!(sniffed("\"a\" \"b\"\n\"r1\" 1 2\n\"r2\" 3 4"), Some(Delimiter::Space));
        assert_eq!(sniffed("s1\nhsa-miR-1-3p\t5"), Some(Delimiter::Tab));
        assert_eq!(sniffed("a,b\nx,y;z"), Some(Delimiter::Comma));
        assert_eq!(sniffed("\"a;b\",c\n\"d;e\",f"), Some(Delimiter::Comma));
    }

    #[test]
    fn ragged_tables_and_single_columns_are_told_apart() {
        assert_eq!(sniffed("a,b,c\n1,2 3\n1,2,3"), Some(Delimiter::Comma));
        assert_eq!(sniffed("a\nb c\nd"), None);
        assert_eq!(sniffed(""), None);
    }
}
