//! Light-scatter calibration: S = F · σ(d, n, λ, half angle), F from beads; then the diameters that a signal allows.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::mie::{Coefficients, Complex, coated, sphere};

/// Illumination and medium.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Optics {
    /// Wavelength in vacuum, nm.
    pub wavelength: f64,
    /// Refractive index of the medium.
    pub medium: f64,
    /// Half angle of the collecting lens, degrees; `None`: all light, σ_sca.
    pub half_angle: Option<f64>,
}

impl Optics {
    fn x(&self, diameter: f64) -> f64 {
        PI * diameter * self.medium / self.wavelength
    }

    fn section(&self, particle: &Coefficients, diameter: f64) -> f64 {
        let q = self
            .half_angle
            .map_or_else(|| particle.q_sca(), |half| particle.q_side(half.to_radians()));
        q * PI * diameter * diameter / 4.0
    }

    /// Scattering cross-section of a homogeneous sphere, nm²; `None` outside the range of sizes.
    ///
    /// ```
    /// use exoscope_prep::cytometry::scatter::Optics;
    /// let optics = Optics { wavelength: 405.0, medium: 1.343, half_angle: None };
    /// assert!((optics.sphere(100.0, 1.624).unwrap() - 336.7).abs() < 0.05);
    /// ```
    pub fn sphere(&self, diameter: f64, index: f64) -> Option<f64> {
        let particle = sphere(Complex::real(index / self.medium), self.x(diameter))?;
        Some(self.section(&particle, diameter))
    }

    /// Scattering cross-section of a vesicle, nm²: core and membrane.
    pub fn vesicle(&self, diameter: f64, model: &VesicleOptics) -> Option<f64> {
        let core = diameter - 2.0 * model.shell;
        let (m1, m2) = (model.core_index / self.medium, model.shell_index / self.medium);
        if core <= 0.0 {
            return self.sphere(diameter, model.shell_index);
        }
        let particle = coated(m1, m2, self.x(core), self.x(diameter))?;
        Some(self.section(&particle, diameter))
    }
}

/// Core–shell model of a vesicle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VesicleOptics {
    /// Refractive index of the core.
    pub core_index: f64,
    /// Refractive index of the membrane.
    pub shell_index: f64,
    /// Thickness of the membrane, nm.
    pub shell: f64,
}

impl VesicleOptics {
    /// Membrane of 5 nm and index 1.46 about a core of this index; 1.36 to 1.40 are plausible, 1.38 usual (van Manen
    /// 2008, Biophys J 94:L67).
    pub const fn with_core(core_index: f64) -> Self {
        Self { core_index, shell_index: 1.46, shell: 5.0 }
    }
}

/// A bead of known size and index, and its median signal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScatterBead {
    /// Diameter, nm.
    pub diameter: f64,
    /// Refractive index.
    pub index: f64,
    /// Median signal, channel units.
    pub signal: f64,
}

/// A fitted scatter calibration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScatterCalibration {
    /// Optics, with the half angle that fits best.
    pub optics: Optics,
    /// Signal per nm².
    pub factor: f64,
    /// Residual of each bead, %.
    pub residuals: Vec<f64>,
}

/// Largest residual of an accepted calibration, %.
pub const MOST_RESIDUAL: f64 = 5.0;

/// Fits F, and the half angle where `angles` (degrees) has several; `None` of fewer than three beads.
pub fn calibrate(
    beads: &[ScatterBead],
    optics: Optics,
    angles: &[Option<f64>],
) -> Option<ScatterCalibration> {
    if beads.len() < 3 || beads.iter().any(|bead| !(bead.signal > 0.0 && bead.diameter > 0.0)) {
        return None;
    }
    let fit = |half_angle: Option<f64>| -> Option<(f64, ScatterCalibration)> {
        let optics = Optics { half_angle, ..optics };
        let logs: Vec<f64> = beads
            .iter()
            .map(|bead| Some((bead.signal / optics.sphere(bead.diameter, bead.index)?).ln()))
            .collect::<Option<_>>()?;
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        let worst: f64 = logs.iter().map(|log| (log - mean).powi(2)).sum();
        let residuals = logs.iter().map(|log| 100.0 * ((log - mean).exp() - 1.0)).collect();
        Some((worst, ScatterCalibration { optics, factor: mean.exp(), residuals }))
    };
    let fits = angles.iter().filter_map(|angle| fit(*angle));
    fits.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, calibration)| calibration)
}

impl ScatterCalibration {
    /// Whether every bead is within 5 %.
    pub fn accepted(&self) -> bool {
        self.residuals.iter().all(|residual| residual.abs() <= MOST_RESIDUAL)
    }

    /// All diameters from 20 to 1,000 nm, to 0.01 nm, at which a particle gives this signal: several where the
    /// cross-section is not monotone, none where no size does.
    pub fn diameters(
        &self,
        signal: f64,
        section: impl Fn(&Optics, f64) -> Option<f64>,
    ) -> Vec<f64> {
        let off = |d: f64| section(&self.optics, d).map(|section| section * self.factor - signal);
        let mut found = Vec::new();
        let mut last = (20.0, off(20.0));
        for step in 1..=490 {
            let d = 20.0 + 2.0 * f64::from(step);
            let here = off(d);
            if let (Some(a), Some(b)) = (last.1, here)
                && (a < 0.0) != (b < 0.0)
            {
                let (mut low, mut high) = (last.0, d);
                while high - low > 0.005 {
                    let middle = f64::midpoint(low, high);
                    match off(middle) {
                        Some(value) if (value < 0.0) == (a < 0.0) => low = middle,
                        _ => high = middle,
                    }
                }
                found.push(f64::midpoint(low, high));
            }
            last = (d, here);
        }
        found
    }

    /// Diameters of a vesicle of this signal: at core indices 1.38, 1.36 and 1.40.
    pub fn vesicle_diameters(&self, signal: f64) -> [(f64, Vec<f64>); 3] {
        [1.38, 1.36, 1.40].map(|core| {
            let model = VesicleOptics::with_core(core);
            (core, self.diameters(signal, |optics, d| optics.vesicle(d, &model)))
        })
    }
}
