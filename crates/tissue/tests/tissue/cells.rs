//! Cells against exact solutions, published figures, and conservation of what they hold.

mod books;
mod life;
mod mechanics;
mod motion;
mod sorting;
