//! A growing tumour that sheds into blood: two published one-compartment models.

use crate::parameter::{ParameterError, look_up};

/// Hori & Gambhir 2011: a tumour that grows exponentially from one cell sheds a protein, healthy cells
/// make it too, and plasma loses it.
///
/// dq/dt = f R e^{kt} + H − e q with q(0) = H/e, so
/// q(t) = H/e + f R (e^{kt} − e^{−et}) / (k + e).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HoriGambhir {
    /// Fraction of the shed protein that reaches plasma, f.
    pub fraction: f64,
    /// Shed per cell, R, in U/day/cell.
    pub rate: f64,
    /// Growth, k, per day.
    pub growth: f64,
    /// Elimination, e, per day.
    pub elimination: f64,
    /// Made by healthy cells, H, in U/day.
    pub healthy: f64,
    /// Plasma volume, mL.
    pub plasma: f64,
}

/// When a tumour is first seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// Days since the first cell.
    pub days: f64,
    /// Cells of the tumour.
    pub cells: f64,
}

impl HoriGambhir {
    /// The published model, from the parameter table.
    pub fn published() -> Result<Self, ParameterError> {
        let number = |name: &str, unit: &str| {
            let parameter = look_up(name)?;
            parameter.value.to(unit).map_err(|source| ParameterError::Unit {
                value: parameter.value.to_string(),
                source,
            })
        };
        Ok(Self {
            fraction: number("shedding.hori.fraction", "")?,
            rate: number("shedding.hori.rate", "U/day/cell")?,
            growth: number("tumour.growth.ovary", "/day")?,
            elimination: number("shedding.hori.elimination", "/day")?,
            healthy: number("shedding.hori.healthy", "U/day")?,
            plasma: number("shedding.hori.plasma", "mL")?,
        })
    }

    /// The same without healthy cells that make the protein.
    #[must_use]
    pub fn tumour_only(self) -> Self {
        Self { healthy: 0.0, ..self }
    }

    /// U/mL in plasma `days` after the first cell.
    pub fn concentration(self, days: f64) -> f64 {
        let (k, e) = (self.growth, self.elimination);
        let shed = self.fraction * self.rate * ((k * days).exp() - (-e * days).exp()) / (k + e);
        (self.healthy / e + shed) / self.plasma
    }

    /// When plasma reaches `cutoff` U/mL; at once where healthy cells alone reach it, never where it
    /// is not finite.
    pub fn detected(self, cutoff: f64) -> Option<Detection> {
        let at = |days: f64| Detection { days, cells: (self.growth * days).exp() };
        if self.concentration(0.0) >= cutoff {
            return Some(at(0.0));
        }
        // The concentration rises with time. 700/k days is e^700 cells, near the largest number.
        let (mut early, mut late) = (0.0, 700.0 / self.growth);
        let reached = cutoff.is_finite() && self.concentration(late) >= cutoff;
        reached.then(|| {
            for _ in 0..200 {
                let middle = f64::midpoint(early, late);
                if self.concentration(middle) < cutoff { early = middle } else { late = middle }
            }
            at(late)
        })
    }
}

/// Avanzini 2020: genome equivalents of tumour DNA in blood, shed when cells die:
/// C = M d q / (ε + r), for a tumour of M cells that grows at r = b − d.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Avanzini {
    /// Divisions per cell and day, b.
    pub birth: f64,
    /// Deaths per cell and day, d.
    pub death: f64,
    /// Genome equivalents that reach blood per death, q.
    pub per_death: f64,
    /// Elimination per day, ε.
    pub elimination: f64,
}

impl Avanzini {
    /// The published model for lung cancer, from the parameter table.
    pub fn published() -> Result<Self, ParameterError> {
        let base = |name: &str| look_up(name).map(|p| p.value.in_base());
        let day = 86_400.0;
        Ok(Self {
            birth: base("tumour.birth.lung")? * day,
            death: base("tumour.death.lung")? * day,
            per_death: base("shedding.avanzini.per-death")?,
            elimination: std::f64::consts::LN_2 * day / base("shedding.avanzini.half-life")?,
        })
    }

    /// Genome equivalents in all blood, of a tumour of `cells`.
    pub fn genome_equivalents(self, cells: f64) -> f64 {
        cells * self.death * self.per_death / (self.elimination + self.birth - self.death)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, relative: f64) {
        assert!((a / b - 1.0).abs() < relative, "{a} is not {b}");
    }

    #[test]
    fn hori_and_gambhir_2011_is_reproduced() {
        let model = HoriGambhir::published().unwrap();
        near(model.concentration(0.0), 13.16, 0.001);
        let seen = model.detected(35.0).unwrap();
        near(seen.cells, 1.77e9, 0.01);
        near(seen.days / 365.25, 10.09, 0.01);
        // The paper: 10.1 years and a sphere of 25.36 mm at 2.07e8 cells/cm³.
        near(seen.days / 365.25, 10.1, 0.01);
        let volume = seen.cells / 2.07e8;
        near((6.0 * volume / std::f64::consts::PI).cbrt() * 10.0, 25.36, 0.01);
        let alone = model.tumour_only().detected(1.5).unwrap();
        near(alone.cells, 1.22e8, 0.01);
        near(alone.days / 365.25, 8.82, 0.01);
    }

    #[test]
    fn avanzini_2020_is_reproduced() {
        let in_blood = Avanzini::published().unwrap().genome_equivalents(1e9);
        near(in_blood, 572.0, 0.01);
        let per_ml =
            in_blood / look_up("shedding.avanzini.plasma").unwrap().value.to("mL").unwrap();
        near(per_ml, 0.208, 0.01);
        near(per_ml * 15.0 * 0.55, 1.72, 0.01);
    }

    #[test]
    fn what_is_never_reached_is_never_seen() {
        let model = HoriGambhir::published().unwrap();
        assert_eq!(model.detected(f64::INFINITY), None);
        assert_eq!(model.detected(1.0).map(|d| d.days), Some(0.0));
    }
}
