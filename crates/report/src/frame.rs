//! Words of the frame of therapy pages (trial, production) in each language: headings, notes and headings of tables.
//!
//! One struct, so that a missing translation does not compile. What is said of the figures themselves (sentences of the
//! engine, words of a plan) stands in English and is marked as such.

mod en;
mod ja;

/// Words of one language.
#[derive(Debug, Clone, Copy)]
pub struct FrameWords {
    /// Code of the language (BCP 47).
    pub code: &'static str,
    /// Research use only.
    pub research: &'static str,
    /// Said of sentences that stand in English; nothing on an English page.
    pub english: &'static str,
    /// Assumptions and sources.
    pub assumed: &'static str,
    /// Pages of trials.
    pub trial: TrialWords,
    /// Pages of production.
    pub production: ProductionWords,
}

/// Words of a trial's page.
#[derive(Debug, Clone, Copy)]
pub struct TrialWords {
    /// Trial.
    pub title: &'static str,
    /// Everything is simulated.
    pub simulated: &'static str,
    /// Design, people, trials, seed, endpoint, treatment, dose.
    pub facts: [&'static str; 7],
    /// Heading of operating characteristics.
    pub operating: &'static str,
    /// What β = 0 is.
    pub beta: &'static str,
    /// Columns after the first: hazard ratio, effect, estimate, bias, significant, in favour, coverage, exaggeration, sign error.
    pub columns: [&'static str; 9],
    /// First of these columns where the endpoint is a number.
    pub shift: &'static str,
    /// Heading of each treated arm.
    pub arms: &'static str,
    /// Heading of the result that was seen.
    pub seen: &'static str,
    /// When published tables start.
    pub tables: &'static str,
    /// Heading of unmeasured severity.
    pub severity: &'static str,
    /// What it is by.
    pub by_odds: &'static str,
    /// Title of the table with assessors who are blind.
    pub blind: &'static str,
    /// Title of the table with assessors who know the arm.
    pub knowing: &'static str,
    /// First column by odds ratio.
    pub odds_ratio: &'static str,
    /// Heading of power by people.
    pub power: &'static str,
    /// At the largest β.
    pub largest: &'static str,
    /// First column by people.
    pub people: &'static str,
    /// Heading of published results.
    pub published: &'static str,
}

/// Words of a production page.
#[derive(Debug, Clone, Copy)]
pub struct ProductionWords {
    /// Production.
    pub title: &'static str,
    /// Recoveries are ranges.
    pub simulated: &'static str,
    /// Heading of doublings.
    pub growth: &'static str,
    /// Passage, seeded, cells, doublings so far, doubling time, senescent, days.
    pub passages: [&'static str; 7],
    /// Heading of purification.
    pub purification: &'static str,
    /// No step tells vesicles apart; what the vessel sets.
    pub alike: &'static str,
    /// Caption: medians with the middle 95 % of draws.
    pub medians: &'static str,
    /// Mass-balance residual.
    pub residual: &'static str,
    /// Heading of the column of steps.
    pub after: &'static str,
    /// Heading of doses.
    pub doses: &'static str,
    /// Heading of yields.
    pub yields: &'static str,
    /// Caption of yields.
    pub beside: &'static str,
    /// System, published, per cell and day, verdict, note.
    pub columns: [&'static str; 5],
    /// Published gain of vesicles.
    pub gain: &'static str,
}

impl FrameWords {
    /// English.
    pub const EN: Self = en::EN;
    /// Japanese.
    pub const JA: Self = ja::JA;
}
