//! Traffic between cells and fields: secretion, uptake, arrivals.

use super::{Agent, Behaviour, Exchange, Signals, Simulation, SimulationError, Tally};
use crate::space::Weights;
use crate::vesicle::{Carrier, Clearance, Emission, VesicleClass, arrivals, copies_in, poisson};

impl Simulation {
    /// Advances field `at` by `dt` min with all that cells do to it.
    pub(super) fn advance_field(&mut self, at: usize, dt: f64) -> Result<(), SimulationError> {
        let class = self.built.classes.iter().position(|(_, field)| *field == at);
        let carried =
            class.and_then(|class| self.built.classes.get(class)).map(|(class, _)| class.clone());
        if let (Some(nth), Some(class)) = (class, &carried)
            && class.carrier == Carrier::Particles
        {
            self.fly(nth, class, dt);
            return Ok(());
        }
        let cells = self.exchanges(at, carried.as_ref());
        let name = || self.built.fields.get(at).map(|field| field.name.clone()).unwrap_or_default();
        let Some(field) = self.fields.get_mut(at) else { return Ok(()) };
        let taken = field.advance(dt, &cells);
        let taken = taken.map_err(|source| SimulationError::Field { name: name(), source })?;
        let (Some(nth), Some(class)) = (class, carried) else { return Ok(()) };
        let Some(draws) = self.arrivals.get(nth) else { return Ok(()) };
        let mut sum = Tally::default();
        for (agent, mean) in self.cells.agents_mut().iter_mut().zip(taken) {
            let tally = arrivals(draws, agent.id, self.tick, mean, class.copies);
            agent.ledger.take(nth, tally);
            sum.vesicles += tally.vesicles;
            sum.copies += tally.copies;
        }
        self.book(nth, sum);
        Ok(())
    }

    /// What every cell, dead or alive, does to a field; the dead do nothing.
    fn exchanges(&self, at: usize, class: Option<&VesicleClass>) -> Vec<Exchange> {
        let half = self.built.fields.get(at).map_or(0.0, |field| field.half);
        let one = |agent: &Agent| {
            let mut exchange =
                Exchange { position: agent.position, made: 0.0, uptake: Clearance::default() };
            if agent.is_dead() {
                return exchange;
            }
            let kind = usize::from(agent.kind);
            for (field, made, uptake) in self.built.exchange.get(kind).into_iter().flatten() {
                if *field == at {
                    exchange.made += made;
                    exchange.uptake.ceiling += uptake.ceiling;
                    exchange.uptake.linear += uptake.linear;
                }
            }
            if let Some(class) = class {
                exchange.made += self.secretion(class, agent);
                let clearance = class.uptake.get(kind).map_or(0.0, |uptake| uptake.clearance);
                // Uptake that saturates has its clearance where there is little.
                if half > 0.0 {
                    exchange.uptake.ceiling += clearance * half;
                } else {
                    exchange.uptake.linear += clearance;
                }
            }
            exchange
        };
        if self.built.kinds.is_empty() {
            return Vec::new();
        }
        let idle = class.is_none() && self.built.exchange.iter().flatten().all(|(f, ..)| *f != at);
        if idle { Vec::new() } else { self.cells.agents().iter().map(one).collect() }
    }

    /// Vesicles that a cell secretes, per min.
    fn secretion(&self, class: &VesicleClass, agent: &Agent) -> f64 {
        let kind = usize::from(agent.kind);
        let base = class.secretion.get(kind).copied().unwrap_or(0.0);
        let Some(of) = self.built.kinds.get(kind).filter(|_| base > 0.0) else { return 0.0 };
        let field = |at: usize, point| self.fields.get(at).map_or(0.0, |field| field.sample(point));
        let signals = Signals { field: &field, ..Signals::NONE };
        base * signals.factor(&of.rules, Behaviour::Secretion, agent)
    }

    /// One step of particles: emitted, moved, captured by the cells in whose voxel they are.
    fn fly(&mut self, nth: usize, class: &VesicleClass, dt: f64) {
        let (grid, volume) = (self.built.grid, self.built.grid.volume());
        let mut rates = vec![0.0; grid.voxels()];
        let mut takers: Vec<(usize, usize, f64)> = Vec::new();
        let mut emissions = Vec::new();
        let Some(draws) = self.emission.get(nth) else { return };
        for (index, agent) in self.cells.agents().iter().enumerate().filter(|(_, a)| !a.is_dead()) {
            let stream = &mut draws.at(agent.id, self.tick);
            let vesicles = poisson(self.secretion(class, agent) * dt, stream);
            if vesicles > 0 {
                let copies = copies_in(vesicles, class.copies, stream);
                emissions
                    .push(Emission { position: agent.position, tally: Tally { vesicles, copies } });
            }
            let kind = usize::from(agent.kind);
            let clearance = class.uptake.get(kind).map_or(0.0, |uptake| uptake.clearance);
            if clearance > 0.0 {
                for (voxel, weight) in Weights::trilinear(&grid, agent.position).iter() {
                    let rate = weight * clearance / volume;
                    if let Some(sum) = rates.get_mut(voxel) {
                        *sum += rate;
                        takers.push((voxel, index, rate));
                    }
                }
            }
        }
        takers.sort_by_key(|&(voxel, index, _)| (voxel, index));
        let Some(Some(particles)) = self.particles.get_mut(nth) else { return };
        for emission in emissions {
            particles.emit(emission);
        }
        let captured = particles.advance(dt, &rates);
        let mut sum = Tally::default();
        for (voxel, by, copies) in captured {
            let first = takers.partition_point(|taker| taker.0 < voxel);
            let here = takers.iter().skip(first).take_while(|taker| taker.0 == voxel);
            let mut left = by * rates.get(voxel).copied().unwrap_or(0.0);
            let mut chosen = None;
            for &(_, index, rate) in here {
                chosen = Some(index);
                left -= rate;
                if left < 0.0 {
                    break;
                }
            }
            let tally = Tally { vesicles: 1, copies };
            if let Some(agent) = chosen.and_then(|index| self.cells.agents_mut().get_mut(index)) {
                agent.ledger.take(nth, tally);
                sum.vesicles += 1;
                sum.copies += copies;
            }
        }
        self.book(nth, sum);
    }

    fn book(&mut self, class: usize, tally: Tally) {
        if let Some(arrived) = self.arrived.get_mut(class) {
            arrived.vesicles += tally.vesicles;
            arrived.copies += tally.copies;
        }
    }
}
