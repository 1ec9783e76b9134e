//! The model file as written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::kind::{
    Age, Cells, CellsPerMass, Concentration, Density, Diffusivity, Flow, FlowPerMass, Given,
    Length, Mass, MassFlow, Number, Output, PerCell, Rate, Share, Time, Volume, Weight,
};
use super::person::Sex;
use crate::parameter::Evidence;

/// The version of the format this program reads.
pub(super) const FORMAT: u32 = 1;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub format: Spanned<u32>,
    pub name: String,
    #[serde(default)]
    pub caveats: Vec<String>,
    pub reference: Reference,
    pub person: Option<PersonEntry>,
    /// Evidence for every quantity of a field (`organ.mass`) that gives none itself.
    #[serde(default)]
    pub evidence: BTreeMap<String, EvidenceRecord>,
    pub circulation: Circulation,
    #[serde(default)]
    pub tissue: Tissue,
    #[serde(default)]
    pub organ: Vec<Organ>,
    #[serde(default)]
    pub fluid: Vec<Fluid>,
    #[serde(default)]
    pub secretor: Vec<Secretor>,
    #[serde(default)]
    pub affinity: Vec<Affinity>,
    #[serde(default)]
    pub route: Routes,
    #[serde(default)]
    pub dose: Vec<Dose>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceRecord {
    pub source: String,
    pub standing: Evidence,
    /// Coefficient of variation between people, for quantities that give no spread themselves.
    pub cv: Option<Given<Share>>,
    #[serde(default)]
    pub calibrated_to: Vec<String>,
    pub note: Option<String>,
}

/// The man whom the numbers of the file describe, and the woman of the `mass_woman` of organs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reference {
    pub age: Given<Age>,
    pub weight: Given<Weight>,
    pub weight_woman: Option<Given<Weight>>,
}

/// Whom to run; the reference man where there is none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonEntry {
    pub sex: Sex,
    pub age: Given<Age>,
    pub weight: Given<Weight>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Circulation {
    pub cardiac_output: Given<Flow>,
    /// Fraction of blood that is plasma.
    pub plasma_part: Given<Share>,
    pub plasma_volume: Given<Volume>,
    /// Fractions of the plasma in large arteries and in large veins with the heart.
    pub arteries: Given<Share>,
    pub veins: Given<Share>,
    pub lymph_volume: Given<Volume>,
    pub tissue_density: Given<Density>,
}

/// What tissues have in common: the one number of every organ that gives none of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tissue {
    pub interstitium: Option<Given<Share>>,
    pub exchange: Option<Given<FlowPerMass>>,
    pub lymph: Option<Given<FlowPerMass>>,
    pub uptake: Option<Given<Rate>>,
    pub half_saturation: Option<Given<Concentration>>,
    pub cells: Option<Given<CellsPerMass>>,
    pub secretion: Option<Given<PerCell>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organ {
    pub name: Spanned<String>,
    pub mass: Given<Mass>,
    pub mass_woman: Option<Given<Mass>>,
    /// Fraction of the cardiac output; of the lung, what it gets beside all of it.
    pub blood_flow: Given<Share>,
    /// Fraction of the plasma volume in its vessels.
    pub blood_part: Given<Share>,
    /// Organ its blood goes to before the veins.
    pub drains_to: Option<Spanned<String>>,
    /// Fraction of its volume that is interstitial fluid.
    pub interstitium: Option<Given<Share>>,
    /// Clearance of passive exchange between vessels and interstitium, per gram.
    pub exchange: Option<Given<FlowPerMass>>,
    /// Vesicles held reversibly: amount over amount free in the interstitium.
    pub partition: Option<Given<Number>>,
    /// Lymph formed, per gram.
    pub lymph: Option<Given<FlowPerMass>>,
    /// Uptake by cells from the interstitium.
    pub uptake: Option<Given<Rate>>,
    /// Concentration in the interstitium at which that uptake is half as fast per vesicle.
    pub half_saturation: Option<Given<Concentration>>,
    /// Clearance from the vessels by the cells that line them, per gram.
    pub clearance: Option<Given<FlowPerMass>>,
    /// Fraction of all uptake that is by macrophages.
    pub macrophage_share: Option<Given<Share>>,
    /// Rate at which cells lose what they took up; without it their content is not followed.
    pub degradation: Option<Given<Rate>>,
    /// Secreting cells per gram, and what each secretes into the interstitium.
    pub cells: Option<Given<CellsPerMass>>,
    pub secretion: Option<Given<PerCell>>,
    /// Factor on the secretion by damage, inflammation or senescence.
    pub rise: Option<Given<Number>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fluid {
    pub name: Spanned<String>,
    /// Organ it is made by.
    pub organ: Spanned<String>,
    pub volume: Given<Volume>,
    /// Volume made and lost per time.
    pub flow: Given<Flow>,
    /// Creatinine that it carries off, by which spot samples are compared.
    pub creatinine: Option<Given<MassFlow>>,
    /// Clearance from the organ's vessels into the fluid.
    pub passage: Option<Given<Flow>>,
    /// Clearance from the organ's interstitium into the fluid.
    pub drainage: Option<Given<Flow>>,
    /// Vesicles that its lining secretes into it.
    pub secretion: Option<Given<Output>>,
    /// What becomes of it.
    pub leaves: Leaves,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Leaves {
    /// It leaves the body.
    Body,
    /// It returns to the veins.
    ToVeins,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Secretor {
    pub class: Spanned<String>,
    /// An organ (its interstitium) or `plasma`.
    pub into: Spanned<String>,
    /// Either all it secretes, or cells and what each secretes.
    pub output: Option<Given<Output>>,
    pub cells: Option<Given<Cells>>,
    pub secretion: Option<Given<PerCell>>,
    pub rise: Option<Given<Number>>,
}

/// A class of vesicles that an organ takes up faster or slower than others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Affinity {
    pub class: Spanned<String>,
    pub organ: Spanned<String>,
    pub factor: Given<Number>,
}

/// What routes of dosing need to know.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Routes {
    pub skin: Option<SkinRoute>,
    pub microneedles: Option<MicroneedleRoute>,
    pub cells: Option<CellRoute>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SkinRoute {
    /// Organ injected into.
    pub organ: Spanned<String>,
    /// First-order release from the depot.
    pub release: Given<Rate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MicroneedleRoute {
    pub organ: Spanned<String>,
    /// Length of the needles.
    pub depth: Given<Length>,
    /// Time in which they dissolve.
    pub dissolution: Given<Time>,
    /// Thickness of the epidermis; what dissolves in it must diffuse down.
    pub epidermis: Given<Length>,
    pub diffusion: Given<Diffusivity>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CellRoute {
    /// Organ where the cells lodge first.
    pub first: Spanned<String>,
    /// Rate at which they leave it.
    pub leaving: Given<Rate>,
    /// Organ where some lodge next, and how many of those that leave.
    pub next: Spanned<String>,
    pub onward: Given<Share>,
    /// Rate at which those are lost.
    pub loss: Given<Rate>,
    pub secretion: Given<PerCell>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dose {
    pub route: Spanned<Route>,
    /// Vesicles given each time.
    pub amount: Option<Given<Number>>,
    /// Cells given each time.
    pub cells: Option<Given<Cells>>,
    pub class: Option<Spanned<String>>,
    pub at: Option<Given<Time>>,
    pub every: Option<Given<Time>>,
    pub times: Option<u32>,
    /// How long a drip runs.
    pub duration: Option<Given<Time>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Route {
    Vein,
    Drip,
    Skin,
    Microneedles,
    Cells,
}
