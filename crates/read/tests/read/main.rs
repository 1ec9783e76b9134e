//! From a cohort to a call, against outside references, known truth and random designs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod audit_designs;
mod audit_questions;
mod calls;
mod haemolysis;
mod head_folds;
mod learner_groups;
mod priors;
mod row_order;
mod verdicts;
