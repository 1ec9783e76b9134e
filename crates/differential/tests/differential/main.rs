//! Differential expression against limma and edgeR, on hostile input, and under permuted labels.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod hostile;
mod made;
mod permuted;
mod real;
mod reference;
mod shown;
