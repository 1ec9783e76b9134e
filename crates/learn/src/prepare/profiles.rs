//! What goes into a preparation: measured values and what is known of each sample.

use ndarray::ArrayView2;

/// Measured values (samples × miRNAs, NaN = missing) on a known scale.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Measured<'a> {
    /// Reads; 64 bits, as counts pass 2^24.
    Counts(ArrayView2<'a, f64>),
    /// Reads per million.
    Cpm(ArrayView2<'a, f32>),
    /// Log2 of anything: array intensities, CPM.
    Log2(ArrayView2<'a, f32>),
}

/// Measured values with what is known of each sample, in the order of the rows.
#[derive(Debug, Clone, Copy)]
pub struct Profiles<'a> {
    /// The values.
    pub values: Measured<'a>,
    /// Batch of each sample, for `ComBat`.
    pub batches: Option<&'a [String]>,
    /// Class of each sample, for a `ComBat` that keeps classes; only looked at in training.
    pub classes: Option<&'a [usize]>,
}

impl<'a> Measured<'a> {
    /// The same values for a shorter time, which the compiler does not find for array views.
    pub(super) fn reborrow<'b>(self) -> Measured<'b>
    where
        'a: 'b,
    {
        match self {
            Self::Counts(x) => Measured::Counts(x.reborrow()),
            Self::Cpm(x) => Measured::Cpm(x.reborrow()),
            Self::Log2(x) => Measured::Log2(x.reborrow()),
        }
    }

    /// Name of the scale: `counts`, `CPM` or `log2`.
    pub fn scale(&self) -> &'static str {
        match self {
            Self::Counts(_) => "counts",
            Self::Cpm(_) => "CPM",
            Self::Log2(_) => "log2",
        }
    }

    /// Number of samples.
    pub fn n_samples(&self) -> usize {
        match self {
            Self::Counts(x) => x.nrows(),
            Self::Cpm(x) | Self::Log2(x) => x.nrows(),
        }
    }

    /// Number of miRNAs.
    pub fn n_mirnas(&self) -> usize {
        match self {
            Self::Counts(x) => x.ncols(),
            Self::Cpm(x) | Self::Log2(x) => x.ncols(),
        }
    }
}

impl<'a> Profiles<'a> {
    /// Values alone.
    pub fn new(values: Measured<'a>) -> Self {
        Self { values, batches: None, classes: None }
    }

    /// Adds the batch of each sample.
    #[must_use]
    pub fn with_batches<'b>(self, batches: &'b [String]) -> Profiles<'b>
    where
        'a: 'b,
    {
        let Self { values, classes, .. } = self;
        Profiles { values: values.reborrow(), batches: Some(batches), classes }
    }

    /// Adds the class of each sample.
    #[must_use]
    pub fn with_classes<'b>(self, classes: &'b [usize]) -> Profiles<'b>
    where
        'a: 'b,
    {
        let Self { values, batches, .. } = self;
        Profiles { values: values.reborrow(), batches, classes: Some(classes) }
    }
}
