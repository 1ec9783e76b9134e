//! Cross-validates a pipeline on a cohort with slides kept together, and writes a run folder.
//!
//!     cargo run --example evaluate -- cohort.parquet slide run

use std::error::Error;
use std::path::Path;

use exoscope::prelude::*;

/// Repeated cross-validation with samples grouped by `column`.
///
/// # Errors
///
/// Where the cohort cannot be read or does not allow it.
pub fn evaluate(cohort: &Path, column: &str, out: &Path) -> Result<(), Box<dyn Error>> {
    let cohort = Cohort::open(cohort)?;
    let samples = cohort.labelled()?.grouped_by(column)?;
    let learner = LearnerSettings::default_of("lda").ok_or("no such learner")?;
    let pipeline = Pipeline { learner, ..Pipeline::default() };
    let run = CrossValidation::new(5).repeats(3).seed(1).run(&samples, &pipeline)?;
    run.save(out)?;
    println!("{run}\n\nby batches alone: {}", run.audit().verdict);
    Ok(())
}

/// Takes cohort, column and folder from the command line.
///
/// # Errors
///
/// As [`evaluate`].
pub fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [cohort, column, out] = args.as_slice() else {
        return Err("name a cohort, a column and a folder".into());
    };
    evaluate(cohort.as_ref(), column, out.as_ref())
}
