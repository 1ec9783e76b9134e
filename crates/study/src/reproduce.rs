//! A published result, made again from its public data: what the paper says, what we find, and what
//! scan date and slide say alone.
//!
//! The steps, in order: [`files`] from the cache or from GEO; [`gather`], one cohort out of them;
//! `quality` and `audit` of [`exoscope_read`]; [`held_out_fifth`], one evaluation a split; and
//! [`Reproduction`], all of it together. [`Standing`] says whether the data are those of the study.

mod error;
mod files;
mod gather;
mod held_out;
mod published;
mod result;
mod standing;

pub use error::ReproduceError;
pub use files::{Files, files};
pub use gather::{Gathered, gather};
pub use held_out::held_out_fifth;
pub use published::{GSE211692, Published};
pub use result::{Alone, Early, Reproduction, SplitFigures, UsedFile};
pub use standing::Standing;
