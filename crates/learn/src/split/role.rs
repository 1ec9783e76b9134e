//! The role of data in a split, carried in its type, so that leakage does not compile.

use std::ops::Deref;

/// Data that a reader may learn from.
///
/// Every `fit` in this crate takes a `&Training<_>`. A [`HeldOut`] cannot be turned into one:
///
/// ```compile_fail
/// use exoscope_learn::split::{HeldOut, Training};
/// fn fit(_: &Training<Vec<f32>>) {}
/// let held_out = HeldOut::new(vec![1.0_f32]);
/// fit(&held_out);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Training<T>(T);

/// Data that is kept away from every `fit`: it can be read, prepared and called, nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut<T>(T);

impl<T> Training<T> {
    /// Declares that `data` may be learned from.
    pub fn new(data: T) -> Self {
        Self(data)
    }

    /// Changes the data and keeps the role, as applying a fitted step does.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Training<U> {
        Training(change(self.0))
    }

    /// [`Training::map`] for a change that can fail.
    pub fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<Training<U>, E> {
        change(self.0).map(Training)
    }
}

impl<T> HeldOut<T> {
    /// Declares that nothing may be learned from `data`.
    pub fn new(data: T) -> Self {
        Self(data)
    }

    /// Changes the data and keeps the role.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> HeldOut<U> {
        HeldOut(change(self.0))
    }

    /// [`HeldOut::map`] for a change that can fail.
    pub fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<HeldOut<U>, E> {
        change(self.0).map(HeldOut)
    }
}

impl<T> Deref for Training<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Deref for HeldOut<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
