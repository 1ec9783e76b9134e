//! A field of the world file: concentration, boundaries, layers, membranes, binding.

use serde::{Deserialize, Serialize};

use super::super::boundary::BoundaryText;
use super::super::given::Given;
use crate::field::Solver;

/// A concentration field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldFile {
    /// Its name.
    pub name: String,
    /// Unit of its concentration.
    pub unit: String,
    /// Concentration at the beginning.
    pub initial: Option<Given>,
    /// Diffusivity.
    pub diffusivity: Given,
    /// Rate of decay.
    pub decay: Option<Given>,
    /// `explicit`, `lod` or `steady`.
    pub solver: Option<Solver>,
    /// `single` or `double`.
    pub precision: Option<Precision>,
    /// Time between updates.
    pub clock: Option<Given>,
    /// Boundary conditions of each axis, lower and upper.
    pub boundary: Option<BoundaryFile>,
    /// Layers, from below.
    #[serde(default)]
    pub layer: Vec<LayerFile>,
    /// Membranes.
    #[serde(default)]
    pub membrane: Vec<MembraneFile>,
    /// Binding to the matrix.
    pub binding: Option<BindingFile>,
    /// Concentration at which uptake by cells is half saturated; without, clearances do not saturate, and ceilings hold
    /// down to nothing.
    pub half_saturation: Option<Given>,
}

/// Precision of storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// 32 bits.
    Single,
    /// 64 bits.
    Double,
}

/// Boundary conditions.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundaryFile {
    /// Along x.
    pub x: Option<[BoundaryText; 2]>,
    /// Along y.
    pub y: Option<[BoundaryText; 2]>,
    /// Along z.
    pub z: Option<[BoundaryText; 2]>,
}

/// An axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AxisName {
    /// x.
    X,
    /// y.
    Y,
    /// z.
    Z,
}

/// A layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerFile {
    /// Axis that it is perpendicular to; that of the first layer holds for all.
    pub axis: AxisName,
    /// Thickness.
    pub thickness: Given,
    /// Diffusivity in it.
    pub diffusivity: Given,
}

/// A membrane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembraneFile {
    /// Axis that it is perpendicular to.
    pub axis: AxisName,
    /// Distance from the lower end; taken to the nearest face.
    pub at: Given,
    /// Permeability.
    pub permeability: Given,
}

/// Binding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindingFile {
    /// Part that is bound at equilibrium.
    pub bound: Option<Given>,
    /// Rate of release.
    pub release: Option<Given>,
    /// Exponent of anomalous motion, in the place of the two above.
    pub exponent: Option<Given>,
    /// Shortest and longest time of anomalous motion.
    pub span: Option<[Given; 2]>,
}
