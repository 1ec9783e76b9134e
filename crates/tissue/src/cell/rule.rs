//! Rules: what a cell senses changes what it does.

use serde::{Deserialize, Serialize};

use super::agent::Agent;
use super::ledger::Tally;

/// What a rule senses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signal {
    /// Concentration of a field where the cell is.
    Field(usize),
    /// Vesicles of a class that it has taken up so far.
    Vesicles(usize),
    /// Copies of cargo of a class that reached its cytosol so far.
    Delivered(usize),
    /// Part of the targets of a class's cargo that are repressed, 0 to 1.
    Repressed(usize),
    /// Simple pressure.
    Pressure,
    /// 1 in a senescent cell, else 0.
    Senescence,
}

/// What a rule changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Behaviour {
    /// Rate at which checkpoints of the cycle are left.
    Cycle,
    /// Rate of apoptosis.
    Apoptosis,
    /// Speed of motility.
    Speed,
    /// Rates of differentiation.
    Differentiation,
    /// Rate of becoming senescent.
    Senescence,
    /// Rate of secreting vesicles.
    Secretion,
}

/// A response: behaviour × (1 + (`fold` − 1) sʰ/(sʰ + `half`ʰ)).
///
/// ```
/// use exoscope_tissue::cell::{Behaviour, Rule, Signal};
/// let signal = Signal::Pressure;
/// let rule = Rule { signal, behaviour: Behaviour::Cycle, fold: 0.0, half: 2.0, hill: 4.0 };
/// assert_eq!(rule.factor(2.0), 0.5);
/// assert_eq!(rule.factor(0.0), 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// What is sensed.
    pub signal: Signal,
    /// What changes.
    pub behaviour: Behaviour,
    /// Factor where the signal saturates.
    pub fold: f64,
    /// Signal at half of it.
    pub half: f64,
    /// Hill coefficient.
    pub hill: f64,
}

impl Rule {
    /// The factor at a signal.
    pub fn factor(&self, signal: f64) -> f64 {
        if signal <= 0.0 {
            return 1.0;
        }
        // (half/s)ʰ, so that a large signal cannot overflow.
        let below = libm::pow(self.half / signal, self.hill);
        1.0 + (self.fold - 1.0) / (1.0 + below)
    }
}

/// What the surroundings say to cells.
#[derive(Clone, Copy)]
pub struct Signals<'a> {
    /// Concentration of a field at a point.
    pub field: &'a (dyn Fn(usize, [f64; 3]) -> f64 + Sync),
    /// Its gradient, per µm.
    pub gradient: &'a (dyn Fn(usize, [f64; 3]) -> [f64; 3] + Sync),
    /// What a cell that has taken up so much of a class has of it: copies in the cytosol, and part of the targets
    /// repressed.
    pub cargo: &'a (dyn Fn(usize, Tally) -> (f64, f64) + Sync),
}

impl Signals<'_> {
    /// Surroundings without fields.
    pub const NONE: Signals<'static> =
        Signals { field: &|_, _| 0.0, gradient: &|_, _| [0.0; 3], cargo: &|_, _| (0.0, 0.0) };

    fn sense(&self, signal: Signal, cell: &Agent) -> f64 {
        match signal {
            Signal::Field(field) => (self.field)(field, cell.position),
            Signal::Vesicles(class) => cell.ledger.of(class).vesicles as f64,
            Signal::Delivered(class) => (self.cargo)(class, cell.ledger.of(class)).0,
            Signal::Repressed(class) => (self.cargo)(class, cell.ledger.of(class)).1,
            Signal::Pressure => cell.pressure,
            Signal::Senescence => f64::from(u8::from(cell.is_senescent())),
        }
    }

    /// Product of the factors of all `rules` on `behaviour`.
    pub fn factor(&self, rules: &[Rule], behaviour: Behaviour, cell: &Agent) -> f64 {
        let here = rules.iter().filter(|rule| rule.behaviour == behaviour);
        here.map(|rule| rule.factor(self.sense(rule.signal, cell))).product()
    }
}
