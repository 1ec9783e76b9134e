//! What was found of each sample.

use std::fmt;
use std::io::{self, Write};

use exoscope_core::sample::SampleId;
use exoscope_core::{Cohort, Scale};
use serde::Serialize;

use super::relative::{median, medians, robust_z};
use super::{Duplicate, Fingerprint, distance, duplicates, haemolysis, log2_values, sex};

/// With fewer samples there is no telling what is unusual among them.
pub const MIN_COHORT: usize = 10;

/// Robust z scores beyond which a sample is flagged.
const FAR: f64 = 5.0;
const HAEMOLYSED: f64 = 3.0;
const SHALLOW: f64 = -4.0;

/// The share of miRNAs without a value from which a sample is flagged.
const MANY_MISSING: f64 = 0.1;

/// What to look at in a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// Far fewer miRNAs are detected, or reads counted, than in the other samples.
    Shallow,
    /// More than a tenth of the miRNAs have no value.
    ManyMissing,
    /// The profile is unlike those of the other samples.
    Far,
    /// Every value is that of another sample.
    Duplicate,
    /// What is unusual in it is nearly what is in another sample.
    NearDuplicate,
    /// The miRNAs of red cells stand high.
    Haemolysis,
    /// The recorded sex does not have the organ that the label names.
    Sex,
}

impl Flag {
    /// All flags, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Shallow,
        Self::ManyMissing,
        Self::Far,
        Self::Duplicate,
        Self::NearDuplicate,
        Self::Haemolysis,
        Self::Sex,
    ];
}

/// What was found of a sample.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SampleQuality {
    /// The sample.
    pub sample: SampleId,
    /// Reads in all; for counts alone.
    pub depth: Option<f64>,
    /// The part of the miRNAs above the lowest value of the cohort, missing ones taken as not.
    pub detected: f64,
    /// miRNAs without a value.
    pub missing: usize,
    /// One minus the correlation with the median profile of the cohort.
    pub distance: Option<f64>,
    /// How far `distance` is from those of the other samples, in robust SD.
    pub distance_z: Option<f64>,
    /// Haemolysis score, see [`haemolysis`](super::haemolysis).
    pub haemolysis: Option<f64>,
    /// How far `haemolysis` is from that of the other samples, in robust SD.
    pub haemolysis_z: Option<f64>,
    /// The sample that it repeats.
    pub repeats: Option<SampleId>,
    /// Correlation with that sample of what sets both apart from the cohort.
    pub correlation: Option<f64>,
    /// What to look at.
    pub flags: Vec<Flag>,
}

/// What was found of the samples of a cohort.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// What the cohort looks like it was measured with.
    pub platform: Fingerprint,
    /// Each sample.
    pub samples: Vec<SampleQuality>,
    /// What could not be judged, and why.
    pub not_judged: Vec<String>,
}

impl Quality {
    /// Looks at every sample of `cohort`.
    ///
    /// What is relative to the cohort is left open in one of fewer than [`MIN_COHORT`] samples.
    pub fn of(cohort: &Cohort) -> Self {
        let log2 = log2_values(cohort);
        let mut not_judged = Vec::new();
        let enough = cohort.n_samples() >= MIN_COHORT;
        if !enough {
            not_judged.push(format!(
                "{} samples are too few to tell which of them is unusual: depth, distance and \
                 haemolysis are not judged",
                cohort.n_samples()
            ));
        }
        let relative = |values: &[Option<f64>]| {
            if enough { robust_z(values) } else { vec![None; values.len()] }
        };
        let medians = medians(log2.view());
        let distances = distance::distances(log2.view(), &medians);
        let distance_z = relative(&distances);
        let scores = haemolysis::scores(cohort, log2.view(), &medians);
        if scores.iter().all(Option::is_none) {
            not_judged.push("haemolysis: too few miRNAs of the signature are measured".to_owned());
        }
        let haemolysis_z = relative(&scores);
        let repeats = if enough { duplicates::duplicates(log2.view()) } else { Vec::new() };
        let (contradicts, why) = sex::contradictions(cohort);
        not_judged.push(why);

        let lowest = log2.iter().copied().filter(|v| !v.is_nan()).fold(f32::INFINITY, f32::min);
        let n_mirnas = cohort.n_mirnas().max(1) as f64;
        let detected: Vec<f64> = log2
            .rows()
            .into_iter()
            .map(|row| row.iter().filter(|value| **value > lowest).count() as f64 / n_mirnas)
            .collect();
        let depth = |row: usize| {
            let total = cohort.values().row(row).filter(|value| !value.is_nan()).sum::<f64>();
            (cohort.scale() == Scale::Counts).then_some(total)
        };
        let depths: Vec<Option<f64>> = (0..cohort.n_samples()).map(depth).collect();
        let log_depth: Vec<Option<f64>> =
            depths.iter().map(|depth| depth.map(|depth| (depth + 1.0).ln())).collect();
        let depth_z = relative(&log_depth);
        let detected_z = relative(&detected.iter().copied().map(Some).collect::<Vec<_>>());
        let typical = median(detected.iter().copied()).unwrap_or(0.0);

        let samples = cohort.samples().iter().enumerate().map(|(row, sample)| {
            let at = |values: &[Option<f64>]| values.get(row).copied().flatten();
            let missing = log2.row(row).iter().filter(|value| value.is_nan()).count();
            let own = detected.get(row).copied().unwrap_or(0.0);
            let twin: Option<&Duplicate> = repeats.iter().find(|repeat| repeat.row == row);
            let low = |z: Option<f64>| z.is_some_and(|z| z < SHALLOW);
            let flags = [
                (low(depth_z.get(row).copied().flatten())
                    || low(at(&detected_z)) && own < 0.8 * typical)
                    .then_some(Flag::Shallow),
                (missing as f64 > MANY_MISSING * n_mirnas).then_some(Flag::ManyMissing),
                at(&distance_z).is_some_and(|z| z > FAR).then_some(Flag::Far),
                twin.map(|twin| if twin.exact { Flag::Duplicate } else { Flag::NearDuplicate }),
                at(&haemolysis_z).is_some_and(|z| z > HAEMOLYSED).then_some(Flag::Haemolysis),
                (contradicts.get(row) == Some(&true)).then_some(Flag::Sex),
            ];
            SampleQuality {
                sample: sample.clone(),
                depth: at(&depths),
                detected: own,
                missing,
                distance: at(&distances),
                distance_z: at(&distance_z),
                haemolysis: at(&scores),
                haemolysis_z: at(&haemolysis_z),
                repeats: twin.and_then(|twin| cohort.samples().get(twin.of).cloned()),
                correlation: twin.map(|twin| twin.correlation),
                flags: flags.into_iter().flatten().collect(),
            }
        });
        Self {
            platform: Fingerprint::of(cohort, log2.view()),
            samples: samples.collect(),
            not_judged,
        }
    }

    /// Samples with a flag.
    pub fn flagged(&self) -> impl Iterator<Item = &SampleQuality> {
        self.samples.iter().filter(|sample| !sample.flags.is_empty())
    }

    /// Writes a table with a line a sample, tab-separated; empty where a figure is not known.
    pub fn write_tsv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
        table.write_record(SampleQuality::COLUMNS)?;
        for sample in &self.samples {
            table.write_record(sample.cells())?;
        }
        table.flush()
    }
}

impl SampleQuality {
    /// What [`cells`](Self::cells) are, in their order.
    pub const COLUMNS: [&'static str; 10] = [
        "sample",
        "depth",
        "detected",
        "missing",
        "distance",
        "distance_z",
        "haemolysis",
        "haemolysis_z",
        "repeats",
        "flags",
    ];

    /// Its line of a table; empty where a figure is not known.
    pub fn cells(&self) -> [String; 10] {
        let number = |x: Option<f64>| x.map_or_else(String::new, |x| format!("{x:.4}"));
        [
            self.sample.to_string(),
            self.depth.map_or_else(String::new, |depth| depth.to_string()),
            number(Some(self.detected)),
            self.missing.to_string(),
            number(self.distance),
            number(self.distance_z),
            number(self.haemolysis),
            number(self.haemolysis_z),
            self.repeats.as_ref().map_or_else(String::new, ToString::to_string),
            self.listed_flags(),
        ]
    }

    /// Its flags, with commas between them.
    pub fn listed_flags(&self) -> String {
        self.flags.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shallow => "shallow",
            Self::ManyMissing => "many missing",
            Self::Far => "far from the cohort",
            Self::Duplicate => "duplicate",
            Self::NearDuplicate => "near duplicate",
            Self::Haemolysis => "haemolysis",
            Self::Sex => "sex contradicts label",
        })
    }
}
