//! Fits a model on one cohort and calls the samples of another.
//!
//!     cargo run --example train_and_predict -- cohort.parquet new.parquet fitted.model

use std::error::Error;
use std::path::Path;

use exoscope::prelude::*;

/// Fits with the rules that calls are held to, keeps the model, reads it back and calls new samples.
///
/// # Errors
///
/// Where a cohort cannot be read, or the one cannot be learned from or the other not called.
pub fn train_and_predict(cohort: &Path, new: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let cohort = Cohort::open(cohort)?;
    let learner = LearnerSettings::default_of("lda").ok_or("no such learner")?;
    let calls = Some(CallSettings { specificity: 0.95, ..CallSettings::default() });
    let pipeline = Pipeline { learner, calls, ..Pipeline::default() };
    pipeline.fit(&cohort.labelled()?.training())?.save(out)?;

    let model = FittedPipeline::open(out)?;
    for call in model.predict(&Cohort::open(new)?)? {
        println!("{call}");
    }
    Ok(())
}

/// Takes two cohorts and the model's file from the command line.
///
/// # Errors
///
/// As [`train_and_predict`].
pub fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [cohort, new, out] = args.as_slice() else {
        return Err("name a cohort, a cohort to call and a file for the model".into());
    };
    train_and_predict(cohort.as_ref(), new.as_ref(), out.as_ref())
}
