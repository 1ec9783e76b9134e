//! Columns whose miRNAs stand in another order than in all samples.
//!
//! Which miRNAs are many and which few is much the same in samples of a kind. What is computed of them, a fold change or a
//! score, has an order of its own.

use exoscope_core::rank::{correlation, ranks};

/// Fewer samples have no order in common, and fewer miRNAs none that tells.
const SAMPLES: usize = 5;
const MIRNAS: usize = 12;
/// Spearman's correlation with the mean order of the others: of a column that is no sample at most, and of each
/// sample beside it at least.
const AT_MOST: f64 = 0.2;
const AT_LEAST: f64 = 0.6;

/// The first of the columns at the ends of a table, where what is computed stands, whose miRNAs have another order than
/// those of all samples between, which have one. `value` gives the value of a column and a row, NaN where missing.
pub(super) fn unlike(
    (columns, rows): (usize, usize),
    value: impl Fn(usize, usize) -> f64,
) -> Option<(usize, String)> {
    if columns <= SAMPLES || rows < MIRNAS {
        return None;
    }
    let complete = |row: &usize| (0..columns).all(|column| !value(column, *row).is_nan());
    let rows: Vec<usize> = (0..rows).filter(complete).collect();
    if rows.len() < MIRNAS {
        return None;
    }
    let ranks: Vec<Vec<f64>> = (0..columns)
        .map(|c| ranks(&rows.iter().map(|&row| value(c, row)).collect::<Vec<_>>()))
        .collect();
    let mut total = vec![0.0; rows.len()];
    for column in &ranks {
        total.iter_mut().zip(column).for_each(|(total, rank)| *total += rank);
    }
    let with_others = |at: usize| {
        let own = ranks.get(at).map(Vec::as_slice).unwrap_or_default();
        let others: Vec<f64> = total.iter().zip(own).map(|(total, own)| total - own).collect();
        // One that does not vary has no order.
        correlation(own, &others).unwrap_or(0.0)
    };
    let like: Vec<f64> = (0..columns).map(with_others).collect();
    let odd = |correlation: &&f64| **correlation <= AT_MOST;
    let before = like.iter().take_while(odd).count();
    let behind = like.iter().rev().take_while(odd).count();
    let samples = like.get(before..columns.saturating_sub(behind))?;
    let least = samples.iter().copied().fold(f64::INFINITY, f64::min);
    if before + behind == 0 || samples.len() < SAMPLES || least < AT_LEAST {
        return None;
    }
    let at = if behind > 0 { columns - behind } else { 0 };
    let own = like.get(at)?;
    Some((
        at,
        format!(
            "its miRNAs stand in another order than those of the others (correlation of ranks {own:.2}, where all \
             others have {least:.2} or more)"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six samples of one kind and 24 miRNAs.
    fn sample(column: usize, row: usize) -> f64 {
        4.0 + ((row * 7) % 24) as f64 * 0.4 + ((column * 11 + row * 13) % 17) as f64 * 0.1
    }

    /// What has no order in common with them.
    fn change(row: usize) -> f64 {
        ((row * row * 5 + row) % 23) as f64 * 0.1 - 1.0
    }

    #[test]
    fn what_is_computed_has_an_order_of_its_own() {
        assert_eq!(unlike((6, 24), sample), None);
        let last = |column: usize, row| if column < 6 { sample(column, row) } else { change(row) };
        assert_eq!(unlike((7, 24), last).map(|(at, _)| at), Some(6));
        let first = |column: usize, row| if column > 0 { sample(column, row) } else { change(row) };
        assert_eq!(unlike((7, 24), first).map(|(at, _)| at), Some(0));
        // Samples of no kind in common.
        let mixed = |column: usize, row: usize| change(row * (column + 2));
        assert_eq!(unlike((7, 24), mixed), None);
    }
}
