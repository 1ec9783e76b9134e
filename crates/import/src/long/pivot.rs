//! A line a value to a row a miRNA.

use std::collections::HashMap;

use super::super::columns::{ColumnKind, LeftOut};
use super::super::error::Place;
use super::super::list::Named;
use super::super::rows::Rows;

/// Values by sample and miRNA, as they come.
#[derive(Default)]
pub(super) struct Pivot {
    pub(super) samples: Vec<Named>,
    pub(super) sample_of: HashMap<String, usize>,
    pub(super) mirnas: Vec<Named>,
    pub(super) mirna_of: HashMap<String, usize>,
    /// The values of a sample and a miRNA, each with its place.
    pub(super) values: HashMap<(usize, usize), Vec<(f64, Place)>>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) dropped: Vec<String>,
}

impl Pivot {
    pub(super) fn add(&mut self, sample: Named, mirna: Named, value: f64) {
        let place = mirna.place.clone();
        let sample = Self::number(&mut self.samples, &mut self.sample_of, sample);
        let mirna = Self::number(&mut self.mirnas, &mut self.mirna_of, mirna);
        self.values.entry((sample, mirna)).or_default().push((value, place));
    }

    fn number(all: &mut Vec<Named>, known: &mut HashMap<String, usize>, named: Named) -> usize {
        if let Some(number) = known.get(&named.text) {
            return *number;
        }
        known.insert(named.text.clone(), all.len());
        all.push(named);
        all.len() - 1
    }

    pub(super) fn leave_out(&mut self, name: &str, kind: ColumnKind) {
        if !self.left_out.iter().any(|out| out.name == name) {
            self.left_out.push(LeftOut { name: name.to_owned(), kind });
        }
    }

    /// A row a miRNA, and further rows for replicates; and the first of these, with the place of the value
    /// before it.
    pub(super) fn rows(mut self) -> (Option<(Named, Named, Place)>, Rows) {
        let mut rows = Rows { dropped: self.dropped, ..Rows::default() };
        let mut second: Option<(Named, Named, Place)> = None;
        for (mirna, named) in self.mirnas.iter().enumerate() {
            let of_samples: Vec<Vec<(f64, Place)>> = (0..self.samples.len())
                .map(|sample| self.values.remove(&(sample, mirna)).unwrap_or_default())
                .collect();
            let most = of_samples.iter().map(Vec::len).max().unwrap_or_default();
            for (values, sample) in of_samples.iter().zip(&self.samples) {
                if let [(_, first), (_, place), ..] = values.as_slice()
                    && second.as_ref().is_none_or(|(_, before, _)| place.line < before.place.line)
                {
                    let named = Named { place: place.clone(), ..named.clone() };
                    second = Some((sample.clone(), named, first.clone()));
                }
            }
            for replicate in 0..most {
                let value = |values: &Vec<(f64, Place)>| {
                    values.get(replicate).map_or(f64::NAN, |(value, _)| *value)
                };
                rows.names.push(named.clone());
                rows.facts.push(Vec::new());
                rows.values.push(of_samples.iter().map(value).collect());
                rows.count += 1;
            }
        }
        (second, rows)
    }
}
