//! Several lines about one miRNA: replicate probes, or a table with a line a value.

use std::collections::HashMap;

use super::list::Named;
use super::matrix::Matrix;

/// Makes one line of lines about a miRNA that are called alike, as replicate probes are: the mean of
/// logarithms and of Ct, missing values left out. Says which.
pub(super) fn average(names: &mut Vec<Named>, matrix: &mut Matrix) -> Vec<String> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Named> = Vec::new();
    let mut rows: Vec<Vec<Vec<f64>>> = Vec::new();
    for (named, row) in names.drain(..).zip(std::mem::take(&mut matrix.rows)) {
        match first.get(&named.text).and_then(|&place| rows.get_mut(place)) {
            Some(together) => together.push(row),
            None => {
                first.insert(named.text.clone(), kept.len());
                kept.push(named);
                rows.push(vec![row]);
            }
        }
    }
    let of_several = kept.iter().zip(&rows).filter(|(_, rows)| rows.len() > 1);
    let replicates = of_several.map(|(named, _)| named.text.clone()).collect();
    matrix.rows = rows.into_iter().map(mean).collect();
    matrix.shape.1 = matrix.rows.len();
    *names = kept;
    replicates
}

/// The column whose values tell lines about a miRNA apart, the same in each: such a table has a line a value,
/// and the column numbers samples.
pub(super) fn numbers_samples(names: &[Named], matrix: &Matrix) -> Option<usize> {
    let mut rows_of: HashMap<&str, Vec<&Vec<f64>>> = HashMap::new();
    for (named, row) in names.iter().zip(&matrix.rows) {
        rows_of.entry(&named.text).or_default().push(row);
    }
    rows_of.retain(|_, rows| rows.len() > 1);
    if rows_of.len() < 2 {
        return None;
    }
    (0..matrix.shape.0).find(|&column| {
        let values = |rows: &Vec<&Vec<f64>>| {
            let mut values: Vec<f64> =
                rows.iter().filter_map(|row| row.get(column)).copied().collect();
            values.sort_by(f64::total_cmp);
            values
        };
        let mut all = rows_of.values().map(values);
        let first = all.next().unwrap_or_default();
        let distinct = first.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
        distinct && all.all(|other| other == first)
    })
}

/// The mean of each place over rows, missing values left out.
fn mean(rows: Vec<Vec<f64>>) -> Vec<f64> {
    if let [only] = rows.as_slice() {
        return only.clone();
    }
    let width = rows.first().map_or(0, Vec::len);
    let at = |place: usize| {
        let there = rows.iter().filter_map(|row| row.get(place)).filter(|value| !value.is_nan());
        let (sum, count) = there.fold((0.0, 0_usize), |(sum, n), value| (sum + value, n + 1));
        if count == 0 { f64::NAN } else { sum / count as f64 }
    };
    (0..width).map(at).collect()
}
