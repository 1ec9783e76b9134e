//! What follows from a model file: compartments, transfers, losses, sources, doses.

use exoscope_core::unit::Quantity;
use rand::Rng;
use serde::Serialize;

use super::{Person, RateExpr, Sex};
use crate::parameter::{Evidence, Parameter, Spread};

/// Where in the body a compartment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Site {
    /// Plasma of the large veins and the heart; where doses by vein go and blood is drawn.
    Veins,
    /// Plasma of the large arteries.
    Arteries,
    /// Plasma in the vessels of an organ.
    Vessels,
    /// Fluid between the cells of an organ.
    Interstitium,
    /// Inside the cells of an organ.
    Cells,
    /// Lymph on its way to the veins.
    Lymph,
    /// A fluid that can be collected.
    Fluid,
    /// A dose not yet released.
    Depot,
    /// Living cells that were given and secrete; its amount is in cells, not in vesicles.
    GivenCells,
}

/// A place that holds vesicles, well mixed.
#[derive(Debug, Clone, PartialEq)]
pub struct Compartment {
    /// `liver.vessels`, `urine`, …
    pub name: String,
    /// What kind of place it is.
    pub place: Site,
    /// The organ it belongs to.
    pub organ: Option<String>,
    /// Its volume in mL, where it has one.
    pub volume: Option<RateExpr>,
}

/// First-order movement of vesicles between compartments; rate per minute of the amount in `from`.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// From this compartment.
    pub from: usize,
    /// To this one.
    pub to: usize,
    /// Rate per minute.
    pub rate: RateExpr,
    /// Set where this is uptake by cells.
    pub kinetics: Kinetics,
}

/// What becomes of vesicles that leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EliminationRoute {
    /// Taken up by tissue cells.
    TakenUp,
    /// Cleared by macrophages.
    Cleared,
    /// Excreted with a fluid.
    Excreted,
}

/// First-order loss; rate per minute.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// From this compartment.
    pub from: usize,
    /// What becomes of them; `None` for given cells, which are lost but are no vesicles.
    pub fate: Option<EliminationRoute>,
    /// Rate per minute.
    pub rate: RateExpr,
    /// Set where this is uptake by cells.
    pub kinetics: Kinetics,
}

/// How uptake differs from a plain first-order step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Kinetics {
    /// The organ whose affinity for a class multiplies the rate.
    pub affinity: Option<String>,
    /// Amount at which the rate per vesicle has halved (Michaelis–Menten); linear without.
    pub half_saturation: Option<RateExpr>,
}

/// Constant secretion, in vesicles per minute.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The class of vesicles.
    pub class: usize,
    /// Into this compartment.
    pub into: usize,
    /// Vesicles per minute.
    pub rate: RateExpr,
}

/// Secretion by given cells: vesicles per minute and cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// The compartment of the cells.
    pub cells: usize,
    /// Where their vesicles go.
    pub into: usize,
    /// Vesicles per cell and minute.
    pub rate: RateExpr,
}

/// A part of a dose and where it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The compartment.
    pub into: usize,
    /// Vesicles (or cells) given each time.
    pub amount: RateExpr,
}

/// A dose and when it is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Dosing {
    /// The class of its vesicles.
    pub class: usize,
    /// Where it goes.
    pub targets: Vec<Target>,
    /// Times in minutes from the start.
    pub at: Vec<f64>,
    /// How many minutes it runs; 0 for all at once.
    pub duration: f64,
}

/// A parameter in its place: what the blueprint knows beside its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterSlot {
    /// The evidence.
    pub parameter: Parameter,
    /// The reference woman's value, where she differs.
    pub woman: Option<Quantity>,
    /// Size of the unit of computation in base units.
    pub(super) unit: f64,
    /// Unit of computation.
    pub(super) unit_name: &'static str,
    /// Exponent of body weight.
    pub(super) weight: f64,
    /// Whether it is the cardiac output, which age lowers.
    pub(super) ages: bool,
    /// Whether it is a share, at most 1.
    pub(super) share: bool,
}

/// A checked model.
#[derive(Debug, Clone, PartialEq)]
pub struct Blueprint {
    /// Name of the model.
    pub name: String,
    /// What to know before believing it.
    pub caveats: Vec<String>,
    /// Whom the file asks to run.
    pub person: Person,
    /// Whom its numbers describe.
    pub(super) reference: Person,
    pub(super) woman_weight: f64,
    /// Its parameters; terms name them by their place here.
    pub slots: Vec<ParameterSlot>,
    /// Names of the classes of vesicles.
    pub classes: Vec<String>,
    /// Where vesicles are.
    pub compartments: Vec<Compartment>,
    /// How they move.
    pub transfers: Vec<Transfer>,
    /// How they leave.
    pub losses: Vec<Loss>,
    /// Who secretes them.
    pub sources: Vec<Source>,
    /// What given cells secrete.
    pub releases: Vec<Release>,
    /// What is given.
    pub doses: Vec<Dosing>,
    /// Class, organ, place of the factor.
    pub affinities: Vec<(usize, String, usize)>,
}

impl Blueprint {
    /// The values for the person the file asks to run, in units of computation.
    pub fn values(&self) -> Vec<f64> {
        self.values_of(self.person)
    }

    /// The reference values scaled to `person`: masses and volumes with weight, flows and clearances
    /// with weight to the 3/4, cardiac output down with age.
    pub fn values_of(&self, person: Person) -> Vec<f64> {
        self.slots.iter().map(|slot| self.median(slot, person)).collect()
    }

    /// Values for a person who differs from the median one by chance.
    pub fn draw(&self, person: Person, stream: &mut impl Rng) -> Vec<f64> {
        let drawn = |slot: &ParameterSlot| {
            let reference = slot.parameter.value.in_base();
            let one = slot.parameter.spread.draw(reference, stream);
            self.varied(slot, person, one)
        };
        self.slots.iter().map(drawn).collect()
    }

    /// Values with parameter `place` at quantile `u` of its spread; others at the median.
    pub fn at_quantiles(&self, person: Person, quantiles: &[(usize, f64)]) -> Vec<f64> {
        let mut values = self.values_of(person);
        for &(place, u) in quantiles {
            if let (Some(slot), Some(value)) = (self.slots.get(place), values.get_mut(place)) {
                let one = slot.parameter.spread.at(slot.parameter.value.in_base(), u);
                *value = self.varied(slot, person, one);
            }
        }
        values
    }

    /// Places of the parameters that vary.
    pub fn varying(&self) -> Vec<usize> {
        let varies = |slot: &ParameterSlot| slot.parameter.spread != Spread::Fixed;
        (0..self.slots.len()).filter(|&p| self.slots.get(p).is_some_and(varies)).collect()
    }

    /// The assumed parameters that every result of this model leans on.
    pub fn assumed(&self) -> impl Iterator<Item = &Parameter> {
        let assumed = |p: &&Parameter| p.standing == Evidence::Assumed;
        self.slots.iter().map(|slot| &slot.parameter).filter(assumed)
    }

    /// Place of the parameter called `name`.
    pub fn parameter(&self, name: &str) -> Option<usize> {
        self.slots.iter().position(|slot| slot.parameter.name == name)
    }

    /// Place of the compartment called `name`.
    pub fn compartment(&self, name: &str) -> Option<usize> {
        self.compartments.iter().position(|compartment| compartment.name == name)
    }

    /// Whether every uptake is proportional to what is there.
    pub fn is_linear(&self) -> bool {
        let linear = |k: &Kinetics| k.half_saturation.is_none();
        self.losses.iter().all(|l| linear(&l.kinetics))
            && self.transfers.iter().all(|t| linear(&t.kinetics))
    }

    fn median(&self, slot: &ParameterSlot, person: Person) -> f64 {
        self.varied(slot, person, slot.parameter.value.in_base())
    }

    /// `reference` (base units, of the file's body) carried over to `person`.
    fn varied(&self, slot: &ParameterSlot, person: Person, reference: f64) -> f64 {
        let own = slot.parameter.value.in_base();
        let woman = slot.woman.as_ref().filter(|_| person.sex == Sex::Woman);
        let (factor, weight) = match woman {
            Some(hers) if own > 0.0 => (hers.in_base() / own, self.woman_weight),
            _ => (1.0, self.reference.weight),
        };
        let size = (person.weight / weight).powf(slot.weight);
        let age =
            if slot.ages { person.cardiac_factor() / self.reference.cardiac_factor() } else { 1.0 };
        let value = reference * factor * size * age / slot.unit;
        if slot.share { value.min(1.0) } else { value }
    }
}
