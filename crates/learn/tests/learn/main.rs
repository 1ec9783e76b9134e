//! Folds, preparation and learners against outside references, contracts and real designs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod folds;
mod folds_file;
mod folds_of_real_designs;
mod learn_reference;
mod learner_contract;
mod new_studies;
mod prepare;
