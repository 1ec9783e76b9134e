//! Growth of cells in culture: population doublings with passage, donor age, senescence and a limit.
//!
//! dN/dt = ln 2/T · N(1 − N/K), T the doubling time of the passage; from density s to c that takes
//! T/ln 2 · [ln(c/s) + ln((1 − s/K)/(1 − c/K))]. Doublings are counted, log₂(out/in), not passages.

use serde::{Deserialize, Serialize};

/// How cells grow; densities in cells per cm², times in days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// Doubling time of the first passage of a donor of 30 years.
    pub doubling: f64,
    /// Rise of the doubling time per passage, as a share.
    pub per_passage: f64,
    /// Rise per decade of donor age above 30, as a share.
    pub per_decade: f64,
    /// Density at seeding.
    pub seeding: f64,
    /// Density at harvest, below the limit of the surface.
    pub harvest: f64,
    /// Limit of the surface.
    pub confluent: f64,
    /// Time without growth after seeding.
    pub lag: f64,
    /// Rise per passage of the share that no longer divides (0 in the first).
    pub senescent: f64,
    /// Passages at most.
    pub passages: usize,
    /// Population doublings at most.
    pub limit: f64,
}

/// One passage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Number, from 1.
    pub number: usize,
    /// Cells seeded.
    pub seeded: f64,
    /// Cells at its end.
    pub cells: f64,
    /// Population doublings of the passage.
    pub doublings: f64,
    /// Population doublings so far.
    pub cumulative: f64,
    /// Doubling time, days.
    pub doubling: f64,
    /// Share that no longer divides.
    pub senescent: f64,
    /// Days of the passage.
    pub days: f64,
}

/// Why an expansion ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// The number asked for was reached.
    Reached,
    /// The harvest held as many, and nothing was grown.
    Harvested,
    /// No passage was left.
    Passages,
    /// The limit of doublings came first.
    Doublings,
}

/// An expansion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expansion {
    /// Passages.
    pub passages: Vec<Passage>,
    /// Cells at the end.
    pub cells: f64,
    /// Population doublings.
    pub doublings: f64,
    /// Days.
    pub days: f64,
    /// Why it ended.
    pub ended: Ended,
}

impl Growth {
    /// Grows `harvested` cells of a donor of `age` years until there are `wanted`, or a limit comes first.
    ///
    /// ```
    /// use exoscope_therapy::production::growth::{Ended, Growth};
    /// let growth = Growth {
    ///     doubling: 42.0 / 24.0, per_passage: 0.0, per_decade: 0.0, seeding: 3e3, harvest: 3e4, confluent: 4e4,
    ///     lag: 0.0, senescent: 0.0, passages: 8, limit: 30.0,
    /// };
    /// // 1e8 cells from 10^4.5: log₂ = 11.6 doublings.
    /// let found = growth.expand(10_f64.powf(4.5), 1e8, 30.0);
    /// assert_eq!(found.ended, Ended::Reached);
    /// assert!((found.doublings - 11.63).abs() < 0.01 && found.days < 40.0);
    /// ```
    pub fn expand(&self, harvested: f64, wanted: f64, age: f64) -> Expansion {
        let mut found = Expansion {
            passages: Vec::new(),
            cells: harvested,
            doublings: 0.0,
            days: 0.0,
            ended: if harvested >= wanted { Ended::Harvested } else { Ended::Passages },
        };
        if found.ended == Ended::Harvested {
            return found;
        }
        let of_age = (1.0 + self.per_decade * (age - 30.0) / 10.0).max(0.1);
        for number in 1..=self.passages {
            if found.cells >= wanted {
                break;
            }
            let seeded = found.cells;
            let of_passage = 1.0 + self.per_passage * (number - 1) as f64;
            let senescent = (self.senescent * (number - 1) as f64).clamp(0.0, 0.99);
            let doubling = self.doubling * of_age * of_passage / (1.0 - senescent);
            let left = (self.limit - found.doublings).max(0.0);
            let most = (self.harvest / self.seeding).log2();
            let doublings = most.min((wanted / seeded).log2()).min(left);
            let (s, c) =
                (self.seeding / self.confluent, self.seeding * doublings.exp2() / self.confluent);
            let crowding = ((1.0 - s) / (1.0 - c)).ln() / std::f64::consts::LN_2;
            let days = self.lag + doubling * (doublings + crowding);
            found.cells = seeded * doublings.exp2();
            found.doublings += doublings;
            found.days += days;
            found.passages.push(Passage {
                number,
                seeded,
                cells: found.cells,
                doublings,
                cumulative: found.doublings,
                doubling,
                senescent,
                days,
            });
            if found.doublings >= self.limit - 1e-12 && found.cells < wanted {
                found.ended = Ended::Doublings;
                return found;
            }
        }
        if found.cells >= wanted * (1.0 - 1e-12) {
            found.ended = Ended::Reached;
        }
        found
    }
}
