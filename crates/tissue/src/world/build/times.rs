//! Clocks: every one a whole number of the shortest.

use super::or_default;
use crate::world::file::World;
use crate::world::given::{Given, Stated};
use crate::world::{EvidenceLevel, WorldError};

/// The clocks of a world, in ticks of the shortest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::world) struct Ticks {
    /// Length of a tick, min.
    pub tick: f64,
    /// Ticks between phenotype steps.
    pub phenotype: u64,
    /// Ticks between rows of the courses.
    pub record: u64,
    /// Ticks of the whole run.
    pub end: u64,
}

/// Steps of PhysiCell: chosen there, and said to be converged.
const STEPS: &str =
    "Ghaffarizadeh 2018 (PhysiCell): mechanics 0.1 min, phenotype 6 min; chosen there";

/// How many ticks of `tick` min make `minutes`; an error where they do not.
pub(super) fn whole(field: &str, minutes: f64, tick: f64) -> Result<u64, WorldError> {
    let count = (minutes / tick).round();
    if count < 1.0 || (count * tick / minutes - 1.0).abs() > 1e-9 {
        let why = format!("{minutes} min are no whole number of steps of {tick} min");
        let hint = format!("a multiple of {tick} min, the shortest clock");
        return Err(WorldError::value(field, why, hint));
    }
    if count > 1e15 {
        return Err(WorldError::value(field, format!("{count:e} steps"), "a shorter time"));
    }
    Ok(count as u64)
}

impl World {
    pub(super) fn ticks(&self, stated: &mut Vec<Stated>) -> Result<Ticks, WorldError> {
        let time = &self.time;
        let mut clock = |given: Option<&Given>, default: &str, key: &str| {
            let field = format!("time.{key}");
            let given = or_default(given, default, EvidenceLevel::Assumed, STEPS, &field)?;
            stated.push(given.stated(field.clone()));
            given.positive(&field, "min")
        };
        let duration = time.duration.positive("time.duration", "min")?;
        let fields = self.field.iter().enumerate().filter_map(|(nth, field)| {
            let clock = field.clock.as_ref()?;
            Some(clock.positive(&format!("field#{}.clock", nth + 1), "min"))
        });
        let shortest =
            fields.collect::<Result<Vec<f64>, _>>()?.into_iter().fold(f64::INFINITY, f64::min);
        let tick = if self.cell.is_empty() {
            // Fields alone: the shortest of their clocks, or a hundredth of the run.
            if shortest.is_finite() { shortest } else { duration / 100.0 }
        } else {
            clock(time.mechanics.as_ref(), "0.1 min", "mechanics")?
        };
        let minutes = if self.cell.is_empty() {
            tick
        } else {
            clock(time.phenotype.as_ref(), "6 min", "phenotype")?
        };
        let phenotype = whole("time.phenotype", minutes, tick)?;
        let end = whole("time.duration", duration, tick)?;
        let record = match &time.record {
            Some(record) => whole("time.record", record.positive("time.record", "min")?, tick)?,
            None => end.div_ceil(100),
        };
        Ok(Ticks { tick, phenotype, record, end })
    }
}
