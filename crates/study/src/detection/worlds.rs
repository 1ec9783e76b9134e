//! The published world, and others that may be as well.

use exoscope_core::Streams;
use exoscope_sim::cohort::{Design, UNCERTAIN};
use exoscope_sim::parameter::Table;
use rand::Rng;

use crate::StudyError;

/// A design in a world whose parameters are these.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub design: Design,
    pub table: Table,
    /// Its own people, cargo, batches and training draw.
    pub streams: Streams,
}

const HALF: &str = "host.half-diameter";

/// The world of the parameter table, and after it `draws` worlds whose unsure parameters are drawn from
/// their spreads. A design's own half diameter varies by the factor that the table's does.
pub(super) fn worlds(
    design: &Design,
    draws: u64,
    streams: Streams,
) -> Result<Vec<World>, StudyError> {
    let published = Table::published()?;
    let half = published.number(HALF)?;
    let other = |draw: u64| -> Result<World, StudyError> {
        let table = published.redrawn(&UNCERTAIN, streams, draw)?;
        let mut design = design.clone();
        design.host.half_diameter *= table.number(HALF)? / half;
        let streams = Streams::new(streams.stream("world of a study", draw).next_u64());
        Ok(World { design, table, streams })
    };
    let first = World { design: design.clone(), table: published.clone(), streams };
    std::iter::once(Ok(first)).chain((1..=draws).map(other)).collect()
}
