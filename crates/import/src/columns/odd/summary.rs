//! Columns that sum up others: totals, means, medians, highest values.
//!
//! What is summed up are all others, all before it or all behind it, with or without the first and the last of
//! the table, as several such columns stand beside each other mostly.

use std::borrow::Cow;

use super::FEW;

/// How a column sums up others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sum,
    Mean,
    Median,
    Highest,
}

impl Kind {
    const fn words(self) -> &'static str {
        match self {
            Self::Sum => "its values are the sums of all others",
            Self::Mean => "its values are the means of all others",
            Self::Median => "its values are the medians of all others",
            Self::Highest => "its values are the highest of all others",
        }
    }
}

/// A column that may sum up those from `start` up to `end`, itself left out.
struct Candidate {
    column: usize,
    kind: Kind,
    start: usize,
    end: usize,
    /// Different values in rows in which it does by no chance, as what it sums up differs: an end of the scale is the
    /// highest of many.
    seen: [f64; FEW],
    telling: usize,
}

/// The columns whose values are a summary of others in every row, to the last digit that is written, and how.
/// `value` gives the value of a column and a row, NaN where missing.
pub(super) fn summaries(
    (columns, rows): (usize, usize),
    value: impl Fn(usize, usize) -> f64,
) -> Vec<(usize, &'static str)> {
    let mut left = candidates(columns);
    for row in 0..rows {
        let row = Row::of((0..columns).map(|column| value(column, row)).collect());
        left.retain_mut(|candidate| row.fits(candidate));
        if left.is_empty() {
            return Vec::new();
        }
    }
    let sure = |candidate: &&Candidate| candidate.telling >= FEW;
    left.iter().filter(sure).map(|candidate| (candidate.column, candidate.kind.words())).collect()
}

/// How many columns at each end of a table are looked at more closely.
const ENDS: usize = 4;

fn candidates(columns: usize) -> Vec<Candidate> {
    let mut all = Vec::new();
    for column in 0..columns {
        let mut ranges = vec![
            (0, columns),
            (1, columns),
            (0, columns - 1),
            (0, column),
            (1, column),
            (column + 1, columns),
            (column + 1, columns - 1),
        ];
        ranges.sort_unstable();
        ranges.dedup();
        for (start, end) in ranges {
            let others = end.saturating_sub(start) - usize::from((start..end).contains(&column));
            let kinds = [Kind::Sum, Kind::Mean, Kind::Highest, Kind::Median];
            // The whole row is put in order once, ranges anew for each column: for those at the ends alone.
            let ordered = others + 1 == columns || column < ENDS || column + ENDS >= columns;
            for kind in kinds.into_iter().filter(|kind| *kind != Kind::Median || ordered) {
                if others > 1 {
                    all.push(Candidate {
                        column,
                        kind,
                        start,
                        end,
                        seen: [f64::NAN; FEW],
                        telling: 0,
                    });
                }
            }
        }
    }
    all
}

/// The values of a row, and what is needed to sum up any range of them.
struct Row {
    values: Vec<f64>,
    /// Sums and numbers of the values before each column, and of all.
    before: Vec<(f64, f64)>,
    /// The highest value up to each column, and from each on.
    highest_to: Vec<f64>,
    highest_from: Vec<f64>,
    sorted: Vec<f64>,
}

impl Row {
    fn of(values: Vec<f64>) -> Self {
        let mut before = vec![(0.0, 0.0)];
        let (mut sum, mut count) = (0.0, 0.0);
        for value in &values {
            if !value.is_nan() {
                sum += value;
                count += 1.0;
            }
            before.push((sum, count));
        }
        let running = |values: &mut dyn Iterator<Item = &f64>| {
            let higher = |highest: &mut f64, value: &f64| {
                *highest = highest.max(*value);
                Some(*highest)
            };
            values.scan(f64::NEG_INFINITY, higher).collect::<Vec<f64>>()
        };
        let highest_to = running(&mut values.iter());
        let mut highest_from = running(&mut values.iter().rev());
        highest_from.reverse();
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        Self { values, before, highest_to, highest_from, sorted }
    }

    /// Whether a column is in this row what it may be, as far as the row says.
    fn fits(&self, candidate: &mut Candidate) -> bool {
        let value = self.values.get(candidate.column).copied().unwrap_or(f64::NAN);
        if value.is_nan() {
            return true;
        }
        let (sum, count) = self.total(candidate, value);
        if count < 1.0 {
            return true;
        }
        let highest = self.highest(candidate);
        let (expected, rounded) = match candidate.kind {
            Kind::Sum => (sum, false),
            Kind::Mean => (sum / count, true),
            Kind::Median => (self.median(candidate, value), true),
            Kind::Highest => (highest, false),
        };
        let all = self.before.last().map_or(0.0, |(sum, _)| sum.abs());
        let off = (1e-6 * expected.abs()).max(1e-12 * all);
        let last = half_of_last_digit(value, rounded).max(off);
        // Where all others have nearly one value, any sample's is near their summary; where most have the least,
        // as where nothing was found, that is their median.
        let lowest = self.sorted.first().copied().unwrap_or(expected);
        let between = candidate.kind != Kind::Median || expected > lowest;
        let telling = between && highest - sum / count > 5.0 * last;
        if telling && candidate.telling < FEW && !candidate.seen.contains(&expected) {
            if let Some(seen) = candidate.seen.get_mut(candidate.telling) {
                *seen = expected;
            }
            candidate.telling += 1;
        }
        (value - expected).abs() <= last
    }

    /// The sum and the number of the values that a column may sum up.
    fn total(&self, candidate: &Candidate, value: f64) -> (f64, f64) {
        let at = |column: usize| self.before.get(column).copied().unwrap_or_default();
        let ((before, fewer), (sum, count)) = (at(candidate.start), at(candidate.end));
        let own = (candidate.start..candidate.end).contains(&candidate.column);
        let (own, one) = if own { (value, 1.0) } else { (0.0, 0.0) };
        (sum - before - own, count - fewer - one)
    }

    /// The highest of the values that a column may sum up, where it lies at an end of the range, or the range is
    /// of all columns; else one that none has.
    fn highest(&self, candidate: &Candidate) -> f64 {
        let to =
            |end: usize| end.checked_sub(1).and_then(|last| self.highest_to.get(last)).copied();
        let from = |start: usize| self.highest_from.get(start).copied();
        let none = f64::NEG_INFINITY;
        let (columns, column) = (self.values.len(), candidate.column);
        match (candidate.start, candidate.end) {
            (0, end) if end <= column => to(end).unwrap_or(none),
            (start, end) if start > column && end == columns => from(start).unwrap_or(none),
            (0, end) if end == columns => {
                to(column).unwrap_or(none).max(from(column + 1).unwrap_or(none))
            }
            (start, end) => {
                let inside = self.values.get(start..end).unwrap_or_default().iter().enumerate();
                let others = inside.filter(|(place, _)| start + place != column);
                others.fold(none, |highest, (_, value)| highest.max(*value))
            }
        }
    }

    /// The median of the values that a column may sum up.
    fn median(&self, candidate: &Candidate, value: f64) -> f64 {
        let whole = (candidate.start, candidate.end) == (0, self.values.len());
        let of_range = || {
            let range = self.values.get(candidate.start..candidate.end).unwrap_or_default();
            let mut sorted: Vec<f64> = range.iter().copied().filter(|v| !v.is_nan()).collect();
            sorted.sort_by(f64::total_cmp);
            sorted
        };
        let sorted = if whole { Cow::Borrowed(&self.sorted) } else { Cow::Owned(of_range()) };
        let own = (candidate.start..candidate.end).contains(&candidate.column);
        let place = sorted.partition_point(|other| other.total_cmp(&value).is_lt());
        let at = |rank: usize| {
            let rank = if own && rank >= place { rank + 1 } else { rank };
            sorted.get(rank).copied().unwrap_or(f64::NAN)
        };
        let count = sorted.len().saturating_sub(usize::from(own));
        f64::midpoint(at(count.saturating_sub(1) / 2), at(count / 2))
    }
}

/// Half of the last digit behind the point; where there is none, half of a whole one of what is rounded.
pub(super) fn half_of_last_digit(value: f64, rounded: bool) -> f64 {
    const DIGITS: i32 = 6;
    let written = |digits: &i32| {
        let shifted = value * 10_f64.powi(*digits);
        (shifted - shifted.round()).abs() <= 1e-9 * shifted.abs()
    };
    match (0..DIGITS).find(written) {
        Some(0) if !rounded => 0.0,
        Some(digits) => 0.5 * 10_f64.powi(-digits) * (1.0 + 1e-6),
        None => 0.0,
    }
}
