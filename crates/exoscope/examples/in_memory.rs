//! From bytes of a cohort to a run and a model without touching a disk: what a page in a browser or
//! another language calls. Settings come as JSON, progress is heard, and may cancel.
//!
//!     cargo run --example in_memory

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};

use exoscope::evaluate::Evaluate;
use exoscope::prelude::*;
use exoscope::train::Train;

/// Evaluates and trains on a cohort that is bytes in memory; gives the page of the run and the model.
///
/// # Errors
///
/// Where the bytes are no cohort, or it does not allow it.
pub fn in_memory(cohort: Vec<u8>) -> Result<(String, Vec<u8>), Box<dyn Error>> {
    let inputs = Inputs::default().with_bytes("cohort.parquet", cohort);
    let fits = AtomicUsize::new(0);
    let watch = |what: &str, done: usize, of: usize| -> Result<(), Cancelled> {
        fits.fetch_max(done, Ordering::Relaxed);
        println!("{what}: {done} of {of}");
        // `Err(Cancelled)` would end it here.
        Ok(())
    };
    let settings = r#"{"group": "slide", "pipeline": {"learner": {"learner": "lda"}}, "seed": 7}"#;
    let evaluate: Evaluate = serde_json::from_str(settings)?;
    let mut outputs = Outputs::memory();
    evaluate.run(&inputs, &mut outputs, &watch)?;
    println!("{} fits", fits.load(Ordering::Relaxed));

    let train = Train { group: Some("slide".to_owned()), ..Train::of(evaluate.pipeline.learner) };
    train.run(&inputs, &mut outputs, &watch)?;
    let page = outputs.bytes("report.html").ok_or("no page")?;
    let model = outputs.bytes("model").ok_or("no model")?;
    Ok((String::from_utf8(page.to_vec())?, model.to_vec()))
}

/// Runs on a made-up cohort.
///
/// # Errors
///
/// As [`in_memory`].
pub fn main() -> Result<(), Box<dyn Error>> {
    let cohort = exoscope::example::cohort(Streams::new(1))?;
    let (page, model) = in_memory(cohort.to_bytes()?)?;
    println!("a page of {} characters, a model of {} bytes", page.len(), model.len());
    Ok(())
}
