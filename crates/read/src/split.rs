//! Which samples a reader learns from and which it is tested on.

pub mod role;

pub use role::{HeldOut, Training};
