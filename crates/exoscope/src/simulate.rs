//! Simulation: a cohort of simulated people, whose truth is known. Nobody in it is real.

use exoscope_core::progress::Progress;
use exoscope_core::{Cohort, Streams};
use exoscope_read::pipeline::DEFAULT_SEED;
use exoscope_sim::cohort::{Design, Study};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::files::Outputs;

/// Simulates the people of a design: bodies, tumours, exosomes, tubes, batches, assay. Writes
/// `cohort.parquet`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SimulateCohort {
    /// So many times the people of the design.
    pub scale_people: usize,
    /// Seed of every random choice.
    pub seed: u64,
}

impl Default for SimulateCohort {
    fn default() -> Self {
        Self { scale_people: 1, seed: DEFAULT_SEED }
    }
}

impl SimulateCohort {
    /// Simulates, and writes the cohort.
    ///
    /// # Errors
    ///
    /// Where the design does not hold together, the cohort cannot be written, or `watch` cancels before
    /// people are drawn.
    pub fn run(
        &self,
        design: Design,
        outputs: &mut Outputs,
        watch: &dyn Progress,
    ) -> Result<Cohort, Error> {
        watch.step("simulating people", 0, 1)?;
        let study = Study::new(design.times(self.scale_people)?, Streams::new(self.seed))?;
        let cohort = study.cohort(0..study.len())?;
        outputs.write("cohort.parquet", |out| out.write_all(&cohort.to_bytes()?))?;
        watch.step("simulating people", 1, 1)?;
        Ok(cohort)
    }
}
