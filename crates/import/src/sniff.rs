//! Which delimiter a table uses.

use super::cells::{Delimiter, cells};

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
    let count = lines.iter().take_while(|(_, line)| is_comment(line)).count();
    if count < lines.len() { count } else { 0 }
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
