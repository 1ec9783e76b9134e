//! Normalisation of nCounter counts by their controls.
//!
//! The steps of nSolver, in the order of Waggott et al. 2012 (NanoStringNorm, Bioinformatics 28:1546), each
//! where it is asked for:
//!
//! 1. Positive controls: with gₛ the geometric mean of a lane's positive codes, all its counts are multiplied
//!    by mean(g) / gₛ. A factor outside 0.3 to 3 is flagged.
//! 2. Background: bₛ is the mean of the lane's negative codes plus two standard deviations. Endogenous counts
//!    below it are set to it (threshold), or it is taken off, down to 0 (subtract). Before that, factor × count
//!    of `POS_A` is taken off codes with a factor of their own (`hsa-miR-1246|0.0042`).
//! 3. Content: as 1, with the geometric mean of the housekeeping codes, or of the 100 endogenous codes with
//!    the highest means. A factor outside 0.1 to 10 is flagged.
//!
//! Counts below 1 count as 1 in geometric means. The means over lanes are of the lanes at hand: cohorts
//! that are imported apart differ by a constant factor, which no method that looks at one sample's
//! proportions (CPM and its kin) sees.

use std::fmt;
use std::str::FromStr;

use exoscope_core::sample::{Column, SampleId};
use serde::{Serialize, Serializer};

use super::lane::Code;
use super::{CodeClass, NanostringError, number};

/// What is done about counts that are no more than those of probes without a target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Background {
    /// Nothing.
    #[default]
    None,
    /// It is taken off, down to 0.
    Subtract,
    /// Counts below it are set to it.
    Threshold,
}

/// What brings lanes to one amount of sample.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Content {
    /// Nothing: the reader's own depth methods do, inside the fold.
    #[default]
    None,
    /// The geometric mean of the housekeeping codes.
    Housekeeping,
    /// The geometric mean of the 100 highest endogenous codes.
    Top100,
}

/// What controls do to the counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Normalisation {
    /// Whether lanes are brought to one mean of the positive controls.
    pub positive: bool,
    /// What is done about the background.
    pub background: Background,
    /// What brings lanes to one amount of sample.
    pub content: Content,
}

/// A word that names no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is none of {known}")]
pub struct UnknownNormalisation {
    /// The word.
    pub word: String,
    /// The words that are known.
    pub known: &'static str,
}

/// What the controls of each lane are, and by what its counts were multiplied.
pub(super) struct Controls {
    positive: Option<Vec<f64>>,
    negative: Option<Vec<f64>>,
    housekeeping: Option<Vec<f64>>,
    by_positive: Vec<f64>,
    by_content: Vec<f64>,
}

/// Bounds of a factor by positive controls, and by the content, outside of which nSolver flags a lane.
const BOUNDS: [(f64, f64); 2] = [(0.3, 3.0), (0.1, 10.0)];
/// How many endogenous codes stand for the content.
const TOP: usize = 100;

impl Normalisation {
    /// Normalises the counts of lanes, and says what their controls were before.
    pub(super) fn apply(
        self,
        codes: &[Code],
        lanes: &mut [Vec<f64>],
    ) -> Result<Controls, NanostringError> {
        let of = |class: CodeClass| -> Vec<usize> {
            let places = codes.iter().enumerate().filter(|(_, code)| code.class == class);
            places.map(|(place, _)| place).collect()
        };
        let positive = of(CodeClass::Positive);
        let negative = of(CodeClass::Negative);
        let housekeeping = of(CodeClass::Housekeeping);
        let endogenous = of(CodeClass::Endogenous);
        let means = |places: &[usize], lanes: &[Vec<f64>], of: fn(&[f64]) -> f64| {
            let mean = |lane: &Vec<f64>| of(&at(lane, places));
            (!places.is_empty()).then(|| lanes.iter().map(mean).collect::<Vec<f64>>())
        };
        let mut controls = Controls {
            positive: means(&positive, lanes, geometric),
            negative: means(&negative, lanes, mean),
            housekeeping: means(&housekeeping, lanes, geometric),
            by_positive: Vec::new(),
            by_content: Vec::new(),
        };
        if self.positive {
            let means = controls.positive.as_ref();
            let means = means.ok_or(NanostringError::NoControl { class: "Positive" })?;
            controls.by_positive = bring_together(lanes, means);
        }
        if self.background != Background::None {
            if negative.is_empty() {
                return Err(NanostringError::NoControl { class: "Negative" });
            }
            let highest = positive.iter().find(|&&place| {
                codes.get(place).is_some_and(|code| code.name.text.starts_with("POS_A"))
            });
            for lane in lanes.iter_mut() {
                self.background_off(lane, codes, &endogenous, &negative, highest.copied());
            }
        }
        let content = match self.content {
            Content::None => return Ok(controls),
            Content::Housekeeping => housekeeping,
            Content::Top100 => top(lanes, &endogenous),
        };
        let means = means(&content, lanes, geometric);
        let means = means.ok_or(NanostringError::NoControl { class: "Housekeeping" })?;
        controls.by_content = bring_together(lanes, &means);
        Ok(controls)
    }

    fn background_off(
        self,
        lane: &mut [f64],
        codes: &[Code],
        endogenous: &[usize],
        negative: &[usize],
        highest: Option<usize>,
    ) {
        let of_negative = at(lane, negative);
        let level = mean(&of_negative) + 2.0 * deviation(&of_negative);
        let highest = highest.and_then(|place| lane.get(place)).copied().unwrap_or(0.0);
        for &place in endogenous {
            let factor = codes.get(place).map_or(0.0, |code| factor(&code.name.text));
            let Some(count) = lane.get_mut(place) else { continue };
            let own = (*count - factor * highest).max(0.0);
            *count = match self.background {
                Background::Threshold => own.max(level),
                _ => (own - level).max(0.0),
            };
        }
    }
}

impl Controls {
    /// The means of the controls and the factors, as facts about the lanes.
    pub(super) fn facts(&self) -> Vec<Column> {
        let means = [
            ("positive_controls", &self.positive),
            ("negative_controls", &self.negative),
            ("housekeeping", &self.housekeeping),
        ];
        let means = means.into_iter().filter_map(|(name, means)| Some((name, means.as_ref()?)));
        let factors =
            [("positive_factor", &self.by_positive), ("content_factor", &self.by_content)];
        let factors = factors.into_iter().filter(|(_, factors)| !factors.is_empty());
        means.chain(factors).map(|(name, values)| number(name, values.iter().copied())).collect()
    }

    /// Lanes whose factors are out of bounds.
    pub(super) fn flagged(&self, samples: &[SampleId]) -> Vec<String> {
        let out = |factors: &[f64], (low, high): (f64, f64), lane: usize| {
            factors.get(lane).is_some_and(|factor| !(low..=high).contains(factor))
        };
        let [positive, content] = BOUNDS;
        let flagged = samples.iter().enumerate().filter(|(lane, _)| {
            out(&self.by_positive, positive, *lane) || out(&self.by_content, content, *lane)
        });
        flagged.map(|(_, sample)| sample.to_string()).collect()
    }
}

/// Multiplies each lane so that its mean becomes the mean of all, and gives the factors.
fn bring_together(lanes: &mut [Vec<f64>], means: &[f64]) -> Vec<f64> {
    let all = mean(means);
    let factors: Vec<f64> = means.iter().map(|of_lane| all / of_lane).collect();
    for (lane, factor) in lanes.iter_mut().zip(&factors) {
        lane.iter_mut().for_each(|count| *count *= factor);
    }
    factors
}

/// The endogenous codes with the highest means over lanes.
fn top(lanes: &[Vec<f64>], endogenous: &[usize]) -> Vec<usize> {
    let sum = |place: usize| lanes.iter().filter_map(|lane| lane.get(place)).sum::<f64>();
    let mut ranked: Vec<(f64, usize)> =
        endogenous.iter().map(|&place| (sum(place), place)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().take(TOP).map(|(_, place)| place).collect()
}

/// The factor behind a code's name: `hsa-miR-1246|0.0042`.
fn factor(name: &str) -> f64 {
    name.rsplit_once('|').and_then(|(_, factor)| factor.trim().parse().ok()).unwrap_or(0.0)
}

fn at(lane: &[f64], places: &[usize]) -> Vec<f64> {
    places.iter().filter_map(|&place| lane.get(place)).copied().collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The standard deviation of a sample, over n − 1; 0 of one value.
fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (squares / values.len().saturating_sub(1).max(1) as f64).sqrt()
}

fn geometric(values: &[f64]) -> f64 {
    let logs: Vec<f64> = values.iter().map(|value| value.max(1.0).ln()).collect();
    mean(&logs).exp()
}

impl fmt::Display for Normalisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let positive = self.positive.then_some("positive controls");
        let background = match self.background {
            Background::None => None,
            Background::Subtract => Some("background subtracted"),
            Background::Threshold => Some("background as threshold"),
        };
        let content = match self.content {
            Content::None => None,
            Content::Housekeeping => Some("housekeeping"),
            Content::Top100 => Some("the 100 highest codes"),
        };
        let steps: Vec<&str> = [positive, background, content].into_iter().flatten().collect();
        if steps.is_empty() {
            return f.write_str("not normalised");
        }
        write!(f, "normalised by {}", steps.join(", "))
    }
}

impl Serialize for Normalisation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Background {
    type Err = UnknownNormalisation;

    fn from_str(text: &str) -> Result<Self, UnknownNormalisation> {
        match text {
            "none" => Ok(Self::None),
            "subtract" => Ok(Self::Subtract),
            "threshold" => Ok(Self::Threshold),
            _ => {
                Err(UnknownNormalisation { word: text.into(), known: "none, subtract, threshold" })
            }
        }
    }
}

impl FromStr for Content {
    type Err = UnknownNormalisation;

    fn from_str(text: &str) -> Result<Self, UnknownNormalisation> {
        match text {
            "none" => Ok(Self::None),
            "housekeeping" => Ok(Self::Housekeeping),
            "top100" => Ok(Self::Top100),
            _ => {
                Err(UnknownNormalisation { word: text.into(), known: "none, housekeeping, top100" })
            }
        }
    }
}
