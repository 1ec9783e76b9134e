//! Counts of a screening registry: cancers without a test, found at each round, and between rounds.
//!
//! Tab-separated, heading `kind round from to stage cases of`. Kinds: `usual` (cancers of people who were never tested;
//! `of` person-years), `found` (cancers found by the test of `round`; `of` tests), `interval` (cancers that surfaced
//! `from` to `to` years after a negative test of `round`; `of` person-years). Stage `early` (I, II), `late` (III, IV)
//! or `all`; `-` where a column says nothing; lines with `#` are comments.

use crate::error::ScreeningError;
use crate::tsv::{self, Row};

/// Stages that a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageGroup {
    /// I and II.
    Early,
    /// III and IV.
    Late,
    /// All.
    All,
}

impl StageGroup {
    /// The part of a pair (early, late).
    pub fn of(self, (early, late): (f64, f64)) -> f64 {
        match self {
            Self::Early => early,
            Self::Late => late,
            Self::All => early + late,
        }
    }

    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::Late => "late",
            Self::All => "all",
        }
    }
}

/// What a row counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RowKind {
    /// Cancers of people who were never tested.
    Usual,
    /// Cancers found by a round of tests.
    Found {
        /// The round, from 1.
        round: usize,
    },
    /// Cancers that surfaced after a negative test.
    Interval {
        /// The round of that test, from 1.
        round: usize,
        /// Years since it.
        from: f64,
        /// Years since it.
        to: f64,
    },
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RegistryRow {
    /// What it counts.
    pub kind: RowKind,
    /// Of which stages.
    pub stage: StageGroup,
    /// Cases.
    pub cases: f64,
    /// Person-years or tests that they are of.
    pub of: f64,
}

impl RegistryRow {
    /// The window of this row where it and another of the same round share years and cases, but are not the same window.
    fn overlaps(&self, other: &Self) -> Option<(f64, f64)> {
        let window = |row: &Self| match row.kind {
            RowKind::Interval { round, from, to } => Some((round, from, to)),
            _ => None,
        };
        let ((round, from, to), (other_round, other_from, other_to)) =
            (window(self)?, window(other)?);
        let apart = round != other_round || to <= other_from || other_to <= from;
        let stages =
            self.stage == other.stage || [self.stage, other.stage].contains(&StageGroup::All);
        (!apart && stages && self.kind != other.kind).then_some((from, to))
    }
}

/// A screening registry's counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Registry {
    /// Its file.
    pub name: String,
    /// Rows.
    pub rows: Vec<RegistryRow>,
}

const HEADING: [&str; 7] = ["kind", "round", "from", "to", "stage", "cases", "of"];
/// Most rounds, and most years after a test.
const MOST: f64 = 80.0;

impl Row<'_> {
    fn up_to(&self, column: usize, most: f64) -> Result<f64, ScreeningError> {
        let number = self.number(column)?;
        if (0.0..=most).contains(&number) {
            return Ok(number);
        }
        let why = format!("{number} is no number from 0 to {most}");
        Err(self.error(column, why, "write it as 12 or 12.5"))
    }

    fn round(&self) -> Result<usize, ScreeningError> {
        let round = self.up_to(1, MOST)?;
        if round < 1.0 || round.fract() != 0.0 {
            let why = format!("{round} is no round");
            return Err(self.error(1, why, "rounds are counted from 1"));
        }
        Ok(round as usize)
    }

    fn row(&self) -> Result<RegistryRow, ScreeningError> {
        let kind = match self.cell(0) {
            "usual" => {
                (1..=3).try_for_each(|column| self.nothing(column))?;
                RowKind::Usual
            }
            "found" => {
                (2..=3).try_for_each(|column| self.nothing(column))?;
                RowKind::Found { round: self.round()? }
            }
            "interval" => {
                let (from, to) = (self.up_to(2, MOST)?, self.up_to(3, MOST)?);
                if from >= to {
                    let why = format!("from {from} to {to} years is no time");
                    return Err(self.error(2, why, "years since the negative test, as 0 and 1"));
                }
                RowKind::Interval { round: self.round()?, from, to }
            }
            other => {
                let why = format!("{other:?} is no kind of row");
                return Err(self.error(0, why, "usual, found or interval"));
            }
        };
        let stage = match self.cell(4) {
            "early" => StageGroup::Early,
            "late" => StageGroup::Late,
            "all" => StageGroup::All,
            other => {
                let why = format!("{other:?} is no group of stages");
                return Err(self.error(4, why, "early (I, II), late (III, IV) or all"));
            }
        };
        let (cases, of) = (self.up_to(5, 1e9)?, self.up_to(6, 1e12)?);
        if of <= 0.0 || cases > of {
            let why = format!("{cases} cases of {of}");
            let hint = "of is the number of tests (found) or person-years (usual, interval)";
            return Err(self.error(6, why, hint));
        }
        Ok(RegistryRow { kind, stage, cases, of })
    }
}

impl Registry {
    /// Counts from the text of a file, checked wholly.
    pub fn from_tsv(name: &str, text: &str) -> Result<Self, ScreeningError> {
        let mut rows: Vec<RegistryRow> = Vec::new();
        for cells in tsv::rows(&HEADING, text)? {
            let row = cells.row()?;
            let same = |other: &&RegistryRow| other.kind == row.kind;
            if let Some(other) = rows.iter().find(same) {
                let both = |a: StageGroup| a == StageGroup::All || a == row.stage;
                if rows.iter().filter(same).any(|other| both(other.stage))
                    || row.stage == StageGroup::All
                {
                    let why = "these cases are there twice".to_owned();
                    return Err(cells.error(4, why, "one row a stage, or all stages together"));
                }
                if (other.of - row.of).abs() > 0.0 {
                    let why = format!("{} here, {} in the other stage's row", row.of, other.of);
                    let hint = "both stages are of the same tests or person-years";
                    return Err(cells.error(6, why, hint));
                }
            }
            if let Some((from, to)) = rows.iter().find_map(|other| other.overlaps(&row)) {
                let why = format!("these years overlap those of {from} to {to} of the same round");
                let hint = "the same cases would count twice: windows must follow one another, as 0 to 1 and 1 to 2";
                return Err(cells.error(2, why, hint));
            }
            rows.push(row);
        }
        if !rows.iter().any(|row| matches!(row.kind, RowKind::Found { .. })) {
            let why = "no row of cancers found by a test";
            let hint = "without them nothing is told of sojourn or sensitivity: give found rows";
            return Err(ScreeningError::value("kind", why, hint));
        }
        Ok(Self { name: name.to_owned(), rows })
    }
}
