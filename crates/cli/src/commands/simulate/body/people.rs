//! The same body in many people.

use std::ops::Range;
use std::path::Path;

use exoscope_core::Streams;
use exoscope_sim::model::Blueprint;
use exoscope_sim::observe::fluids::Shown;
use exoscope_sim::observe::summary::Among;
use exoscope_sim::solve::{SolveError, steady_state};
use exoscope_sim::world::people::{Percentiles, Population};

use super::files::write_table;

/// What the fluids of drawn people hold at rest: a column a fluid, a value a person.
pub(super) struct People {
    numbers: Range<u64>,
    columns: Vec<(String, Vec<f64>)>,
}

impl People {
    /// Draws the people of these numbers: person 7 is the same whoever else is drawn.
    pub(super) fn draw(
        body: &Blueprint,
        rest: &[Shown],
        numbers: Range<u64>,
        streams: Streams,
    ) -> anyhow::Result<Self> {
        let places: Vec<(usize, &str)> = rest
            .iter()
            .filter_map(|shown| {
                let name = if shown.fluid == "plasma" { "veins" } else { &shown.fluid };
                Some((body.compartment(name)?, shown.fluid.as_str()))
            })
            .collect();
        let rows = Population::default().each(body, streams, numbers.clone(), |one| {
            let settled = steady_state(body, &one.values)?;
            places
                .iter()
                .map(|&(place, _)| settled.concentration(place).ok_or(SolveError::NoSteadyState))
                .collect::<Result<Vec<f64>, _>>()
        })?;
        let column = |(number, (_, fluid)): (usize, &(usize, &str))| {
            let held = rows.iter().filter_map(|row| row.get(number).copied()).collect();
            ((*fluid).to_owned(), held)
        };
        Ok(Self { numbers, columns: places.iter().enumerate().map(column).collect() })
    }

    /// Percentiles of each fluid; none where nobody was drawn.
    pub(super) fn among(&self) -> Vec<Among> {
        let among = |(fluid, held): &(String, Vec<f64>)| {
            let concentration = Percentiles::of(held.clone())?;
            Some(Among { fluid: fluid.clone(), concentration })
        };
        self.columns.iter().filter_map(among).collect()
    }

    /// Writes a row a person. Shards of the numbers, put together, are the file of all.
    pub(super) fn write(self, out: &Path) -> anyhow::Result<()> {
        let numbers = self.numbers.map(|number| number as f64).collect();
        let mut columns = vec![("person".to_owned(), numbers)];
        columns.extend(self.columns);
        write_table(out, &columns)
    }
}
