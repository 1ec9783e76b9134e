//! Rules of the whole workspace.

mod house;
