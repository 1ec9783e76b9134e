//! Progress and cancellation: what a long computation tells of its steps, and how it is stopped.

/// Progress of a long computation: told of steps, asked between them whether to go on.
///
/// A closure of what is done, how many steps are done and of how many is one; `0` of `0` where their
/// number is not known. [`Silent`] hears nothing and never stops.
///
/// ```
/// use exoscope_core::progress::{Cancelled, Progress};
///
/// let two_steps = |_: &str, done: usize, _: usize| if done < 2 { Ok(()) } else { Err(Cancelled) };
/// assert_eq!(two_steps.step("fits", 1, 5), Ok(()));
/// assert_eq!(two_steps.step("fits", 2, 5), Err(Cancelled));
/// ```
pub trait Progress: Sync {
    /// That `done` of `of` steps of `what` are done.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] where the computation is to end here.
    fn step(&self, what: &str, done: usize, of: usize) -> Result<(), Cancelled>;
}

impl<F: Fn(&str, usize, usize) -> Result<(), Cancelled> + Sync> Progress for F {
    fn step(&self, what: &str, done: usize, of: usize) -> Result<(), Cancelled> {
        self(what, done, of)
    }
}

/// A computation that was stopped before its end by whoever started it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Progress that nobody looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _: &str, _: usize, _: usize) -> Result<(), Cancelled> {
        Ok(())
    }
}
