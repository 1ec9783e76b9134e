//! Motility: persistent random walk, Brownian motion, chemotaxis.

use exoscope_core::random::Stream;
use rand::RngExt;
use rand_distr::{Distribution, Exp1, StandardNormal};
use serde::{Deserialize, Serialize};

/// How cells of a type move of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Motility {
    /// Speed, µm/min.
    pub speed: f64,
    /// Mean time between turns, min. Without chemotaxis the walk diffuses: D = speed² · persistence / dimensions.
    pub persistence: f64,
    /// Diffusivity of Brownian motion on top, µm²/min.
    pub brownian: f64,
}

impl Motility {
    /// Long-time diffusivity in so many dimensions, µm²/min.
    ///
    /// ```
    /// use exoscope_tissue::cell::Motility;
    /// let walk = Motility { speed: 0.4, persistence: 50.0, brownian: 1.0 };
    /// assert!((walk.diffusivity(2) - 5.0).abs() < 1e-12);
    /// ```
    pub fn diffusivity(&self, dimensions: usize) -> f64 {
        self.speed * self.speed * self.persistence / dimensions.max(1) as f64 + self.brownian
    }
}

/// Motion along the gradient of a field. With no law of speed given by anyone, ours: the speed is the cell's own, the
/// direction is b·ĝ + (1 − b)·r̂, normed, with r̂ random and b = `bias` · |∇c| / (|∇c| + `half`).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Chemotaxis {
    /// Which field.
    pub field: usize,
    /// Largest bias, −1 (away) to 1 (towards).
    pub bias: f64,
    /// Gradient at half of it, concentration per µm.
    pub half: f64,
}

/// A random direction along the axes of `free`.
pub(super) fn direction(stream: &mut Stream, free: [bool; 3]) -> [f64; 3] {
    let drawn: [f64; 3] = std::array::from_fn(|_| StandardNormal.sample(stream));
    unit([0, 1, 2].map(|a| if free[a] { drawn[a] } else { 0.0 }))
}

/// Time to the next turn, min.
pub(super) fn until_turn(stream: &mut Stream, persistence: f64) -> f64 {
    let drawn: f64 = Exp1.sample(stream);
    persistence * drawn
}

/// Brownian displacement of `dt` min along the axes of `free`.
pub(super) fn brownian(
    stream: &mut Stream,
    diffusivity: f64,
    dt: f64,
    free: [bool; 3],
) -> [f64; 3] {
    let size = (2.0 * diffusivity * dt).sqrt();
    let drawn: [f64; 3] = std::array::from_fn(|_| StandardNormal.sample(stream));
    [0, 1, 2].map(|a| if free[a] { size * drawn[a] } else { 0.0 })
}

/// Whether something of probability `p` happens.
pub(super) fn happens(stream: &mut Stream, p: f64) -> bool {
    let u: f64 = stream.random();
    u < p
}

/// The direction of `vector`; nothing of nothing.
pub(super) fn unit(vector: [f64; 3]) -> [f64; 3] {
    let length = vector.iter().map(|v| v * v).sum::<f64>().sqrt();
    if length > 0.0 { vector.map(|v| v / length) } else { [0.0; 3] }
}

/// Direction with chemotaxis along `gradients`, one a law.
pub(super) fn biased(
    random: [f64; 3],
    laws: &[Chemotaxis],
    gradients: impl Fn(usize) -> [f64; 3],
    free: [bool; 3],
) -> [f64; 3] {
    if laws.is_empty() {
        return random;
    }
    let (mut along, mut total) = ([0.0; 3], 0.0_f64);
    for law in laws {
        let gradient = gradients(law.field);
        let gradient = [0, 1, 2].map(|a| if free[a] { gradient[a] } else { 0.0 });
        let size = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        if size > 0.0 {
            let bias = law.bias * size / (size + law.half);
            total += bias.abs();
            for a in 0..3 {
                along[a] += bias * gradient[a] / size;
            }
        }
    }
    let rest = (1.0 - total).max(0.0);
    unit([0, 1, 2].map(|a| along[a] + rest * random[a]))
}
