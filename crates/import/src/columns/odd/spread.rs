//! Columns that say how others vary: standard deviations, variances, ranges, geometric means.
//!
//! As [`super::summary`] does of sums, for what takes all values of a row at once: at the ends of a table alone.

use super::summary::half_of_last_digit;

/// How many columns at each end may be no samples.
const ENDS: usize = 4;
/// Rows in which it shows, at least.
const TELLING: usize = 8;

/// What may be computed of the values of a row, by its name.
type Statistic = (&'static str, fn(&[f64]) -> f64);

const STATISTICS: [Statistic; 7] = [
    ("standard deviations", |x| variance(x, 1.0).sqrt()),
    ("standard deviations", |x| variance(x, 0.0).sqrt()),
    ("variances", |x| variance(x, 1.0)),
    ("variances", |x| variance(x, 0.0)),
    ("coefficients of variation", |x| variance(x, 1.0).sqrt() / mean(x)),
    ("ranges", |x| {
        x.iter().copied().fold(f64::MIN, f64::max) - x.iter().copied().fold(f64::MAX, f64::min)
    }),
    ("geometric means", |x| mean(&x.iter().map(|v| v.ln()).collect::<Vec<_>>()).exp()),
];

/// The first column at an end of a table that is a statistic of those between the ends, and which. `value` gives the
/// value of a column and a row, NaN where missing.
pub(super) fn spread(
    (columns, rows): (usize, usize),
    value: impl Fn(usize, usize) -> f64,
) -> Option<(usize, String)> {
    for before in 0..=ENDS.min(columns) {
        for behind in 0..=ENDS {
            let samples = before..columns.saturating_sub(behind);
            if before + behind == 0 || samples.len() < 3 {
                continue;
            }
            let others = |row: usize| samples.clone().map(|c| value(c, row)).collect::<Vec<f64>>();
            for column in (0..before).chain(samples.end..columns) {
                let own = |row: usize| value(column, row);
                let is_it = |(_, of): &&Statistic| is_it(rows, own, |row| of(&others(row)));
                if let Some((name, _)) = STATISTICS.iter().find(is_it) {
                    return Some((column, format!("its values are the {name} of the others")));
                }
            }
        }
    }
    None
}

/// Whether a column's `own` values are those `expected` in each row, to the last digit that is written, and in several rows
/// say something. Most differ in the first row, and what is expected in others is not computed.
fn is_it(rows: usize, own: impl Fn(usize) -> f64, expected: impl Fn(usize) -> f64) -> bool {
    let mut telling = 0;
    for row in 0..rows {
        let (value, expected) = (own(row), expected(row));
        if value.is_nan() || !expected.is_finite() {
            continue;
        }
        let last = half_of_last_digit(value, true).max(1e-6 * expected.abs());
        if (value - expected).abs() > last {
            return false;
        }
        telling += usize::from(expected > 20.0 * last);
    }
    telling >= TELLING
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The variance, by the number of values less `free`.
fn variance(values: &[f64], free: f64) -> f64 {
    let mean = mean(values);
    values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() as f64 - free)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(column: usize, row: usize) -> f64 {
        2.0 + ((row * 7 + column * column * 3 + column * row) % 23) as f64 * 0.31
    }

    #[test]
    fn what_says_how_samples_vary_is_no_sample() {
        assert_eq!(spread((6, 12), sample), None);
        for (name, of) in STATISTICS {
            let made = |row: usize| {
                let values: Vec<f64> = (0..6).map(|column| sample(column, row)).collect();
                (of(&values) * 1e3).round() / 1e3
            };
            let behind = |column, row| if column == 6 { made(row) } else { sample(column, row) };
            let found = spread((7, 12), behind);
            assert!(found.is_some_and(|(at, why)| at == 6 && why.contains(name)), "{name}");
            // Beside another that is none.
            let first = |column: usize, row| match column {
                0 => made(row),
                7 => row as f64 * 0.1,
                _ => sample(column - 1, row),
            };
            assert_eq!(spread((8, 12), first).map(|(at, _)| at), Some(0), "{name}");
        }
    }
}
