//! Names of miRNAs as people write them, and the one form they are compared in.
//!
//! miRBase writes a mature miRNA `hsa-miR-21-5p` (species, family, arm), the precursor it is cut
//! from `hsa-mir-21`, and wrote the rarer arm as `hsa-miR-21*` until version 17. HGNC writes the
//! precursor's gene `MIR21`. Arrays whose probe cannot tell two miRNAs apart list both.

mod name;
mod parse;
mod spelling;

pub use name::{Form, MirnaName};
pub use parse::ParseError;
