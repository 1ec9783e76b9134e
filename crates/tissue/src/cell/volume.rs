//! Volume: fluid, nucleus and cytoplasm, each drawn to its target.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

/// Radius (µm) of a sphere of `volume` µm³.
///
/// ```
/// use exoscope_tissue::cell::radius_of;
/// assert!((radius_of(2494.0) - 8.4127).abs() < 1e-4);
/// ```
pub fn radius_of(volume: f64) -> f64 {
    libm::cbrt(0.75 * volume.max(0.0) / PI)
}

/// Volume (µm³) of a sphere of `radius` µm.
pub fn volume_of(radius: f64) -> f64 {
    4.0 / 3.0 * PI * radius * radius * radius
}

/// Rates at which parts of a cell's volume relax, 1/min, and the fluid that it has at rest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VolumeLaw {
    /// Rate of the fluid.
    pub fluid: f64,
    /// Rate of the solid cytoplasm.
    pub cytoplasm: f64,
    /// Rate of the solid nucleus.
    pub nucleus: f64,
    /// Part of the volume that is fluid.
    pub fluid_part: f64,
}

/// Volume of a cell by part, µm³.
///
/// dF/dt = r_F (f V − F), dN/dt = r_N (N* − N), dC/dt = r_C (C* − C), V = F + N + C: PhysiCell's standard model. The
/// target N* doubles when a cell begins to grow; C* keeps its ratio to N*.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Volume {
    /// Fluid.
    pub fluid: f64,
    /// Solid of the nucleus.
    pub nucleus: f64,
    /// Solid of the cytoplasm.
    pub cytoplasm: f64,
    /// Target of the nucleus.
    pub target: f64,
    /// Target of the cytoplasm over that of the nucleus.
    pub ratio: f64,
}

impl Volume {
    /// A cell of `total` µm³ with a nucleus of `nucleus` µm³, at rest.
    pub fn at_rest(total: f64, nucleus: f64, fluid_part: f64) -> Self {
        let solid = (1.0 - fluid_part) * nucleus;
        let cytoplasm = (1.0 - fluid_part) * (total - nucleus);
        let ratio = if solid > 0.0 { cytoplasm / solid } else { 0.0 };
        Self { fluid: fluid_part * total, nucleus: solid, cytoplasm, target: solid, ratio }
    }

    /// The whole, µm³.
    pub fn total(&self) -> f64 {
        self.fluid + self.nucleus + self.cytoplasm
    }

    /// Begins to grow to twice the volume.
    pub fn begin_growth(&mut self) {
        self.target *= 2.0;
    }

    /// Begins to shrink to nothing.
    pub fn begin_shrinking(&mut self) {
        self.target = 0.0;
    }

    /// One step of `dt` min under `law`, with the fluid drawn to `fluid_part` of the volume.
    pub fn advance(&mut self, law: &VolumeLaw, fluid_part: f64, dt: f64) {
        let step = |rate: f64| (rate * dt).min(1.0);
        let total = self.total();
        self.fluid += step(law.fluid) * (fluid_part * total - self.fluid);
        self.nucleus += step(law.nucleus) * (self.target - self.nucleus);
        self.cytoplasm += step(law.cytoplasm) * (self.ratio * self.target - self.cytoplasm);
    }

    /// Halves everything: one of two daughters.
    pub fn halve(&mut self) {
        for part in [&mut self.fluid, &mut self.nucleus, &mut self.cytoplasm, &mut self.target] {
            *part *= 0.5;
        }
    }
}
