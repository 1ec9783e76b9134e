//! Cells, forces, vesicles and rules of a world.

use super::fields::{concentration, plain};
use super::{Ticks, named, or_default};
use crate::cell::{
    CellType, Chemotaxis, Cycle, Differentiation, Engulfment, Force, Inhibition, OxygenDependence,
    Rule, Senescence,
};
use crate::space::Grid;
use crate::vesicle::{Carrier, Clearance, Uptake, VesicleClass};
use crate::world::file::{CellFile, CycleFile, CycleModel, ForceFile, RuleFile, World};
use crate::world::given::{Given, Stated};
use crate::world::signal::signal;
use crate::world::{EvidenceLevel, WorldError};

const PHYSICELL: &str =
    "PhysiCell 1.14 source; fitted or chosen there for MCF-7 (Ghaffarizadeh 2018)";
const COPIES: &str = "Chevillet 2014, PNAS 111:14888";
const ESCAPE: &str = "upper end of conflicting values; Joshi 2020, Bonsergent 2021";
const THRESHOLD: &str = "Mukherji 2011; Hausser 2013";

/// What cells of a type do to fields: field, amount made per min, uptake.
type Exchanges = Vec<(usize, f64, Clearance)>;

/// Deepest rate at which interaction relaxes a cell among 12 neighbours, times the step, that Adams–Bashforth bears.
const STABLE: f64 = 1.0;
const NEIGHBOURS: f64 = 12.0;

fn between(field: String, value: f64, low: f64, high: f64) -> Result<f64, WorldError> {
    if (low..=high).contains(&value) {
        return Ok(value);
    }
    let hint = format!("from {low} to {high}");
    Err(WorldError::value(field, format!("it is {value}"), hint))
}

/// That cells fit into the space, and that no step carries one past a neighbour that it should have met.
pub(super) fn check_sizes(
    kinds: &[CellType],
    grid: &Grid,
    ticks: &Ticks,
) -> Result<(), WorldError> {
    let extent = |a: usize| grid.end()[a] - grid.origin()[a];
    let narrowest =
        (0..3).filter(|&a| grid.shape()[a] > 1).map(extent).fold(f64::INFINITY, f64::min);
    for (nth, kind) in kinds.iter().enumerate() {
        let at = |key: &str| format!("cell#{}.{key}", nth + 1);
        let radius = (0.75 * kind.volume / std::f64::consts::PI).cbrt();
        if 2.0 * radius > narrowest {
            let why =
                format!("a cell {:.3} µm across in a space {narrowest:.3} µm across", 2.0 * radius);
            return Err(WorldError::value(
                at("volume"),
                why,
                "smaller cells, or a larger space.size",
            ));
        }
        let way = kind.motility.speed * ticks.tick;
        if way > radius {
            let why = format!("a cell of radius {radius:.3} µm moves {way:.3} µm in one step");
            let hint =
                format!("at most {:.3} µm/min, or a shorter time.mechanics", radius / ticks.tick);
            return Err(WorldError::value(at("speed"), why, hint));
        }
    }
    Ok(())
}

impl World {
    fn names(&self) -> (Vec<String>, Vec<String>, Vec<String>) {
        let kinds = self.cell.iter().map(|cell| cell.name.clone()).collect();
        let fields = self.field.iter().map(|field| field.name.clone()).collect();
        let classes = self.vesicle.iter().map(|class| class.name.clone()).collect();
        (kinds, fields, classes)
    }

    pub(super) fn force(
        &self,
        ticks: &Ticks,
        stated: &mut Vec<Stated>,
    ) -> Result<Force, WorldError> {
        let mut number = |given: &Given, key: &str, unit: &str| {
            stated.push(given.stated(format!("force {key}")));
            given.to(&format!("force.{key}"), unit)
        };
        let default =
            |value: &str| or_default(None, value, EvidenceLevel::Assumed, PHYSICELL, "force");
        let force = match &self.force {
            None => Force::PhysiCell {
                repulsion: number(&default("10 µm/min")?, "repulsion", "µm/min")?,
                adhesion: number(&default("0.4 µm/min")?, "adhesion", "µm/min")?,
                reach: 1.25,
            },
            Some(ForceFile::Physicell { repulsion, adhesion, reach }) => Force::PhysiCell {
                repulsion: number(repulsion, "repulsion", "µm/min")?,
                adhesion: number(adhesion, "adhesion", "µm/min")?,
                reach: between("force.reach".into(), *reach, 1.0, 3.0)?,
            },
            Some(ForceFile::Spring { stiffness, reach }) => Force::Spring {
                stiffness: number(stiffness, "stiffness", "/min")?,
                reach: between("force.reach".into(), *reach, 1.0, 3.0)?,
            },
        };
        if self.cell.is_empty() {
            return Ok(force);
        }
        // Slope of the law where two cells of 8.41 µm rest, both sides of it, times their number.
        let (sum, near) = (16.8, 1e-4);
        let slope = |x: f64| {
            (force.velocity(sum * (x - near), sum, 1.0)
                - force.velocity(sum * (x + near), sum, 1.0))
                / (2.0 * near * sum)
        };
        let stiff = NEIGHBOURS * slope(0.95).abs().max(slope(0.9).abs()) * ticks.tick;
        if stiff > STABLE {
            let why = format!(
                "a step of {} min is unstable under this force: {stiff:.2} > {STABLE}",
                ticks.tick
            );
            let hint = format!("at most {:.2e} min", ticks.tick * STABLE / stiff);
            return Err(WorldError::value("time.mechanics", why, hint));
        }
        Ok(force)
    }

    pub(super) fn classes(
        &self,
        stated: &mut Vec<Stated>,
    ) -> Result<Vec<(VesicleClass, usize)>, WorldError> {
        let (kinds, fields, _) = self.names();
        let mut all: Vec<(VesicleClass, usize)> = Vec::new();
        for (nth, file) in self.vesicle.iter().enumerate() {
            let at = |key: &str| format!("vesicle#{}.{key}", nth + 1);
            let field = named(&at("field"), "field", &file.field, &fields)?;
            if all.iter().any(|(class, other)| *other == field || class.name == file.name) {
                let why = "a second class of this name, or on this field";
                return Err(WorldError::value(
                    at("field"),
                    why,
                    "one field and one name for each class",
                ));
            }
            if self.field.get(field).map(|f| concentration(&f.unit)) != Some(Ok("/µm^3")) {
                let hint = "a field of unit \"EV/µm^3\"";
                return Err(WorldError::value(at("field"), "its field counts no vesicles", hint));
            }
            let mut number = |given: &Given, key: &str, unit: &str| {
                stated.push(given.stated(format!("{} {key}", file.name)));
                given.to(&at(key), unit)
            };
            let mut secretion = vec![0.0; kinds.len()];
            for (name, given) in &file.secretion {
                let kind = named(&at("secretion"), "type of cells", name, &kinds)?;
                secretion[kind] = number(given, "secretion", "/cell/min")?;
            }
            let mut uptake = vec![Uptake { clearance: 0.0 }; kinds.len()];
            for (name, given) in &file.clearance {
                let kind = named(&at("clearance"), "type of cells", name, &kinds)?;
                uptake[kind] = Uptake { clearance: number(given, "clearance", "µm^3/cell/min")? };
            }
            let given = |key: &str, given: Option<&Given>, value: &str, level, source: &str| {
                or_default(given, value, level, source, &at(key))
            };
            let copies = given("copies", None, "0.00825", EvidenceLevel::Measured, COPIES)?;
            let escape =
                given("escape", file.escape.as_ref(), "0.3", EvidenceLevel::Assumed, ESCAPE)?;
            let threshold = given("threshold", None, "1000", EvidenceLevel::Measured, THRESHOLD)?;
            let loading = between(at("loading"), file.loading.unwrap_or(1.0), 0.0, 1e9)?;
            let class = VesicleClass {
                name: file.name.clone(),
                secretion,
                uptake,
                copies: loading * number(&copies, "copies", "")?,
                escape: between(at("escape"), number(&escape, "escape", "")?, 0.0, 1.0)?,
                threshold: number(&threshold, "threshold", "")?,
                carrier: file.carrier.unwrap_or(Carrier::Field),
            };
            stated.push(plain(format!("{} loading", file.name), loading));
            all.push((class, field));
        }
        Ok(all)
    }

    pub(super) fn kinds(
        &self,
        stated: &mut Vec<Stated>,
    ) -> Result<(Vec<CellType>, Vec<Exchanges>), WorldError> {
        let (names, fields, _) = self.names();
        let (mut kinds, mut exchanges): (Vec<CellType>, Vec<Exchanges>) = (Vec::new(), Vec::new());
        for (nth, file) in self.cell.iter().enumerate() {
            let at = |key: &str| format!("cell#{}.{key}", nth + 1);
            if kinds.iter().any(|kind| kind.name == file.name) {
                let why = format!("a second type {:?}", file.name);
                return Err(WorldError::value(at("name"), why, "give each its own name"));
            }
            let (kind, exchange) = one_kind(file, &at, &names, &fields, stated)?;
            kinds.push(kind);
            exchanges.push(exchange);
        }
        self.rules(&mut kinds, stated)?;
        Ok((kinds, exchanges))
    }

    fn rules(&self, kinds: &mut [CellType], stated: &mut Vec<Stated>) -> Result<(), WorldError> {
        let (names, fields, classes) = self.names();
        for (nth, file) in self.rule.iter().enumerate() {
            let at = |key: &str| format!("rule#{}.{key}", nth + 1);
            let kind = named(&at("cell"), "type of cells", &file.cell, &names)?;
            let RuleFile { behaviour, fold, half, hill, evidence, .. } = *file;
            let rule = Rule {
                signal: signal(&at("signal"), &file.signal, &fields, &classes)?,
                behaviour,
                fold: between(at("fold"), fold, 0.0, 1e6)?,
                half: between(at("half"), half, f64::MIN_POSITIVE, f64::MAX)?,
                hill: between(at("hill"), hill, 0.1, 100.0)?,
            };
            for (key, value) in [("fold", fold), ("half", half), ("hill", hill)] {
                let name = format!("{} {:?} by {} {key}", file.cell, behaviour, file.signal);
                let source =
                    file.source.clone().unwrap_or_else(|| "stated in the world file".into());
                stated.push(Stated { name, value: value.to_string(), evidence, source });
            }
            kinds[kind].rules.push(rule);
        }
        Ok(())
    }
}

fn one_kind(
    file: &CellFile,
    at: &dyn Fn(&str) -> String,
    names: &[String],
    fields: &[String],
    stated: &mut Vec<Stated>,
) -> Result<(CellType, Exchanges), WorldError> {
    let mut kind = CellType::inert(&file.name);
    let mut number = |given: &Given, key: &str, unit: &str| {
        stated.push(given.stated(format!("{} {key}", file.name)));
        given.to(&at(key), unit)
    };
    let of_source = |key: &str, given: Option<&Given>, value: &str| {
        or_default(given, value, EvidenceLevel::Assumed, PHYSICELL, &at(key))
    };
    kind.volume =
        number(&of_source("volume", file.volume.as_ref(), "2494 µm^3")?, "volume", "µm^3")?;
    kind.nucleus =
        number(&of_source("nucleus", file.nucleus.as_ref(), "540 µm^3")?, "nucleus", "µm^3")?;
    if !(kind.nucleus > 0.0 && kind.volume > kind.nucleus) {
        let why = format!("a nucleus of {} in a cell of {} µm³", kind.nucleus, kind.volume);
        return Err(WorldError::value(at("volume"), why, "a volume above that of its nucleus"));
    }
    let mut rate = |given: Option<&Given>, key: &str, unit: &str| {
        given.map_or(Ok(0.0), |g| number(g, key, unit))
    };
    kind.death.apoptosis = rate(file.apoptosis.as_ref(), "apoptosis", "/min")?;
    kind.motility.speed = rate(file.speed.as_ref(), "speed", "µm/min")?;
    kind.motility.persistence = rate(file.persistence.as_ref(), "persistence", "min")?;
    kind.motility.brownian = rate(file.brownian.as_ref(), "brownian", "µm^2/min")?;
    let senescence = rate(file.senescence.as_ref(), "senescence", "/min")?;
    if file.senescence.is_some() || file.most_divisions.is_some() {
        kind.senescence =
            Some(Senescence { rate: senescence, most_divisions: file.most_divisions });
    }
    if let Some(given) = &file.engulfs {
        kind.engulfment = Some(Engulfment { rate: number(given, "engulfs", "/min")? });
    }
    if let Some(oxygen) = &file.oxygen {
        kind.oxygen = Some(OxygenDependence {
            field: named(&at("oxygen"), "field", &oxygen.field, fields)?,
            saturation: number(&oxygen.saturation, "oxygen.saturation", "µM")?,
            threshold: number(&oxygen.threshold, "oxygen.threshold", "µM")?,
            necrosis_threshold: number(&oxygen.necrosis, "oxygen.necrosis", "µM")?,
            necrosis_full: number(&oxygen.necrosis_full, "oxygen.necrosis_full", "µM")?,
            necrosis_rate: number(&oxygen.necrosis_rate, "oxygen.necrosis_rate", "/min")?,
        });
    }
    for (name, given) in &file.becomes {
        let to = named(&at("becomes"), "type of cells", name, names)? as u16;
        kind.differentiation.push(Differentiation { to, rate: number(given, "becomes", "/min")? });
    }
    if let Some(cycle) = &file.cycle {
        kind.cycle = one_cycle(cycle, &at("cycle"), &file.name, stated)?;
    }
    kind.affinity = vec![1.0; names.len()];
    for (name, &factor) in &file.affinity {
        let other = named(&at("affinity"), "type of cells", name, names)?;
        kind.affinity[other] = between(at("affinity"), factor, 0.0, 1e3)?;
    }
    if file.least_free.is_some() || file.most_contact.is_some() {
        let least_free = between(at("least_free"), file.least_free.unwrap_or(0.0), 0.0, 1.0)?;
        let most_contact = between(at("most_contact"), file.most_contact.unwrap_or(1.1), 0.0, 1.1)?;
        kind.inhibition = Some(Inhibition { least_free, most_contact });
    }
    for law in &file.chemotaxis {
        kind.chemotaxis.push(Chemotaxis {
            field: named(&at("chemotaxis"), "field", &law.field, fields)?,
            bias: between(at("chemotaxis"), law.bias, -1.0, 1.0)?,
            half: between(at("chemotaxis"), law.half, 0.0, f64::MAX)?,
        });
    }
    let mut exchanges = Vec::new();
    for exchange in &file.exchange {
        let field = named(&at("exchange"), "field", &exchange.field, fields)?;
        let free =
            |value: Option<f64>| between(at("exchange"), value.unwrap_or(0.0), 0.0, f64::MAX);
        let linear = exchange.clearance.as_ref();
        let linear = linear.map_or(Ok(0.0), |g| g.to(&at("exchange"), "µm^3/min"))?;
        exchanges.push((
            field,
            free(exchange.makes)?,
            Clearance { linear, ceiling: free(exchange.uptake)? },
        ));
    }
    Ok((kind, exchanges))
}

fn one_cycle(
    file: &CycleFile,
    at: &str,
    name: &str,
    stated: &mut Vec<Stated>,
) -> Result<Cycle, WorldError> {
    let mut minutes = Vec::new();
    for (nth, given) in file.durations.iter().enumerate() {
        stated.push(given.stated(format!("{name} cycle duration {}", nth + 1)));
        minutes.push(given.positive(at, "min")?);
    }
    Ok(match (file.model, minutes.as_slice()) {
        (CycleModel::Live, &[mean]) => Cycle::live(mean),
        (CycleModel::Ki67, &[negative, positive]) => Cycle::ki67(negative, positive),
        (CycleModel::FlowCytometry, &[g1, s, g2, m]) => Cycle::flow_cytometry([g1, s, g2, m]),
        (CycleModel::Fixed, all) if !all.is_empty() => {
            let names: Vec<String> = (1..=all.len()).map(|n| format!("phase {n}")).collect();
            let phases: Vec<(&str, f64)> =
                names.iter().map(String::as_str).zip(all.iter().copied()).collect();
            Cycle::fixed(&phases)
        }
        (model, all) => {
            let why = format!("{} durations for model {model:?}", all.len());
            let hint = "live 1, ki67 2, flow-cytometry 4, fixed 1 or more";
            return Err(WorldError::value(at, why, hint));
        }
    })
}
