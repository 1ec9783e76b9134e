//! The document, list by list.

use std::fmt::Write as _;

use super::ids::{Ids, escaped};
use super::math::{apply, math, name, number, time};
use super::reactions::{Network, network};
use crate::model::{Blueprint, Dosing};
use crate::solve::{Group, System};

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
    let Network { rates, reactions } = network(model);
    let rates = rates.iter().enumerate().map(|(k, (value, unit))| {
        format!("<parameter id=\"k{k}\" value=\"{value:e}\" units=\"{unit}\" constant=\"true\"/>")
    });
    list(&mut out, "Parameters", &rates.collect::<Vec<_>>());
    list(&mut out, "Reactions", &reactions);
    list(&mut out, "Events", &events(model));
    out.push_str("</model>\n</sbml>\n");
    out
}

/// Values of the rate parameters, in order.
pub(super) fn rates(model: &Model) -> Vec<f64> {
    network(model).rates.iter().map(|(value, _)| *value).collect()
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
pub(super) fn given(model: &Model, group: usize, dose: &Dosing) -> Vec<(usize, f64)> {
    if !model.groups.get(group).is_some_and(|g| g.classes.contains(&dose.class)) {
        return Vec::new();
    }
    dose.targets.iter().map(|t| (t.into, t.amount.value(model.values))).collect()
}

/// Doses after the start. Each adds to what is there when it is carried out, not when it was triggered:
/// otherwise the last of several doses at one time would undo the others.
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
                "<event id=\"dose{}\" useValuesFromTriggerTime=\"false\"><trigger \
                 initialValue=\"true\" persistent=\"true\">{}</trigger><listOfEventAssignments>\
                 {assignments}</listOfEventAssignments></event>",
                out.len(),
                math(&reached)
            ));
        }
    }
    out
}
