//! What a cohort is to be: who is in it, what they have, and how their blood is handled and measured.

mod check;
mod parse;

use serde::{Deserialize, Serialize};

use super::StudyError;
use crate::profile::LearnedCohort;
use crate::world::tumour::Growth;

/// Designs that come with the program, by name.
pub const BUILT_IN: [(&str, &str); 4] = [
    ("paper", include_str!("builtin/paper.toml")),
    ("screening", include_str!("builtin/screening.toml")),
    ("small", include_str!("builtin/small.toml")),
    ("plasma", include_str!("builtin/plasma.toml")),
];

/// A cohort to draw; read from TOML and checked wholly before anything is drawn.
///
/// ```
/// use exoscope_sim::cohort::{BUILT_IN, Design};
/// for (name, text) in BUILT_IN {
///     let design: Design = text.parse()?;
///     assert!(design.people() > 100, "{name}");
/// }
/// # Ok::<(), exoscope_sim::cohort::StudyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// Version of the format; 1.
    pub format: u32,
    /// Its name.
    pub name: String,
    /// The classes.
    pub class: Vec<ClassPlan>,
    /// Tumours.
    #[serde(default)]
    pub tumour: TumourPlan,
    /// The body's own response to disease.
    #[serde(default)]
    pub host: HostPlan,
    /// Where levels of miRNAs come from.
    #[serde(default)]
    pub levels: LevelsPlan,
    /// What of plasma goes to the assay.
    #[serde(default)]
    pub preparation: Preparation,
    /// How it is measured.
    #[serde(default)]
    pub assay: AssayKind,
    /// Whether the assay is noisy. Without, values are what they would be on average.
    #[serde(default = "yes")]
    pub noise: bool,
    /// Whether people differ in body and in the level of each miRNA.
    #[serde(default = "yes")]
    pub variation: bool,
    /// Sites, dates, slides.
    #[serde(default)]
    pub batch: BatchPlan,
    /// What goes wrong.
    #[serde(default)]
    pub handling: Handling,
}

const fn yes() -> bool {
    true
}

/// People of one label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassPlan {
    /// The label.
    pub label: String,
    /// What it stands for.
    pub role: Role,
    /// How many people.
    pub people: usize,
    /// Organ of the built-in adult where it grows; for cancers and benign diseases.
    pub organ: Option<String>,
    /// Fraction of women, 0 to 1.
    #[serde(default = "half", alias = "women")]
    pub female_fraction: f64,
    /// Mean and SD of age in years; ages stay within 20 to 95.
    #[serde(default = "ages")]
    pub age: (f64, f64),
    /// Fractions of stages 0, I, II, III, IV; for cancers.
    #[serde(default = "stages")]
    pub stages: [f64; 5],
    /// Law of growth of its tumours; the design's where it gives none.
    pub growth: Option<Growth>,
}

const fn half() -> f64 {
    0.5
}

const fn ages() -> (f64, f64) {
    (64.0, 11.0)
}

const fn stages() -> [f64; 5] {
    [0.06, 0.40, 0.24, 0.18, 0.12]
}

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A tumour that sheds.
    Cancer,
    /// No disease.
    Control,
    /// A disease without a tumour that sheds.
    Benign,
}

/// How tumours grow, how large they are at each stage, and what of them reaches blood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TumourPlan {
    /// Law of growth; it tells how old a tumour is.
    pub growth: Growth,
    /// Diameters in mm at stages 0, I, II, III, IV: log-uniform between the ends.
    pub diameter: [(f64, f64); 5],
    /// Factor on what tumours shed: 0 for none, 1 for the parameter table.
    pub shedding: f64,
}

impl Default for TumourPlan {
    fn default() -> Self {
        Self {
            growth: Growth::Exponential { rate: 5.78e-3 },
            diameter: [(3.0, 10.0), (5.0, 20.0), (20.0, 40.0), (30.0, 60.0), (40.0, 100.0)],
            shedding: 1.0,
        }
    }
}

/// The host's response: blood cells, liver, inflammation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HostPlan {
    /// 0 for none, 1 for the parameter table.
    pub scale: f64,
    /// Diameter in mm at which a tumour calls forth half of the full response; `host.half-diameter` of
    /// the parameter table where a design does not say.
    pub half_diameter: f64,
    /// Response to a benign disease, as a fraction of the full one.
    pub benign: f64,
}

impl Default for HostPlan {
    fn default() -> Self {
        Self { scale: 1.0, half_diameter: 20.0, benign: 0.4 }
    }
}

impl HostPlan {
    /// What a tumour of this diameter in mm calls forth, as a fraction of the full response: d²/(d² + h²),
    /// half of it at h.
    ///
    /// ```
    /// use exoscope_sim::cohort::HostPlan;
    /// let host = HostPlan::default();
    /// assert_eq!(host.called(20.0), 0.5);
    /// assert!(host.called(5.0) < 0.06 && host.called(1000.0) > 0.999);
    /// ```
    pub fn called(&self, diameter: f64) -> f64 {
        diameter.powi(2) / (diameter.powi(2) + self.half_diameter.powi(2))
    }
}

/// Where levels of miRNAs come from: means of public sets of plasma, serum and vesicles ([`crate::profile::SETS`]).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LevelsPlan {
    /// Sets that are left out, to hold simulated levels against one that gave none of them.
    pub without: Vec<String>,
}

/// What of plasma goes to the assay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preparation {
    /// All of it: vesicles and the larger non-vesicular part.
    #[default]
    Serum,
    /// Vesicles, with a little of the rest.
    Vesicles,
}

/// How it is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssayKind {
    /// A 3D-Gene-like array: log2 intensity.
    #[default]
    Array,
    /// Small-RNA sequencing: read counts.
    Sequencing,
}

/// Sites, dates and slides, and how far they coincide with classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BatchPlan {
    /// 0: every batch holds all classes; 1: as in the 13-cancer study, every slide and date holds one
    /// class and controls come from other sites than diseases. Several dates inside each class either
    /// way.
    #[serde(alias = "coincidence")]
    pub confounding: f64,
    /// Whether sites coincide with classes as dates do. Without, dates alone do, and keeping dates
    /// together parts batch from class.
    pub sites_too: bool,
    /// Sites that diseases come from where batch and class coincide.
    pub sites_of_disease: usize,
    /// Sites that controls come from there.
    pub sites_of_controls: usize,
    /// Samples measured on one date.
    pub per_date: usize,
    /// Samples on one slide.
    pub per_slide: usize,
    /// Factor on all batch effects: 0 for none, 1 for the parameter table.
    pub effect: f64,
}

impl Default for BatchPlan {
    fn default() -> Self {
        Self {
            confounding: 0.0,
            sites_too: true,
            sites_of_disease: 1,
            sites_of_controls: 3,
            per_date: 66,
            per_slide: 4,
            effect: 1.0,
        }
    }
}

/// What happens to samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Handling {
    /// Factor on haemolysis: 0 for none.
    pub haemolysis: f64,
    /// Longest storage in years.
    pub storage: f64,
    /// Fraction of values that are missing.
    pub missing: f64,
    /// Fraction of people measured twice.
    pub duplicates: f64,
    /// Fraction of samples whose tube was exchanged with another's.
    pub swaps: f64,
}

impl Default for Handling {
    fn default() -> Self {
        Self { haemolysis: 1.0, storage: 5.0, missing: 0.0, duplicates: 0.0, swaps: 0.0 }
    }
}

impl Design {
    /// Number of people.
    pub fn people(&self) -> usize {
        self.class.iter().map(|class| class.people).sum()
    }

    /// The same with `n` times the people in about as many batches: each date holds `n` times as many.
    /// What a reader gains from that tells how far a cohort is from the best that any reader could do on
    /// its people.
    ///
    /// ```
    /// use exoscope_sim::cohort::{BUILT_IN, Design};
    /// let paper: Design = BUILT_IN[0].1.parse()?;
    /// let twice = paper.clone().times(2)?;
    /// assert_eq!(twice.people(), 2 * paper.people());
    /// assert_eq!(twice.batch.per_date, 2 * paper.batch.per_date);
    /// assert!(paper.times(1000).is_err()); // more than a million people
    /// # Ok::<(), exoscope_sim::cohort::StudyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where that is more than a million people.
    pub fn times(mut self, n: usize) -> Result<Self, StudyError> {
        for class in &mut self.class {
            class.people = class.people.saturating_mul(n);
        }
        self.batch.per_date = self.batch.per_date.saturating_mul(n);
        self.checked()
    }

    /// People without disease, as many as a cohort has samples, of its ages and sexes, in batches of the size of its own.
    ///
    /// # Errors
    ///
    /// Where its ages are none that are drawn.
    pub fn like(learned: &LearnedCohort) -> Result<Self, StudyError> {
        let (mean, sd) = learned.age.unwrap_or_else(ages);
        let mean = mean.clamp(*AGES.start() + 1.0, *AGES.end() - 1.0);
        let most = (mean - AGES.start()).min(AGES.end() - mean).max(1.0) * 1.5;
        let batch = BatchPlan {
            sites_of_disease: 1,
            sites_of_controls: learned.batches.sites.map_or(1, |sites| (sites - 1).max(1)),
            per_date: learned.batches.per_date.unwrap_or(BatchPlan::default().per_date),
            per_slide: learned.batches.per_slide.unwrap_or(BatchPlan::default().per_slide),
            ..BatchPlan::default()
        };
        let people = ClassPlan {
            label: "simulated".into(),
            role: Role::Control,
            people: learned.samples,
            organ: None,
            female_fraction: learned.female_fraction.unwrap_or_else(half),
            age: (mean, sd.min(most)),
            stages: stages(),
            growth: None,
        };
        Self {
            format: 1,
            name: "like a cohort".into(),
            class: vec![people],
            tumour: TumourPlan::default(),
            host: HostPlan::default(),
            levels: LevelsPlan::default(),
            preparation: Preparation::default(),
            assay: AssayKind::default(),
            noise: true,
            variation: true,
            batch,
            handling: Handling::default(),
        }
        .checked()
    }
}

/// Ages that are drawn, years.
pub(super) const AGES: std::ops::RangeInclusive<f64> = 20.0..=95.0;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_paper_has_its_people_and_labels() {
        let paper: Design = BUILT_IN[0].1.parse().unwrap();
        assert_eq!((paper.people(), paper.class.len()), (16_190, 19));
        let cancers = paper.class.iter().filter(|c| c.role == Role::Cancer);
        assert_eq!(cancers.map(|c| c.people).sum::<usize>(), 9_921);
        let screening: Design = BUILT_IN[1].1.parse().unwrap();
        let ill: usize =
            screening.class.iter().filter(|c| c.role == Role::Cancer).map(|c| c.people).sum();
        assert!((ill as f64 / screening.people() as f64 - 0.01).abs() < 0.001);
    }

    #[test]
    fn the_default_host_and_growth_are_those_of_the_parameter_table() {
        let table = crate::parameter::look_up("host.half-diameter").unwrap();
        let half = HostPlan::default().half_diameter;
        assert!((table.value.to("mm").unwrap() - half).abs() < 1e-9);
        let growth = crate::parameter::look_up("tumour.growth").unwrap();
        let Growth::Exponential { rate } = TumourPlan::default().growth else { unreachable!() };
        assert!((growth.value.to("/day").unwrap() / rate - 1.0).abs() < 1e-9);
    }
}
