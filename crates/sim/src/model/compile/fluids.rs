//! Fluids that can be collected: urine, CSF, saliva, milk.

use super::builder::{Builder, Trunk};
use crate::model::file::{File, Leaves};
use crate::model::{EliminationRoute, ModelError, RateExpr, Site, Source};

/// More fluids than anyone collects; a bound on what a file can ask for.
const MOST_FLUIDS: usize = 50;

pub(super) fn add(builder: &mut Builder, file: &File, trunk: &Trunk) -> Result<(), ModelError> {
    if let Some(fluid) = file.fluid.get(MOST_FLUIDS) {
        let line = builder.line(&fluid.name);
        let needs = format!("a body has at most {MOST_FLUIDS} fluids");
        return Err(ModelError::Needs { line, needs });
    }
    for fluid in &file.fluid {
        let name = fluid.name.get_ref().as_str();
        let here = "fluid";
        if builder.body.compartment(name).is_some() {
            let line = builder.line(&fluid.name);
            return Err(ModelError::Twice { line, what: "fluid", name: name.to_owned() });
        }
        let vessels = builder.find("organ", &fluid.organ, Site::Vessels)?;
        let interstitium = builder.find("organ", &fluid.organ, Site::Interstitium)?;
        let volume = builder.parameter(here, name, "volume", &fluid.volume)?;
        let volume = RateExpr::of([builder.not_zero(volume)?]);
        let flow = builder.parameter(here, name, "flow", &fluid.flow)?;
        builder.optional(here, name, "creatinine", fluid.creatinine.as_ref())?;
        let into = builder.compartment(name.to_owned(), Site::Fluid, None, Some(volume.clone()));
        let from =
            [(vessels, "passage", &fluid.passage), (interstitium, "drainage", &fluid.drainage)];
        for (from, field, clearance) in from {
            let clearance = builder.optional(here, name, field, clearance.as_ref())?;
            let held = builder.body.compartments.get(from).and_then(|c| c.volume.clone());
            if let (Some(clearance), Some(held)) = (clearance, held) {
                builder.transfer(from, into, RateExpr::of([clearance]).over_term(&held));
            }
        }
        let out = RateExpr::of([flow]).over_term(&volume);
        match fluid.leaves {
            Leaves::Body => builder.loss(into, Some(EliminationRoute::Excreted), out),
            Leaves::ToVeins => builder.transfer(into, trunk.veins, out),
        }
        if let Some(rate) = builder.optional(here, name, "secretion", fluid.secretion.as_ref())? {
            let class = builder.class(&format!("{name} lining"));
            builder.body.sources.push(Source { class, into, rate: RateExpr::of([rate]) });
        }
    }
    Ok(())
}
