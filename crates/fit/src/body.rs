//! A body of `exoscope-sim` fitted to concentrations and amounts of doses over time.
//!
//! The data are those of a label that was given: what the body's own cells secrete takes no part. All subjects
//! share one set of parameters (naive pooling), or each is fitted by itself.

mod error;
mod fit;
mod ladder;
mod measure;
mod predict;
mod site;
mod vpc;

pub use error::BodyFitError;
pub use fit::{BodyFit, FitSettings, Fitted, Residual, Variation, fit, fit_each, overlay};
pub use measure::{Measure, Per};
pub use predict::BodyModel;
pub use vpc::{Band, Overlay, visual_predictive_check};
