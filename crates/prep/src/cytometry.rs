//! Flow cytometry: counts against a blank, positive share, bead calibration of fluorescence and of light scatter.

pub mod fluorescence;
pub mod mie;
pub mod positive;
pub mod scatter;

use serde::{Deserialize, Serialize};

use crate::figure::Estimate;

/// Events in a volume.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// Events.
    pub events: u64,
    /// Volume, nL.
    pub volume_nl: f64,
    /// Beads whose count gave the volume; `None` where it was stated.
    pub beads: Option<u64>,
}

/// Particle concentration by events against a blank.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NetConcentration {
    /// Per mL of the undiluted sample, with the 95 % Poisson interval.
    pub per_ml: Estimate,
    /// Limit of detection per mL of the undiluted sample: 1.645 √(2 N_b) events of the blank (Currie 1968; the factor is
    /// assumed here). `None` without a blank.
    pub detection_limit: Option<f64>,
    /// Whether the net count is below it.
    pub below_detection: bool,
}

/// nL in a mL.
pub(crate) const NL_PER_ML: f64 = 1e6;

/// Concentration C = (N_s/V_s − N_b/V_b) · D per mL; variance (N_s/V_s² + N_b/V_b²) · D² of Poisson counts, and
/// of counted beads where they gave a volume. `None`
/// where a volume is not above 0.
///
/// ```
/// use exoscope_prep::cytometry::{Counted, net_concentration};
/// let sample = Counted { events: 13_008, volume_nl: 500.0, beads: None };
/// let water = Counted { events: 1980, volume_nl: 500.0, beads: None };
/// let net = net_concentration(sample, Some(water), 1.0).unwrap();
/// assert!((net.per_ml.value / 1e7 - 2.2056).abs() < 1e-9);
/// ```
pub fn net_concentration(
    sample: Counted,
    blank: Option<Counted>,
    dilution: f64,
) -> Option<NetConcentration> {
    let none = Counted { events: 0, volume_nl: 1.0, beads: None };
    let of_blank = blank.unwrap_or(none);
    if !(sample.volume_nl > 0.0 && of_blank.volume_nl > 0.0 && dilution >= 1.0) {
        return None;
    }
    let factor = NL_PER_ML * dilution;
    let net = sample.rate() - of_blank.rate();
    let half = 1.959_963_984_540_054 * (sample.variance() + of_blank.variance()).sqrt();
    let per_ml =
        Estimate { value: net, low: net - half, high: net + half, level: 0.95 }.scaled(factor);
    // The blank's count in the sample's volume.
    let expected = of_blank.rate() * sample.volume_nl;
    let limit = 1.645 * (2.0 * expected).sqrt() / sample.volume_nl;
    Some(NetConcentration {
        per_ml,
        detection_limit: blank.map(|_| limit * factor),
        below_detection: net < limit || net <= 0.0,
    })
}

impl Counted {
    /// Events per nL.
    pub fn rate(self) -> f64 {
        self.events as f64 / self.volume_nl
    }

    /// Variance of the rate of Poisson counts, per nL²: N/V², and (N/V)²/B where the volume is that of B counted beads, a
    /// Poisson count too.
    pub fn variance(self) -> f64 {
        let of_beads = self.beads.map_or(0.0, |beads| self.rate().powi(2) / beads as f64);
        self.events as f64 / (self.volume_nl * self.volume_nl) + of_beads
    }
}

/// Share of detections that hold two or more particles, P(≥ 2 | ≥ 1) = 1 − m e^−m / (1 − e^−m), for a mean of `m`
/// particles in the interrogation volume. `None` unless m > 0. Above m = 0.1 swarm detection is likely.
///
/// ```
/// let share = exoscope_prep::cytometry::coincidence(0.1).unwrap();
/// assert!((share - 0.049_167).abs() < 1e-6);
/// ```
pub fn coincidence(m: f64) -> Option<f64> {
    (m > 0.0 && m.is_finite()).then(|| 1.0 - m * (-m).exp() / -(-m).exp_m1())
}
