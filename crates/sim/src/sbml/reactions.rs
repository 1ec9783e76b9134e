//! Transfers, losses, secretion and drips as reactions, each with its rate parameter.

use super::math::{apply, between, math, name, number};
use super::write::{Model, given};
use crate::model::Site;
use crate::solve::{Saturable, System};

/// Reactions and the parameters they name, `k0`, `k1`, …
#[derive(Default)]
pub(super) struct Network {
    /// Value and unit.
    pub rates: Vec<(f64, &'static str)>,
    pub reactions: Vec<String>,
}

/// From, to, and other species that the rate depends on.
#[derive(Default)]
struct Sides<'a> {
    from: Option<&'a str>,
    to: Option<&'a str>,
    others: Vec<&'a str>,
}

pub(super) fn network(model: &Model) -> Network {
    let mut network = Network::default();
    for (group, (system, ids)) in model.systems.iter().zip(&model.ids.species).enumerate() {
        for from in 0..system.len() {
            network.leave(model, system, ids, from);
        }
        for (to, &rate) in ids.iter().zip(&system.inflow).filter(|(_, rate)| **rate > 0.0) {
            let law = network.rate(rate, "item_per_minute");
            network.react(&Sides { to: Some(to), ..Sides::default() }, &law);
        }
        for step in &system.saturable {
            network.saturate(model, ids, step);
        }
        for dose in model.doses.iter().filter(|d| d.duration > 0.0) {
            for (place, amount) in given(model, group, dose) {
                for &at in &dose.at {
                    let rate = network.rate(amount / dose.duration, "item_per_minute");
                    let law = between(&rate, at, at + dose.duration);
                    network.react(&Sides { to: Some(&ids[place]), ..Sides::default() }, &law);
                }
            }
        }
    }
    network
}

impl Network {
    /// All first-order ways out of one compartment.
    fn leave(&mut self, model: &Model, system: &System, ids: &[String], from: usize) {
        let kind = model.blueprint.compartments.get(from).map(|c| c.place);
        let secretes = |to: usize| {
            kind == Some(Site::GivenCells)
                && model.blueprint.releases.iter().any(|r| r.cells == from && r.into == to)
        };
        let source = ids[from].as_str();
        // What leaves beyond what arrives elsewhere is lost from the model.
        let mut lost = -system.matrix[(from, from)];
        for (to, id) in ids.iter().enumerate().filter(|(to, _)| *to != from) {
            let rate = system.matrix[(to, from)];
            if rate <= 0.0 {
                continue;
            }
            let law = self.first_order(rate, source);
            let to_id = Some(id.as_str());
            if secretes(to) {
                self.react(&Sides { from: None, to: to_id, others: vec![source] }, &law);
            } else {
                lost -= rate;
                self.react(&Sides { from: Some(source), to: to_id, others: Vec::new() }, &law);
            }
        }
        if lost > 1e-12 * system.matrix[(from, from)].abs() {
            let law = self.first_order(lost, source);
            self.react(&Sides { from: Some(source), ..Sides::default() }, &law);
        }
    }

    /// k x / (1 + Σ x / half), with Σ over groups.
    fn saturate(&mut self, model: &Model, ids: &[String], step: &Saturable) {
        let own = ids[step.from].as_str();
        let all: Vec<&str> = model.ids.species.iter().map(|s| s[step.from].as_str()).collect();
        let named: Vec<String> = all.iter().map(|id| name(id)).collect();
        let sum = if named.len() == 1 { named.concat() } else { apply("plus", &named) };
        let half = self.rate(step.half, "item");
        let filled = apply("divide", &[sum, half]);
        let slowed = apply("plus", &[number(1.0, "dimensionless"), filled]);
        let law = self.first_order(step.rate, own);
        let others = all.into_iter().filter(|id| *id != own).collect();
        let to = step.to.map(|to| ids[to].as_str());
        self.react(&Sides { from: Some(own), to, others }, &apply("divide", &[law, slowed]));
    }

    /// A new parameter, as an expression.
    fn rate(&mut self, value: f64, unit: &'static str) -> String {
        self.rates.push((value, unit));
        name(&format!("k{}", self.rates.len() - 1))
    }

    fn first_order(&mut self, rate: f64, from: &str) -> String {
        let rate = self.rate(rate, "per_minute");
        apply("times", &[rate, name(from)])
    }

    fn react(&mut self, sides: &Sides, law: &str) {
        let side = |tag: &str, id: Option<&str>| {
            id.map_or_else(String::new, |id| {
                format!(
                    "<listOf{tag}><speciesReference species=\"{id}\" stoichiometry=\"1\" \
                     constant=\"true\"/></listOf{tag}>"
                )
            })
        };
        let others = sides.others.iter();
        let others = others.map(|id| format!("<modifierSpeciesReference species=\"{id}\"/>"));
        let mut others = others.collect::<Vec<_>>().concat();
        if !others.is_empty() {
            others = format!("<listOfModifiers>{others}</listOfModifiers>");
        }
        let number = self.reactions.len();
        self.reactions.push(format!(
            "<reaction id=\"r{number}\" reversible=\"false\">{}{}{others}<kineticLaw>{}\
             </kineticLaw></reaction>",
            side("Reactants", sides.from),
            side("Products", sides.to),
            math(law)
        ));
    }
}
