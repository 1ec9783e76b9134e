//! Machine learning of miRNA profiles: splits, preparation, learners.
//!
//! Data flows one way: `split → prepare → learn`. [`split`] draws cross-validation folds and gives data its role,
//! *training* or *held out*; [`prepare`] turns measured values into the matrix that a learner sees; [`learn`]
//! fits classifiers to it. Whatever learns from data takes [`split::Training`], and a held-out view cannot
//! become one: leakage does not compile.

pub mod learn;
pub mod prepare;
pub mod split;

/// The page on adding a learner, kept true.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/add-a-learner.md")]
pub struct AddALearner;
