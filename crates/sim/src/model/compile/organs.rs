//! Organs: vessels and interstitium, blood through them, uptake in them.

use std::collections::BTreeMap;

use super::builder::{Builder, Trunk};
use crate::model::file::{File, Organ, Tissue};
use crate::model::{
    EliminationRoute, Kinetics, Loss, ModelError, RateExpr, Site, Source, Transfer,
};

/// What an organ is made of, for the blood that comes from and goes to it.
struct Built {
    vessels: usize,
    vessel_volume: RateExpr,
    /// Plasma per minute from the arteries.
    flow: RateExpr,
    drains_to: Option<String>,
}

/// Adds every organ.
///
/// The plasma of an organ goes veins → lung → arteries → organ → (another organ →) veins, as one
/// chain of transfers per organ. So what enters a vessel leaves it whatever values the parameters
/// take, and the cardiac output is the sum over organs.
pub(super) fn add(builder: &mut Builder, file: &File, trunk: &Trunk) -> Result<(), ModelError> {
    if let Some(organ) = file.organ.get(MOST_ORGANS) {
        let line = builder.line(&organ.name);
        let needs = format!("a body has at most {MOST_ORGANS} organs");
        return Err(ModelError::Needs { line, needs });
    }
    let mut built = BTreeMap::new();
    let (mut flow, mut blood) = (0.0, 0.0);
    for organ in &file.organ {
        flow += organ.blood_flow.value();
        blood += organ.blood_part.value();
        for (sum, of) in [(flow, "the cardiac output"), (blood, "all blood")] {
            if sum > WHOLE {
                let line = builder.line(&organ.name);
                let needs = format!(
                    "with this organ, organs get {:.1} % of {of}: together they get 100 % at most",
                    100.0 * sum
                );
                return Err(ModelError::Needs { line, needs });
            }
        }
        let name = organ.name.get_ref().clone();
        if built.contains_key(&name) {
            let line = builder.line(&organ.name);
            return Err(ModelError::Twice { line, what: "organ", name });
        }
        let one = add_one(builder, organ, &file.tissue, trunk)?;
        built.insert(name, one);
    }
    for organ in &file.organ {
        circulate(builder, organ, &built, trunk)?;
    }
    Ok(())
}

/// All of something, with what rounded parts may be over it.
const WHOLE: f64 = 1.01;

/// More organs than anyone tells apart; a bound on what a file can ask for.
const MOST_ORGANS: usize = 200;

const LUNG: &str = "lung";

fn circulate(
    builder: &mut Builder,
    organ: &Organ,
    built: &BTreeMap<String, Built>,
    trunk: &Trunk,
) -> Result<(), ModelError> {
    let Some(own) = built.get(organ.name.get_ref()) else { return Ok(()) };
    let flow = &own.flow;
    let move_plasma = |builder: &mut Builder, from: usize, volume: &RateExpr, to: usize| {
        builder.transfer(from, to, flow.clone().over_term(volume));
    };
    if let Some(lung) = built.get(LUNG) {
        move_plasma(builder, trunk.veins, &trunk.veins_volume, lung.vessels);
        move_plasma(builder, lung.vessels, &lung.vessel_volume, trunk.arteries);
    } else {
        move_plasma(builder, trunk.veins, &trunk.veins_volume, trunk.arteries);
    }
    let mut at = own;
    move_plasma(builder, trunk.arteries, &trunk.arteries_volume, at.vessels);
    for _ in 0..built.len() {
        let Some(next) = &at.drains_to else {
            move_plasma(builder, at.vessels, &at.vessel_volume, trunk.veins);
            return Ok(());
        };
        let next = built.get(next).ok_or_else(|| {
            let name = organ.drains_to.as_ref().unwrap_or(&organ.name);
            builder.unknown("organ", name, built.keys().map(String::as_str))
        })?;
        move_plasma(builder, at.vessels, &at.vessel_volume, next.vessels);
        at = next;
    }
    let line = builder.line(&organ.name);
    Err(ModelError::Circle { line, name: organ.name.get_ref().clone() })
}

fn add_one(
    builder: &mut Builder,
    organ: &Organ,
    tissue: &Tissue,
    trunk: &Trunk,
) -> Result<Built, ModelError> {
    let name = organ.name.get_ref().as_str();
    let here = "organ";
    let mass = builder.parameter(here, name, "mass", &organ.mass)?;
    let mass = builder.not_zero(mass)?;
    if let (Some(hers), Some(slot)) = (&organ.mass_woman, builder.body.slots.get_mut(mass)) {
        slot.woman = Some(hers.written.value.clone());
    }
    let blood_flow = builder.parameter(here, name, "blood_flow", &organ.blood_flow)?;
    let blood_part = builder.parameter(here, name, "blood_part", &organ.blood_part)?;
    let (own, shared) = (organ.interstitium.as_ref(), tissue.interstitium.as_ref());
    let fluid = builder.of_tissue(name, "interstitium", own, shared)?;
    let fluid = needed(builder, organ, "interstitium", fluid)?;
    let (own, shared) = (organ.exchange.as_ref(), tissue.exchange.as_ref());
    let exchange = builder.of_tissue(name, "exchange", own, shared)?;
    let exchange = needed(builder, organ, "exchange", exchange)?;
    let partition = builder.optional(here, name, "partition", organ.partition.as_ref())?;
    let vessel_volume = RateExpr::of([trunk.plasma_volume, builder.not_zero(blood_part)?]);
    let volume = RateExpr::of([mass, builder.not_zero(fluid)?]).over(trunk.density);

    let vessels = builder.compartment(
        format!("{name}.vessels"),
        Site::Vessels,
        Some(name),
        Some(vessel_volume.clone()),
    );
    let interstitium = builder.compartment(
        format!("{name}.interstitium"),
        Site::Interstitium,
        Some(name),
        Some(volume.clone()),
    );
    let free = |builder: &Builder, rate: RateExpr| -> Result<RateExpr, ModelError> {
        Ok(match partition {
            Some(held) => rate.over(builder.not_zero(held)?),
            None => rate,
        })
    };
    let passive = RateExpr::of([exchange, mass]);
    builder.transfer(vessels, interstitium, passive.clone().over_term(&vessel_volume));
    let back = free(builder, passive.over_term(&volume))?;
    builder.transfer(interstitium, vessels, back);
    let (own, shared) = (organ.lymph.as_ref(), tissue.lymph.as_ref());
    if let Some(lymph) = builder.of_tissue(name, "lymph", own, shared)? {
        let flow = RateExpr::of([lymph, mass]);
        let rate = free(builder, flow.clone().over_term(&volume))?;
        builder.transfer(interstitium, trunk.lymph, rate);
        builder.transfer(trunk.lymph, trunk.veins, flow.over_term(&trunk.lymph_volume));
    }
    uptake(
        builder,
        organ,
        tissue,
        Sites { vessels, interstitium, mass, vessel_volume: &vessel_volume, volume: &volume },
    )?;
    secretion(builder, organ, tissue, interstitium, mass)?;
    let flow = trunk.plasma_output.clone().times(blood_flow);
    let drains_to = organ.drains_to.as_ref().map(|name| name.get_ref().clone());
    Ok(Built { vessels, vessel_volume, flow, drains_to })
}

/// Fails where an organ gives no value and tissues share none.
fn needed(
    builder: &Builder,
    organ: &Organ,
    field: &str,
    place: Option<usize>,
) -> Result<usize, ModelError> {
    place.ok_or_else(|| {
        let name = organ.name.get_ref();
        let needs = format!("{name:?} needs an {field}, its own or one in [tissue]");
        ModelError::Needs { line: builder.line(&organ.name), needs }
    })
}

struct Sites<'a> {
    vessels: usize,
    interstitium: usize,
    mass: usize,
    vessel_volume: &'a RateExpr,
    volume: &'a RateExpr,
}

/// Uptake from the interstitium and from the vessels, shared between macrophages and other cells.
fn uptake(
    builder: &mut Builder,
    organ: &Organ,
    tissue: &Tissue,
    sites: Sites,
) -> Result<(), ModelError> {
    let name = organ.name.get_ref().as_str();
    let here = "organ";
    let share =
        builder.optional(here, name, "macrophage_share", organ.macrophage_share.as_ref())?;
    let (own, shared) = (organ.half_saturation.as_ref(), tissue.half_saturation.as_ref());
    let half = builder.of_tissue(name, "half_saturation", own, shared)?;
    let half_saturation = match half {
        Some(half) => Some(sites.volume.clone().times(builder.not_zero(half)?)),
        None => None,
    };
    let degradation = builder.optional(here, name, "degradation", organ.degradation.as_ref())?;
    let mut ways = Vec::new();
    let (own, shared) = (organ.uptake.as_ref(), tissue.uptake.as_ref());
    if let Some(rate) = builder.of_tissue(name, "uptake", own, shared)? {
        ways.push((sites.interstitium, RateExpr::of([rate]), half_saturation));
    } else if organ.half_saturation.is_some() {
        let line = builder.line(&organ.name);
        let needs = format!("{name} has a half_saturation, but no uptake to saturate");
        return Err(ModelError::Needs { line, needs });
    }
    if let Some(rate) = builder.optional(here, name, "clearance", organ.clearance.as_ref())? {
        let rate = RateExpr::of([rate, sites.mass]).over_term(sites.vessel_volume);
        ways.push((sites.vessels, rate, None));
    }
    let mut eaters = vec![(EliminationRoute::TakenUp, "cells")];
    if share.is_some() {
        eaters.push((EliminationRoute::Cleared, "macrophages"));
    }
    for (fate, eater) in eaters {
        let inside = degradation.map(|degradation| {
            let inside =
                builder.compartment(format!("{name}.{eater}"), Site::Cells, Some(name), None);
            builder.loss(inside, Some(fate), RateExpr::of([degradation]));
            inside
        });
        for (from, rate, half_saturation) in &ways {
            let rate = match (share, fate) {
                (Some(share), EliminationRoute::Cleared) => rate.clone().times(share),
                (Some(share), _) => rate.clone().one_minus(share),
                (None, _) => rate.clone(),
            };
            let affinity = Some(name.to_owned());
            let kinetics = Kinetics { affinity, half_saturation: half_saturation.clone() };
            let from = *from;
            match inside {
                Some(to) => builder.body.transfers.push(Transfer { from, to, rate, kinetics }),
                None => builder.body.losses.push(Loss { from, fate: Some(fate), rate, kinetics }),
            }
        }
    }
    Ok(())
}

fn secretion(
    builder: &mut Builder,
    organ: &Organ,
    tissue: &Tissue,
    into: usize,
    mass: usize,
) -> Result<(), ModelError> {
    let name = organ.name.get_ref().as_str();
    let (own, shared) = (organ.cells.as_ref(), tissue.cells.as_ref());
    let cells = builder.of_tissue(name, "cells", own, shared)?;
    let (own, shared) = (organ.secretion.as_ref(), tissue.secretion.as_ref());
    let each = builder.of_tissue(name, "secretion", own, shared)?;
    let rise = builder.optional("organ", name, "rise", organ.rise.as_ref())?;
    match (cells, each) {
        (Some(cells), Some(each)) => {
            let class = builder.class(name);
            let rate = RateExpr::of([mass, cells, each].into_iter().chain(rise));
            builder.body.sources.push(Source { class, into, rate });
            Ok(())
        }
        (None, None) if rise.is_none() => Ok(()),
        _ => {
            let line = builder.line(&organ.name);
            let needs = format!("{name} needs both cells and secretion to secrete");
            Err(ModelError::Needs { line, needs })
        }
    }
}
