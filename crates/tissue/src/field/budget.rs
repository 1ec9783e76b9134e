//! Mass balance of a field.

use serde::{Deserialize, Serialize};

/// What has come into a field and gone out of it since it began, in amounts (concentration × µm³).
///
/// `initial + made + exchanged − taken − decayed` is what the field holds, summed afresh; [`Budget::gap`] says how far
/// off that is.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Budget {
    /// At the beginning.
    pub initial: f64,
    /// Made by sources.
    pub made: f64,
    /// Taken up.
    pub taken: f64,
    /// Decayed.
    pub decayed: f64,
    /// Come in through boundaries and held voxels, less what went out.
    pub exchanged: f64,
}

impl Budget {
    /// What should be there.
    pub fn expected(&self) -> f64 {
        self.initial + self.made + self.exchanged - self.taken - self.decayed
    }

    /// Relative difference between `present`, a fresh sum over the field, and what should be there; relative to all
    /// that ever was in the field.
    pub fn gap(&self, present: f64) -> f64 {
        let ever = self.initial + self.made + self.exchanged.abs();
        if ever > 0.0 { (present - self.expected()).abs() / ever } else { present.abs() }
    }
}
