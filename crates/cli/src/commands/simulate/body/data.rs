//! Values of a user beside what a body predicts of their doses, without fitting.

use std::path::Path;

use anyhow::Context as _;
use exoscope_core::number::amount;
use exoscope_fit::body::{Overlay, Residual, overlay};
use exoscope_report::DataPlots;
use exoscope_sim::model::Blueprint;

use crate::commands::nca::dataset;
use crate::tables::table;

/// Values beside predictions, and curves for a page.
pub(super) struct Beside {
    pub rows: Vec<Residual>,
    curves: Vec<Overlay>,
    time: String,
}

impl Beside {
    /// Of the table in a file.
    pub fn of(body: &Blueprint, path: &Path) -> anyhow::Result<Self> {
        let name = || path.display().to_string();
        let table = dataset(path)?;
        let rows = overlay(body, &table).with_context(name)?;
        let curves = Overlay::curves(body, &table, &rows, None).with_context(name)?;
        Ok(Self { rows, curves, time: table.units.time.clone().unwrap_or_default() })
    }

    pub fn plots(&self) -> DataPlots<'_> {
        DataPlots { rows: &self.rows, curves: &self.curves, time: &self.time }
    }

    /// How far values are from predictions, by what was sampled: as factors.
    pub fn text(&self) -> String {
        let of = |curve: &Overlay| {
            let own: Vec<f64> = self
                .rows
                .iter()
                .filter(|r| r.sampled == curve.sampled && r.unit == curve.unit)
                .filter(|r| !r.below_limit && r.observed > 0.0 && r.predicted > 0.0)
                .map(|r| (r.observed / r.predicted).ln())
                .collect();
            let mean =
                |of: fn(&f64) -> f64| (own.iter().map(of).sum::<f64>() / own.len() as f64).exp();
            vec![
                format!("{} ({})", curve.sampled, curve.unit),
                own.len().to_string(),
                amount(mean(|x| *x)),
                amount(mean(|x| x.abs())),
            ]
        };
        let heading = ["your data, nothing fitted", "values", "observed / predicted", "fold error"];
        table(heading, self.curves.iter().map(of), true)
    }
}
