//! Depots and given cells, each built once however many doses use it.

use super::builder::Builder;
use crate::model::file::{CellRoute, MicroneedleRoute, SkinRoute};
use crate::model::{ModelError, RateExpr, Release, Site};

/// A place for doses, with the parts of a dose that go to it.
pub(super) type Ports = Vec<(usize, RateExpr)>;

/// A depot that releases into the interstitium at a first-order rate.
pub(super) fn skin(builder: &mut Builder, route: &SkinRoute) -> Result<Ports, ModelError> {
    let to = builder.find("organ", &route.organ, Site::Interstitium)?;
    let release = builder.parameter("route", "skin", "release", &route.release)?;
    let depot = builder.compartment("depot.skin".into(), Site::Depot, None, None);
    builder.transfer(depot, to, RateExpr::of([release]));
    Ok(vec![(depot, RateExpr::of([]))])
}

/// Needles that dissolve: the part of their length beyond the epidermis goes to the dermis, the rest
/// diffuses down first. A layer of thickness h, closed on top and filled evenly, empties in the mean
/// time h²/3D (first passage).
pub(super) fn microneedles(
    builder: &mut Builder,
    route: &MicroneedleRoute,
) -> Result<Ports, ModelError> {
    let to = builder.find("organ", &route.organ, Site::Interstitium)?;
    let here = ("route", "microneedles");
    let depth = builder.parameter(here.0, here.1, "depth", &route.depth)?;
    let dissolution = builder.parameter(here.0, here.1, "dissolution", &route.dissolution)?;
    let epidermis = builder.parameter(here.0, here.1, "epidermis", &route.epidermis)?;
    let diffusion = builder.parameter(here.0, here.1, "diffusion", &route.diffusion)?;
    let (depth, dissolution) = (builder.not_zero(depth)?, builder.not_zero(dissolution)?);
    let epidermis = builder.not_zero(epidermis)?;
    if route.depth.value() <= route.epidermis.value() {
        let line = builder.line(&route.organ);
        let needs = "microneedles must be longer than the epidermis is thick".to_owned();
        return Err(ModelError::Needs { line, needs });
    }
    let deep = builder.compartment("depot.needles-deep".into(), Site::Depot, None, None);
    let shallow = builder.compartment("depot.needles".into(), Site::Depot, None, None);
    let layer = builder.compartment("depot.epidermis".into(), Site::Depot, None, None);
    let mut dissolve = RateExpr::of([]).over(dissolution);
    // First order: 95 % is dissolved by the stated time.
    dissolve.coefficient = 3.0;
    builder.transfer(deep, to, dissolve.clone());
    builder.transfer(shallow, layer, dissolve);
    let mut down = RateExpr::of([diffusion]).over(epidermis).over(epidermis);
    down.coefficient = 3.0;
    builder.transfer(layer, to, down);
    // 1 − h/L goes deep and h/L stays shallow.
    let share = RateExpr::of([epidermis]).over(depth);
    let mut less = share.clone();
    less.coefficient = -1.0;
    Ok(vec![(deep, RateExpr::of([])), (deep, less), (shallow, share)])
}

/// Cells that lodge in one organ, then some of them in the next, and secrete where they are.
pub(super) fn cells(builder: &mut Builder, route: &CellRoute) -> Result<Ports, ModelError> {
    let first = builder.find("organ", &route.first, Site::Vessels)?;
    let next = builder.find("organ", &route.next, Site::Vessels)?;
    let here = ("route", "cells");
    let leaving = builder.parameter(here.0, here.1, "leaving", &route.leaving)?;
    let onward = builder.parameter(here.0, here.1, "onward", &route.onward)?;
    let loss = builder.parameter(here.0, here.1, "loss", &route.loss)?;
    let secretion = builder.parameter(here.0, here.1, "secretion", &route.secretion)?;
    let mut lodge = |organ: &str, vessels: usize| {
        let name = format!("given-cells.{organ}");
        let cells = builder.compartment(name, Site::GivenCells, Some(organ), None);
        let rate = RateExpr::of([secretion]);
        builder.body.releases.push(Release { cells, into: vessels, rate });
        cells
    };
    let lodged = lodge(route.first.get_ref(), first);
    let then = lodge(route.next.get_ref(), next);
    builder.transfer(lodged, then, RateExpr::of([leaving, onward]));
    builder.loss(lodged, None, RateExpr::of([leaving]).one_minus(onward));
    builder.loss(then, None, RateExpr::of([loss]));
    Ok(vec![(lodged, RateExpr::of([]))])
}
