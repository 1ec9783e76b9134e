//! Where all vesicles are: nothing made is lost from the books.

use serde::Serialize;

use super::SolveError;

/// Largest relative difference between what was made and what is accounted for.
pub const TOLERANCE: f64 = 1e-9;

/// The books at one time, in vesicles.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Balance {
    /// Secreted, given, or there at the start.
    pub made: f64,
    /// In fluids, vessels, depots and, where these are followed, inside cells.
    pub present: f64,
    /// Taken up by tissue cells (and, where their content is followed, broken down there).
    pub taken_up: f64,
    /// Cleared by macrophages.
    pub cleared: f64,
    /// Excreted.
    pub excreted: f64,
}

impl Balance {
    /// |made − accounted for| / made; 0 where nothing was made.
    pub fn error(&self) -> f64 {
        let difference = (self.made - self.accounted()).abs();
        if difference == 0.0 { 0.0 } else { difference / self.made.abs() }
    }

    /// Present + taken up + cleared + excreted.
    pub fn accounted(&self) -> f64 {
        self.present + self.taken_up + self.cleared + self.excreted
    }

    /// Fails where the books do not close to [`TOLERANCE`], or hold something that is no number.
    pub fn check(&self) -> Result<(), SolveError> {
        if self.error() <= TOLERANCE {
            Ok(())
        } else {
            Err(SolveError::Balance { made: self.made, accounted: self.accounted() })
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.made += other.made;
        self.present += other.present;
        self.taken_up += other.taken_up;
        self.cleared += other.cleared;
        self.excreted += other.excreted;
    }
}
