//! Association of two factors.

/// Cramér's V of a table of counts, plain and corrected for chance: `√(χ² / (n (min(rows, columns) − 1)))`, 0 where rows and
/// columns are independent, 1 where the one follows from the other (Cramér 1946, ch. 21; Bergsma 2013, *J Korean Stat Soc*
/// 42:323). 0 where a side has one value.
///
/// ```
/// assert_eq!(exoscope_score::cramers_v(&[vec![5, 0], vec![0, 5]]), (1.0, 1.0));
/// ```
pub fn cramers_v(table: &[Vec<usize>]) -> (f64, f64) {
    let rows: Vec<f64> = table.iter().map(|row| row.iter().sum::<usize>() as f64).collect();
    let width = table.first().map_or(0, Vec::len);
    let columns: Vec<f64> = (0..width)
        .map(|c| table.iter().filter_map(|row| row.get(c)).sum::<usize>() as f64)
        .collect();
    let n: f64 = rows.iter().sum();
    let mut chi2 = 0.0;
    for (counts, row) in table.iter().zip(&rows) {
        for (&count, column) in counts.iter().zip(&columns) {
            let expected = row * column / n;
            if expected > 0.0 {
                chi2 += (count as f64 - expected).powi(2) / expected;
            }
        }
    }
    let present = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count() as f64;
    let (r, c) = (present(&rows), present(&columns));
    if r < 2.0 || c < 2.0 {
        return (0.0, 0.0);
    }
    let phi2 = chi2 / n;
    let by_chance = (r - 1.0) * (c - 1.0) / (n - 1.0);
    let shrunk = |levels: f64| levels - (levels - 1.0).powi(2) / (n - 1.0);
    let most = (shrunk(r).min(shrunk(c)) - 1.0).max(0.0);
    let corrected = (phi2 - by_chance).max(0.0);
    let corrected = if most > 0.0 { (corrected / most).sqrt().min(1.0) } else { 0.0 };
    ((phi2 / (r.min(c) - 1.0)).sqrt().min(1.0), corrected)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.17, `contingency.association(method="cramer")`, and the same with Bergsma's
    /// correction written out (`tests/reference/cramer.py`).
    #[test]
    fn agrees_with_scipy() {
        for line in include_str!("../tests/reference/cramer.tsv").lines().skip(1) {
            let mut fields = line.split('\t');
            let rows = fields.next().unwrap_or_default().split(';');
            let row = |row: &str| row.split(',').filter_map(|n| n.parse().ok()).collect();
            let table: Vec<Vec<usize>> = rows.map(row).collect();
            let expected: Vec<f64> = fields.filter_map(|v| v.parse().ok()).collect();
            let (plain, corrected) = cramers_v(&table);
            assert!((plain - expected[0]).abs() < 1e-9, "{line}: {plain}");
            assert!((corrected - expected[1]).abs() < 1e-9, "{line}: {corrected}");
        }
    }

    #[test]
    fn one_batch_or_one_class_says_nothing() {
        assert_eq!(cramers_v(&[vec![4, 5]]), (0.0, 0.0));
        assert_eq!(cramers_v(&[vec![4, 0], vec![5, 0]]), (0.0, 0.0));
        assert_eq!(cramers_v(&[]), (0.0, 0.0));
    }
}
