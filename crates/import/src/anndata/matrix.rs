//! The values of an AnnData file, dense or sparse.

use exoscope_core::suggest::did_you_mean;
use ndarray::Array2;

use super::AnndataError;
use exoscope_container::{Attribute, Data, Kind, Store};

/// What the matrix is called in the file.
pub(super) fn name(layer: Option<&str>) -> String {
    layer.map_or_else(|| "X".to_owned(), |layer| format!("layers/{layer}"))
}

/// The values of these `columns`, of a matrix of so many rows and columns in all.
pub(super) fn read(
    store: &Store,
    layer: Option<&str>,
    (rows, all): (usize, usize),
    columns: &[usize],
) -> Result<Array2<f64>, AnndataError> {
    let path = name(layer);
    let values = match (store.kind(&path), layer) {
        (Kind::Array, _) => dense(store, &path, (rows, all))?,
        (Kind::Group, _) => sparse(store, &path, (rows, all))?,
        (Kind::Absent, None) => return Err(AnndataError::Missing { path }),
        (Kind::Absent, Some(layer)) => {
            let layers = store.children("layers");
            let mut suggestion = did_you_mean(layer, layers.iter().map(String::as_str));
            if suggestion.is_empty() && !layers.is_empty() {
                suggestion = format!("; there are {}", layers.join(", "));
            }
            return Err(AnndataError::NoSuchLayer { name: layer.to_owned(), suggestion });
        }
    };
    if columns.len() == all {
        return Ok(values);
    }
    let at = |(row, column): (usize, usize)| {
        let column = columns.get(column).copied().unwrap_or(all);
        values.get((row, column)).copied().unwrap_or(f64::NAN)
    };
    Ok(Array2::from_shape_fn((rows, columns.len()), at))
}

fn numbers(store: &Store, path: &str) -> Result<Vec<f64>, AnndataError> {
    let no_numbers = || {
        let found = "text or flags".to_owned();
        AnndataError::Encoding { path: path.to_owned(), found }
    };
    store.array(path)?.data.into_numbers().ok_or_else(no_numbers)
}

fn dense(store: &Store, path: &str, shape: (usize, usize)) -> Result<Array2<f64>, AnndataError> {
    let values = numbers(store, path)?;
    let (found, expected) = (values.len(), shape.0.saturating_mul(shape.1));
    Array2::from_shape_vec(shape, values).map_err(|_| AnndataError::Size {
        path: path.to_owned(),
        found,
        expected,
    })
}

/// Rows (`csr_matrix`) or columns (`csc_matrix`): of each, the places and values of what is not 0.
fn sparse(
    store: &Store,
    path: &str,
    (rows, columns): (usize, usize),
) -> Result<Array2<f64>, AnndataError> {
    let by_rows = match store.encoding(path)?.as_str() {
        "csr_matrix" => true,
        "csc_matrix" => false,
        other => {
            let found = other.to_owned();
            return Err(AnndataError::Encoding { path: path.to_owned(), found });
        }
    };
    let size = |found, expected| AnndataError::Size { path: path.to_owned(), found, expected };
    if let Some(Attribute::Numbers(shape)) = store.attribute(path, "shape")?
        && shape.iter().map(|&axis| usize::try_from(axis).ok()).ne([Some(rows), Some(columns)])
    {
        let found = shape.iter().fold(1_i64, |count, &axis| count.saturating_mul(axis));
        return Err(size(usize::try_from(found).unwrap_or_default(), rows * columns));
    }
    let whole = |part: &str| {
        let path = format!("{path}/{part}");
        match store.array(&path)?.data {
            Data::Codes(numbers) => Ok(numbers),
            _ => Err(AnndataError::Encoding { path, found: "no whole numbers".to_owned() }),
        }
    };
    let values = numbers(store, &format!("{path}/data"))?;
    let (places, starts) = (whole("indices")?, whole("indptr")?);
    let (lines, across) = if by_rows { (rows, columns) } else { (columns, rows) };
    if starts.len() != lines + 1 {
        return Err(size(starts.len(), lines + 1));
    }
    let mut matrix = Array2::zeros((rows, columns));
    for (line, bounds) in starts.windows(2).enumerate() {
        let bound = |at: usize| bounds.get(at).and_then(|&b| usize::try_from(b).ok());
        let range = bound(0).unwrap_or(usize::MAX)..bound(1).unwrap_or(0);
        let of_line = places.get(range.clone()).zip(values.get(range));
        let (places, values) = of_line.ok_or_else(|| size(values.len(), places.len()))?;
        for (&place, &value) in places.iter().zip(values) {
            let at = usize::try_from(place).unwrap_or(usize::MAX);
            let cell = matrix.get_mut(if by_rows { (line, at) } else { (at, line) });
            match cell {
                // Places that are named twice add up, as in scipy.
                Some(cell) => *cell += value,
                None => {
                    let path = path.to_owned();
                    return Err(AnndataError::NoSuchPlace { path, number: place, count: across });
                }
            }
        }
    }
    Ok(matrix)
}
