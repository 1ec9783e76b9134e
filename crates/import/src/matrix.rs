//! The values of a table's lines as samples × miRNAs, each number moved once.

use exoscope_core::Scale;
use exoscope_core::cohort::Values;
use exoscope_core::scale::transformed;
use ndarray::Array2;
use rayon::prelude::*;

use super::layout::Orientation;
use super::report::ScaleReport;

/// Lines of equal length, and what they are about.
pub(super) struct Matrix {
    pub(super) rows: Vec<Vec<f64>>,
    pub(super) orientation: Orientation,
    /// Samples and miRNAs.
    pub(super) shape: (usize, usize),
}

impl Matrix {
    /// The scale that is given, or the one the values speak for.
    pub(super) fn scale(&self, given: Option<Scale>) -> ScaleReport {
        ScaleReport::given_or(given, || {
            let rows = self.rows.par_iter().map(Vec::as_slice);
            let present = |values: &mut dyn Iterator<Item = &f64>| {
                values.filter(|value| !value.is_nan()).sum::<f64>()
            };
            let guess = match self.orientation {
                Orientation::SamplesInRows => {
                    Scale::guess(rows, self.rows.iter().map(|row| present(&mut row.iter())))
                }
                Orientation::MirnasInRows => {
                    let sample = |at| self.rows.iter().filter_map(move |row| row.get(at));
                    Scale::guess(rows, (0..self.shape.0).map(|at| present(&mut sample(at))))
                }
            };
            guess.unless(|| transformed(self.shape, |sample, mirna| self.get(sample, mirna)))
        })
    }

    /// The value of a sample and a miRNA, NaN where missing.
    pub(super) fn get(&self, sample: usize, mirna: usize) -> f64 {
        let (row, column) = match self.orientation {
            Orientation::SamplesInRows => (sample, mirna),
            Orientation::MirnasInRows => (mirna, sample),
        };
        self.rows.get(row).and_then(|row| row.get(column)).copied().unwrap_or(f64::NAN)
    }

    /// The sample and the miRNA of the first value, line by line, that `wanted` accepts.
    pub(super) fn find(&self, wanted: impl Fn(f64) -> bool) -> Option<(usize, usize)> {
        let places = self.rows.iter().enumerate();
        let mut found = places.filter_map(|(row, values)| {
            Some((row, values.iter().position(|value| wanted(*value))?))
        });
        let (row, column) = found.next()?;
        Some(match self.orientation {
            Orientation::SamplesInRows => (row, column),
            Orientation::MirnasInRows => (column, row),
        })
    }

    /// Puts `value` where `wanted` accepts one, and says how often.
    pub(super) fn replace(&mut self, wanted: impl Fn(f64) -> bool, value: f64) -> usize {
        let mut count = 0;
        for cell in self.rows.iter_mut().flatten().filter(|cell| wanted(**cell)) {
            *cell = value;
            count += 1;
        }
        count
    }

    /// Takes these miRNAs out, whose places rise.
    pub(super) fn take_out(&mut self, mirnas: &[usize]) {
        let kept = |place: usize| mirnas.binary_search(&place).is_err();
        match self.orientation {
            Orientation::SamplesInRows => {
                for row in &mut self.rows {
                    let mut places = 0..;
                    row.retain(|_| places.next().is_none_or(kept));
                }
            }
            Orientation::MirnasInRows => {
                let mut places = 0..;
                self.rows.retain(|_| places.next().is_none_or(kept));
            }
        }
        self.shape.1 -= mirnas.len();
    }

    /// The highest value.
    pub(super) fn highest(&self) -> f64 {
        self.rows.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    /// The lowest value.
    pub(super) fn lowest(&self) -> f64 {
        self.rows.iter().flatten().copied().fold(f64::INFINITY, f64::min)
    }

    /// The values in the storage of their scale.
    pub(super) fn into_values(self, scale: Scale) -> Values {
        if scale.is_exact() {
            Values::Exact(self.array(|value| value))
        } else {
            Values::Single(self.array(|value| value as f32))
        }
    }

    fn array<T: Copy + Default + Send + Sync>(self, of: impl Fn(f64) -> T + Sync) -> Array2<T> {
        let mut values = vec![T::default(); self.shape.0 * self.shape.1];
        match self.orientation {
            Orientation::SamplesInRows => {
                let filled = values.par_chunks_mut(self.shape.1.max(1));
                filled.zip(&self.rows).for_each(|(filled, row)| {
                    filled.iter_mut().zip(row).for_each(|(cell, &value)| *cell = of(value));
                });
            }
            Orientation::MirnasInRows => turn(&self.rows, &mut values, of),
        }
        // Every line has been checked to have as many cells as the layout has columns.
        Array2::from_shape_vec(self.shape, values).unwrap_or_else(|_| Array2::default((0, 0)))
    }
}

/// Fills `turned` with the columns of a matrix, one after the other.
fn turn<T: Copy + Default + Send>(
    rows: &[Vec<f64>],
    turned: &mut [T],
    of: impl Fn(f64) -> T + Sync,
) {
    /// Columns that a thread takes: cache lines of each row are used whole.
    const COLUMNS: usize = 64;
    /// Rows read together: a cache line of the result is written whole.
    const ROWS: usize = 16;
    if rows.is_empty() {
        return;
    }
    turned.par_chunks_mut(COLUMNS * rows.len()).enumerate().for_each(|(block, filled)| {
        let mut tile = [[T::default(); ROWS]; COLUMNS];
        for (above, together) in rows.chunks(ROWS).enumerate() {
            for (row, values) in together.iter().enumerate() {
                let values = values.get(block * COLUMNS..).unwrap_or_default();
                for (cells, &value) in tile.iter_mut().zip(values) {
                    if let Some(cell) = cells.get_mut(row) {
                        *cell = of(value);
                    }
                }
            }
            for (filled, cells) in filled.chunks_mut(rows.len()).zip(&tile) {
                let filled = filled.iter_mut().skip(above * ROWS);
                filled.zip(cells).for_each(|(filled, cell)| *filled = *cell);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_way_round_gives_the_same() {
        let (samples, mirnas) = (131, 37);
        let value = |sample: usize, mirna: usize| (sample * mirnas + mirna) as f64 / 8.0;
        let by_sample: Vec<Vec<f64>> =
            (0..samples).map(|s| (0..mirnas).map(|m| value(s, m)).collect()).collect();
        let by_mirna: Vec<Vec<f64>> =
            (0..mirnas).map(|m| (0..samples).map(|s| value(s, m)).collect()).collect();
        let matrix = |rows, orientation| Matrix { rows, orientation, shape: (samples, mirnas) };
        for scale in [Scale::Unknown, Scale::Cpm] {
            let turned = matrix(by_mirna.clone(), Orientation::MirnasInRows).into_values(scale);
            assert_eq!(turned.get(130, 36), Some(value(130, 36)));
            let straight = matrix(by_sample.clone(), Orientation::SamplesInRows);
            assert_eq!(turned, straight.into_values(scale));
        }
    }
}
