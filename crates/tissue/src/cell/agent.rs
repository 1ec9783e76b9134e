//! One cell.

use serde::{Deserialize, Serialize};

use super::ledger::Ledger;
use super::neighbours::Body;
use super::volume::{Volume, radius_of};

/// Between life and death.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vitality {
    /// Alive, and in its cycle where it has one.
    Alive,
    /// Alive, never to divide again.
    Senescent,
    /// Shrinking.
    Apoptotic,
    /// Swelling.
    Necrotic,
    /// Burst.
    Lysed,
}

/// A cell with its state. Its number is never given again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    /// Its number.
    pub id: u64,
    /// Number of its mother; its own for the first.
    pub mother: u64,
    /// Its type, a place in the list of types.
    pub kind: u16,
    /// Alive or how dead.
    pub vitality: Vitality,
    /// Centre, µm.
    pub position: [f64; 3],
    /// Volume by part.
    pub volume: Volume,
    /// Velocity by interaction in the step before, µm/min; none at birth.
    pub velocity: Option<[f64; 3]>,
    /// Direction of motility.
    pub direction: [f64; 3],
    /// When it turns next, min.
    pub turns_at: f64,
    /// Phase of its cycle.
    pub phase: u16,
    /// Time in that phase, or since death, min.
    pub elapsed: f64,
    /// Volume at death, µm³.
    pub volume_at_death: f64,
    /// Divisions from the first cell to this one.
    pub generation: u32,
    /// Simple pressure in the last mechanics step.
    pub pressure: f64,
    /// What it has taken up.
    pub ledger: Ledger,
}

impl Agent {
    /// Radius, µm.
    pub fn radius(&self) -> f64 {
        radius_of(self.volume.total())
    }

    /// Whether it is dead.
    pub fn is_dead(&self) -> bool {
        !matches!(self.vitality, Vitality::Alive | Vitality::Senescent)
    }

    /// Whether it is senescent.
    pub fn is_senescent(&self) -> bool {
        self.vitality == Vitality::Senescent
    }

    /// What mechanics sees of it.
    pub fn body(&self) -> Body {
        Body { position: self.position, radius: self.radius(), kind: self.kind }
    }

    pub(super) fn die(&mut self, how: Vitality) {
        self.volume_at_death = self.volume.total();
        self.vitality = how;
        self.elapsed = 0.0;
        self.volume.begin_shrinking();
    }
}
