//! Counts of the people simulated, and their sum over shards.

use exoscope_core::Streams;
use serde::{Deserialize, Serialize};

use super::tests_of;
use crate::engine::Simulator;
use crate::error::ScreeningError;
use crate::plan::Plan;
use crate::population::{Population, checksum};
use crate::tally::Tally;

/// Version of the format of counts.
const FORMAT: u32 = 3;

/// Counts of people simulated, to be joined with those of other shards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Version of the format; 3.
    pub format: u32,
    /// The plan as TOML-independent JSON, to compare.
    pub plan: serde_json::Value,
    /// The population: a checksum of all its numbers.
    pub population: u64,
    /// Seed.
    pub seed: u64,
    /// First person, and that after the last.
    pub people: (u64, u64),
    /// Counts of the main test and the alternatives.
    pub tallies: Vec<Tally>,
    /// Checksum of all of the above, by which a file whose counts were changed is told.
    pub checksum: u64,
}

/// What every format begins with.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

fn json(plan: &Plan) -> serde_json::Value {
    serde_json::to_value(plan).unwrap_or_default()
}

fn refused(what: impl Into<String>) -> ScreeningError {
    ScreeningError::Parts { what: what.into() }
}

/// Simulates people `first` to below `end`, for the main test and the alternatives.
pub fn simulate(
    plan: &Plan,
    population: &Population,
    streams: Streams,
    (first, end): (u64, u64),
) -> Result<Part, ScreeningError> {
    let mut tallies = Vec::new();
    for plan in tests_of(plan) {
        tallies.push(Simulator::new(plan, population.clone())?.run(streams, first, end));
    }
    let (plan, seed, population) = (json(plan), streams.seed(), population.checksum());
    let people = (first, end);
    Part { format: FORMAT, plan, population, seed, people, tallies, checksum: 0 }.sealed()
}

/// Joins the counts of shards that follow one another.
pub fn join(mut parts: Vec<Part>) -> Result<Part, ScreeningError> {
    parts.sort_by_key(|part| part.people);
    let mut parts = parts.into_iter();
    let whole = parts.next().ok_or_else(|| refused("no results to join"))?;
    let mut whole = whole.of_this_format()?;
    for part in parts {
        let part = part.of_this_format()?;
        let same = part.plan == whole.plan
            && part.population == whole.population
            && part.seed == whole.seed;
        if !same {
            return Err(refused(
                "results of different programmes, populations of people, or seeds",
            ));
        }
        if part.people.0 != whole.people.1 || part.tallies.len() != whole.tallies.len() {
            let (a, b, c, d) = (whole.people.0, whole.people.1, part.people.0, part.people.1);
            return Err(refused(format!("people {c} to {d} do not follow people {a} to {b}")));
        }
        whole.people.1 = part.people.1;
        whole.tallies.iter_mut().zip(&part.tallies).for_each(|(to, from)| to.merge(from));
    }
    whole.sealed()
}

impl Part {
    /// Counts from the text of the file called `name`.
    pub fn from_json(name: &str, text: &str) -> Result<Self, ScreeningError> {
        let wrong = |error: serde_json::Error| {
            refused(format!("{name}: no counts of simulate screening: {error}"))
        };
        let format: Format = serde_json::from_str(text).map_err(wrong)?;
        if format.format != FORMAT {
            let format = format.format;
            let what =
                format!("{name}: results of format {format}, but this program reads {FORMAT}");
            return Err(refused(what));
        }
        let part: Self = serde_json::from_str(text).map_err(wrong)?;
        let stated = part.checksum;
        let part = part.sealed()?;
        if part.checksum != stated {
            return Err(refused(format!(
                "{name}: its counts are not those that were written: the checksum is another"
            )));
        }
        Ok(part)
    }

    /// The same with the checksum (FNV-1a) of what it holds.
    fn sealed(mut self) -> Result<Self, ScreeningError> {
        self.checksum = 0;
        let text = serde_json::to_string(&self).map_err(|error| refused(error.to_string()))?;
        self.checksum = checksum(text.bytes());
        Ok(self)
    }

    fn of_this_format(self) -> Result<Self, ScreeningError> {
        if self.format != FORMAT {
            let format = self.format;
            let what = format!("results of format {format}, but this program reads {FORMAT}");
            return Err(refused(what));
        }
        Ok(self)
    }

    /// The number of people.
    pub const fn len(&self) -> u64 {
        self.people.1.saturating_sub(self.people.0)
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// That these are counts of this programme and population, and can be.
    pub(super) fn check(&self, plan: &Plan, population: &Population) -> Result<(), ScreeningError> {
        if json(plan) != self.plan {
            return Err(refused("the results are of another programme"));
        }
        if population.checksum() != self.population {
            return Err(refused("the results are of another population"));
        }
        let plans = tests_of(plan);
        if plans.len() != self.tallies.len() {
            return Err(refused("the results are of another number of tests"));
        }
        for (plan, tally) in plans.into_iter().zip(&self.tallies) {
            let empty = Simulator::new(plan, population.clone())?.run(Streams::new(0), 0, 0);
            if self.is_empty() || !tally.can_be_of(&empty, self.len()) {
                let people = self.len();
                return Err(refused(format!(
                    "the file's counts cannot be those of {people} people"
                )));
            }
        }
        Ok(())
    }
}
