//! Solutions against closed forms, against each other, and their books.

#![allow(clippy::unwrap_used)]

mod doses;
mod exact;
mod saturation;
