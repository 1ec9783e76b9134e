//! What a simulation records, and the tables of its end.

use std::path::Path;

use exoscope_core::store::{WriteError, write_columns};

use super::{Simulation, SimulationError};
use crate::cell::Vitality;

/// Voxels of which a table of fields is written.
const MOST_ROWS: usize = 4_000_000;

impl Simulation {
    /// Adds a row to the course.
    pub(super) fn record(&mut self) -> Result<(), SimulationError> {
        let row = self.now()?;
        self.course.push(row);
        Ok(())
    }

    /// A row of the course as it would be now, after holding the ledgers against all that arrived.
    pub fn now(&self) -> Result<Vec<(String, f64)>, SimulationError> {
        let ledger = self.cells.ledger();
        let mut row = vec![("minutes".to_owned(), self.time())];
        let agents = self.cells.agents();
        for (nth, kind) in self.built.kinds.iter().enumerate() {
            let of = |vitality: &[Vitality]| {
                let here = agents.iter().filter(|a| usize::from(a.kind) == nth);
                here.filter(|a| vitality.contains(&a.vitality)).count() as f64
            };
            let alive = [Vitality::Alive, Vitality::Senescent];
            row.push((format!("{} alive", kind.name), of(&alive)));
            row.push((format!("{} senescent", kind.name), of(&[Vitality::Senescent])));
            let dead = [Vitality::Apoptotic, Vitality::Necrotic, Vitality::Lysed];
            row.push((format!("{} dead", kind.name), of(&dead)));
        }
        let census = self.cells.census();
        for (name, count) in [
            ("cells born", census.born),
            ("cells gone", census.gone),
            ("cells engulfed", census.engulfed),
        ] {
            row.push((name.to_owned(), count as f64));
        }
        for (field, any) in self.built.fields.iter().zip(&self.fields) {
            let (low, high) = any.range();
            let amount = any.amount();
            row.push((format!("{} amount", field.name), amount));
            row.push((format!("{} least", field.name), low));
            row.push((format!("{} most", field.name), high));
            row.push((format!("{} balance gap", field.name), any.budget().gap(amount)));
        }
        for (nth, (class, _)) in self.built.classes.iter().enumerate() {
            let (held, arrived) =
                (ledger.of(nth), self.arrived.get(nth).copied().unwrap_or_default());
            if held != arrived {
                let (class, held, arrived) = (class.name.clone(), held.vesicles, arrived.vesicles);
                return Err(SimulationError::Ledger { class, held, arrived });
            }
            row.push((format!("{} vesicles taken", class.name), held.vesicles as f64));
            row.push((format!("{} copies taken", class.name), held.copies as f64));
            let most =
                agents.iter().map(|a| class.effect(a.ledger.of(nth)).repressed).fold(0.0, f64::max);
            row.push((format!("{} most repressed", class.name), most));
        }
        Ok(row)
    }

    /// Writes `courses.parquet`, `cells.parquet` and, of up to four million voxels, `fields.parquet` into a folder.
    pub fn write(&self, folder: &Path) -> Result<Vec<String>, WriteError> {
        let mut written = vec!["courses.parquet".to_owned()];
        self.course.write(&folder.join("courses.parquet"))?;
        if !self.built.kinds.is_empty() {
            write_columns(&folder.join("cells.parquet"), &self.cell_columns())?;
            written.push("cells.parquet".to_owned());
        }
        let voxels = self.built.grid.voxels();
        if !self.fields.is_empty() && voxels <= MOST_ROWS {
            let mut columns: Vec<(String, Vec<f64>)> = ["x", "y", "z"]
                .iter()
                .enumerate()
                .map(|(a, name)| {
                    (
                        (*name).to_owned(),
                        (0..voxels).map(|v| self.built.grid.centre(v)[a]).collect(),
                    )
                })
                .collect();
            for (field, any) in self.built.fields.iter().zip(&self.fields) {
                columns.push((field.name.clone(), any.values()));
            }
            write_columns(&folder.join("fields.parquet"), &columns)?;
            written.push("fields.parquet".to_owned());
        }
        Ok(written)
    }

    fn cell_columns(&self) -> Vec<(String, Vec<f64>)> {
        let agents = self.cells.agents();
        let column = |name: &str, value: &dyn Fn(&crate::cell::Agent) -> f64| {
            (name.to_owned(), agents.iter().map(value).collect::<Vec<f64>>())
        };
        let mut columns = vec![
            column("id", &|a| a.id as f64),
            column("mother", &|a| a.mother as f64),
            column("type", &|a| f64::from(a.kind)),
            column("state", &|a| f64::from(a.vitality as u8)),
            column("x", &|a| a.position[0]),
            column("y", &|a| a.position[1]),
            column("z", &|a| a.position[2]),
            column("radius", &crate::cell::Agent::radius),
            column("phase", &|a| f64::from(a.phase)),
            column("generation", &|a| f64::from(a.generation)),
            column("pressure", &|a| a.pressure),
        ];
        for (nth, (class, _)) in self.built.classes.iter().enumerate() {
            columns.push(column(&format!("{} vesicles", class.name), &|a| {
                a.ledger.of(nth).vesicles as f64
            }));
            columns.push(column(&format!("{} copies", class.name), &|a| {
                a.ledger.of(nth).copies as f64
            }));
        }
        columns
    }
}
