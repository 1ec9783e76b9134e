//! Ledger: vesicles and copies of cargo that a cell has taken up, by origin.

use exoscope_core::random::Stream;
use rand_distr::{Binomial, Distribution};
use serde::{Deserialize, Serialize};

/// Vesicles of one class, and copies of their cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Vesicles.
    pub vesicles: u64,
    /// Copies of cargo in them.
    pub copies: u64,
}

/// What a cell holds of each class of vesicles; a class has one kind of origin. Counts are integers: they add up
/// exactly over divisions, deaths, engulfments and changes of type.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    entries: Vec<Tally>,
}

impl Ledger {
    /// What is held of `class`.
    pub fn of(&self, class: usize) -> Tally {
        self.entries.get(class).copied().unwrap_or_default()
    }

    /// All classes, as far as any was ever taken up.
    pub fn entries(&self) -> &[Tally] {
        &self.entries
    }

    /// Vesicles of all classes.
    pub fn vesicles(&self) -> u64 {
        self.entries.iter().map(|tally| tally.vesicles).sum()
    }

    /// Takes up vesicles of `class` with so many copies.
    pub fn take(&mut self, class: usize, tally: Tally) {
        if tally == Tally::default() {
            return;
        }
        if self.entries.len() <= class {
            self.entries.resize(class + 1, Tally::default());
        }
        if let Some(entry) = self.entries.get_mut(class) {
            entry.vesicles = entry.vesicles.saturating_add(tally.vesicles);
            entry.copies = entry.copies.saturating_add(tally.copies);
        }
    }

    /// Takes over all that `other` holds.
    pub fn absorb(&mut self, other: &Self) {
        for (class, &tally) in other.entries.iter().enumerate() {
            self.take(class, tally);
        }
    }

    /// Shares what is held between two daughters: each vesicle and each copy goes to either with probability ½.
    ///
    /// ```
    /// use exoscope_core::Streams;
    /// use exoscope_tissue::cell::{Draws, Ledger, Tally};
    /// let mut mother = Ledger::default();
    /// mother.take(1, Tally { vesicles: 101, copies: 7 });
    /// let daughter = mother.divide(&mut Draws::new(Streams::new(1), "division").at(0, 0));
    /// assert_eq!(mother.of(1).vesicles + daughter.of(1).vesicles, 101);
    /// assert_eq!(mother.of(1).copies + daughter.of(1).copies, 7);
    /// ```
    #[must_use]
    pub fn divide(&mut self, stream: &mut Stream) -> Self {
        let mut daughter = Self { entries: Vec::with_capacity(self.entries.len()) };
        for tally in &mut self.entries {
            let given = Tally {
                vesicles: half(tally.vesicles, stream),
                copies: half(tally.copies, stream),
            };
            tally.vesicles -= given.vesicles;
            tally.copies -= given.copies;
            daughter.entries.push(given);
        }
        daughter
    }
}

/// How many of `n` go to one of two.
fn half(n: u64, stream: &mut Stream) -> u64 {
    Binomial::new(n, 0.5).map_or(n / 2, |law| law.sample(stream)).min(n)
}
