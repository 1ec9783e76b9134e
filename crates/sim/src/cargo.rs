//! What vesicles carry: copies of each message per vesicle, by source.

mod delivery;
mod error;
mod table;

pub use delivery::{Delivery, free_target};
pub use error::CargoError;
pub use table::{Enriched, Kind, enriched, mirnas};

use exoscope_core::Streams;
use ndarray::{Array2, ArrayView1};
use rand_distr::{Distribution, StandardNormal};

use self::table::others;
use crate::parameter::Table;
use crate::profile::PlasmaProfile;

/// A message that vesicles carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its name: `hsa-miR-21-5p`, `CD63`.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// Copies per vesicle of every message (columns) in every class of vesicles (rows).
///
/// miRNAs come first. Their copies are those of vesicles of plasma, drawn lognormal about them between classes with the
/// spread found in miRNATissueAtlas2, times the fold of the tables of enriched miRNAs, scaled so that
/// the hundred most abundant of each class have 0.00825 copies on average (Chevillet 2014).
#[derive(Debug, Clone, PartialEq)]
pub struct Cargo {
    messages: Vec<Message>,
    classes: Vec<String>,
    copies: Array2<f64>,
}

/// How many of the most abundant miRNAs the published copies per vesicle are the mean of.
const ABUNDANT: usize = 100;
/// Messages of a class that differs from another are drawn about it with this part of the spread
/// between tissues: a tumour resembles the organ it grew in.
const LIKE_ITS_ORGAN: f64 = 0.5;

impl Cargo {
    /// The cargo of `classes`, drawn from `streams`. A class named `X tumour` is drawn about class `X`.
    ///
    /// ```
    /// use exoscope_core::Streams;
    /// use exoscope_sim::cargo::Cargo;
    /// let classes = ["liver".to_owned(), "brain".to_owned()];
    /// let cargo = Cargo::draw(&classes, Streams::new(1))?;
    /// let copies = |class| cargo.copies(class, "hsa-miR-122-5p");
    /// assert!(copies("liver") > copies("brain"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn draw(classes: &[String], streams: Streams) -> Result<Self, CargoError> {
        let table = Table::published()?;
        let plasma = PlasmaProfile::published(&table, &[], streams)?;
        Self::draw_about(&plasma, classes, &table, streams)
    }

    /// The same about vesicles of another plasma, with the parameters of `table`.
    ///
    /// # Errors
    ///
    /// As [`Cargo::draw`].
    pub fn draw_about(
        plasma: &PlasmaProfile,
        classes: &[String],
        table: &Table,
        streams: Streams,
    ) -> Result<Self, CargoError> {
        let names = &plasma.mirnas;
        let number = |name: &str| table.number(name);
        let tissues = number("cargo.between-tissues")?;
        let mean = number("cargo.copies-per-vesicle")?;
        let others = others()?;
        let enriched = enriched()?;
        let mut messages: Vec<Message> =
            names.iter().map(|n| Message { name: n.clone(), kind: Kind::MiRna }).collect();
        let mut seen: Vec<(&str, Kind)> = Vec::new();
        for other in &others {
            if !seen.contains(&(&other.name, other.kind)) {
                seen.push((&other.name, other.kind));
                messages.push(Message { name: other.name.clone(), kind: other.kind });
            }
        }
        let mut copies = Array2::zeros((classes.len(), messages.len()));
        for (class, mut row) in classes.iter().zip(copies.rows_mut()) {
            let organ = class.strip_suffix(" tumour").unwrap_or(class);
            let mut own = streams.stream(&format!("cargo of {organ}"), 0);
            let mut apart = streams.stream(&format!("cargo of {class}"), 1);
            let apart_by = if organ == class { 0.0 } else { LIKE_ITS_ORGAN * tissues };
            for (copies, base) in row.iter_mut().zip(&plasma.vesicles) {
                let log = tissues * normal(&mut own) + apart_by * normal(&mut apart);
                *copies = base * log.exp();
            }
            for Enriched { mirna, fold, .. } in enriched.iter().filter(|e| e.class == organ) {
                if let Some(copies) = place(names, mirna).and_then(|m| row.get_mut(m)) {
                    *copies *= fold;
                }
            }
            let mut sorted: Vec<f64> = row.iter().take(names.len()).copied().collect();
            sorted.sort_by(|a, b| b.total_cmp(a));
            let abundant: f64 = sorted.iter().take(ABUNDANT).sum::<f64>() / ABUNDANT as f64;
            row.iter_mut().take(names.len()).for_each(|copies| *copies *= mean / abundant);
            for other in others.iter().filter(|o| o.class == "*" || o.class == organ) {
                let here = |m: &Message| m.name == other.name && m.kind == other.kind;
                if let Some(copies) = messages.iter().position(here).and_then(|m| row.get_mut(m)) {
                    *copies = other.copies;
                }
            }
        }
        Ok(Self { messages, classes: classes.to_vec(), copies })
    }

    /// The same with each miRNA multiplied by one factor in every class, so that `vesicles` per mL of each class hold
    /// `shares` of their miRNA copies: the sources then add up to plasma as it is measured, and classes still differ
    /// as they did. Tumours are classes too.
    #[must_use]
    pub fn matched_to(mut self, vesicles: &[f64], shares: &[f64]) -> Self {
        let mirnas = self.mirnas().count();
        let there = self.in_plasma(vesicles);
        let total: f64 = there.iter().take(mirnas).sum();
        for (column, (there, share)) in there.iter().zip(shares).take(mirnas).enumerate() {
            if *there > 0.0 {
                self.copies
                    .column_mut(column)
                    .mapv_inplace(|copies| copies * share * total / there);
            }
        }
        self
    }

    /// All messages, miRNAs first.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The miRNAs.
    pub fn mirnas(&self) -> impl Iterator<Item = &str> {
        let mirna = |m: &&Message| m.kind == Kind::MiRna;
        self.messages.iter().filter(mirna).map(|m| m.name.as_str())
    }

    /// Copies per vesicle of `message` in `class`; `None` where either is unknown.
    pub fn copies(&self, class: &str, message: &str) -> Option<f64> {
        let message = self.messages.iter().position(|m| m.name == message)?;
        self.of(class)?.get(message).copied()
    }

    /// Copies per vesicle of every message in `class`.
    pub fn of(&self, class: &str) -> Option<ArrayView1<'_, f64>> {
        let place = self.classes.iter().position(|c| c == class)?;
        Some(self.copies.row(place))
    }

    /// Copies per mL of every message, of `vesicles` per mL of each class: vesicles × cargo.
    pub fn in_plasma(&self, vesicles: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; self.messages.len()];
        for (row, &there) in self.copies.rows().into_iter().zip(vesicles) {
            sum.iter_mut().zip(row).for_each(|(sum, copies)| *sum += there * copies);
        }
        sum
    }
}

fn place(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|n| n == name)
}

fn normal(stream: &mut impl rand::Rng) -> f64 {
    StandardNormal.sample(stream)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_the_same_whichever_others_are_drawn_and_a_tumour_resembles_its_organ() {
        let classes = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let streams = Streams::new(3);
        let one = Cargo::draw(&classes(&["lung"]), streams).unwrap();
        let all = Cargo::draw(&classes(&["brain", "lung", "lung tumour"]), streams).unwrap();
        assert_eq!(one.of("lung"), all.of("lung"));
        let apart = |a: &str, b: &str| -> f64 {
            let (a, b) = (all.of(a).unwrap(), all.of(b).unwrap());
            let both = a.iter().zip(b).take(2565).map(|(a, b)| (a / b).ln().powi(2));
            both.sum()
        };
        assert!(apart("lung", "lung tumour") < 0.5 * apart("lung", "brain"));
    }

    #[test]
    fn abundant_mirnas_have_the_published_copies_and_others_theirs() {
        let cargo = Cargo::draw(&["liver".to_owned()], Streams::new(1)).unwrap();
        let mut copies: Vec<f64> = cargo.of("liver").unwrap().iter().take(2565).copied().collect();
        copies.sort_by(|a, b| b.total_cmp(a));
        let mean = copies[..100].iter().sum::<f64>() / 100.0;
        assert!((mean / 0.00825 - 1.0).abs() < 1e-9);
        assert_eq!(cargo.copies("liver", "CD63"), Some(10.0));
        assert_eq!(cargo.mirnas().count(), 2565);
    }
}
