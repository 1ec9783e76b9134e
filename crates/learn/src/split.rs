//! Which samples a reader learns from and which it is tested on.
//!
//! [`stratified`] and [`grouped`] draw cross-validation folds, [`folds_file`] reads and writes them,
//! [`Folds::splits`] turns them into training and held-out rows.

pub mod folds;
pub mod folds_file;
mod grouped;
mod grouping;
mod labelled;
mod ranks;
pub mod role;
mod samples;
mod stratified;

pub use folds::{Folds, FoldsError, Split, Unseen};
pub use grouped::grouped;
pub use grouping::Grouping;
pub use labelled::{Labelled, LabelledError, LabelledSamples};
pub use role::{HeldOut, Learnable, Training};
pub use samples::Samples;
pub use stratified::stratified;
