//! A calendar date.

use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, as sampling and scan dates are given.
///
/// ```
/// use exoscope_core::sample::Date;
/// assert_eq!("20150310".parse::<Date>()?, "2015-03-10".parse()?);
/// assert!("2015-02-29".parse::<Date>().is_err());
/// # Ok::<(), exoscope_core::sample::DateError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date: write 2015-03-10, 2015/03/10 or 20150310")]
pub struct DateError(pub String);

impl Date {
    /// The date, where the month has such a day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let digits: Vec<&str> = text.trim().split(['-', '/']).collect();
        let parsed = match digits.as_slice() {
            [whole] if whole.len() == 8 && whole.is_ascii() => {
                let (year, rest) = whole.split_at(4);
                let (month, day) = rest.split_at(2);
                Some((year, month, day))
            }
            [year, month, day] if year.len() == 4 => Some((*year, *month, *day)),
            _ => None,
        };
        parsed
            .and_then(|(y, m, d)| Self::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?))
            .ok_or_else(|| DateError(text.to_owned()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
