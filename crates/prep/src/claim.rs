//! Purity claims: shown, not shown, or cannot be shown by these files, and what would show them.

mod needed;
mod particle;
mod sentence;

use serde::{Deserialize, Serialize};

use self::needed::needed;
use self::particle::particle_purity;
pub use self::sentence::{ClaimError, Sentence};
use crate::preparation::{Carrying, Preparation, Sample};

/// The five statements that "99 % pure" can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Particles that are vesicles.
    ParticlePurity,
    /// Particles that carry a marker.
    MarkerPositive,
    /// Protein that is in vesicles.
    ProteinPurity,
    /// Area of one peak of absorbance at 280 nm in size-exclusion chromatography.
    PeakArea,
    /// Protein of the input that was removed.
    ProteinRemoval,
}

impl Quantity {
    /// All five.
    pub const ALL: [Self; 5] = [
        Self::ParticlePurity,
        Self::MarkerPositive,
        Self::ProteinPurity,
        Self::PeakArea,
        Self::ProteinRemoval,
    ];

    /// Its name in a claim.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ParticlePurity => "particle purity",
            Self::MarkerPositive => "marker-positive particles",
            Self::ProteinPurity => "protein purity",
            Self::PeakArea => "A280 peak area",
            Self::ProteinRemoval => "protein removal",
        }
    }

    /// What it states.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::ParticlePurity => "of the particles, this share are extracellular vesicles",
            Self::MarkerPositive => {
                "of the particles, this share carry the marker that was stained"
            }
            Self::ProteinPurity => "of the protein, this share is in vesicles",
            Self::PeakArea => {
                "of the absorbance at 280 nm, this share is in one peak of a chromatogram"
            }
            Self::ProteinRemoval => {
                "of the protein of the starting material, this share was removed"
            }
        }
    }
}

/// A claim: a quantity is at least a share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// What is claimed.
    pub quantity: Quantity,
    /// The share, 0 to 1.
    pub at_least: f64,
}

/// Verdict on a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimVerdict {
    /// The files show it, at 95 % confidence.
    Shown,
    /// The files bear on it and fall short, or speak against it.
    NotShown,
    /// No file measures what is claimed.
    CannotBeShown,
}

impl std::fmt::Display for ClaimVerdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Shown => "shown",
            Self::NotShown => "not shown",
            Self::CannotBeShown => "cannot be shown by these files",
        })
    }
}

/// Judgement of a claim on one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The sample.
    pub sample: String,
    /// The verdict.
    pub verdict: ClaimVerdict,
    /// Why, in a paragraph.
    pub reasons: Vec<String>,
    /// What would show it.
    pub needed: Vec<String>,
}

/// Judges a claim on every sample.
pub fn judge(claim: Claim, preparation: &Preparation) -> Vec<Judgement> {
    preparation.samples.iter().map(|sample| judge_sample(claim, sample)).collect()
}

/// Judges a claim on one sample.
pub fn judge_sample(claim: Claim, sample: &Sample) -> Judgement {
    let (verdict, reasons) = match claim.quantity {
        Quantity::ParticlePurity => particle_purity(claim.at_least, sample),
        Quantity::MarkerPositive => marker_positive(claim.at_least, sample),
        Quantity::ProteinPurity => protein_purity(claim.at_least, sample),
        Quantity::PeakArea => (
            ClaimVerdict::CannotBeShown,
            vec!["no chromatogram is among the files; and one peak of absorbance holds whatever elutes there, \
                  lipoproteins of a vesicle's size included"
                .to_owned()],
        ),
        Quantity::ProteinRemoval => (
            ClaimVerdict::CannotBeShown,
            vec!["the protein of the starting material is not among the files; and 99 % removed of 10 mg/mL leaves \
                  100 µg/mL, more than the protein of 1e11 vesicles"
                .to_owned()],
        ),
    };
    let needed = if verdict == ClaimVerdict::Shown { Vec::new() } else { needed(claim, sample) };
    Judgement { sample: sample.name.clone(), verdict, reasons, needed }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// A least share, rounded down: 298 of 298 show 98.99 %, not 99.0 %.
fn least(share: f64) -> String {
    format!("{:.2} %", (1e4 * share + 1e-9).floor() / 100.0)
}

/// A share as it was claimed, without what binary fractions add: 99 %, 99.5 %.
pub fn stated(share: f64) -> String {
    let rounded = format!("{:.6}", 100.0 * share);
    format!("{} %", rounded.trim_end_matches('0').trim_end_matches('.'))
}

fn marker_positive(at_least: f64, sample: &Sample) -> (ClaimVerdict, Vec<String>) {
    let mut verdict = ClaimVerdict::CannotBeShown;
    let mut reasons = Vec::new();
    for (file, marker) in
        sample.cytometry.iter().filter_map(|file| Some((file, file.marker.as_ref()?)))
    {
        let blank = if marker.net.is_some() { "the blank" } else { "no blank of known volume" };
        let least = match marker.carrying {
            Some(Carrying { at_least, by_control, .. }) => {
                let control = if by_control {
                    "the control"
                } else {
                    "false positives of the stated specificity, taken as exact,"
                };
                format!(
                    "at least {} of all carry the marker ({control} and {blank} taken off, 95 %)",
                    least(at_least)
                )
            }
            None => "no control says how many of them are false, or it was refused (its warnings say why), so no \
                     least share follows"
                .to_owned(),
        };
        reasons.push(format!(
            "{}: {} of {} events are above {} in {}; {least}",
            file.file, marker.sample.positive, marker.sample.all, marker.above, marker.channel,
        ));
        let shown = marker.carrying.is_some_and(|carrying| carrying.at_least >= at_least);
        // Of several files the one that falls short decides.
        verdict = match verdict {
            ClaimVerdict::NotShown => ClaimVerdict::NotShown,
            _ if shown => ClaimVerdict::Shown,
            _ => ClaimVerdict::NotShown,
        };
    }
    if reasons.is_empty() {
        reasons.push(
            "no file of this sample was gated on a marker (column marker of the sheet)".to_owned(),
        );
    }
    (verdict, reasons)
}

fn protein_purity(at_least: f64, sample: &Sample) -> (ClaimVerdict, Vec<String>) {
    match sample.posterior.as_ref().and_then(|posterior| posterior.protein_share) {
        None => (
            ClaimVerdict::CannotBeShown,
            vec!["particles and protein of the same stock are not both known".to_owned()],
        ),
        Some(share) => {
            let text = format!(
                "of the protein {} is of vesicles ({} to {}, 90 %; assumed priors)",
                percent(share.value),
                percent(share.low),
                percent(share.high)
            );
            let verdict = if share.high < at_least {
                ClaimVerdict::NotShown
            } else {
                ClaimVerdict::CannotBeShown
            };
            (verdict, vec![text])
        }
    }
}
