//! A screening programme as a TOML file: population, disease, test, programme, outcome and cost, checked wholly.

mod check;
mod observed;
mod parse;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::observed::{Observed, ObservedKind, Published};
use crate::disease::GrowthLaw;

/// Programmes that come with the program, by name.
pub const BUILT_IN: [(&str, &str); 8] = [
    ("nhs-galleri", include_str!("builtin/nhs-galleri.toml")),
    ("hubbell2021", include_str!("builtin/hubbell2021.toml")),
    ("nlst", include_str!("builtin/nlst.toml")),
    ("erspc", include_str!("builtin/erspc.toml")),
    ("ukctocs", include_str!("builtin/ukctocs.toml")),
    ("japan-13", include_str!("builtin/japan-13.toml")),
    ("pathfinder", include_str!("builtin/pathfinder.toml")),
    ("pathfinder-2", include_str!("builtin/pathfinder-2.toml")),
];

/// A time in years, written with its unit: `"18 months"` is `"1.5 years"`, a month a twelfth of a year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Years(pub f64);

impl<'de> Deserialize<'de> for Years {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // Months are no unit of their own, since they differ in length; here they are twelfths of a year.
        let months =
            text.trim_end().strip_suffix("months").or(text.trim_end().strip_suffix("month"));
        if let Some(months) = months.and_then(|number| number.trim().parse::<f64>().ok()) {
            return Ok(Self(months / 12.0));
        }
        let quantity = text.parse::<exoscope_core::unit::Quantity>();
        let years = quantity.and_then(|quantity| quantity.to("year"));
        years.map(Years).map_err(serde::de::Error::custom)
    }
}

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
    /// `us` or `japan`, in the place of which a file may be given; `file` where there must be one.
    pub population: String,
    /// Cancers that are simulated; all of the population where none are given.
    #[serde(default)]
    pub cancers: Vec<String>,
    /// Factor on the incidence of each cancer, for people at higher risk than the population.
    #[serde(default = "one")]
    pub relative_risk: f64,
    /// People simulated unless the command says otherwise.
    pub people: u64,
    /// Fraction of women, from 0 to 1; that of the population where it is not given.
    pub female_fraction: Option<f64>,
    /// Length of follow-up from the first invitation.
    pub follow_up: Years,
    /// Who is tested when.
    pub programme: Programme,
    /// A randomised trial of it.
    pub trial: Option<Trial>,
    /// Natural history.
    pub disease: Disease,
    /// The test.
    pub test: Test,
    /// Work-up of a positive test.
    #[serde(default)]
    pub workup: Workup,
    /// Costs and utilities.
    #[serde(default)]
    pub cost: Cost,
    /// What was seen in a trial of it; parameters are fitted to the rounds of which `fit` is true.
    #[serde(default)]
    pub observed: Vec<Observed>,
    /// Today's organ-by-organ screening to set beside.
    #[serde(default)]
    pub organ_screening: Vec<OrganScreening>,
    /// Further tests of the same programme to set beside.
    #[serde(default)]
    pub alternative: Vec<Alternative>,
    /// Published models' predictions, beside what was seen.
    #[serde(default)]
    pub published: Vec<Published>,
    /// What is assumed, in words.
    #[serde(default)]
    pub assumed: Vec<String>,
    /// Where its numbers come from.
    #[serde(default)]
    pub sources: Vec<String>,
}

const fn one() -> f64 {
    1.0
}

/// Who is invited, and how often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Ages at the first invitation, youngest and oldest in whole years.
    pub age: (f64, f64),
    /// Time between tests.
    pub interval: Years,
    /// Number of tests offered.
    pub rounds: usize,
    /// Age from which no test is offered.
    #[serde(default = "oldest")]
    pub stop_age: f64,
    /// Fraction of those invited who take part at all, from 0 to 1.
    pub uptake: f64,
    /// Fraction of participants who attend each round; the last value goes on. All where none are given.
    #[serde(default)]
    pub attendance: Vec<f64>,
    /// Whether a positive test that the work-up does not confirm ends a person's participation.
    #[serde(default)]
    pub stop_after_false_positive: bool,
}

const fn oldest() -> f64 {
    111.0
}

/// A randomised trial.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Fraction allocated to screening.
    pub allocation: f64,
    /// Fraction of the control arm that is screened all the same.
    #[serde(default)]
    pub control_crossing: f64,
}

/// Which natural history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "model", rename_all = "kebab-case", deny_unknown_fields)]
pub enum History {
    /// Dwell times of Hubbell 2021.
    Dwell {
        /// `very-slow`, `slow`, `fast` or `aggressive`.
        scenario: String,
    },
    /// Two-stage Markov model of Lange 2024.
    TwoStage {
        /// Overall mean sojourn time.
        overall_sojourn: Years,
        /// Mean sojourn time in the late stage.
        late_sojourn: Years,
    },
    /// Tumours that grow.
    Growth {
        /// Law.
        law: GrowthLaw,
        /// 5th and 95th percentile of the time from 10 to 20 mm.
        ten_to_twenty: (Years, Years),
    },
}

/// Natural history and what an earlier stage is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disease {
    /// The model of preclinical stages.
    pub history: History,
    /// Fraction of tumours that are slow.
    #[serde(default)]
    pub slow_fraction: f64,
    /// How many times as long the sojourn of slow tumours is.
    #[serde(default = "one")]
    pub slow_factor: f64,
    /// Factor on all sojourn times.
    #[serde(default = "one")]
    pub sojourn_factor: f64,
    /// Fraction of preclinical tumours that never surface.
    #[serde(default)]
    pub indolent_fraction: f64,
    /// Of those alive after 5 years, the fraction cured.
    pub cure: f64,
    /// Probability that a person found at an earlier stage has the survival of that stage.
    pub stage_shift_benefit: f64,
}

/// The test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// Its name.
    pub name: String,
    /// Specificity of one test.
    pub specificity: f64,
    /// Sensitivity in stages I to IV and without a stage; `by_cancer` comes first. CCGA2's where neither says.
    #[serde(default)]
    pub sensitivity: Option<[f64; 5]>,
    /// The same for single cancers.
    #[serde(default)]
    pub by_cancer: BTreeMap<String, [f64; 5]>,
    /// Sensitivity in preclinical disease as a fraction of that in clinical samples of the same stage.
    #[serde(default = "one")]
    pub preclinical: f64,
    /// Fraction of tumours whose results repeat from round to round while their stage stays: the correlation of
    /// results between rounds.
    pub persistence: f64,
    /// The same of false positives.
    #[serde(default)]
    pub false_positive_persistence: f64,
    /// Fraction of cancers found whose first predicted origin is right.
    #[serde(default = "one")]
    pub origin: f64,
    /// Samples that each sensitivity was measured in, as `sensitivity`; intervals over parameters are wider with few.
    #[serde(default)]
    pub samples: Option<[f64; 5]>,
    /// Controls that the specificity was measured in.
    #[serde(default)]
    pub controls: Option<f64>,
}

/// Today's screening of an organ, as stated rates that the test stands beside. It is not simulated: incidence of a
/// registry already holds what it finds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganScreening {
    /// Which organs, by which test.
    pub name: String,
    /// People tested; not given where only positives and cancers are known.
    pub tests: Option<f64>,
    /// Positive tests.
    pub positive: f64,
    /// Cancers found among them.
    pub found: f64,
    /// Cost of the work-up of all positives per cancer found.
    pub workup_per_found: Option<f64>,
    /// Its currency.
    #[serde(default)]
    pub currency: String,
    /// Where these numbers come from.
    pub source: String,
}

/// Another test in the same programme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The test.
    pub test: Test,
    /// Another uptake.
    pub uptake: Option<f64>,
}

/// Work-up of a positive test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Workup {
    /// Probability that the work-up of a true positive finds the cancer.
    pub sensitivity: f64,
    /// Fraction of false positives with an invasive procedure.
    pub invasive: f64,
    /// Fraction of invasive procedures with a serious complication.
    pub complication: f64,
}

impl Default for Workup {
    fn default() -> Self {
        Self { sensitivity: 1.0, invasive: 0.0, complication: 0.0 }
    }
}

/// Costs in any currency, utilities from 0 to 1, and the discount rate per year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cost {
    /// Currency.
    pub currency: String,
    /// Price of one test.
    pub test: f64,
    /// Work-up of one positive test.
    pub workup: f64,
    /// Treatment of a cancer found early (I, II).
    pub early: f64,
    /// Treatment of a cancer found late (III, IV, unstaged).
    pub late: f64,
    /// Utility of a year of life after an early cancer.
    pub utility_early: f64,
    /// Utility of a year of life after a late cancer.
    pub utility_late: f64,
    /// Quality-adjusted years lost by a false positive.
    pub false_positive_loss: f64,
    /// Discount rate per year of life-years and quality-adjusted life-years.
    pub discount: f64,
}

impl Default for Cost {
    fn default() -> Self {
        Self {
            currency: "USD".into(),
            test: 0.0,
            workup: 0.0,
            early: 0.0,
            late: 0.0,
            utility_early: 1.0,
            utility_late: 1.0,
            false_positive_loss: 0.0,
            discount: 0.0,
        }
    }
}
