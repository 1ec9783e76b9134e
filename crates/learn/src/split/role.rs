//! Roles of data in a split, training and held out, carried in their types: leakage does not compile.

use std::ops::Deref;

use exoscope_core::Cohort;
use ndarray::ArrayView2;

use super::Labelled;

/// Training data: what a pipeline may learn from.
///
/// Every `fit` takes a `&Training<_>`. The role comes out of [`Folds`](super::Folds), or out of
/// [`Labelled::training`] and [`Learnable::training`], which state that all of some data may be learned
/// from. There is no way from [`HeldOut`] to it. Held-out data is not training data:
///
/// ```compile_fail,E0308
/// use exoscope_learn::learn::{Examples, FitError, LearnerSettings};
/// use exoscope_learn::split::HeldOut;
/// fn leak(learner: &LearnerSettings, held_out: &HeldOut<Examples>) {
///     let _ = learner.fit(held_out);
/// }
/// ```
///
/// nor can it be called that,
///
/// ```compile_fail,E0599
/// use exoscope_learn::split::{HeldOut, Labelled, Learnable};
/// fn leak(held_out: HeldOut<Labelled<'_>>) {
///     let _ = held_out.training();
/// }
/// ```
///
/// wrapped as that,
///
/// ```compile_fail,E0624
/// use exoscope_learn::split::{HeldOut, Labelled, Training};
/// fn leak(held_out: HeldOut<Labelled<'_>>) {
///     let _ = Training::new(held_out);
/// }
/// ```
///
/// put in its place,
///
/// ```compile_fail,E0599
/// use exoscope_learn::split::{HeldOut, Labelled, Training};
/// fn leak<'a>(training: Training<Labelled<'a>>, held_out: HeldOut<Labelled<'a>>) {
///     let _ = training.map(|_| held_out);
/// }
/// ```
///
/// taken out of its wrapper,
///
/// ```compile_fail,E0614
/// use exoscope_learn::split::{HeldOut, Labelled};
/// fn leak(held_out: &HeldOut<Labelled<'_>>) {
///     let _ = (**held_out).training();
/// }
/// ```
///
/// or learned from while it is read:
///
/// ```compile_fail,E0599
/// use exoscope_learn::split::{HeldOut, Labelled, Samples};
/// fn leak(held_out: &HeldOut<Labelled<'_>>) {
///     let samples: &dyn Samples = held_out;
///     let _ = samples.training();
/// }
/// ```
///
/// Whoever selects held-out samples again by their rows states anew what they are; that is deliberate, and
/// seen in the code.
#[derive(Debug, Clone, PartialEq)]
pub struct Training<T>(T);

/// Held-out data: kept away from every `fit`. It can be prepared, called, described and scored
/// ([`Samples`](super::Samples)), nothing else.
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

    /// The data without its role, of which nothing can be learned until it is stated anew.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> HeldOut<T> {
    /// Declares that nothing may be learned from `data`, for good.
    pub fn new(data: T) -> Self {
        Self(data)
    }

    /// The data, for what is read of it in either role.
    pub(super) fn get(&self) -> &T {
        &self.0
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

impl<T> Deref for Training<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}
