//! Purity claims: shown, not shown, or cannot be shown by these files, and what would show them.

use serde::{Deserialize, Serialize};

use crate::cytometry::positive::all_of;
use crate::preparation::{Preparation, Sample};

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

/// A sentence is no claim that can be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{claim:?} is no claim that can be judged: {why}")]
pub struct ClaimError {
    claim: String,
    why: &'static str,
}

impl ClaimError {
    /// What the user can do.
    pub fn hint(&self) -> String {
        let names: Vec<&str> = Quantity::ALL.iter().map(|quantity| quantity.name()).collect();
        format!("write it as \"particle purity >= 99 %\"; quantities are {}", names.join(", "))
    }
}

impl Claim {
    /// Reads a claim as `QUANTITY >= NUMBER %`.
    ///
    /// ```
    /// use exoscope_prep::claim::{Claim, Quantity};
    /// let claim = Claim::parse("particle purity >= 99 %").unwrap();
    /// assert_eq!((claim.quantity, claim.at_least), (Quantity::ParticlePurity, 0.99));
    /// assert!(Claim::parse("purity >= 99 %").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, ClaimError> {
        let refuse = |why| ClaimError { claim: text.to_owned(), why };
        let (name, value) = [">=", "≥"]
            .into_iter()
            .find_map(|sign| text.split_once(sign))
            .ok_or_else(|| refuse("it has no >="))?;
        let name = name.trim().to_lowercase();
        let quantity =
            Quantity::ALL.into_iter().find(|quantity| quantity.name().to_lowercase() == name);
        let quantity = quantity
            .ok_or_else(|| refuse("\"pure\" has five meanings, and this names none of them"))?;
        let value = value.trim();
        let number = value.strip_suffix('%').ok_or_else(|| refuse("it has no percentage"))?;
        let number: f64 = number.trim().parse().map_err(|_| refuse("it has no number"))?;
        if !(number > 0.0 && number < 100.0) {
            return Err(refuse("a share that can be shown is above 0 % and below 100 %"));
        }
        Ok(Self { quantity, at_least: number / 100.0 })
    }
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
    let needed = if verdict == ClaimVerdict::Shown { Vec::new() } else { needed(claim) };
    Judgement { sample: sample.name.clone(), verdict, reasons, needed }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn particle_purity(at_least: f64, sample: &Sample) -> (ClaimVerdict, Vec<String>) {
    let mut reasons = Vec::new();
    let mut bears = false;
    let mut shown = false;
    if sample.counts.is_empty() && sample.cytometry.is_empty() {
        reasons.push("no file counts particles of this sample".to_owned());
    } else {
        reasons.push(
            "a particle counter or a scatter detector counts every particle alike: vesicles, lipoproteins, protein \
             aggregates"
                .to_owned(),
        );
    }
    for count in &sample.counts {
        if let Some(why) = count.refused.first() {
            reasons.push(format!("the count itself may not be stated: {why}"));
        }
    }
    for marker in sample.cytometry.iter().filter_map(|file| file.marker.as_ref()) {
        bears = true;
        let background = marker.control.as_ref().map_or(1.0, |control| control.high);
        let least = (marker.apparent.low - background).max(0.0);
        let control = if marker.control.is_some() {
            "above the control"
        } else {
            "and no control was measured, so none of them is specific"
        };
        reasons.push(format!(
            "{} of events ({} of {}) are above {} in {}; at least {} {control}. About 40 % of a cell line's vesicles \
             carry a given marker: a lower share neither proves nor refutes the claim",
            percent(marker.apparent.value),
            marker.sample.positive,
            marker.sample.all,
            marker.above,
            marker.channel,
            percent(least),
        ));
        shown |= least >= at_least;
    }
    if let Some(resistant) = &sample.detergent_resistant {
        bears = true;
        reasons.push(format!(
            "{} of particles resist detergent ({} to {}): they are no vesicles, so at most {} are",
            percent(resistant.value),
            percent(resistant.low),
            percent(resistant.high),
            percent(1.0 - resistant.low),
        ));
    }
    if let Some(posterior) = &sample.posterior {
        let share = &posterior.vesicle_share;
        let against = share.high < at_least;
        bears |= against;
        reasons.push(format!(
            "sizes{} leave the share of vesicles at {} ({} to {}, 90 %; assumed priors), where the claim is {} or more",
            if posterior.protein_share.is_some() { " and protein" } else { "" },
            percent(share.value),
            percent(share.low),
            percent(share.high),
            percent(at_least),
        ));
    }
    if let Some(ratio) = &sample.ratio
        && let Some((fewest, most)) = ratio.possible
    {
        let place = match ratio.per_ug.value {
            value if value > most => {
                "more than pure vesicles of these sizes can have: light particles as LDL, or noise, are counted"
            }
            value if value < fewest => {
                "fewer than pure vesicles of these sizes have: other protein is present"
            }
            _ => "possible for pure vesicles of these sizes, and for mixtures too",
        };
        reasons.push(format!(
            "{}{:.2e} particles per µg; {fewest:.1e} to {most:.1e} are possible: {place}. The ratio is no purity: ten LDL \
             beside each vesicle raise it",
            if ratio.lower_bound { "more than " } else { "" },
            ratio.per_ug.value,
        ));
    }
    let verdict = match (shown, bears) {
        (true, _) => ClaimVerdict::Shown,
        (false, true) => ClaimVerdict::NotShown,
        (false, false) => ClaimVerdict::CannotBeShown,
    };
    (verdict, reasons)
}

fn marker_positive(at_least: f64, sample: &Sample) -> (ClaimVerdict, Vec<String>) {
    let mut verdict = ClaimVerdict::CannotBeShown;
    let mut reasons = Vec::new();
    for marker in sample.cytometry.iter().filter_map(|file| file.marker.as_ref()) {
        let background = marker.control.as_ref().map_or(1.0, |control| control.high);
        let least = (marker.apparent.low - background).max(0.0);
        reasons.push(format!(
            "{} of {} events are above {} in {} (at least {} of all, 95 %, the control taken off)",
            marker.sample.positive,
            marker.sample.all,
            marker.above,
            marker.channel,
            percent(least)
        ));
        verdict = if least >= at_least { ClaimVerdict::Shown } else { ClaimVerdict::NotShown };
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

fn needed(claim: Claim) -> Vec<String> {
    let share = percent(claim.at_least);
    let n = all_of(claim.at_least, 0.95).unwrap_or(u64::MAX);
    let needed: Vec<String> = match claim.quantity {
        Quantity::ParticlePurity => vec![
            format!("a test of single particles for being a vesicle (membrane and a marker, or cryo-EM): {n} of {n} \
                     examined show {share} at 95 % confidence, one exception needs more"),
            "its sensitivity and specificity on known vesicles and on LDL, for the Rogan–Gladen correction".to_owned(),
            "the same count after detergent, with the detergent alone as blank".to_owned(),
            "apolipoprotein B and albumin of the stock, as mass".to_owned(),
        ],
        Quantity::MarkerPositive => vec![
            format!("stained sample, isotype control and buffer with reagent, gated alike; {n} of {n} events positive show {share}"),
        ],
        Quantity::ProteinPurity => vec![
            "protein with and without detergent lysis, apolipoprotein B and albumin as mass".to_owned(),
        ],
        Quantity::PeakArea => vec!["the chromatogram at 280 nm, with blank run and column standards".to_owned()],
        Quantity::ProteinRemoval => vec!["protein and volume of the starting material beside those of the preparation".to_owned()],
    };
    needed
}
