//! Columns that are sums, means or differences of some others: of the samples of one group, say.
//!
//! What is measured in a sample is no exact combination of what is measured in others. A least-squares fit on the columns
//! before finds which a column is made of (Golub and Van Loan 2013, "Matrix Computations", section 5.3); that
//! it is their sum, their mean, or a difference of two means is then checked row by row, to the last digit that is
//! written.

use super::summary::half_of_last_digit;

/// More columns are not looked at: the work grows with their square.
const COLUMNS: usize = 512;
/// So many more rows than columns are needed.
const MORE: usize = 3;
/// What is left of a column, of its length, where it is worth a look.
const LEFT: f64 = 0.1;
/// What is left of one that is no column of its own.
const NOTHING: f64 = 1e-9;
/// How unlikely a sum of any columns must be by chance, as a natural logarithm: 1e-9.
const UNLIKELY: f64 = 20.7;

/// The first column that sums, averages or compares some others, and how. `value` gives the value of a column and a row,
/// NaN where missing.
pub(super) fn combination(
    (columns, rows): (usize, usize),
    value: impl Fn(usize, usize) -> f64,
) -> Option<(usize, String)> {
    let wanted = columns + columns / 4 + MORE;
    if !(3..=COLUMNS).contains(&columns) || rows < columns + MORE {
        return None;
    }
    let complete = |row: &usize| {
        let all = || (0..columns).map(|column| value(column, *row));
        all().all(|value| !value.is_nan()) && all().any(|value| value != 0.0)
    };
    // More rows say no more.
    let rows: Vec<usize> = (0..rows).filter(complete).take(wanted).collect();
    if rows.len() < columns + MORE {
        return None;
    }
    let whole: Vec<Vec<f64>> =
        (0..columns).map(|c| rows.iter().map(|&row| value(c, row)).collect()).collect();
    // What is made of others stands behind them mostly; else before.
    first_combined(&whole, 0..columns).or_else(|| first_combined(&whole, (0..columns).rev()))
}

/// The first column, in this order, that combines some before it.
fn first_combined(
    columns: &[Vec<f64>],
    mut order: impl Iterator<Item = usize>,
) -> Option<(usize, String)> {
    let rows = columns.first().map_or(0, Vec::len);
    // Each row counts alike: a fit of amounts would see the highest alone.
    let scale: Vec<f64> = (0..rows)
        .map(|row| columns.iter().filter_map(|c| c.get(row)).fold(0.0, |m: f64, v| m.max(v.abs())))
        .collect();
    let mut basis = Basis::default();
    order.find_map(|at| {
        let column = columns.get(at)?;
        let scaled: Vec<f64> = column.iter().zip(&scale).map(|(v, s)| v / s).collect();
        let (weights, left) = basis.fit(&scaled);
        let found = (left < LEFT).then(|| words(columns, column, &basis.columns, &weights));
        let found = found.flatten().map(|why| (at, why));
        if found.is_none() {
            basis.add(at);
        }
        found
    })
}

/// Columns at right angles, and the triangle that makes the table's own of them.
#[derive(Default)]
struct Basis {
    /// Which columns of the table they are made of.
    columns: Vec<usize>,
    unit: Vec<Vec<f64>>,
    triangle: Vec<Vec<f64>>,
    /// The last column that was fitted: its part along each, and what is left.
    last: (Vec<f64>, Vec<f64>),
}

impl Basis {
    /// The weights with which the columns make up `column`, and what is left, of its length.
    fn fit(&mut self, column: &[f64]) -> (Vec<f64>, f64) {
        let mut rest = column.to_vec();
        let mut along = vec![0.0; self.unit.len()];
        // Twice is enough (Giraud et al. 2005, Numer. Math. 101).
        for _ in 0..2 {
            for (unit, along) in self.unit.iter().zip(&mut along) {
                let part = dot(unit, &rest);
                *along += part;
                rest.iter_mut().zip(unit).for_each(|(rest, unit)| *rest -= part * unit);
            }
        }
        let left = norm(&rest) / norm(column).max(f64::MIN_POSITIVE);
        let weights = if left < LEFT { self.solve(&along) } else { Vec::new() };
        self.last = (along, rest);
        (weights, left)
    }

    /// Back substitution.
    fn solve(&self, along: &[f64]) -> Vec<f64> {
        let mut weights = along.to_vec();
        for at in (0..weights.len()).rev() {
            let Some(column) = self.triangle.get(at) else { continue };
            let (above, below) = weights.split_at_mut(at);
            let (Some(own), Some(diagonal)) = (below.first_mut(), column.get(at)) else { continue };
            *own /= diagonal;
            above.iter_mut().zip(column).for_each(|(above, entry)| *above -= *own * entry);
        }
        weights
    }

    /// Adds the column that was fitted last, where it is one of its own.
    fn add(&mut self, at: usize) {
        let (mut along, mut rest) = std::mem::take(&mut self.last);
        let length = norm(&rest);
        if length <= NOTHING * (length + norm(&along)) {
            return;
        }
        for rest in &mut rest {
            *rest /= length;
        }
        along.push(length);
        self.columns.push(at);
        self.unit.push(rest);
        self.triangle.push(along);
    }
}

/// How `column` combines those of the table whose weights stand out, where it does so in every row.
fn words(columns: &[Vec<f64>], column: &[f64], of: &[usize], weights: &[f64]) -> Option<String> {
    let highest = weights.iter().fold(0.0, |most: f64, weight| most.max(weight.abs()));
    let those = |sign: f64| -> Vec<&Vec<f64>> {
        let far = |(_, weight): &(&usize, &f64)| sign * **weight > highest / 2.0;
        of.iter().zip(weights).filter(far).filter_map(|(at, _)| columns.get(*at)).collect()
    };
    let (more, less) = (those(1.0), those(-1.0));
    let sum = |of: &[&Vec<f64>], row: usize| of.iter().filter_map(|c| c.get(row)).sum::<f64>();
    let mean = |of: &[&Vec<f64>], row: usize| sum(of, row) / of.len().max(1) as f64;
    let fits = |expected: &dyn Fn(usize) -> f64| {
        let spread = |row: usize| {
            let all = more.iter().chain(&less).filter_map(|c| c.get(row).copied());
            let (low, high) =
                all.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
            high - low
        };
        let mut by_chance = -(of.len() as f64) * 2.0_f64.ln();
        for (row, value) in column.iter().enumerate() {
            let expected = expected(row);
            let last = half_of_last_digit(*value, true).max(1e-6 * expected.abs());
            if (value - expected).abs() > last * (1.0 + 1e-6) {
                return false;
            }
            by_chance += (spread(row) / (2.0 * last)).max(1.0).ln();
        }
        by_chance > UNLIKELY
    };
    let (n, m) = (more.len(), less.len());
    if m == 0 && n > 1 && fits(&|row| sum(&more, row)) {
        Some(format!("its values are the sums of {n} others"))
    } else if m == 0 && n > 1 && fits(&|row| mean(&more, row)) {
        Some(format!("its values are the means of {n} others"))
    } else if m > 0 && n > 0 && fits(&|row| mean(&more, row) - mean(&less, row)) {
        Some(format!("its values are the means of {n} others less those of {m}"))
    } else {
        None
    }
}

/// A scalar product. Several sums run at a time: one alone waits for each addition.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const TOGETHER: usize = 8;
    let ((a, rest_a), (b, rest_b)) = (a.as_chunks::<TOGETHER>(), b.as_chunks::<TOGETHER>());
    let mut sums = [0.0; TOGETHER];
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn combined(columns: &[Vec<f64>]) -> Option<usize> {
        let shape = (columns.len(), columns.first().map_or(0, Vec::len));
        combination(shape, |column, row| columns[column][row]).map(|(column, _)| column)
    }

    fn rounded(x: f64, digits: i32) -> f64 {
        (x * 10_f64.powi(digits)).round() / 10_f64.powi(digits)
    }

    /// 6 samples and 20 miRNAs, each miRNA with a level of its own, to two digits.
    fn samples() -> impl Strategy<Value = Vec<Vec<f64>>> {
        let levels = prop::collection::vec(4.0..14.0_f64, 20);
        let noise = prop::collection::vec(prop::collection::vec(-1.5..1.5_f64, 20), 6);
        (levels, noise).prop_map(|(levels, noise)| {
            let of = |noise: Vec<f64>| {
                noise.iter().zip(&levels).map(|(n, level)| rounded(level + n, 2)).collect()
            };
            noise.into_iter().map(of).collect()
        })
    }

    proptest! {
        #[test]
        fn groups_are_told_from_samples(samples in samples(), digits in 2..5_i32) {
            prop_assert_eq!(combined(&samples), None);
            let mean = |of: &[usize], row: usize| {
                of.iter().map(|&s| samples[s][row]).sum::<f64>() / of.len() as f64
            };
            let made = |value: &dyn Fn(usize) -> f64| {
                (0..20).map(|row| rounded(value(row), digits)).collect::<Vec<f64>>()
            };
            let means = made(&|row| mean(&[0, 2, 4], row));
            let sums = made(&|row| mean(&[1, 5], row) * 2.0);
            let change = made(&|row| mean(&[0, 1, 2], row) - mean(&[3, 4, 5], row));
            for column in [&means, &sums, &change] {
                let behind: Vec<_> = samples.iter().chain([column]).cloned().collect();
                prop_assert_eq!(combined(&behind), Some(6));
            }
            for column in [means, sums] {
                let before: Vec<_> = [column].iter().chain(&samples).cloned().collect();
                prop_assert!(combined(&before).is_some());
            }
        }

        #[test]
        fn what_is_taken_out_of_batches_leaves_samples(samples in samples()) {
            // Means of three samples each are brought to one, and miRNAs centred.
            let mean = |of: std::ops::Range<usize>, row: usize| {
                let n = of.len() as f64;
                of.map(|s| samples[s][row]).sum::<f64>() / n
            };
            let adjusted = |s: usize, row: usize| {
                let batch = if s < 3 { 0..3 } else { 3..6 };
                samples[s][row] - mean(batch, row)
            };
            let all: Vec<Vec<f64>> =
                (0..6).map(|s| (0..20).map(|row| adjusted(s, row)).collect()).collect();
            prop_assert_eq!(combined(&all), None);
        }
    }
}
