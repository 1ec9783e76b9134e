//! Noncompartmental analysis: exposure, terminal phase, clearance, volumes, bioavailability, accumulation.
//!
//! Rules are those of PKNCA with its default settings (Denney, Duvvuri & Buckeridge 2015, PKNCA 0.12.1): areas by
//! the linear-up log-down trapezoid, the terminal slope by the best adjusted R², values below the limit of
//! quantification kept as 0 at both ends of a profile and dropped within it. A figure that the data do not
//! give is unknown; it is never guessed.

mod analysis;
mod area;
mod bioavailability;
mod blq;
mod bolus;
mod error;
mod exposure;
mod interval;
mod profile;
pub mod rows;
mod scale;
mod terminal;

pub use analysis::{Nca, analyse};
pub use area::TrapezoidRule;
pub use bioavailability::Bioavailability;
pub use error::NcaError;
pub use exposure::Exposure;
pub use interval::Interval;
pub use profile::Profile;
pub use scale::FigureUnits;
pub use terminal::Terminal;

use serde::Serialize;

use crate::table::Route;

/// Settings of a noncompartmental analysis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NcaSettings {
    /// Route of doses of which the table does not say it.
    pub route: Option<Route>,
    /// How areas are computed.
    pub rule: TrapezoidRule,
    /// Points of the terminal phase at least.
    pub least_points: usize,
    /// What a longer terminal phase may fall short of the best adjusted R².
    pub tolerance: f64,
}

impl Default for NcaSettings {
    fn default() -> Self {
        let rule = TrapezoidRule::LinearUpLogDown;
        Self { route: None, rule, least_points: 3, tolerance: 1e-4 }
    }
}

/// A time since the dose and a concentration.
pub(crate) type Point = (f64, f64);
