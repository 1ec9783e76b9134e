//! From vesicles to copies: what a tube of one person holds.

use exoscope_core::Streams;
use exoscope_core::suggest::did_you_mean;
use rand::seq::index::sample;
use rand_distr::{Distribution, StandardNormal};

use super::{ClassPlan, Design, Preparation, Role, SimulatedPerson, StudyError};
use crate::cargo::Cargo;
use crate::parameter::Table;
use crate::profile::PlasmaProfile;

/// miRNAs that any disease moves, and that one disease moves beside them.
const COMMON: usize = 60;
const OWN: usize = 110;
/// Fraction of plasma's level of a miRNA that is bound to proteins at least, where its vesicles hold more than they could.
const BOUND: f64 = 0.05;

/// Copies per mL of every miRNA, of whom the vesicles are known.
///
/// plasma = (vesicles × cargo + non-vesicular) × person × e^{response × host} + lysed red cells + tumour
/// vesicles × cargo of the tumour.
#[derive(Debug, Clone)]
pub(super) struct Profiles {
    plasma: PlasmaProfile,
    cargo: Cargo,
    body_classes: Vec<String>,
    /// Copies per mL of the part that is bound to proteins.
    bound: Vec<f64>,
    /// Copies per mL of all red-cell miRNA that stands for a haemolysis of 1.
    red_cells: Vec<f64>,
    /// What any disease does, in natural logarithms at full response; and each class of the design.
    common: Vec<f64>,
    own: Vec<Vec<f64>>,
    /// Whether people differ.
    variation: bool,
    /// Fraction of what is not in vesicles that the preparation keeps.
    kept: f64,
    tumours: Vec<Option<String>>,
    /// Copies per mL in the reference person.
    reference: Vec<f64>,
}

/// What one miRNA tells of a class of tumours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarkerEffect {
    /// Copies in one vesicle of the tumour.
    pub per_vesicle: f64,
    /// Copies per mL in the tube of the reference person.
    pub background: f64,
    /// Change of the natural logarithm of the background at the full response of the host.
    pub response: f64,
    /// SD of the natural logarithm of the background between people.
    pub spread: f64,
}

impl Profiles {
    pub(super) fn marker_effects(&self, class: usize) -> Vec<MarkerEffect> {
        let tumour = self.tumours.get(class).and_then(Option::as_ref);
        let (Some(cargo), Some(own)) = (tumour.and_then(|t| self.cargo.of(t)), self.own.get(class))
        else {
            return Vec::new();
        };
        let moved = self.common.iter().zip(own).map(|(common, own)| common + own);
        let known = cargo.iter().zip(&self.reference).zip(moved).zip(self.plasma.spread());
        known
            .map(|(((&per_vesicle, &background), response), spread)| MarkerEffect {
                per_vesicle,
                background,
                response,
                spread,
            })
            .collect()
    }

    /// What the people of `design` share, where people without disease are as `plasma` says.
    pub(super) fn draw(
        design: &Design,
        plasma: PlasmaProfile,
        body_classes: &[String],
        reference: &[f64],
        table: &Table,
        streams: Streams,
    ) -> Result<Self, StudyError> {
        let number = |name: &str| table.number(name);
        let tumours: Vec<Option<String>> = design
            .class
            .iter()
            .map(|class| {
                let organ = class.organ.as_ref().filter(|_| class.role == Role::Cancer)?;
                Some(format!("{organ} tumour"))
            })
            .collect();
        let mut classes = body_classes.to_vec();
        for tumour in tumours.iter().flatten() {
            if !classes.contains(tumour) {
                classes.push(tumour.clone());
            }
        }
        known_organs(design, body_classes)?;
        let cargo = Cargo::draw_about(&plasma, &classes, table, streams)?
            .matched_to(reference, &plasma.vesicles);
        let mirnas = plasma.mirnas.len();
        let mut vesicular = cargo.in_plasma(reference);
        vesicular.truncate(mirnas);
        let in_vesicles: f64 = vesicular.iter().sum();
        let whole = in_vesicles / (1.0 - number("plasma.non-vesicular")?);
        let bound: Vec<f64> = plasma
            .plasma
            .iter()
            .zip(&vesicular)
            .map(|(share, vesicles)| (share * whole - vesicles).max(BOUND * share * whole))
            .collect();
        let red_cells = plasma.red_cells.iter().map(|share| share * whole).collect();
        let moved = |purpose: &str, few: usize, sd: f64| -> Vec<f64> {
            let stream = &mut streams.stream(purpose, 0);
            let mut effect = vec![0.0; mirnas];
            for m in sample(stream, mirnas, few.min(mirnas)) {
                if let Some(effect) = effect.get_mut(m) {
                    *effect = sd * normal(stream);
                }
            }
            effect
        };
        let own_sd = number("host.own")?;
        let own = |class: &ClassPlan| match class.role {
            Role::Control => vec![0.0; mirnas],
            _ => moved(&format!("host response to {}", class.label), OWN, own_sd),
        };
        let kept = match design.preparation {
            Preparation::Serum => 1.0,
            Preparation::Vesicles => number("preparation.carry-over")?,
        };
        let reference = vesicular.iter().zip(&bound).map(|(v, b)| v + kept * b).collect();
        Ok(Self {
            bound,
            red_cells,
            common: moved("host response to any disease", COMMON, number("host.common")?),
            own: design.class.iter().map(own).collect(),
            variation: design.variation,
            kept,
            tumours,
            reference,
            body_classes: body_classes.to_vec(),
            cargo,
            plasma,
        })
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.plasma.mirnas.clone()
    }

    pub(super) const fn plasma(&self) -> &PlasmaProfile {
        &self.plasma
    }

    pub(super) const fn cargo(&self) -> &Cargo {
        &self.cargo
    }

    /// Copies per mL in the reference person.
    pub(super) fn reference(&self) -> &[f64] {
        &self.reference
    }

    /// Copies per mL of every miRNA in a tube of person `number`.
    pub(super) fn of(&self, one: &SimulatedPerson, number: u64, streams: Streams) -> Vec<f64> {
        let stream = &mut streams.stream("profile of a person", number);
        let mut vesicles = one.vesicles.clone();
        vesicles.truncate(self.body_classes.len());
        let mut plasma = self.cargo.in_plasma(&vesicles);
        plasma.truncate(self.plasma.mirnas.len());
        let own = self.own.get(one.class);
        let tumour = self.tumours.get(one.class).and_then(Option::as_ref);
        let tumour = tumour.and_then(|class| self.cargo.of(class));
        let (response, lysed) = (one.truth.host_response, one.truth.haemolysis);
        let differs = if self.variation { self.plasma.of(one.person, stream) } else { Vec::new() };
        for (m, copies) in plasma.iter_mut().enumerate() {
            let at = |values: &[f64]| values.get(m).copied().unwrap_or(0.0);
            let log = at(&differs) + response * (at(&self.common) + own.map_or(0.0, |own| at(own)));
            *copies = (*copies + self.kept * at(&self.bound)) * log.exp();
            *copies += self.kept * lysed * at(&self.red_cells);
            if let Some(cargo) = &tumour {
                *copies += one.truth.tumour_vesicles * cargo.get(m).copied().unwrap_or(0.0);
            }
        }
        plasma
    }
}

/// Refuses an organ that the body has not.
fn known_organs(design: &Design, body_classes: &[String]) -> Result<(), StudyError> {
    let mut organs = design.class.iter().filter_map(|class| class.organ.as_ref());
    if let Some(class) = organs.find(|class| !body_classes.contains(class)) {
        let suggestion = did_you_mean(class, body_classes.iter().map(String::as_str));
        let why = format!("the built-in adult has no organ {class:?}{suggestion}");
        return Err(StudyError::Value { line: None, field: "organ".into(), why });
    }
    Ok(())
}

fn normal(stream: &mut impl rand::Rng) -> f64 {
    StandardNormal.sample(stream)
}
