//! Series of NCBI GEO into a cache: resumed where they were cut off, checked, and with patience.
//!
//! ```text
//! GEO, or a mirror                                  the cache
//! geo/series/GSE211nnn/GSE211692/matrix/…    →      geo/GSE211692/…_series_matrix.txt.gz
//!                               /suppl/…     →      geo/GSE211692/…_RAW.tar, filelist.txt, …
//! ```
//!
//! [`fetch`] looks through both folders and brings what is in them. A file comes under its name and
//! `.part`, and takes its place when its length is right and gzip or tar hold together; where it came
//! from and its checksum stand beside it ([`Receipt`]). What is there is read through again and not
//! asked for, so that a second call needs no network. Files that were put there by hand
//! count as well.

mod accession;
mod cache;
mod check;
mod client;
mod download;
mod error;
mod kind;
mod listing;
mod mirror;
mod patience;
mod receipt;
mod series;
mod tls;
mod watch;

pub use accession::{Accession, AccessionError};
pub use cache::Cache;
pub use error::{Damage, FetchError};
pub use kind::{Kind, KindError};
pub use mirror::{Mirror, MirrorError};
pub use patience::Patience;
pub use receipt::{Receipt, Version};
pub use series::{Fetched, FetchedFile, Origin, Settings, cached, fetch};
pub use watch::{Event, Watch};
