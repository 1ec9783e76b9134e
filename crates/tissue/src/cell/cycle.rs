//! Cell cycle: phases, their durations, and what holds a cell back.

use serde::{Deserialize, Serialize};

/// How long a phase lasts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duration {
    /// Always so long, min.
    Fixed(f64),
    /// Exponentially distributed with this mean, min.
    Exponential(f64),
}

impl Duration {
    /// Mean duration, min.
    pub fn mean(self) -> f64 {
        match self {
            Self::Fixed(minutes) | Self::Exponential(minutes) => minutes,
        }
    }

    /// Probability that a phase that has lasted `elapsed` ends within `dt`, where it runs at `factor` times its speed.
    pub(super) fn ends(self, elapsed: f64, dt: f64, factor: f64) -> f64 {
        match self {
            Self::Fixed(minutes) => f64::from(u8::from(elapsed >= minutes - 1e-9 * minutes)),
            Self::Exponential(mean) => -libm::expm1(-factor * dt / mean),
        }
    }
}

/// A phase of the cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// Its name.
    pub name: String,
    /// How long it lasts.
    pub duration: Duration,
    /// Whether the cell begins to double its volume as it enters.
    pub grows: bool,
    /// Whether it can be left only while nothing inhibits: oxygen, contact, rules.
    pub checkpoint: bool,
}

/// A cycle of phases; the cell divides as it leaves the last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cycle {
    /// The phases, in order.
    pub phases: Vec<Phase>,
}

fn phase(name: &str, duration: Duration, grows: bool, checkpoint: bool) -> Phase {
    Phase { name: name.to_owned(), duration, grows, checkpoint }
}

impl Cycle {
    /// No division.
    pub fn quiescent() -> Self {
        Self { phases: Vec::new() }
    }

    /// One phase of exponential duration: division at a constant rate, 1/`mean` (min).
    pub fn live(mean: f64) -> Self {
        Self { phases: vec![phase("live", Duration::Exponential(mean), true, true)] }
    }

    /// Phases of fixed durations (min); growth begins with the second, or with the only one.
    pub fn fixed(durations: &[(&str, f64)]) -> Self {
        let grows = usize::from(durations.len() > 1);
        let all = durations.iter().enumerate();
        let phases = all.map(|(at, (name, minutes))| {
            phase(name, Duration::Fixed(*minutes), at == grows, at == 0)
        });
        Self { phases: phases.collect() }
    }

    /// Ki67 negative (exponential, mean `negative` min) and positive (fixed, `positive` min): what an immunostain tells
    /// apart.
    pub fn ki67(negative: f64, positive: f64) -> Self {
        let phases = vec![
            phase("Ki67-", Duration::Exponential(negative), false, true),
            phase("Ki67+", Duration::Fixed(positive), true, false),
        ];
        Self { phases }
    }

    /// G0/G1, S, G2 and M with exponential durations of these means (min): what flow cytometry tells apart.
    pub fn flow_cytometry(means: [f64; 4]) -> Self {
        let [g1, s, g2, m] = means.map(Duration::Exponential);
        let phases = vec![
            phase("G0/G1", g1, false, true),
            phase("S", s, true, false),
            phase("G2", g2, false, false),
            phase("M", m, false, false),
        ];
        Self { phases }
    }

    /// Mean time from birth to division, min; `None` where there is no division.
    ///
    /// ```
    /// use exoscope_tissue::cell::Cycle;
    /// let cycle = Cycle::flow_cytometry([298.8, 480.0, 240.0, 60.0]);
    /// assert!((cycle.mean().unwrap() - 1078.8).abs() < 1e-9);
    /// assert_eq!(Cycle::quiescent().mean(), None);
    /// ```
    pub fn mean(&self) -> Option<f64> {
        let all = self.phases.iter().map(|phase| phase.duration.mean());
        (!self.phases.is_empty()).then(|| all.sum())
    }
}

/// Contact inhibition of growth (OpenVT): a cell leaves a checkpoint only where both hold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Inhibition {
    /// β: least free area (2-D) or volume over its own; 0 for no such rule.
    pub least_free: f64,
    /// γ: largest part of its perimeter or surface in contact; 1 for no such rule.
    pub most_contact: f64,
}
