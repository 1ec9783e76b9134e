//! Words of the ledger in each language: one struct, so that a missing translation does not compile.

mod en;
mod ja;

pub use self::en::EN;
pub use self::ja::JA;
use super::{Claim, EvidenceGrade, Figure, Row, Spread, Verdict};

/// All words of one language.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// Code of the language (BCP 47).
    pub code: &'static str,
    /// Title.
    pub title: &'static str,
    /// What the page is, and that it promises nothing.
    pub lead: &'static str,
    /// For whom it is, and what to ask.
    pub patient: &'static str,
    /// Research use only.
    pub research: &'static str,
    /// Heading of the claim.
    pub claim: &'static str,
    /// Heading of what is known.
    pub known: &'static str,
    /// Heading of the evidence.
    pub evidence: &'static str,
    /// Heading of what is computed.
    pub computed: &'static str,
    /// Heading of the verdict.
    pub verdict: &'static str,
    /// Heading of the command.
    pub command: &'static str,
    /// Heading of the command that goes further.
    pub in_full: &'static str,
    /// Said of figures that are drawn at random, with `{seed}` for the seed.
    pub by_chance: &'static str,
    /// What stands between two sentences.
    pub stop: &'static str,
    /// What intervals in brackets are of.
    pub spreads: Spreads,
    /// Said where a figure differs from the one stated; the stated figure follows.
    pub differs: &'static str,
    /// Verdicts.
    pub verdicts: Verdicts,
    /// Grades of evidence.
    pub grades: Grades,
    /// Rows.
    pub rows: Rows,
}

/// What an interval in brackets is of, a sentence each.
#[derive(Debug, Clone, Copy)]
pub struct Spreads {
    /// [`Spread::Parameters`].
    pub parameters: &'static str,
    /// [`Spread::Trials`].
    pub trials: &'static str,
    /// [`Spread::People`].
    pub people: &'static str,
    /// [`Spread::Layouts`].
    pub layouts: &'static str,
}

/// Names of verdicts.
#[derive(Debug, Clone, Copy)]
pub struct Verdicts {
    /// Reproduced.
    pub reproduced: &'static str,
    /// Cannot be shown by this design.
    pub cannot_be_shown: &'static str,
    /// Contradicted.
    pub contradicted: &'static str,
    /// No model.
    pub no_model: &'static str,
}

/// Names of grades.
#[derive(Debug, Clone, Copy)]
pub struct Grades {
    /// Randomised trials.
    pub randomised: &'static str,
    /// No controls.
    pub uncontrolled: &'static str,
    /// Retrospective samples.
    pub retrospective: &'static str,
    /// Animals or tracers.
    pub animal: &'static str,
    /// A statement.
    pub statement: &'static str,
}

/// Words of one row with N figures.
#[derive(Debug, Clone, Copy)]
pub struct RowWords<const N: usize> {
    /// The promise.
    pub claim: &'static str,
    /// What is known, with its source.
    pub known: &'static str,
    /// What it comes to.
    pub said: &'static str,
    /// What each figure is.
    pub figures: [&'static str; N],
}

/// Words of all rows.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    /// [`Claim::Reach`].
    pub reach: RowWords<6>,
    /// [`Claim::Improved`].
    pub improved: RowWords<8>,
    /// [`Claim::Cause`].
    pub cause: RowWords<8>,
    /// [`Claim::Age`].
    pub age: RowWords<6>,
    /// [`Claim::Cancers`].
    pub cancers: RowWords<2>,
    /// [`Claim::Accuracy`].
    pub accuracy: RowWords<2>,
    /// [`Claim::Threat`].
    pub threat: RowWords<4>,
    /// [`Claim::Pure`].
    pub pure: RowWords<6>,
    /// [`Claim::Supernatant`].
    pub supernatant: RowWords<5>,
    /// [`Claim::Drip`].
    pub drip: RowWords<4>,
    /// [`Claim::Needling`].
    pub needling: RowWords<4>,
    /// [`Claim::Safety`].
    pub safety: RowWords<2>,
}

/// Words of a row, however many figures it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowText<'a> {
    /// The promise.
    pub claim: &'static str,
    /// What is known, with its source.
    pub known: &'static str,
    /// What it comes to.
    pub said: &'static str,
    /// What each figure is.
    pub figures: &'a [&'static str],
}

impl<const N: usize> RowWords<N> {
    const fn text(&self) -> RowText<'_> {
        RowText { claim: self.claim, known: self.known, said: self.said, figures: &self.figures }
    }
}

impl Words {
    /// Words of a row.
    pub const fn row(&self, claim: Claim) -> RowText<'_> {
        let rows = &self.rows;
        match claim {
            Claim::Reach => rows.reach.text(),
            Claim::Improved => rows.improved.text(),
            Claim::Cause => rows.cause.text(),
            Claim::Age => rows.age.text(),
            Claim::Cancers => rows.cancers.text(),
            Claim::Accuracy => rows.accuracy.text(),
            Claim::Threat => rows.threat.text(),
            Claim::Pure => rows.pure.text(),
            Claim::Supernatant => rows.supernatant.text(),
            Claim::Drip => rows.drip.text(),
            Claim::Needling => rows.needling.text(),
            Claim::Safety => rows.safety.text(),
        }
    }

    /// A figure with its interval, and with the one stated where that is another.
    pub fn of_figure(&self, figure: &Figure) -> String {
        let range = figure.range.as_ref().map(|range| format!(" ({range})")).unwrap_or_default();
        let stated = if figure.agrees() {
            String::new()
        } else {
            format!(" ({} {})", self.differs, figure.stated)
        };
        format!("{}{range}{stated}", figure.computed)
    }

    /// Which seed the figures of a row follow, and what their intervals are of; nothing where they follow none.
    pub fn of_seed(&self, row: &Row) -> Option<String> {
        let seed = self.by_chance.replace("{seed}", &row.seed?.to_string());
        let spread = row.figures.iter().find_map(|figure| figure.spread);
        Some(format!("{seed}{}{}", self.stop, spread.map_or("", |spread| self.of_spread(spread))))
    }

    const fn of_spread(&self, spread: Spread) -> &'static str {
        match spread {
            Spread::Parameters => self.spreads.parameters,
            Spread::Trials => self.spreads.trials,
            Spread::People => self.spreads.people,
            Spread::Layouts => self.spreads.layouts,
        }
    }

    /// Name of a verdict.
    pub const fn of_verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Reproduced => self.verdicts.reproduced,
            Verdict::CannotBeShown => self.verdicts.cannot_be_shown,
            Verdict::Contradicted => self.verdicts.contradicted,
            Verdict::NoModel => self.verdicts.no_model,
        }
    }

    /// Name of a grade of evidence.
    pub const fn of_grade(&self, grade: EvidenceGrade) -> &'static str {
        match grade {
            EvidenceGrade::Randomised => self.grades.randomised,
            EvidenceGrade::Uncontrolled => self.grades.uncontrolled,
            EvidenceGrade::Retrospective => self.grades.retrospective,
            EvidenceGrade::Animal => self.grades.animal,
            EvidenceGrade::Statement => self.grades.statement,
        }
    }
}
