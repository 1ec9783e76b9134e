//! Claims ledger: every promise of the source article, what is known, what this software computes for it, a verdict.
//!
//! A row's words stand once a language ([`words`]), as fields of one struct, so that a missing translation does not compile.
//! A row's figures are computed anew each time and compared with those that stand in the text.

mod compute;
mod value;
pub mod words;

use exoscope_core::Streams;
use serde::Serialize;

pub use self::compute::Programme;
pub use self::value::{Figure, Spread};
use crate::TherapyError;

/// What can be said of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The figure is reproduced; what it means is said beside.
    Reproduced,
    /// The design behind it cannot show it.
    CannotBeShown,
    /// What is known speaks against it.
    Contradicted,
    /// There is no model and no controlled evidence.
    NoModel,
}

/// Best evidence for a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceGrade {
    /// Randomised trials in people.
    Randomised,
    /// People without controls.
    Uncontrolled,
    /// Samples of people known to be ill or well.
    Retrospective,
    /// Animals or tracers.
    Animal,
    /// A statement without data.
    Statement,
}

/// A claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// Exosomes repair where needed, without fail.
    Reach,
    /// 12 of 13 improved.
    Improved,
    /// The recovery was due to exosomes.
    Cause,
    /// Stem cells fall from 6e9 to 3e7.
    Age,
    /// 13 cancers told apart.
    Cancers,
    /// 95 % accuracy at stage 0.
    Accuracy,
    /// The threat of cancer is soon gone.
    Threat,
    /// 99 % pure.
    Pure,
    /// Supernatant rich in exosomes.
    Supernatant,
    /// Drips for hair, liver, shoulder, sleep.
    Drip,
    /// Needling works from one visit.
    Needling,
    /// No serious event.
    Safety,
}

impl Claim {
    /// All claims, in the order of the ledger.
    pub const ALL: [Self; 12] = [
        Self::Reach,
        Self::Improved,
        Self::Cause,
        Self::Age,
        Self::Cancers,
        Self::Accuracy,
        Self::Threat,
        Self::Pure,
        Self::Supernatant,
        Self::Drip,
        Self::Needling,
        Self::Safety,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Improved => "improved",
            Self::Cause => "cause",
            Self::Age => "age",
            Self::Cancers => "cancers",
            Self::Accuracy => "accuracy",
            Self::Threat => "threat",
            Self::Pure => "pure",
            Self::Supernatant => "supernatant",
            Self::Drip => "drip",
            Self::Needling => "needling",
            Self::Safety => "safety",
        }
    }

    /// The verdict, and the best evidence there is.
    pub const fn judged(self) -> (Verdict, EvidenceGrade) {
        use EvidenceGrade::{Animal, Randomised, Retrospective, Statement, Uncontrolled};
        use Verdict::{CannotBeShown, Contradicted, NoModel, Reproduced};
        match self {
            Self::Reach => (Contradicted, Animal),
            Self::Improved | Self::Cause | Self::Safety => (CannotBeShown, Uncontrolled),
            Self::Age => (Reproduced, Uncontrolled),
            Self::Cancers | Self::Accuracy => (CannotBeShown, Retrospective),
            Self::Threat => (Contradicted, Randomised),
            Self::Pure | Self::Supernatant => (CannotBeShown, Statement),
            Self::Drip => (NoModel, Statement),
            Self::Needling => (CannotBeShown, Randomised),
        }
    }

    /// Commands that show the row's figures in their setting, in order: all of the design or process, or files to try it on.
    /// Nothing where the row is all there is.
    pub const fn in_full(self) -> &'static [&'static str] {
        match self {
            Self::Reach => &[
                "exoscope simulate production vesicles-wheel",
                "exoscope simulate production supernatant-flask",
                "exoscope simulate production vesicles-spinner",
            ],
            Self::Improved | Self::Cause => &["exoscope trial --observed 12/13"],
            Self::Age => &["exoscope simulate production cells-13"],
            Self::Cancers => &[
                "exoscope simulate cohort small --out small.parquet",
                "exoscope audit small.parquet --batch date",
                "exoscope simulate cohort small --print | sed 's/confounding = 0.0/confounding = 1.0/' > by-date.toml",
                "exoscope simulate cohort by-date.toml --out by-date.parquet",
                "exoscope audit by-date.parquet --batch date",
            ],
            Self::Accuracy => &[],
            Self::Threat => &["exoscope simulate screening japan-13 --people 320000 --draws 0"],
            Self::Pure => &[
                "exoscope prep simulate --out simulated",
                "exoscope prep read --sheet simulated/samples.tsv --out run",
                "exoscope prep claim run \"purity 99 % or more\"",
            ],
            Self::Supernatant | Self::Drip => &["exoscope simulate production supernatant-flask"],
            Self::Needling => &[
                "exoscope trial hair-single-arm --trials 2000",
                "exoscope trial skin-split-face --trials 2000",
            ],
            Self::Safety => &["exoscope trial --observed 0/13"],
        }
    }

    /// Whether its figures are drawn at random, and follow the seed.
    pub const fn by_chance(self) -> bool {
        matches!(
            self,
            Self::Cancers | Self::Threat | Self::Supernatant | Self::Drip | Self::Needling
        )
    }
}

/// One row, computed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The claim.
    pub claim: Claim,
    /// What can be said of it.
    pub verdict: Verdict,
    /// Best evidence.
    pub evidence: EvidenceGrade,
    /// The seed that its figures follow; nothing where they follow none.
    pub seed: Option<u64>,
    /// The command that computes these figures again, in seconds.
    pub command: String,
    /// Commands that show them in their setting.
    pub in_full: &'static [&'static str],
    /// Figures, in the order of the words.
    pub figures: Vec<Figure>,
}

/// Computes the rows of `claims`. `programme` runs the screening programme, which this crate does not know.
pub fn rows(
    claims: &[Claim],
    streams: Streams,
    programme: Programme,
) -> Result<Vec<Row>, TherapyError> {
    claims.iter().map(|claim| row(*claim, streams, programme)).collect()
}

fn row(claim: Claim, streams: Streams, programme: Programme) -> Result<Row, TherapyError> {
    let (verdict, evidence) = claim.judged();
    let found = compute::figures(claim, streams, programme)?;
    let seed = streams.seed();
    let figures = found.iter().map(|(value, stated)| Figure::new(value, stated));
    let of_seed = if claim.by_chance() { format!(" --seed {seed}") } else { String::new() };
    Ok(Row {
        claim,
        verdict,
        evidence,
        seed: claim.by_chance().then_some(seed),
        command: format!("exoscope claims --row {}{of_seed}", claim.name()),
        in_full: claim.in_full(),
        figures: figures.collect(),
    })
}
