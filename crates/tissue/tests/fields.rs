//! Fields against closed forms, conservation laws, and independent solutions.
#![allow(clippy::unwrap_used, missing_docs)]

mod fields {
    mod biofvm;
    mod bursts;
    mod conserved;
    mod layers;
    mod permedcoe;
    mod spheres;
    mod threads;
}
