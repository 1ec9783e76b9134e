//! What differs between the two lives of the same person: diagnoses and deaths that one has and the other has not.
//!
//! Most cancers are the same in both universes. A difference or ratio of the universes has its sampling error from
//! those alone that are not.

use serde::{Deserialize, Serialize};

/// Events of one kind that the same person has in one universe alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Change {
    /// With the programme and not without.
    pub more: u64,
    /// Without the programme and not with.
    pub fewer: u64,
}

/// Diagnoses of one kind within one year or all of follow-up: stages I and II, III and IV, IV, all.
pub type Changed = [Change; 4];

/// Places of the kinds of diagnoses in [`Changed`].
pub const EARLY: usize = 0;
/// Stages III and IV.
pub const LATE: usize = 1;
/// Stage IV.
pub const FOUR: usize = 2;
/// All stages.
pub const ALL: usize = 3;

/// Changes within follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Changes {
    /// Diagnoses within follow-up.
    pub diagnoses: Changed,
    /// Diagnoses by year from the first invitation: one that a test brings forward to another year is fewer in one year
    /// and more in the other.
    pub by_year: Vec<Changed>,
    /// Cancer deaths within follow-up.
    pub deaths: Change,
}

impl Change {
    pub(crate) fn add(&mut self, difference: i64) {
        let by = difference.unsigned_abs();
        let to = if difference > 0 { &mut self.more } else { &mut self.fewer };
        *to = to.saturating_add(by);
    }

    const fn merge(&mut self, other: Self) {
        self.more = self.more.saturating_add(other.more);
        self.fewer = self.fewer.saturating_add(other.fewer);
    }
}

impl Changes {
    /// None yet, of this many years.
    pub(crate) fn new(years: usize) -> Self {
        Self { by_year: vec![Changed::default(); years], ..Self::default() }
    }

    /// Adds one person's diagnoses by year and kind, those with less those without.
    pub(crate) fn person(&mut self, by_year: &[[i64; 4]]) {
        let mut all = [0; 4];
        for (to, differences) in self.by_year.iter_mut().zip(by_year) {
            for ((to, all), difference) in to.iter_mut().zip(&mut all).zip(differences) {
                to.add(*difference);
                *all += difference;
            }
        }
        self.diagnoses.iter_mut().zip(all).for_each(|(to, difference)| to.add(difference));
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        if self.by_year.len() < other.by_year.len() {
            self.by_year.resize(other.by_year.len(), Changed::default());
        }
        let (to, from) = (&mut self.by_year, &other.by_year);
        for (to, from) in to.iter_mut().flatten().zip(from.iter().flatten()) {
            to.merge(*from);
        }
        self.diagnoses.iter_mut().zip(other.diagnoses).for_each(|(to, from)| to.merge(from));
        self.deaths.merge(other.deaths);
    }

    /// Every count.
    pub(crate) fn counts(&self) -> impl Iterator<Item = u64> + '_ {
        let changes = self.by_year.iter().flatten().chain(&self.diagnoses).chain([&self.deaths]);
        changes.flat_map(|change| [change.more, change.fewer])
    }
}

/// Kinds of diagnosis, as places in [`Changed`], that a cancer of this stage (0 to 4) is of.
pub(crate) const fn kinds(stage: usize) -> [bool; 4] {
    [stage < 2, stage == 2 || stage == 3, stage == 3, true]
}
