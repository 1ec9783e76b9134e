//! Small-RNA sequencing: a library of reads shared among miRNAs.

use rand::Rng;
use rand_distr::{Distribution, Gamma, StandardNormal};

use crate::parameter::{ParameterError, Spread, Table};
use crate::world::tumour::branching::poisson;

/// A library: depth lognormal between samples, counts gamma-Poisson about their share of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequencing {
    /// Median reads assigned to miRNAs.
    pub depth: f64,
    /// Coefficient of variation of the depth between samples.
    pub depth_cv: f64,
    /// Variance beyond Poisson as a fraction of the squared mean; 0 without noise.
    pub dispersion: f64,
    /// Whether counts are drawn; without, they are their expectation.
    pub noise: bool,
}

impl Sequencing {
    /// The library of the built-in table.
    pub fn published() -> Result<Self, ParameterError> {
        Self::of(&Table::published()?)
    }

    /// The library of `table`.
    pub fn of(table: &Table) -> Result<Self, ParameterError> {
        let depth = table.look_up("assay.depth")?;
        let depth_cv = match depth.spread {
            Spread::LogNormal { cv } => cv,
            _ => 0.0,
        };
        let dispersion = table.number("assay.dispersion")?;
        Ok(Self { depth: depth.value.in_base(), depth_cv, dispersion, noise: true })
    }

    /// The same without noise: counts are depth × share, to rounding.
    #[must_use]
    pub fn noiseless(self) -> Self {
        Self { depth_cv: 0.0, noise: false, ..self }
    }

    /// Reads of each miRNA, of `copies` per mL, each times e to the `effect` of its batch.
    pub fn count(&self, copies: &[f64], effects: &[f64], stream: &mut impl Rng) -> Vec<f64> {
        let z: f64 = StandardNormal.sample(stream);
        let depth = self.depth * (z * (1.0 + self.depth_cv.powi(2)).ln().sqrt()).exp();
        let weights: Vec<f64> = copies.iter().zip(effects).map(|(c, e)| c * e.exp()).collect();
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return vec![0.0; copies.len()];
        }
        let mixing = Gamma::new(1.0 / self.dispersion, self.dispersion).ok();
        let read = |weight: f64| {
            let mean = depth * weight / total;
            if !self.noise {
                return mean;
            }
            let mixed = mixing.as_ref().map_or(1.0, |gamma| gamma.sample(stream));
            poisson(mean * mixed, stream)
        };
        weights.into_iter().map(read).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use exoscope_core::Streams;

    use super::*;

    #[test]
    fn without_noise_counts_are_depth_times_share() {
        let library = Sequencing::published().unwrap().noiseless();
        let stream = &mut Streams::new(1).stream("library", 0);
        let counts = library.count(&[1.0, 3.0], &[0.0, 0.0], stream);
        assert!((counts[0] - 3e5).abs() < 1e-6 && (counts[1] - 9e5).abs() < 1e-6);
    }

    #[test]
    fn depth_and_dispersion_are_found_again_in_the_counts() {
        let library = Sequencing::published().unwrap();
        let n = 4000;
        let runs: Vec<Vec<f64>> = (0..n)
            .map(|i| {
                let stream = &mut Streams::new(1).stream("library", i);
                library.count(&vec![1.0; 100], &vec![0.0; 100], stream)
            })
            .collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let depths: Vec<f64> = runs.iter().map(|r| r.iter().sum::<f64>().ln()).collect();
        let log = mean(&depths);
        // Standard error of the mean log depth: √ln(1 + 0.35²) / √4000 = 0.0054.
        assert!((log - 1.2e6_f64.ln()).abs() < 0.02, "{}", log.exp());
        // Of one miRNA's share of its library: variance / mean² = dispersion + 1 / mean.
        let shares: Vec<f64> = runs.iter().map(|r| r[0] / r.iter().sum::<f64>()).collect();
        let centre = mean(&shares);
        let spread: Vec<f64> = shares.iter().map(|s| (s / centre - 1.0).powi(2)).collect();
        let expected = library.dispersion + 1.0 / mean(&depths).exp() * 100.0;
        assert!((mean(&spread) / expected - 1.0).abs() < 0.1, "{}", mean(&spread));
    }
}
