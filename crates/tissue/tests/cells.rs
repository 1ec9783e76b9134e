//! Cells against exact solutions, published figures, and conservation of what they hold.
#![allow(clippy::unwrap_used, missing_docs)]

mod cells {
    mod books;
    mod life;
    mod mechanics;
    mod motion;
    mod sorting;
}
