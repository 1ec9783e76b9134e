//! Decimal commas and thousands marks.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::cells::Delimiter;

/// What stands before the fraction of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    /// `1234.5`, thousands as `1,234.5`.
    Point,
    /// `1234,5`, thousands as `1.234,5`.
    Comma,
}

/// A text that names no decimal mark.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no decimal mark; known are . and ,")]
pub struct UnknownDecimal(pub String);

impl Decimal {
    const fn marks(self) -> (char, char) {
        match self {
            Self::Point => ('.', ','),
            Self::Comma => (',', '.'),
        }
    }

    /// A number with a decimal point and nothing between thousands; the cell as it is where it is no
    /// number so written, and `None` where its thousands stand in the wrong places.
    pub(super) fn plain(self, cell: &str) -> Option<Cow<'_, str>> {
        let (decimal, thousands) = self.marks();
        if !cell.contains([decimal, thousands]) {
            return Some(Cow::Borrowed(cell));
        }
        let (whole, fraction) = match cell.split_once(decimal) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (cell, None),
        };
        if fraction.is_some_and(|fraction| fraction.contains([decimal, thousands])) {
            return None;
        }
        if whole.contains(thousands) && !has_thousands(whole, thousands) {
            return None;
        }
        let whole = whole.replace(thousands, "");
        Some(Cow::Owned(fraction.map_or(whole.clone(), |fraction| format!("{whole}.{fraction}"))))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.marks().0)
    }
}

impl FromStr for Decimal {
    type Err = UnknownDecimal;

    fn from_str(text: &str) -> Result<Self, UnknownDecimal> {
        match text {
            "." | "point" => Ok(Self::Point),
            "," | "comma" => Ok(Self::Comma),
            _ => Err(UnknownDecimal(text.to_owned())),
        }
    }
}

/// Whether digits stand in groups of three behind a first group of one to three: `22.622`, `1.234.567`.
pub(super) fn has_thousands(text: &str, mark: char) -> bool {
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let mut groups = text.split(mark);
    let first = groups.next().is_some_and(|group| digits(group) && group.len() <= 3);
    let mut rest = groups.peekable();
    first && rest.peek().is_some() && rest.all(|group| digits(group) && group.len() == 3)
}

/// What points in the cells of a table speak for: fractions, or marks between thousands.
#[derive(Debug, Default)]
pub(super) struct Points {
    /// A number that can have no mark between thousands, or needs none.
    plain: bool,
    /// A whole number below a thousand.
    small: bool,
    /// A number with a point that no logarithm reaches.
    high: bool,
    /// The first number that may be one of thousands, and where it stands.
    marked: Option<(usize, usize, String)>,
}

impl Points {
    /// Looks at a cell of a line and a column.
    pub(super) fn look(&mut self, line: usize, column: usize, cell: &str) {
        if cell.contains('.') {
            if has_thousands(cell, '.') && !cell.trim_start_matches('-').starts_with('0') {
                self.high |= cell.parse().is_ok_and(|number: f64| number > 64.0);
                self.marked.get_or_insert_with(|| (line, column, cell.to_owned()));
            } else {
                self.plain = true;
            }
        } else if let Ok(whole) = cell.parse::<i64>() {
            self.plain |= whole.abs() >= 1000;
            self.small |= whole != 0;
        }
    }

    /// The first number of which it cannot be told whether it is one of thousands: where all with a point may be,
    /// and either the cells stand between semicolons, as where the comma is the decimal mark, or smaller numbers
    /// are whole, or some pass all logarithms.
    pub(super) fn unclear(self, delimiter: Delimiter) -> Option<(usize, usize, String)> {
        let asked = delimiter == Delimiter::Semicolon || self.small || self.high;
        self.marked.filter(|_| asked && !self.plain)
    }
}

/// Facts as numbers with a point and nothing between thousands: as the decimal mark that is stated says, or where some
/// number shows that its comma is not one between thousands.
pub(super) fn facts<'a>(cells: &[&'a str], stated: Option<Decimal>) -> Vec<Cow<'a, str>> {
    let is_missing = |cell: &str| exoscope_core::sample::is_missing(cell);
    let told = |cell: &&str| cell.contains(',') && !has_thousands(cell, ',');
    let found = || cells.iter().any(told).then_some(Decimal::Comma);
    let Some(decimal) = stated.or_else(found) else {
        return cells.iter().map(|&cell| Cow::Borrowed(cell)).collect();
    };
    let number = |cell: &&'a str| match decimal.plain(cell) {
        Some(plain) if is_missing(cell) || plain.parse::<f64>().is_ok() => Some(plain),
        _ => None,
    };
    let numbers: Option<Vec<Cow<'a, str>>> = cells.iter().map(number).collect();
    numbers.unwrap_or_else(|| cells.iter().map(|&cell| Cow::Borrowed(cell)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off_where_they_stand_right() {
        let plain = |decimal: Decimal, cell| decimal.plain(cell).map(Cow::into_owned);
        for (decimal, cell, number) in [
            (Decimal::Comma, "9,23", "9.23"),
            (Decimal::Comma, "22.622", "22622"),
            (Decimal::Comma, "1.234.567,5", "1234567.5"),
            (Decimal::Point, "1,234.5", "1234.5"),
            (Decimal::Point, "9.23", "9.23"),
            (Decimal::Comma, "NA", "NA"),
        ] {
            assert_eq!(plain(decimal, cell).as_deref(), Some(number), "{cell}");
        }
        for (decimal, cell) in
            [(Decimal::Comma, "9.23"), (Decimal::Point, "9,23"), (Decimal::Comma, "1,2,3")]
        {
            assert_eq!(plain(decimal, cell), None, "{cell}");
        }
        assert_eq!(facts(&["61,2", "NA", "50"], None), ["61.2", "NA", "50"]);
        assert_eq!(facts(&["61,200", "50,100"], None), ["61,200", "50,100"]);
        assert_eq!(facts(&["61,200", "50,100"], Some(Decimal::Comma)), ["61.200", "50.100"]);
        assert_eq!(facts(&["61,2", "x,y"], None), ["61,2", "x,y"]);
        assert_eq!(facts(&["1.234,5", "50"], None), ["1234.5", "50"]);
        assert_eq!(facts(&["22.622", "882"], Some(Decimal::Comma)), ["22622", "882"]);
        assert_eq!(facts(&["22,622", "882"], Some(Decimal::Point)), ["22622", "882"]);
    }

    #[test]
    fn thousands_are_asked_about_where_they_may_be_some() {
        let asked = |delimiter, cells: &[&str]| {
            let mut points = Points::default();
            for cell in cells {
                points.look(2, 3, cell);
            }
            points.unclear(delimiter).is_some()
        };
        for cells in
            [&["3.052", "882", "13.516"][..], &["1.234.567", "12"], &["3.052", "NA", "0", "7"]]
        {
            assert!(
                asked(Delimiter::Tab, cells) && asked(Delimiter::Semicolon, cells),
                "{cells:?}"
            );
        }
        assert!(asked(Delimiter::Semicolon, &["3.052", "13.516"]));
        assert!(asked(Delimiter::Tab, &["151.251", "13.516"]));
        assert!(!asked(Delimiter::Tab, &["3.052", "13.516"]));
        for cells in [
            &["3.052", "882", "13.5"][..],
            &["3.052", "1882"],
            &["3.052", "0.882", "5"],
            &["3.052", "0"],
            &["882"],
        ] {
            assert!(!asked(Delimiter::Tab, cells), "{cells:?}");
        }
    }
}
