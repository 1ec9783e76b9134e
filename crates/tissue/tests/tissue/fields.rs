//! Fields against closed forms, conservation laws, and independent solutions.

mod biofvm;
mod bursts;
mod conserved;
mod layers;
mod permedcoe;
mod spheres;
mod threads;
