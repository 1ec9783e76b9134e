//! What was found of the samples that were called, in short.

use exoscope_core::sample::SampleId;
use serde::{Deserialize, Serialize};

use crate::quality::{Flag, Quality};
use crate::split::Samples;

/// Samples that are named for a flag.
const NAMED: usize = 10;

/// The quality of the samples that were called; a short form of [`Quality`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flagged {
    /// Samples that were looked at.
    pub n: usize,
    /// Samples with any flag.
    pub flagged: usize,
    /// What the cohort looks like it was measured with.
    pub looks_like: Option<String>,
    /// Flags that were raised.
    pub flags: Vec<FlagCount>,
    /// What could not be judged, and why.
    pub not_judged: Vec<String>,
}

/// How often a flag was raised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlagCount {
    /// The flag in words.
    pub flag: String,
    /// Samples with it.
    pub n: usize,
    /// The same by class, in the order of the classes.
    pub by_class: Vec<usize>,
    /// The first of them, at most ten.
    pub samples: Vec<SampleId>,
}

impl Flagged {
    /// Looks at the samples of `labelled`, against their whole cohort.
    pub fn of(labelled: &dyn Samples) -> Self {
        let quality = Quality::of(labelled.cohort());
        let found: Vec<_> = labelled
            .rows()
            .iter()
            .zip(labelled.y())
            .filter_map(|(&row, &class)| Some((quality.samples.get(row)?, class)))
            .collect();
        let count = |flag: Flag| {
            let with: Vec<_> = found.iter().filter(|(s, _)| s.flags.contains(&flag)).collect();
            let of = |class: usize| with.iter().filter(|(_, of)| *of == class).count();
            let by_class: Vec<usize> = (0..labelled.classes().len()).map(of).collect();
            let samples = with.iter().take(NAMED).map(|(sample, _)| sample.sample.clone());
            FlagCount {
                flag: flag.to_string(),
                n: with.len(),
                by_class,
                samples: samples.collect(),
            }
        };
        let flags = Flag::ALL.into_iter().map(count).filter(|count| count.n > 0).collect();
        Self {
            n: found.len(),
            flagged: found.iter().filter(|(sample, _)| !sample.flags.is_empty()).count(),
            looks_like: quality.platform.looks_like,
            flags,
            not_judged: quality.not_judged,
        }
    }
}
