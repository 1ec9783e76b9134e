//! Exchange between cells and a field: deposit rates by a kernel, credit what was taken by the same kernel.

use rayon::prelude::*;

use crate::Real;
use crate::field::{Field, Reaction};
use crate::space::Weights;

/// Uptake by one cell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Clearance {
    /// Of first order: volume cleared, µm³/min.
    pub linear: f64,
    /// Saturable: ceiling, amount per min.
    pub ceiling: f64,
}

/// What one cell does to a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchange {
    /// Where, µm.
    pub position: [f64; 3],
    /// Made, amount per min.
    pub made: f64,
    /// Taken up.
    pub uptake: Clearance,
}

impl Exchange {
    /// Adds all exchanges to the sources and sinks of `field`, cell by cell in their order.
    pub fn deposit<T: Real>(all: &[Self], field: &mut Field<T>) {
        let grid = *field.grid();
        let volume = grid.volume();
        let weights: Vec<Weights> =
            all.par_iter().map(|cell| Weights::trilinear(&grid, cell.position)).collect();
        let reaction = field.reaction();
        for (cell, weights) in all.iter().zip(&weights) {
            for (voxel, weight) in weights.iter() {
                let share = weight / volume;
                let Reaction { gain, loss, ceiling, .. } = reaction;
                add(gain, voxel, share * cell.made);
                add(loss, voxel, share * cell.uptake.linear);
                add(ceiling, voxel, share * cell.uptake.ceiling);
            }
        }
    }
}

fn add<T: Real>(column: &mut [T], voxel: usize, value: f64) {
    if let (Some(there), true) = (column.get_mut(voxel), value > 0.0) {
        *there += T::of(value);
    }
}

/// What each cell took in the last advance, amount: of what each voxel's sinks took, its share of their rate. The shares
/// of a voxel add up to all that was taken there.
pub fn credit<T: Real>(all: &[Exchange], field: &Field<T>) -> Vec<f64> {
    let Some(reaction) = field.reacted() else { return vec![0.0; all.len()] };
    let grid = field.grid();
    let one = |cell: &Exchange| {
        let Clearance { linear, ceiling } = cell.uptake;
        if linear <= 0.0 && ceiling <= 0.0 {
            return 0.0;
        }
        let parts = Weights::trilinear(grid, cell.position);
        let part = |(voxel, weight): (usize, f64)| {
            let rate = reaction.uptake[voxel].real();
            if rate <= 0.0 {
                return 0.0;
            }
            // The voxel's volume divides the rate and multiplies the amount.
            let own = weight * (linear + ceiling * reaction.saturation[voxel].real());
            reaction.taken[voxel].real() * own / rate
        };
        parts.iter().map(part).sum()
    };
    all.par_iter().with_min_len(256).map(one).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::field::Solver;
    use crate::space::{Grid, Medium};

    /// Dose (part of what is secreted) of a cell that lies `shift` off the grid's origin, 35 µm from a source.
    fn dose(shift: [f64; 2], nearest: bool) -> f64 {
        let grid = Grid::new([40, 40, 1], [10.0; 3]).unwrap();
        let snap = |p: [f64; 3]| if nearest { grid.centre(grid.locate(p).unwrap()) } else { p };
        let medium = Medium::uniform(grid, 120.0).unwrap();
        let mut field: Field<f64> = Field::new(&medium, Solver::Steady).unwrap();
        field.decays(0.05).unwrap();
        let at = |x: f64| snap([195.0 + shift[0] + x, 195.0 + shift[1], 5.0]);
        let source = Exchange { position: at(0.0), made: 1.0, uptake: Clearance::default() };
        let sink = Clearance { linear: 400.0, ceiling: 0.0 };
        let cells = [source, Exchange { position: at(35.0), made: 0.0, uptake: sink }];
        Exchange::deposit(&cells, &mut field);
        field.advance(1.0).unwrap();
        let credits = credit(&cells, &field);
        assert!(credits[0].abs() < f64::MIN_POSITIVE);
        credits[1]
    }

    #[test]
    fn a_dose_hardly_depends_on_where_the_grid_lies() {
        let shifts = [[0.0, 0.0], [5.0, 0.0], [2.5, 2.5], [5.0, 5.0], [1.0, 7.0]];
        let spread = |nearest: bool| {
            let doses = shifts.map(|shift| dose(shift, nearest));
            let (low, high) =
                doses.iter().fold((f64::MAX, 0.0_f64), |(l, h), d| (l.min(*d), h.max(*d)));
            high / low - 1.0
        };
        let (kernel, nearest) = (spread(false), spread(true));
        assert!(kernel < 0.06 && nearest > 2.0 * kernel, "{kernel} {nearest}");
    }

    #[test]
    fn credits_add_up_to_what_was_taken() {
        let grid = Grid::new([8, 7, 6], [10.0; 3]).unwrap();
        let mut field: Field<f64> =
            Field::new(&Medium::uniform(grid, 300.0).unwrap(), Solver::Explicit).unwrap();
        field.set(|p| p[0] * 1e-3);
        field.reaction().half = 0.02;
        let cell = |i: u32| Exchange {
            position: [f64::from(i * 13 % 80), f64::from(i * 29 % 70), f64::from(i * 7 % 60)],
            made: 0.0,
            uptake: Clearance { linear: f64::from(i), ceiling: f64::from(i % 3) },
        };
        let cells: Vec<Exchange> = (0..50).map(cell).collect();
        Exchange::deposit(&cells, &mut field);
        field.advance(2.0).unwrap();
        let credited: f64 = credit(&cells, &field).iter().sum();
        let taken = field.budget().taken;
        assert!(taken > 0.0 && (credited / taken - 1.0).abs() < 1e-12, "{credited} {taken}");
    }
}
