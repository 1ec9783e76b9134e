//! What one test of a marker shows.

use exoscope_core::Streams;
use exoscope_sim::cargo::enriched;
use exoscope_sim::cohort::{Design, HostPlan, Study};
use exoscope_sim::parameter::Table;
use exoscope_sim::world::tumour::branching::poisson;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use super::MarkerKind;
use super::people::{People, Subject};
use super::rim::Rim;
use crate::StudyError;
use crate::detection::worlds::World;

/// One marker in one world.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Marker {
    pub name: String,
    /// What one vesicle of the tumour has of it.
    per_vesicle: f64,
    /// Change of the natural logarithm of the background at full response of the host.
    response: f64,
    technique: Technique,
    near_vessels: Rim,
}

/// How it is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Technique {
    /// So many vesicles are looked at one by one.
    Counted(f64),
    /// All copies together, with this SD of the natural logarithm.
    Amplified(f64),
}

/// What a marker finds in one person: the person's own numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    /// Without a tumour, per mL of plasma.
    background: f64,
    /// Vesicles per mL without a tumour, and from each of its cells.
    vesicles: f64,
    per_cell: f64,
    response: f64,
}

/// A tumour when blood is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tumour {
    pub cells: f64,
    pub diameter: f64,
}

impl Marker {
    /// One test: background × e^{change × response} + tumour vesicles × what each has, counted or amplified.
    pub(super) fn read(
        &self,
        one: &Level,
        tumour: Tumour,
        host: &HostPlan,
        stream: &mut impl Rng,
    ) -> f64 {
        let called = host.scale * one.response * host.called(tumour.diameter);
        let shed = one.per_cell * self.near_vessels.cells(tumour.cells);
        let there = one.background * (self.response * called).exp() + self.per_vesicle * shed;
        match self.technique {
            Technique::Counted(n) => poisson(n * there / (one.vesicles + shed), stream),
            Technique::Amplified(sd) => {
                let z: f64 = StandardNormal.sample(stream);
                there * (sd * z).exp()
            }
        }
    }
}

/// The name of the miRNA that is followed, where it means something: where the atlas of tissues says that the organ of the
/// tumour is rich in it. Any other was drawn, and a real name would be taken for a finding: "miRNA A" and "miRNA B".
fn name_of(kind: MarkerKind, mirna: &str, design: &Design) -> Result<String, StudyError> {
    let organ = design.class.first().and_then(|class| class.organ.as_deref());
    let rich = enriched().map_err(exoscope_sim::cohort::StudyError::from)?;
    let known = rich.iter().any(|row| Some(row.class.as_str()) == organ && row.mirna == mirna);
    Ok(match kind {
        MarkerKind::EnrichedMirna if known => mirna.to_owned(),
        MarkerKind::EnrichedMirna => "miRNA A".to_owned(),
        _ => "miRNA B".to_owned(),
    })
}

/// The marker of this kind in `world`, and its levels in those with a tumour and those without.
pub(super) fn readings(
    kind: MarkerKind,
    world: &World,
    people: &People,
    streams: Streams,
) -> Result<(Marker, [Vec<Level>; 2]), StudyError> {
    let table = &world.table;
    let near_vessels = Rim::of(table)?;
    // Bodies are the same in every world; what a cell secretes is not.
    let secretion = "tumour.secretion";
    let more = table.number(secretion)? / Table::published()?.number(secretion)?;
    let level = |one: &Subject, background: f64| Level {
        background,
        vesicles: one.well.truth.vesicles,
        per_cell: more * one.per_cell,
        response: one.response,
    };
    let groups = [&people.ill, &people.well];
    if kind == MarkerKind::Vesicles {
        let part = table.number("marker.background")?;
        let between = table.number("cargo.between-people")?;
        let of = |one: &Subject| {
            let z: f64 =
                StandardNormal.sample(&mut streams.stream("marked background", one.number));
            level(one, part * (between * z).exp() * one.well.truth.vesicles)
        };
        let marker = Marker {
            name: "vesicles".into(),
            per_vesicle: table.number("tumour.marker-share")?,
            response: table.number("host.common")?,
            technique: Technique::Counted(table.number("marker.counted")?),
            near_vessels,
        };
        return Ok((marker, groups.map(|group| group.iter().map(of).collect())));
    }
    let study = Study::of(people.design.clone(), table, streams, 0)?;
    let marker_effects = study.marker_effects(0);
    let by = |place: &usize| {
        marker_effects.get(*place).map_or(f64::NEG_INFINITY, |effect| match kind {
            MarkerKind::RespondingMirna => effect.response,
            _ => effect.per_vesicle / effect.background,
        })
    };
    let best = (0..marker_effects.len()).max_by(|a, b| by(a).total_cmp(&by(b)));
    let none = StudyError::Setting { what: "design", why: "its cancer has no miRNA" };
    let (place, effect) = best.and_then(|b| Some((b, marker_effects.get(b)?))).ok_or(none)?;
    let marker = Marker {
        name: name_of(kind, &study.mirnas().swap_remove(place), &people.design)?,
        per_vesicle: effect.per_vesicle,
        response: effect.response,
        technique: Technique::Amplified(table.number("assay.array-noise")?),
        near_vessels,
    };
    let of = |one: &Subject| {
        let copies = study.copies(&one.well, one.number);
        level(one, copies.get(place).copied().unwrap_or(f64::NAN))
    };
    Ok((marker, groups.map(|group| group.par_iter().map(of).collect())))
}
