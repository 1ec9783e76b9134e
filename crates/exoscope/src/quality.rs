//! Quality: what to look at in each sample, before any filter.

use exoscope_core::Cohort;
use exoscope_core::progress::Progress;
use exoscope_read::quality::{Duplicate, Quality, duplicates_across};
use exoscope_report::quality_page;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::files::{Inputs, Outputs};

/// Looks at every sample of a cohort. Reads `cohort.parquet` and, where samples of another cohort are
/// looked for in it, `against.parquet`; writes `quality.tsv` and `quality.html`.
///
/// ```
/// use exoscope::prelude::*;
/// use exoscope::quality::CheckQuality;
///
/// let cohort = exoscope::example::cohort(Streams::new(1))?;
/// let inputs = Inputs::default().with_bytes("cohort.parquet", cohort.to_bytes()?);
/// let found = CheckQuality::default().run(&inputs, &mut Outputs::memory(), &Silent)?;
/// assert_eq!(found.quality.samples.len(), 280);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckQuality {
    /// Whether samples that `against.parquet` has too are looked for.
    pub against: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FoundQuality {
    /// What was found of each sample.
    pub quality: Quality,
    /// Samples that the other cohort has too, where it was looked at: their names here and there, and
    /// whether every value is the same.
    pub shared: Option<Vec<(String, String, bool)>>,
}

impl CheckQuality {
    /// Looks, and writes table and page.
    ///
    /// # Errors
    ///
    /// Where an input cannot be read, an output not be written, or `watch` cancels.
    pub fn run(
        &self,
        inputs: &Inputs,
        outputs: &mut Outputs,
        watch: &dyn Progress,
    ) -> Result<FoundQuality, Error> {
        let (cohort, source) = inputs.cohort("cohort.parquet")?;
        watch.step("looking", 0, 1)?;
        let quality = Quality::of(&cohort);
        let shared = if self.against {
            let (other, _) = inputs.cohort("against.parquet")?;
            let pairs = duplicates_across(&cohort, &other);
            Some(pairs.iter().filter_map(|pair| named(pair, &cohort, &other)).collect::<Vec<_>>())
        } else {
            None
        };
        outputs.write("quality.tsv", |out| quality.write_tsv(out))?;
        let page = quality_page(&quality, &source, shared.as_deref())?;
        outputs.write("quality.html", |out| out.write_all(page.as_bytes()))?;
        watch.step("looking", 1, 1)?;
        Ok(FoundQuality { quality, shared })
    }
}

fn named(pair: &Duplicate, cohort: &Cohort, other: &Cohort) -> Option<(String, String, bool)> {
    let ours = cohort.samples().get(pair.row)?.to_string();
    Some((ours, other.samples().get(pair.of)?.to_string(), pair.exact))
}
