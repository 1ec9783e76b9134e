//! The miRNAs that the calls of each fit rested on.

use std::io;

use serde::{Deserialize, Serialize};

use super::overlap::{overlap, times};
use crate::pipeline::{CallError, DEFAULT_MAX_MISSING, FittedPipeline, RankedMirnas};
use crate::split::{HeldOut, Labelled, Samples};

/// Held-out samples of a fit that are explained. Their mean orders the first miRNAs well enough, and a
/// stack of thousands of samples and miRNAs takes a second for each.
const MOST: usize = 20;

/// The miRNAs of every fit of an evaluation, by how much its calls of held-out samples rested on them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rankings(Vec<FitRanking>);

/// The miRNAs of one fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FitRanking {
    /// Repeat and fold, from 0.
    pub place: [usize; 2],
    /// Each with its mean absolute contribution to the scores of the classes called, in log-odds; the
    /// largest first.
    pub mirnas: Vec<(String, f64)>,
}

/// A line of the table.
#[derive(Serialize, Deserialize)]
struct Line {
    repeat: usize,
    fold: usize,
    rank: usize,
    mirna: String,
    mean_contribution: f64,
}

impl FitRanking {
    /// Explains the calls of held-out samples, of at most twenty, evenly spread.
    pub(super) fn of(
        reader: &FittedPipeline,
        held_out: &HeldOut<Labelled<'_>>,
        place: [usize; 2],
    ) -> Result<Self, CallError> {
        let rows = held_out.rows();
        let explained = rows.len().min(MOST);
        let rows: Vec<usize> =
            (0..explained).filter_map(|i| rows.get(i * rows.len() / explained).copied()).collect();
        let mut ranking = RankedMirnas::default();
        for of in reader.explain(held_out.cohort(), &rows, None, DEFAULT_MAX_MISSING)? {
            ranking.add(&of);
        }
        let ranked = ranking.ranked().into_iter();
        Ok(Self { place, mirnas: ranked.map(|(mirna, mean)| (mirna.to_owned(), mean)).collect() })
    }
}

impl Rankings {
    pub(super) fn new(fits: Vec<FitRanking>) -> Self {
        Self(fits)
    }

    /// Number of fits.
    pub fn fits(&self) -> usize {
        self.0.len()
    }

    /// Share of the fits in which each of these is among the first `top`, 0 to 1; `None` without a
    /// fit.
    pub fn shares(&self, mirnas: &[&str], top: usize) -> Option<Vec<f64>> {
        let times = times(self.first(top));
        let share =
            |mirna: &&str| times.get(mirna).copied().unwrap_or_default() / self.0.len() as f64;
        (!self.0.is_empty()).then(|| mirnas.iter().map(share).collect())
    }

    /// Share of the first `top` of a fit that are among the first `top` of another too, the mean over
    /// pairs of fits; `None` of fewer than two fits.
    pub fn overlap(&self, top: usize) -> Option<f64> {
        overlap(&times(self.first(top)), self.0.len())
    }

    fn first(&self, top: usize) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .flat_map(move |fit| fit.mirnas.iter().take(top).map(|(mirna, _)| mirna.as_str()))
    }

    /// Writes a table with a line a fit and miRNA: `repeat` and `fold` from 0, `rank` from 1, `mirna`,
    /// `mean_contribution`; tab-separated.
    pub fn write_tsv(&self, out: &mut dyn io::Write) -> Result<(), csv::Error> {
        let mut table = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
        for FitRanking { place: [repeat, fold], mirnas } in &self.0 {
            for (place, (mirna, mean)) in mirnas.iter().enumerate() {
                let (mirna, rank) = (mirna.clone(), place + 1);
                let (repeat, fold, mean_contribution) = (*repeat, *fold, *mean);
                table.serialize(Line { repeat, fold, rank, mirna, mean_contribution })?;
            }
        }
        Ok(table.flush()?)
    }

    /// Reads what [`Rankings::write_tsv`] wrote.
    pub fn read_tsv(table: impl io::Read) -> Result<Self, csv::Error> {
        let mut fits: Vec<FitRanking> = Vec::new();
        for line in csv::ReaderBuilder::new().delimiter(b'\t').from_reader(table).deserialize() {
            let Line { repeat, fold, mirna, mean_contribution, .. } = line?;
            let (place, ranked) = ([repeat, fold], (mirna, mean_contribution));
            match fits.last_mut() {
                Some(fit) if fit.place == place => fit.mirnas.push(ranked),
                _ => fits.push(FitRanking { place, mirnas: vec![ranked] }),
            }
        }
        Ok(Self(fits))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn rankings() -> Rankings {
        let fit = |fold, order: [&str; 4]| {
            let mean = |(i, mirna): (usize, &str)| (mirna.to_owned(), 0.1 / (i + 1) as f64);
            let mirnas = order.into_iter().enumerate().map(mean).collect();
            FitRanking { place: [0, fold], mirnas }
        };
        Rankings::new(vec![
            fit(0, ["miR-1", "miR-2", "miR-3", "miR-4"]),
            fit(1, ["miR-2", "miR-1", "miR-4", "miR-3"]),
            fit(2, ["miR-2", "miR-3", "miR-1", "miR-4"]),
        ])
    }

    #[test]
    fn what_is_steady_over_fits_is_told_from_what_is_not() {
        let rankings = rankings();
        let shares = rankings.shares(&["miR-2", "miR-1", "miR-3", "let-7a"], 2).unwrap();
        assert_eq!(shares, [1.0, 2.0 / 3.0, 1.0 / 3.0, 0.0]);
        // Of two miRNAs the pairs of fits share 2, 1 and 1.
        assert!((rankings.overlap(2).unwrap() - 4.0 / 6.0).abs() < 1e-12);
        assert_eq!(rankings.overlap(4), Some(1.0));
        assert_eq!(Rankings::default().shares(&["miR-1"], 2), None);
    }

    #[test]
    fn a_table_comes_back_as_it_was() {
        let mut table = Vec::new();
        rankings().write_tsv(&mut table).unwrap();
        assert_eq!(Rankings::read_tsv(table.as_slice()).unwrap(), rankings());
        assert!(Rankings::read_tsv("repeat\tfold\n0\tx\n".as_bytes()).is_err());
    }
}
