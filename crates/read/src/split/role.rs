//! Roles of data in a split, training and held out, carried in their types: leakage does not compile.

use std::ops::Deref;

use exoscope_core::Cohort;
use ndarray::ArrayView2;

use super::Labelled;

/// Training data: what a pipeline may learn from.
///
/// Every `fit` in this crate takes a `&Training<_>`. The role comes out of [`Folds`](super::Folds), or
/// out of [`Labelled::training`] and [`Learnable::training`], which state that all of some data may be
/// learned from. There is no way from [`HeldOut`] to it. Held-out data is not training data:
///
/// ```compile_fail,E0308
/// use exoscope_read::pipeline::{FittedPipeline, Pipeline};
/// use exoscope_read::split::{HeldOut, Labelled};
/// fn leak(held_out: &HeldOut<Labelled<'_>>) {
///     let _ = FittedPipeline::fit(held_out, &Pipeline::default());
/// }
/// ```
///
/// nor can it be called that,
///
/// ```compile_fail,E0599
/// use exoscope_read::split::{HeldOut, Labelled, Learnable};
/// fn leak(held_out: HeldOut<Labelled<'_>>) {
///     let _ = held_out.training();
/// }
/// ```
///
/// wrapped as that,
///
/// ```compile_fail,E0624
/// use exoscope_read::split::{HeldOut, Labelled, Training};
/// fn leak(held_out: HeldOut<Labelled<'_>>) {
///     let _ = Training::new(held_out);
/// }
/// ```
///
/// put in its place,
///
/// ```compile_fail,E0624
/// use exoscope_read::split::{HeldOut, Labelled, Training};
/// fn leak<'a>(training: Training<Labelled<'a>>, held_out: HeldOut<Labelled<'a>>) {
///     let _ = training.map(|_| held_out);
/// }
/// ```
///
/// taken out of its wrapper,
///
/// ```compile_fail,E0614
/// use exoscope_read::split::{HeldOut, Labelled};
/// fn leak(held_out: &HeldOut<Labelled<'_>>) {
///     let _ = (**held_out).training();
/// }
/// ```
///
/// or learned from while it is changed:
///
/// ```compile_fail,E0624
/// use exoscope_read::pipeline::Pipeline;
/// use exoscope_read::split::{HeldOut, Labelled};
/// fn leak(held_out: HeldOut<Labelled<'_>>) {
///     let _ = held_out.map(|samples| Pipeline::default().fit(&samples.training()));
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Training<T>(T);

/// Held-out data: kept away from every `fit`. It can be prepared, called and counted, nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut<T>(T);

/// Data that can be training data as it is: a cohort, profiles, prepared values.
pub trait Learnable: Sized + sealed::Sealed {
    /// States that all of it may be learned from.
    fn training(self) -> Training<Self> {
        Training(self)
    }
}

mod sealed {
    /// Keeps held-out data from being made learnable elsewhere.
    pub trait Sealed {}
}

macro_rules! learnable {
    ($($of:ty),*) => {$(
        impl sealed::Sealed for $of {}
        impl Learnable for $of {}
    )*};
}

learnable!(
    Cohort,
    crate::learn::Examples,
    crate::prepare::Profiles<'_>,
    ArrayView2<'_, f32>,
    ArrayView2<'_, f64>
);

impl<T> Training<T> {
    /// Declares that `data` may be learned from.
    pub(crate) fn new(data: T) -> Self {
        Self(data)
    }

    /// Changes the data and keeps the role, as applying a fitted step does.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Training<U> {
        Training(change(self.0))
    }

    /// [`Training::map`] for a change that can fail.
    pub(crate) fn try_map<U, E>(
        self,
        change: impl FnOnce(T) -> Result<U, E>,
    ) -> Result<Training<U>, E> {
        change(self.0).map(Training)
    }
}

impl<T> HeldOut<T> {
    /// Declares that nothing may be learned from `data`, for good.
    pub fn new(data: T) -> Self {
        Self(data)
    }

    /// The data, for what calls and scores it in this crate.
    pub(crate) fn get(&self) -> &T {
        &self.0
    }

    /// Changes the data and keeps the role.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> HeldOut<U> {
        HeldOut(change(self.0))
    }
}

impl HeldOut<Vec<usize>> {
    /// The numbers of the samples, ascending.
    pub fn numbers(&self) -> &[usize] {
        &self.0
    }

    /// These samples of `labelled`, still held out.
    pub fn of<'a>(&self, labelled: &Labelled<'a>) -> HeldOut<Labelled<'a>> {
        HeldOut(labelled.part(&self.0))
    }
}

impl Training<Vec<usize>> {
    /// These samples of `labelled`, to learn from.
    pub fn of<'a>(&self, labelled: &Labelled<'a>) -> Training<Labelled<'a>> {
        Training(labelled.part(&self.0))
    }
}

impl HeldOut<Labelled<'_>> {
    /// Number of samples.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The class of each sample, as an index of the labelled samples' classes: what calls are scored
    /// against.
    pub fn y(&self) -> &[usize] {
        self.0.y()
    }
}

impl<T> Deref for Training<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
