//! The document, list by list.

use std::fmt::Write as _;

use super::ids::{Ids, escaped};
use super::math::{apply, between, math, name, number, time};
use crate::model::{Blueprint, Dosing, Place};
use crate::solve::{Group, Saturable, System};

pub(super) struct Model<'a> {
    pub blueprint: &'a Blueprint,
    pub values: &'a [f64],
    pub groups: &'a [Group],
    pub systems: &'a [System],
    pub starts: Vec<Vec<f64>>,
    pub doses: &'a [Dosing],
    pub ids: &'a Ids,
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" xmlns:sbml="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
"#;

const UNITS: &str = r#"<listOfUnitDefinitions>
<unitDefinition id="minute"><listOfUnits><unit kind="second" exponent="1" scale="0" multiplier="60"/></listOfUnits></unitDefinition>
<unitDefinition id="millilitre"><listOfUnits><unit kind="litre" exponent="1" scale="-3" multiplier="1"/></listOfUnits></unitDefinition>
<unitDefinition id="per_minute"><listOfUnits><unit kind="second" exponent="-1" scale="0" multiplier="60"/></listOfUnits></unitDefinition>
<unitDefinition id="item_per_minute"><listOfUnits><unit kind="item" exponent="1" scale="0" multiplier="1"/><unit kind="second" exponent="-1" scale="0" multiplier="60"/></listOfUnits></unitDefinition>
</listOfUnitDefinitions>
"#;

pub(super) fn document(model: &Model) -> String {
    let title = escaped(&model.blueprint.name);
    let caveats = model.blueprint.caveats.iter().map(|c| format!("<p>{}</p>", escaped(c)));
    let caveats = caveats.collect::<Vec<_>>().concat();
    let mut out = String::from(HEAD);
    let _ = writeln!(
        out,
        "<model id=\"body\" name=\"{title}\" substanceUnits=\"item\" timeUnits=\"minute\" \
         volumeUnits=\"millilitre\" extentUnits=\"item\">"
    );
    if !caveats.is_empty() {
        let _ = writeln!(
            out,
            "<notes><body xmlns=\"http://www.w3.org/1999/xhtml\">{caveats}</body></notes>"
        );
    }
    out.push_str(UNITS);
    list(&mut out, "Compartments", &compartments(model));
    list(&mut out, "Species", &species(model));
    list(&mut out, "Reactions", &reactions(model));
    list(&mut out, "Events", &events(model));
    out.push_str("</model>\n</sbml>\n");
    out
}

fn list(out: &mut String, of: &str, items: &[String]) {
    if !items.is_empty() {
        let _ = writeln!(out, "<listOf{of}>\n{}\n</listOf{of}>", items.join("\n"));
    }
}

fn compartments(model: &Model) -> Vec<String> {
    let volumes = model.systems.first().map(|s| s.volumes.as_slice()).unwrap_or_default();
    let one = |((id, volume), compartment): ((&String, &f64), &crate::model::Compartment)| {
        // A depot or the inside of cells has no volume that matters: 1 mL stands for it.
        let size = if volume.is_finite() { *volume } else { 1.0 };
        let title = escaped(&compartment.name);
        format!(
            "<compartment id=\"{id}\" name=\"{title}\" spatialDimensions=\"3\" size=\"{size}\" \
             units=\"millilitre\" constant=\"true\"/>"
        )
    };
    model.ids.places.iter().zip(volumes).zip(&model.blueprint.compartments).map(one).collect()
}

fn species(model: &Model) -> Vec<String> {
    let mut out = Vec::new();
    for (group, (ids, start)) in model.ids.species.iter().zip(&model.starts).enumerate() {
        let mut start = start.clone();
        for dose in model.doses {
            let now = dose.at.iter().filter(|at| **at == 0.0 && dose.duration == 0.0).count();
            for (place, amount) in given(model, group, dose) {
                start[place] += amount * now as f64;
            }
        }
        for ((id, place), amount) in ids.iter().zip(&model.ids.places).zip(start) {
            out.push(format!(
                "<species id=\"{id}\" compartment=\"{place}\" initialAmount=\"{amount:e}\" \
                 substanceUnits=\"item\" hasOnlySubstanceUnits=\"true\" \
                 boundaryCondition=\"false\" constant=\"false\"/>"
            ));
        }
    }
    out
}

/// What one giving of `dose` adds to each compartment for `group`.
fn given(model: &Model, group: usize, dose: &Dosing) -> Vec<(usize, f64)> {
    if !model.groups.get(group).is_some_and(|g| g.classes.contains(&dose.class)) {
        return Vec::new();
    }
    dose.targets.iter().map(|t| (t.into, t.amount.value(model.values))).collect()
}

fn reactions(model: &Model) -> Vec<String> {
    let mut out = Vec::new();
    for (group, (system, ids)) in model.systems.iter().zip(&model.ids.species).enumerate() {
        let n = system.len();
        for from in 0..n {
            let cells = model.blueprint.compartments.get(from);
            let living = cells.is_some_and(|c| c.place == Place::GivenCells);
            // What leaves `from` beyond what arrives elsewhere is lost from the model.
            let mut lost = -system.matrix[(from, from)];
            for to in (0..n).filter(|&to| to != from) {
                let rate = system.matrix[(to, from)];
                let born = living && cells_secrete(model, from, to);
                if rate > 0.0 {
                    let law = first_order(rate, &ids[from]);
                    let (from_id, to_id) = (ids[from].as_str(), ids[to].as_str());
                    out.push(if born {
                        reaction(out.len(), None, Some(to_id), &[from_id], &law)
                    } else {
                        reaction(out.len(), Some(from_id), Some(to_id), &[], &law)
                    });
                    lost -= if born { 0.0 } else { rate };
                }
            }
            if lost > 1e-12 * system.matrix[(from, from)].abs() {
                let law = first_order(lost, &ids[from]);
                out.push(reaction(out.len(), Some(&ids[from]), None, &[], &law));
            }
        }
        for (to, &rate) in system.inflow.iter().enumerate().filter(|(_, rate)| **rate > 0.0) {
            let law = number(rate, "item_per_minute");
            out.push(reaction(out.len(), None, Some(&ids[to]), &[], &law));
        }
        for step in &system.saturable {
            let law = saturating(model, step, &ids[step.from]);
            let others: Vec<&str> =
                model.ids.species.iter().map(|s| s[step.from].as_str()).collect();
            let others: Vec<&str> = others.into_iter().filter(|o| *o != ids[step.from]).collect();
            let to = step.to.map(|to| ids[to].as_str());
            out.push(reaction(out.len(), Some(&ids[step.from]), to, &others, &law));
        }
        for dose in model.doses.iter().filter(|d| d.duration > 0.0) {
            for (place, amount) in given(model, group, dose) {
                for &at in &dose.at {
                    let rate = number(amount / dose.duration, "item_per_minute");
                    let law = between(&rate, at, at + dose.duration);
                    out.push(reaction(out.len(), None, Some(&ids[place]), &[], &law));
                }
            }
        }
    }
    out
}

fn cells_secrete(model: &Model, from: usize, to: usize) -> bool {
    model.blueprint.releases.iter().any(|r| r.cells == from && r.into == to)
}

fn first_order(rate: f64, from: &str) -> String {
    apply("times", &[number(rate, "per_minute"), name(from)])
}

/// k x / (1 + Σ x / half), with Σ over groups.
fn saturating(model: &Model, step: &Saturable, own: &str) -> String {
    let all: Vec<String> = model.ids.species.iter().map(|s| name(&s[step.from])).collect();
    let all = if all.len() == 1 { all.concat() } else { apply("plus", &all) };
    let filled = apply("divide", &[all, number(step.half, "item")]);
    let slowed = apply("plus", &[number(1.0, "dimensionless"), filled]);
    apply("divide", &[first_order(step.rate, own), slowed])
}

fn reaction(
    count: usize,
    from: Option<&str>,
    to: Option<&str>,
    modifiers: &[&str],
    law: &str,
) -> String {
    let side = |tag: &str, id: Option<&str>| {
        id.map_or_else(String::new, |id| {
            format!(
                "<listOf{tag}><speciesReference species=\"{id}\" stoichiometry=\"1\" \
                 constant=\"true\"/></listOf{tag}>"
            )
        })
    };
    let modified =
        modifiers.iter().map(|id| format!("<modifierSpeciesReference species=\"{id}\"/>"));
    let modified = modified.collect::<Vec<_>>().concat();
    let modified = if modified.is_empty() {
        modified
    } else {
        format!("<listOfModifiers>{modified}</listOfModifiers>")
    };
    format!(
        "<reaction id=\"r{count}\" reversible=\"false\">{}{}{modified}<kineticLaw>{}</kineticLaw>\
         </reaction>",
        side("Reactants", from),
        side("Products", to),
        math(law)
    )
}

/// Doses after the start.
fn events(model: &Model) -> Vec<String> {
    let mut out = Vec::new();
    for dose in model.doses.iter().filter(|d| d.duration == 0.0) {
        for &at in dose.at.iter().filter(|at| **at > 0.0) {
            let mut assignments = String::new();
            for (group, ids) in model.ids.species.iter().enumerate() {
                let mut parts = std::collections::BTreeMap::new();
                for (place, amount) in given(model, group, dose) {
                    *parts.entry(place).or_insert(0.0) += amount;
                }
                for (place, amount) in parts {
                    let sum = apply("plus", &[name(&ids[place]), number(amount, "item")]);
                    let _ = write!(
                        assignments,
                        "<eventAssignment variable=\"{}\">{}</eventAssignment>",
                        ids[place],
                        math(&sum)
                    );
                }
            }
            let reached = apply("geq", &[time(), number(at, "minute")]);
            out.push(format!(
                "<event id=\"dose{}\" useValuesFromTriggerTime=\"true\"><trigger \
                 initialValue=\"true\" persistent=\"true\">{}</trigger><listOfEventAssignments>\
                 {assignments}</listOfEventAssignments></event>",
                out.len(),
                math(&reached)
            ));
        }
    }
    out
}
