//! The cells of a tumour that what they shed comes to blood from.

use exoscope_sim::parameter::Table;
use exoscope_sim::world::tumour::Density;

use crate::StudyError;
use crate::detection::screening::density;

/// Cells near vessels: those within a depth from the surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rim {
    density: Density,
    /// In mm.
    depth: f64,
}

impl Rim {
    /// With the depth that `table` has.
    pub(super) fn of(table: &Table) -> Result<Self, StudyError> {
        let depth = table.number("tumour.rim")? * 1000.0; // from m to mm
        Ok(Self { density: density()?, depth })
    }

    /// How many of `cells` lie there.
    pub(super) fn cells(self, cells: f64) -> f64 {
        self.density.within_rim(cells, self.depth)
    }
}
