//! Engulfment: a phagocyte takes up a dead cell with all that the cell had taken up.

use serde::{Deserialize, Serialize};

/// How cells of a type engulf the dead.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Engulfment {
    /// Rate at which a dead cell in touch is engulfed, 1/min.
    pub rate: f64,
}
