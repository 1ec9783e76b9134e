//! From a cohort to a call, against outside references, known truth and random designs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod audit_designs;
mod calls;
mod folds;
mod folds_file;
mod folds_of_real_designs;
mod haemolysis;
mod head_folds;
mod learn_reference;
mod learner_contract;
mod learner_groups;
mod prepare;
mod priors;
mod row_order;
mod verdicts;
