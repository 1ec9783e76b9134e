//! What a lab makes of what is in a tube: a 3D-Gene-like array or small-RNA sequencing, with the
//! effects of where and when it was collected and measured.

mod array;
mod effects;
mod scan;
mod sequencing;

pub use array::{Array, Spots};
pub use effects::{Batches, Effects};
pub use scan::scan_file;
pub use sequencing::Sequencing;
