//! One step of phenotype: volume, cycle, death, senescence, differentiation, division, engulfment.

use exoscope_core::random::Stream;
use rayon::prelude::*;

use super::{AllDraws, Population};
use crate::cell::agent::{Agent, Vitality};
use crate::cell::contact::contact;
use crate::cell::kind::CellType;
use crate::cell::mechanics::Wall;
use crate::cell::motility::{direction, happens};
use crate::cell::neighbours::{Body, Neighbours};
use crate::cell::rule::{Behaviour, Signals};
use crate::cell::volume::radius_of;

/// What a step did to a cell, for those who count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    None,
    Divides,
    Apoptosis,
    Necrosis,
    Gone,
    Differentiates,
    Senescence,
}

/// Volume over that at death at which a necrotic cell bursts.
const BURSTS_AT: f64 = 2.0;

/// All that one cell's step looks at.
struct Surroundings<'a> {
    kinds: &'a [CellType],
    signals: &'a Signals<'a>,
    draws: &'a AllDraws,
    bodies: &'a [Body],
    grid: &'a Neighbours,
    largest: f64,
    plane: bool,
    step: u64,
    dt: f64,
}

impl Population {
    /// One step of phenotype, `dt` min. Each cell decides for itself, from draws of its own; births, deaths and
    /// engulfments are then carried out in the order of numbers.
    pub fn phenotype(&mut self, dt: f64, signals: &Signals<'_>) {
        self.sort();
        let plane = self.domain.dimensions() < 3;
        let Self { kinds, state, draws, grid, bodies, .. } = self;
        let step = state.lived;
        let largest = bodies.iter().fold(0.0_f64, |top, body| top.max(body.radius));
        let around = Surroundings { kinds, signals, draws, bodies, grid, largest, plane, step, dt };
        let agents = state.agents.par_iter_mut().enumerate().with_min_len(256);
        let events: Vec<Event> = agents.map(|(index, agent)| around.live(index, agent)).collect();
        for event in &events {
            match event {
                Event::Apoptosis => state.census.apoptotic += 1,
                Event::Necrosis => state.census.necrotic += 1,
                Event::Gone => state.census.gone += 1,
                Event::Differentiates => state.census.differentiated += 1,
                Event::Senescence => state.census.senescent += 1,
                Event::None | Event::Divides => {}
            }
        }
        let mut gone: Vec<bool> = events.iter().map(|event| *event == Event::Gone).collect();
        self.divide(&events);
        self.engulf(&mut gone, dt);
        self.bury(&gone);
        self.state.lived += 1;
    }

    fn divide(&mut self, events: &[Event]) {
        let free = self.domain.walls.map(|wall| wall != Wall::Flat);
        for index in (0..events.len()).filter(|&index| events[index] == Event::Divides) {
            let id = self.state.next;
            let mother = &mut self.state.agents[index];
            let stream = &mut self.draws.division.at(mother.id, self.state.lived);
            let whole = mother.radius();
            mother.volume.halve();
            // Both daughters lie within the mother.
            let apart = whole - mother.radius();
            let way = direction(stream, free);
            let at = mother.position;
            let side = |sign: f64| [0, 1, 2].map(|a| at[a] + sign * apart * way[a]);
            mother.generation = mother.generation.saturating_add(1);
            mother.phase = 0;
            mother.elapsed = 0.0;
            mother.velocity = None;
            mother.position = self.domain.within(side(1.0));
            if self.kinds[usize::from(mother.kind)].cycle.phases.first().is_some_and(|p| p.grows) {
                mother.volume.begin_growth();
            }
            let mut daughter = mother.clone();
            daughter.ledger = mother.ledger.divide(stream);
            daughter.id = id;
            daughter.mother = mother.id;
            daughter.position = self.domain.within(side(-1.0));
            daughter.turns_at = self.state.time;
            self.state.next += 1;
            self.state.census.born += 1;
            self.state.agents.push(daughter);
        }
    }

    /// Phagocytes, in the order of their numbers, each engulf the nearest dead cell in touch that is still there.
    fn engulf(&mut self, gone: &mut Vec<bool>, dt: f64) {
        gone.resize(self.state.agents.len(), false);
        if self.kinds.iter().all(|kind| kind.engulfment.is_none()) {
            return;
        }
        let Self { kinds, state, draws, grid, bodies, .. } = self;
        let largest = bodies.iter().fold(0.0_f64, |top, body| top.max(body.radius));
        for index in 0..bodies.len() {
            let agent = &state.agents[index];
            let Some(law) = kinds[usize::from(agent.kind)].engulfment else { continue };
            if agent.is_dead() || gone[index] {
                continue;
            }
            let stream = &mut draws.engulfment.at(agent.id, state.lived);
            if !happens(stream, -libm::expm1(-law.rate * dt)) {
                continue;
            }
            let own = bodies[index];
            let mut nearest: Option<(f64, usize)> = None;
            grid.around(own.position, own.radius + largest, index, |_, distance, other, at| {
                let touches = distance <= own.radius + other.radius;
                let food = state.agents[at].is_dead() && !gone[at];
                if touches && food && nearest.is_none_or(|(least, _)| distance < least) {
                    nearest = Some((distance, at));
                }
            });
            if let Some((_, eaten)) = nearest {
                gone[eaten] = true;
                let held = std::mem::take(&mut state.agents[eaten].ledger);
                state.agents[index].ledger.absorb(&held);
                state.census.engulfed += 1;
            }
        }
    }

    /// Takes away who is gone; what they held stays on the books.
    fn bury(&mut self, gone: &[bool]) {
        if !gone.contains(&true) {
            return;
        }
        let mut at = 0;
        let remains = &mut self.state.remains;
        self.state.agents.retain(|agent| {
            let stays = !gone.get(at).copied().unwrap_or(false);
            at += 1;
            if !stays {
                remains.absorb(&agent.ledger);
            }
            stays
        });
    }
}

impl Surroundings<'_> {
    fn live(&self, index: usize, agent: &mut Agent) -> Event {
        let kind = &self.kinds[usize::from(agent.kind)];
        agent.elapsed += self.dt;
        match agent.vitality {
            Vitality::Apoptotic => {
                agent.volume.advance(&kind.death.apoptosis_volume, 0.0, self.dt);
                let ends = agent.elapsed >= kind.death.apoptosis_duration;
                return if ends { Event::Gone } else { Event::None };
            }
            Vitality::Necrotic => {
                agent.volume.advance(&kind.death.swelling, 1.0, self.dt);
                if agent.volume.total() >= BURSTS_AT * agent.volume_at_death {
                    agent.vitality = Vitality::Lysed;
                }
                return Event::None;
            }
            Vitality::Lysed => {
                agent.volume.advance(&kind.death.lysis, 0.0, self.dt);
                let ends = agent.elapsed >= kind.death.necrosis_duration;
                return if ends { Event::Gone } else { Event::None };
            }
            Vitality::Alive | Vitality::Senescent => {}
        }
        agent.volume.advance(&kind.volume_law, kind.volume_law.fluid_part, self.dt);
        let stream = &mut self.draws.fate.at(agent.id, self.step);
        let factor = |behaviour, agent: &Agent| self.signals.factor(&kind.rules, behaviour, agent);
        let within = |rate: f64| -libm::expm1(-rate * self.dt);
        // Every draw is made whatever comes of the others, so that one rate does not shift the luck of another.
        let [necrosis, apoptosis, senescence, cycle] = [0; 4].map(|_| uniform(stream));
        let oxygen = kind.oxygen.map(|law| (law, (self.signals.field)(law.field, agent.position)));
        if oxygen.is_some_and(|(law, oxygen)| necrosis < within(law.necrosis(oxygen))) {
            agent.die(Vitality::Necrotic);
            return Event::Necrosis;
        }
        if apoptosis < within(kind.death.apoptosis * factor(Behaviour::Apoptosis, agent)) {
            agent.die(Vitality::Apoptotic);
            return Event::Apoptosis;
        }
        for change in &kind.differentiation {
            let rate = change.rate * factor(Behaviour::Differentiation, agent);
            if happens(stream, within(rate)) {
                agent.kind = change.to;
                agent.phase = 0;
                agent.elapsed = 0.0;
                return Event::Differentiates;
            }
        }
        if let (Some(law), Vitality::Alive) = (kind.senescence, agent.vitality) {
            let old = law.most_divisions.is_some_and(|most| agent.generation >= most);
            let rate = law.rate * factor(Behaviour::Senescence, agent);
            if old || senescence < within(rate) {
                agent.vitality = Vitality::Senescent;
                return Event::Senescence;
            }
        }
        if agent.vitality == Vitality::Senescent {
            return Event::None;
        }
        self.cycle(index, agent, cycle, oxygen.map(|(law, o)| law.proliferation(o)))
    }

    /// Whether the cell goes on in its cycle.
    fn cycle(&self, index: usize, agent: &mut Agent, drawn: f64, oxygen: Option<f64>) -> Event {
        let kind = &self.kinds[usize::from(agent.kind)];
        let phases = &kind.cycle.phases;
        let Some(phase) = phases.get(usize::from(agent.phase)) else { return Event::None };
        let mut speed = 1.0;
        if phase.checkpoint {
            speed = oxygen.unwrap_or(1.0)
                * self.signals.factor(&kind.rules, Behaviour::Cycle, agent).max(0.0);
        }
        if speed <= 0.0 || drawn >= phase.duration.ends(agent.elapsed, self.dt, speed) {
            return Event::None;
        }
        if phase.checkpoint && self.inhibited(index, kind) {
            return Event::None;
        }
        let next = usize::from(agent.phase) + 1;
        let Some(entered) = phases.get(next) else { return Event::Divides };
        agent.phase = next as u16;
        // What a fixed phase overran by belongs to the next.
        agent.elapsed = match phase.duration {
            crate::cell::Duration::Fixed(minutes) => (agent.elapsed - minutes).max(0.0),
            crate::cell::Duration::Exponential(_) => 0.0,
        };
        if entered.grows {
            agent.volume.begin_growth();
        }
        Event::None
    }

    fn inhibited(&self, index: usize, kind: &CellType) -> bool {
        let Some(law) = kind.inhibition else { return false };
        let own = self.bodies[index];
        let mut neighbours = Vec::new();
        let far = own.radius + self.largest;
        self.grid.around(own.position, far, index, |offset, distance, other, _| {
            if distance < own.radius + other.radius {
                neighbours.push((offset, other.radius));
            }
        });
        let found = contact(own.radius, &neighbours, self.plane);
        // Free area over that at rest (A/A₀), so that a cell that has not grown yet may.
        let (exponent, rest) = (if self.plane { 2 } else { 3 }, radius_of(kind.volume));
        let free = found.free * (own.radius / rest).powi(exponent);
        free <= law.least_free || found.covered >= law.most_contact
    }
}

fn uniform(stream: &mut Stream) -> f64 {
    use rand::RngExt;
    stream.random()
}
