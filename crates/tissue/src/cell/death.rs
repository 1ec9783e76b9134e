//! Death: apoptosis, necrosis, and oxygen that decides between life and both.

use serde::{Deserialize, Serialize};

use super::volume::VolumeLaw;

/// How cells of a type die.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Death {
    /// Rate of apoptosis, 1/min.
    pub apoptosis: f64,
    /// How long an apoptotic cell takes to go, min.
    pub apoptosis_duration: f64,
    /// How it shrinks.
    pub apoptosis_volume: VolumeLaw,
    /// How a necrotic cell swells until it bursts at twice its volume.
    pub swelling: VolumeLaw,
    /// How the burst one loses its fluid.
    pub lysis: VolumeLaw,
    /// How long the rest stays, min.
    pub necrosis_duration: f64,
}

/// Oxygen: proliferation and necrosis as linear ramps of a field.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OxygenDependence {
    /// Which field.
    pub field: usize,
    /// Above this, proliferation at its full rate.
    pub saturation: f64,
    /// Below this, none.
    pub threshold: f64,
    /// Below this, necrosis begins.
    pub necrosis_threshold: f64,
    /// Below this, it has its full rate.
    pub necrosis_full: f64,
    /// Full rate of necrosis, 1/min.
    pub necrosis_rate: f64,
}

impl OxygenDependence {
    /// Factor on proliferation, 0 to 1.
    pub fn proliferation(&self, oxygen: f64) -> f64 {
        ramp(oxygen, self.threshold, self.saturation)
    }

    /// Rate of necrosis, 1/min.
    pub fn necrosis(&self, oxygen: f64) -> f64 {
        self.necrosis_rate * (1.0 - ramp(oxygen, self.necrosis_full, self.necrosis_threshold))
    }
}

fn ramp(value: f64, low: f64, high: f64) -> f64 {
    if high > low {
        ((value - low) / (high - low)).clamp(0.0, 1.0)
    } else {
        f64::from(u8::from(value >= high))
    }
}
