//! Effects of site, date, slide and storage: each moves many miRNAs together, in a few directions.

use exoscope_core::Streams;
use rand_distr::{Distribution, StandardNormal};

use crate::parameter::{ParameterError, Table};

/// Directions in which batches of one kind differ.
const DIRECTIONS: usize = 6;

/// Sizes of batch effects: SD of the natural logarithm, per miRNA, between batches of one kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effects {
    /// Between sites of collection.
    pub site: f64,
    /// Between dates of measurement.
    pub date: f64,
    /// Between slides or runs of a date.
    pub slide: f64,
    /// SD over miRNAs of the change per year of storage.
    pub storage: f64,
}

impl Effects {
    /// Those of the table.
    pub fn of(table: &Table) -> Result<Self, ParameterError> {
        let number = |name: &str| table.number(name);
        Ok(Self {
            site: number("assay.site")?,
            date: number("assay.date")?,
            slide: number("assay.slide")?,
            storage: number("assay.storage")?,
        })
    }

    /// No effect at all.
    pub const fn none() -> Self {
        Self { site: 0.0, date: 0.0, slide: 0.0, storage: 0.0 }
    }
}

/// The effects of every batch, drawn once for a cohort.
#[derive(Debug, Clone)]
pub struct Batches {
    streams: Streams,
    kinds: [Kind; 3],
    storage: Vec<f64>,
    probe: Vec<f64>,
}

#[derive(Debug, Clone)]
struct Kind {
    purpose: &'static str,
    /// Directions × miRNAs, scaled so that a batch's effect has the stated SD.
    loadings: Vec<Vec<f64>>,
}

impl Batches {
    /// The batches of a cohort; `probe` is what probes make of equal concentrations of each miRNA, in natural
    /// logarithms: the same for every sample.
    pub fn draw(effects: Effects, probe: Vec<f64>, streams: Streams) -> Self {
        let mirnas = probe.len();
        let normals = |purpose: &str, entity: u64, sd: f64| -> Vec<f64> {
            let stream = &mut streams.stream(purpose, entity);
            let normal = |_| -> f64 { StandardNormal.sample(stream) };
            (0..mirnas).map(normal).map(|z| sd * z).collect()
        };
        let kind = |purpose, sd: f64| Kind {
            purpose,
            loadings: (0..DIRECTIONS as u64)
                .map(|direction| normals(purpose, direction, sd / (DIRECTIONS as f64).sqrt()))
                .collect(),
        };
        Self {
            streams,
            kinds: [
                kind("site loading", effects.site),
                kind("date loading", effects.date),
                kind("slide loading", effects.slide),
            ],
            storage: normals("storage loading", 0, effects.storage),
            probe,
        }
    }

    /// The sum of all effects on each miRNA, of a sample of this site, date and slide after so many
    /// years of storage.
    pub fn of(&self, site: u64, date: u64, slide: u64, years: f64) -> Vec<f64> {
        let mut sum: Vec<f64> =
            self.probe.iter().zip(&self.storage).map(|(p, s)| p + years * s).collect();
        for (kind, batch) in self.kinds.iter().zip([site, date, slide]) {
            let stream = &mut self.streams.stream(&format!("{} of batch", kind.purpose), batch);
            for loading in &kind.loadings {
                let factor: f64 = StandardNormal.sample(stream);
                sum.iter_mut().zip(loading).for_each(|(sum, l)| *sum += factor * l);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_differ_by_the_stated_sd_and_are_alike_within() {
        let effects = Effects { date: 0.3, ..Effects::none() };
        let batches = Batches::draw(effects, vec![0.0; 500], Streams::new(1));
        assert_eq!(batches.of(0, 3, 0, 0.0), batches.of(1, 3, 9, 2.0));
        let all: Vec<Vec<f64>> = (0..600).map(|date| batches.of(0, date, 0, 0.0)).collect();
        let squares = all.iter().flatten().map(|x| x * x).sum::<f64>() / (600.0 * 500.0);
        assert!((squares.sqrt() / 0.3 - 1.0).abs() < 0.05, "{}", squares.sqrt());
    }
}
