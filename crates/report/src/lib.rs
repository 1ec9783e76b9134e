//! Result structs to pages, plots and tables.
//!
//! [`page`] makes the one file a reviewer opens, [`calls_page`] the verdicts of samples that were called, [`summary_text`] the few lines a terminal shows,
//! [`markdown`], [`json`] and [`multiqc`] the same for other programs, [`drawing`] a line chart as a file of its own.
//! Every figure is taken from the result structs as it is; no statistic is computed here.
//!
//! Plots are written as SVG in the page's own templates, so that they take their colours from the
//! page (light, dark, print), and carry titles and descriptions for those who cannot see them.

mod audit;
mod body;
mod card;
mod chart;
mod claims;
mod demo;
mod detection;
mod differential;
mod download;
mod drawing;
mod export;
mod fit;
#[cfg(test)]
mod fixture;
mod format;
mod frame;
mod grid;
mod histogram;
#[cfg(test)]
mod markup;
mod methods;
mod page;
mod people;
mod preparation;
mod production;
mod quality;
mod realism;
mod reproduction;
mod screening;
mod sensitivity;
mod sentence;
mod slope;
mod text;
mod trial;

pub use audit::audit_page;
pub use body::{BodyPage, body_page};
pub use chart::Curve;
pub use claims::claims_page;
pub use demo::{demo_page, optimism};
pub use detection::{detection_page, size_range};
pub use differential::{DifferentialPage, differential_page, differential_plots};
pub use drawing::drawing;
pub use export::{json, markdown, multiqc};
pub use fit::{DataPlots, FitPage, fit_page};
pub use format::quantity;
pub use frame::{FrameWords, ProductionWords, TrialWords};
pub use page::{PageError, page};
pub use people::{Basis, CallsPage, MOST_PEOPLE, batch_warnings, calls_page};
pub use preparation::{preparation_facts, preparation_multiqc, preparation_page};
pub use production::production_page;
pub use quality::quality_page;
pub use realism::realism_page;
pub use reproduction::reproduction_page;
pub use screening::screening_page;
pub use sensitivity::sensitivity_page;
pub use text::summary_text;
pub use trial::trial_page;
