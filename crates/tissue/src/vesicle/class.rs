//! Classes of vesicles: origin, release, uptake, cargo.

use exoscope_sim::cargo::{Delivery, free_target};
use serde::{Deserialize, Serialize};

use crate::cell::Tally;

/// How vesicles of a class are carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// As a mean field with Poisson arrivals.
    Field,
    /// One by one.
    Particles,
}

/// Uptake by one cell of a type.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Uptake {
    /// Volume cleared of vesicles, µm³/min, where there are few of them.
    pub clearance: f64,
}

/// A class of vesicles. One type of cells secretes it, so that where a vesicle comes from is known wherever it ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VesicleClass {
    /// Its name.
    pub name: String,
    /// Secretion, vesicles per min, by type of cell.
    pub secretion: Vec<f64>,
    /// Uptake by type of cell.
    pub uptake: Vec<Uptake>,
    /// Copies of the message per vesicle.
    pub copies: f64,
    /// Part of the vesicles whose cargo reaches the cytosol.
    pub escape: f64,
    /// Copies per cell above which targets are repressed: the targets that have to be titrated.
    pub threshold: f64,
    /// Carrier.
    pub carrier: Carrier,
}

/// What a cell's uptake does in it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Effect {
    /// Copies in the cytosol.
    pub delivered: f64,
    /// Part of the targets that are repressed, 0 to 1.
    pub repressed: f64,
}

/// Dissociation constant of a message and its targets over the number of targets: a steep titration (Mukherji 2011 find
/// a threshold that sharp; the number is assumed).
const DISSOCIATION: f64 = 0.01;

impl VesicleClass {
    /// Delivery by the rules of the whole-body model: copies × escape against a threshold.
    pub fn delivery(&self) -> Delivery {
        Delivery { copies: self.copies, escape: self.escape, threshold: self.threshold }
    }

    /// What this uptake does: delivered copies = copies × escape; repressed is the part of `threshold` targets that they
    /// titrate.
    ///
    /// ```
    /// use exoscope_tissue::cell::Tally;
    /// use exoscope_tissue::vesicle::{Carrier, VesicleClass};
    /// let natural = VesicleClass {
    ///     name: "MSC".into(), secretion: vec![1.0], uptake: vec![], copies: 0.00825,
    ///     escape: 0.3, threshold: 1000.0, carrier: Carrier::Field,
    /// };
    /// // Ten thousand natural vesicles carry some 80 copies, of which 25 come free: nothing is repressed by that.
    /// let effect = natural.effect(Tally { vesicles: 10_000, copies: 82 });
    /// assert!(effect.repressed < 0.03);
    /// // Of engineered ones with 100 copies each they are more than enough.
    /// assert!(natural.effect(Tally { vesicles: 10_000, copies: 1_000_000 }).repressed > 0.99);
    /// ```
    pub fn effect(&self, taken: Tally) -> Effect {
        let delivered = taken.copies as f64 * self.escape;
        if self.threshold <= 0.0 {
            return Effect { delivered, repressed: 0.0 };
        }
        let left = free_target(self.threshold, delivered, DISSOCIATION * self.threshold);
        Effect { delivered, repressed: (1.0 - left / self.threshold).clamp(0.0, 1.0) }
    }
}
