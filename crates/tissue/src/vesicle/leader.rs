//! A follower led by exosomes: the model of González & Mugler 2026 (arXiv 2510.11909), by the rules of its code.
//!
//! A leader walks along x and releases exosomes with a Poisson number of molecules; they diffuse in the plane and end
//! at a fixed age. The follower takes those that come within its radius, remembers direction and size of each, with
//! memory that fades with the same time, and steps along the vector sum with probability Σα/(1 + Σα), else anywhere;
//! α = n^H/(n^H + K^H) e^(−age/lifetime). Few large exosomes say little, many small ones are each too weak to be heard
//! where H > 1: in between lies the best size.

use std::f64::consts::PI;

use exoscope_core::Streams;
use rand::RngExt;
use rayon::prelude::*;

use super::arrivals::poisson;
use super::particles::{Step, plane_step};

/// Settings of the published model; [`Leader::published`] has its numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leader {
    /// Speed of leader and follower, µm/min.
    pub speed: f64,
    /// Molecules released, 1/min.
    pub release: f64,
    /// Molecules at which an exosome is half heard.
    pub half: f64,
    /// Hill coefficient.
    pub hill: i32,
    /// Diffusivity, µm²/min.
    pub diffusivity: f64,
    /// Age at which an exosome ends, and time in which its memory fades, min.
    pub lifetime: f64,
    /// Time step of exosomes, min.
    pub dt: f64,
    /// Time between the follower's steps, min.
    pub stride: f64,
    /// Length of a trial, min.
    pub time: f64,
    /// Radius within which the follower takes exosomes, µm.
    pub radius: f64,
    /// Where the leader starts, µm ahead.
    pub ahead: f64,
}

impl Leader {
    /// The published numbers, for a Hill coefficient (1 or 3 there) and a lifetime (0.5, 5, 60 min there).
    pub fn published(hill: i32, lifetime: f64) -> Self {
        Self {
            speed: 3.4 / 60.0,
            release: 350.0,
            half: 25.0,
            hill,
            diffusivity: 250.0,
            lifetime,
            dt: 0.1,
            stride: 40.0,
            time: 450.0,
            radius: 10.0,
            ahead: 10.0,
        }
    }

    /// Mean speed (µm/min) along x of the followers of `trials` trials with `size` molecules an exosome, and its
    /// standard error.
    pub fn speed_along(&self, size: f64, trials: u64, streams: Streams) -> (f64, f64) {
        let purpose = format!("leader {size}");
        let one = |trial: u64| self.trial(size, &mut streams.stream(&purpose, trial));
        let all: Vec<f64> = (0..trials).into_par_iter().map(one).collect();
        let n = trials.max(1) as f64;
        let mean = all.iter().sum::<f64>() / n;
        let square: f64 = all.iter().map(|v| (v - mean) * (v - mean)).sum();
        (mean, (square / (n - 1.0).max(1.0) / n).sqrt())
    }

    fn trial(&self, size: f64, stream: &mut exoscope_core::random::Stream) -> f64 {
        let steps = (self.time / self.dt).floor() as u64;
        let stride = (self.stride / self.dt).floor().max(1.0) as u64;
        let mut leader = self.ahead;
        let mut follower = [0.0_f64; 2];
        let mut flying: Vec<([f64; 2], f64, u64)> = Vec::new();
        let mut heard: Vec<(f64, f64, f64)> = Vec::new();
        for step in 0..steps {
            let now = step as f64 * self.dt;
            leader += self.speed * self.dt;
            for _ in 0..poisson(self.release / size * self.dt, stream) {
                let molecules = poisson(size, stream);
                if molecules > 0 {
                    flying.push(([leader, 0.0], now, molecules));
                }
            }
            flying.retain(|(_, born, _)| now - born < self.lifetime);
            flying.retain_mut(|(position, _, molecules)| {
                let moved = plane_step(Step::FixedLength, self.diffusivity, self.dt, stream);
                position[0] += moved[0];
                position[1] += moved[1];
                let [dx, dy] = [position[0] - follower[0], position[1] - follower[1]];
                let taken = dx * dx + dy * dy < self.radius * self.radius;
                if taken {
                    heard.push((now, libm::atan2(dy, dx), *molecules as f64));
                }
                !taken
            });
            if step % stride != 0 {
                continue;
            }
            let (mut sum, mut net) = (0.0, [0.0; 2]);
            for &(when, angle, molecules) in &heard {
                let strength = (molecules / self.half).powi(self.hill);
                let hill = strength / (1.0 + strength);
                let alpha = hill * libm::exp(-(now - when) / self.lifetime);
                sum += alpha;
                net[0] += alpha * libm::cos(angle);
                net[1] += alpha * libm::sin(angle);
            }
            let follows = sum > 0.0 && stream.random::<f64>() < sum / (1.0 + sum);
            let angle = if follows {
                libm::atan2(net[1], net[0])
            } else {
                2.0 * PI * stream.random::<f64>()
            };
            follower[0] += self.speed * self.stride * libm::cos(angle);
            follower[1] += self.speed * self.stride * libm::sin(angle);
        }
        follower[0] / self.time
    }
}
