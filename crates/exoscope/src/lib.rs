//! Exoscope as a library: from miRNA profiles to calls, and how far their performance estimate can be
//! trusted; cohorts whose truth is known, simulated from cells to assay.
//!
//! ```
//! use exoscope::prelude::*;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (folder, streams) = (tempfile::tempdir()?, Streams::new(1));
//! # let p = folder.path().join("cohort.parquet");
//! # let (out, saved) = (folder.path().join("run"), folder.path().join("fitted.model"));
//! # exoscope::example::cohort(streams)?.save(&p)?;
//! # let new = exoscope::example::cohort(Streams::new(2))?;
//! let cohort = Cohort::open(&p)?;
//! let samples = cohort.labelled()?.grouped_by("slide")?;
//! # let pipeline = Pipeline {
//! #     learner: LearnerSettings::default_of("lda").ok_or("no such learner")?,
//! #     ..Pipeline::default()
//! # };
//! let run = CrossValidation::new(5).repeats(3).seed(1).run(&samples, &pipeline)?;
//! println!("{run}");
//! run.save(&out)?;
//!
//! let model = pipeline.fit(&samples.training())?;
//! model.save(&saved)?;
//! for call in model.predict(&new)? {
//!     println!("{call}");
//! }
//! # assert!(run.evaluation().scores.accuracy > 0.6);
//! # Ok(())
//! # }
//! ```
//!
//! Beside this there is a module for each use case: a plain struct of settings, which serde reads and
//! writes, whose `run` takes named files (a folder, or bytes in memory: [`Inputs`](files::Inputs),
//! [`Outputs`](files::Outputs)) and a watch that is told of steps and may cancel between them.
//!
//! | module | from → to |
//! |---|---|
//! | [`import_table`] | tables of miRNAs → a cohort, and how they were read |
//! | [`annotate`] | a cohort and a table of facts → a cohort with them |
//! | [`describe`] | a cohort → what it holds |
//! | [`quality`] | a cohort → what to look at in each sample |
//! | [`differential`] | a cohort and contrasts of its classes → fold changes with intervals, tests, plots |
//! | [`evaluate`] | a cohort and a split → held-out calls, figures with intervals, a run folder |
//! | [`audit`] | a cohort or its design → baselines, confounding, permutation tests, a verdict |
//! | [`train`] | a cohort → a model and the rules of its calls |
//! | [`predict`] | a model and a cohort → calls |
//! | [`explain`] | a model and a cohort → what each call rests on, miRNA by miRNA |
//! | [`compare`] | two runs of the same samples → which is better, how sure |
//! | [`simulate`] | a design → a cohort of simulated people |
//!
//! The crates below are there under their own names: [`core`], [`import`], [`score`], [`read`], [`sim`],
//! [`report`].

pub mod annotate;
pub mod audit;
pub mod compare;
pub mod cross_validation;
pub mod describe;
pub mod design;
pub mod differential;
mod error;
pub mod evaluate;
pub mod explain;
pub mod files;
pub mod import_table;
pub mod predict;
pub mod prelude;
pub mod quality;
mod samples;
pub mod simulate;
pub mod train;

pub use error::Error;
pub use exoscope_core as core;
pub use exoscope_import as import;
pub use exoscope_read as read;
pub use exoscope_read::example;
pub use exoscope_report as report;
pub use exoscope_score as score;
pub use exoscope_sim as sim;
