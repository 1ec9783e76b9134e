//! Solutions against closed forms, against each other, and their books.

#![allow(clippy::unwrap_used)]

mod exact;
mod saturation;
