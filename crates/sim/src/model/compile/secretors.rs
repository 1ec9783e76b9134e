//! Secreting cells beside those of organs (blood cells, platelets, tumours), and affinities.

use super::builder::Builder;
use crate::model::file::{File, Secretor};
use crate::model::{ModelError, RateExpr, Site, Source};

pub(super) fn add(builder: &mut Builder, file: &File) -> Result<(), ModelError> {
    for secretor in &file.secretor {
        let class = secretor.class.get_ref().as_str();
        let into = match builder.body.compartment("veins") {
            Some(veins) if secretor.into.get_ref() == "plasma" => veins,
            _ => builder.find("organ", &secretor.into, Site::Interstitium)?,
        };
        let rate = rate(builder, secretor, class)?;
        let class = builder.class(class);
        builder.body.sources.push(Source { class, into, rate });
    }
    Ok(())
}

fn rate(builder: &mut Builder, secretor: &Secretor, class: &str) -> Result<RateExpr, ModelError> {
    let here = "secretor";
    let output = builder.optional(here, class, "output", secretor.output.as_ref())?;
    let cells = builder.optional(here, class, "cells", secretor.cells.as_ref())?;
    let each = builder.optional(here, class, "secretion", secretor.secretion.as_ref())?;
    let rise = builder.optional(here, class, "rise", secretor.rise.as_ref())?;
    match (output, cells, each) {
        (Some(output), None, None) => Ok(RateExpr::of([output].into_iter().chain(rise))),
        (None, Some(cells), Some(each)) => Ok(RateExpr::of([cells, each].into_iter().chain(rise))),
        _ => {
            let line = builder.line(&secretor.class);
            let needs = format!("{class:?} needs either output, or both cells and secretion");
            Err(ModelError::Needs { line, needs })
        }
    }
}

/// Affinities, once all classes and organs are known.
pub(super) fn affinities(builder: &mut Builder, file: &File) -> Result<(), ModelError> {
    for affinity in &file.affinity {
        builder.find("organ", &affinity.organ, Site::Interstitium)?;
        let name = affinity.class.get_ref();
        let class = builder.body.classes.iter().position(|c| c == name).ok_or_else(|| {
            let known = builder.body.classes.iter().map(String::as_str);
            builder.unknown("class", &affinity.class, known)
        })?;
        let organ = affinity.organ.get_ref().clone();
        let owner = format!("{name}.{organ}");
        let factor = builder.parameter("affinity", &owner, "factor", &affinity.factor)?;
        builder.body.affinities.push((class, organ, factor));
    }
    Ok(())
}
