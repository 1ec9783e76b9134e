//! Therapies as trials.

#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp, missing_docs)]

mod figures;
mod hostile;
mod ledger;
mod made;
mod meaning;
mod natural;
mod production;
mod trials;
