//! Cross-validation by hand: folds, fits, calls and figures one after the other.
//!
//!     cargo run --example folds_of_your_own

use std::error::Error;

use exoscope::prelude::*;
use exoscope::read::split::grouped;
use exoscope::score::{Scores, Truth};

/// Accuracy and log-loss of a pipeline on folds that keep the values of `column` together.
///
/// # Errors
///
/// Where the cohort does not allow the folds or a fit.
pub fn by_hand(cohort: &Cohort, column: &str) -> Result<(f64, f64), Box<dyn Error>> {
    let samples = cohort.labelled()?.grouped_by(column)?;
    let slide = cohort.metadata().column(column)?;
    let groups: Vec<Option<String>> =
        samples.rows().iter().map(|&row| Some(slide.get(row)?.into_owned())).collect();
    let groups: Vec<Option<&str>> = groups.iter().map(Option::as_deref).collect();
    let folds = grouped(samples.y(), &groups, 4, [Streams::new(1).stream("folds", 0)])?;

    let learner = LearnerSettings::default_of("shrunken-centroids").ok_or("no such learner")?;
    let pipeline = Pipeline { learner, ..Pipeline::default() };
    let mut probabilities = ndarray::Array2::zeros((samples.len(), samples.classes().len()));
    for split in folds.splits() {
        // What is held out has no way into `fit`.
        let model = pipeline.fit(&split.training.of(&samples))?;
        let rows: Vec<usize> =
            split.held_out.numbers().iter().map(|&number| samples.rows()[number]).collect();
        let calls = model.call(cohort, &rows, 0.0)?;
        for (&number, p) in split.held_out.numbers().iter().zip(calls.probabilities.rows()) {
            probabilities.row_mut(number).assign(&p);
        }
    }
    let is_cancer = samples.classes().iter().map(|class| class != "healthy").collect();
    let truth = Truth::new(samples.classes().to_vec(), is_cancer, samples.y().to_vec())?;
    let scores = Scores::new(&truth, &[probabilities])?;
    Ok((scores.accuracy, scores.log_loss))
}

/// Runs on a made-up cohort.
///
/// # Errors
///
/// As [`by_hand`].
pub fn main() -> Result<(), Box<dyn Error>> {
    let cohort = exoscope::example::cohort(Streams::new(1))?;
    let (accuracy, log_loss) = by_hand(&cohort, "slide")?;
    println!("accuracy {accuracy:.3}, log-loss {log_loss:.3}");
    Ok(())
}
