//! A trial as a TOML file: disease, treatment, design, conduct.

use exoscope_core::unit::Quantity;
use serde::{Deserialize, Serialize};

use crate::closed::evidence::Published;
use crate::closed::natural::Count;
use crate::effect::Law;
use crate::patient::Disease;
use crate::quantity::Days;

/// Trials that come with the program, by name.
pub const BUILT_IN: [(&str, &str); 12] = [
    ("msc-13", include_str!("../builtin/msc-13.toml")),
    ("sci-randomised", include_str!("../builtin/sci-randomised.toml")),
    ("sci-historical", include_str!("../builtin/sci-historical.toml")),
    ("post-marketing-a", include_str!("../builtin/post-marketing-a.toml")),
    ("post-marketing-bc", include_str!("../builtin/post-marketing-bc.toml")),
    ("gvhd-single-arm", include_str!("../builtin/gvhd-single-arm.toml")),
    ("gvhd-randomised", include_str!("../builtin/gvhd-randomised.toml")),
    ("knee-four-arm", include_str!("../builtin/knee-four-arm.toml")),
    ("knee-single-arm", include_str!("../builtin/knee-single-arm.toml")),
    ("skin-split-face", include_str!("../builtin/skin-split-face.toml")),
    ("hair-single-arm", include_str!("../builtin/hair-single-arm.toml")),
    ("wound-stepped", include_str!("../builtin/wound-stepped.toml")),
];

/// A whole plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Version of the format; 1.
    pub format: u32,
    /// Its name.
    pub name: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// Trials simulated unless the command says otherwise.
    pub trials: u64,
    /// Significance level, two-sided.
    #[serde(default = "alpha")]
    pub alpha: f64,
    /// Natural history and endpoint.
    pub disease: Disease,
    /// The treatment with its assumed effect.
    pub treatment: Treatment,
    /// The design.
    pub design: Design,
    /// How the trial is run.
    #[serde(default)]
    pub conduct: Conduct,
    /// An unmeasured factor of the outcome.
    pub severity: Option<Severity>,
    /// Settings to vary one at a time.
    #[serde(default)]
    pub sweep: Sweep,
    /// What was seen: one arm's count of successes.
    pub observed: Option<Count>,
    /// Published results to set beside one another.
    #[serde(default)]
    pub evidence: Vec<Published>,
    /// What is assumed, in words.
    #[serde(default)]
    pub assumed: Vec<String>,
    /// Where its numbers come from.
    #[serde(default)]
    pub sources: Vec<String>,
}

const fn alpha() -> f64 {
    0.05
}

/// The treatment. Its effect is a hazard ratio exp(β·f(D/D₅₀)); β is assumed, and 0 is always among its values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// Its name.
    pub name: String,
    /// Effect law.
    #[serde(default)]
    pub law: Law,
    /// Strengths of the effect to try; 0 is added where it is not there.
    pub beta: Vec<f64>,
    /// Dose at the lesion, in cells or particles.
    pub dose: Quantity,
    /// Dose of half effect, in the same unit.
    pub d50: Quantity,
    /// Time from the first examination to treatment.
    #[serde(default)]
    pub delay: Days,
    /// Time that the effect lasts.
    pub lasts: Days,
}

/// Design of the trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// One treated arm, against a fixed rate, or a mean change of 0.
    SingleArm(SingleArm),
    /// One treated arm against controls of another time or place.
    Historical(Historical),
    /// Random allocation to treatment or control.
    Randomised(Randomised),
    /// Several treated arms and one control, random.
    MultiArm(MultiArm),
    /// Two sides of one body, one treated at random.
    SplitBody(SplitBody),
    /// Hospitals that change to treatment one after another (stepped wedge).
    Stepped(Stepped),
    /// Treated beside untreated, as they come: not randomised.
    Cohort(CohortDesign),
}

/// One treated arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SingleArm {
    /// People.
    pub n: usize,
    /// Rate that it is tested against; of a continuous endpoint a change, 0 where it is not given.
    pub null: Option<f64>,
}

/// A treated arm and controls of the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Historical {
    /// Treated people.
    pub n: usize,
    /// Controls.
    pub controls: usize,
    /// Logarithm of the hazard ratio of the controls for other reasons (standard deviations of a mean); negative where
    /// care was worse then.
    #[serde(default)]
    pub drift: f64,
}

/// Random allocation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Randomised {
    /// People in all.
    pub n: usize,
    /// Treated people per control.
    #[serde(default = "one")]
    pub ratio: f64,
}

const fn one() -> f64 {
    1.0
}

/// Several arms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MultiArm {
    /// People in the control arm.
    pub control: usize,
    /// Treated arms.
    pub arms: Vec<Arm>,
    /// Whether the level is divided by the number of treated arms (Bonferroni).
    #[serde(default)]
    pub bonferroni: bool,
}

/// One treated arm of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// People.
    pub n: usize,
    /// Factor on the dose.
    #[serde(default = "one")]
    pub dose_factor: f64,
}

/// Two sides of one body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitBody {
    /// People.
    pub n: usize,
}

/// A stepped wedge: cluster k is treated from period k + 1 on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stepped {
    /// Clusters; there is one period more.
    pub clusters: usize,
    /// People of one cluster in one period.
    pub per_period: usize,
    /// Logarithm of the hazard ratio per period for other reasons (secular trend).
    #[serde(default)]
    pub trend: f64,
    /// Whether the analysis compares within periods.
    #[serde(default = "yes")]
    pub within_periods: bool,
}

const fn yes() -> bool {
    true
}

/// Treated and untreated people as they come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CohortDesign {
    /// Treated people.
    pub treated: usize,
    /// Untreated people.
    pub untreated: usize,
}

/// How a trial is run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Conduct {
    /// Share lost to follow-up.
    pub loss: f64,
    /// Further share lost of those without success, in untreated people (of treated ones nobody more). Of an endpoint that
    /// is reached or not, beside untreated people.
    pub loss_of_failures: f64,
    /// Share of treated failures that an assessor who knows the arm reads as success (of a mean, the shift in standard
    /// deviations).
    pub unblinded: f64,
    /// Ways in which people are cut in two after the fact; the smallest p value is reported.
    pub subgroups: usize,
    /// Analyses, the last one included.
    pub looks: usize,
    /// Boundary of several looks.
    pub boundary: Boundary,
    /// Test of two proportions.
    pub test: TwoProportions,
}

impl Default for Conduct {
    fn default() -> Self {
        Self {
            loss: 0.0,
            loss_of_failures: 0.0,
            unblinded: 0.0,
            subgroups: 0,
            looks: 1,
            boundary: Boundary::None,
            test: TwoProportions::Score,
        }
    }
}

/// Significance at interim looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Boundary {
    /// The nominal level at every look.
    None,
    /// Pocock 1977: one critical value for all looks.
    Pocock,
    /// O'Brien & Fleming 1979: strict at first.
    OBrienFleming,
}

/// Test of two proportions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TwoProportions {
    /// Pooled score test.
    Score,
    /// Fisher's exact test.
    Fisher,
}

/// An unmeasured factor that some patients have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Severity {
    /// Share of the untreated who are mild.
    pub mild: f64,
    /// Hazard ratio of mild over severe.
    pub hazard_ratio: f64,
    /// Odds ratio of being mild, treated over untreated; randomised designs have 1.
    #[serde(default = "one")]
    pub odds_ratio: f64,
}

/// Settings to vary one at a time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sweep {
    /// Odds ratios of unmeasured severity.
    pub odds_ratio: Vec<f64>,
    /// Factors on all numbers of people.
    pub n_factor: Vec<f64>,
}
