//! Fields of a world.

use super::{Built, BuiltField, Ticks, axis, times::whole};
use crate::field::{Binding, Solver};
use crate::space::{Boundary, Grid, Medium, SpaceError};
use crate::vesicle::{Carrier, Particles};
use crate::world::file::{BoundaryFile, FieldFile, Precision, World};
use crate::world::given::{Given, Stated};
use crate::world::{EvidenceLevel, WorldError};

fn space(field: String, error: &SpaceError) -> WorldError {
    WorldError::value(field, error.to_string(), "docs/tissue.md lists what a medium can be")
}

impl World {
    pub(super) fn fields(
        &self,
        grid: &Grid,
        ticks: &Ticks,
        stated: &mut Vec<Stated>,
    ) -> Result<Vec<BuiltField>, WorldError> {
        let mut all: Vec<BuiltField> = Vec::new();
        for (nth, file) in self.field.iter().enumerate() {
            let at = |key: &str| format!("field#{}.{key}", nth + 1);
            if all.iter().any(|field| field.name == file.name) {
                let why = format!("a second field {:?}", file.name);
                return Err(WorldError::value(at("name"), why, "give each its own name"));
            }
            let mut number = |given: &Given, key: &str, unit: &str| {
                stated.push(given.stated(format!("{} {key}", file.name)));
                given.to(&at(key), unit)
            };
            let diffusivity = number(&file.diffusivity, "diffusivity", "µm^2/min")?;
            let decay = file.decay.as_ref().map_or(Ok(0.0), |g| number(g, "decay", "/min"))?;
            let unit = concentration(&file.unit).map_err(|why| {
                WorldError::value(at("unit"), why, "a concentration like \"µM\" or \"EV/µm^3\"")
            })?;
            let initial = file.initial.as_ref().map_or(Ok(0.0), |g| number(g, "initial", unit))?;
            let half = file.half_saturation.as_ref();
            let half = half.map_or(Ok(0.0), |g| number(g, "half_saturation", unit))?;
            let medium = medium(file, grid, diffusivity, unit, &at)?;
            let binding = binding(file, &at, stated)?;
            let solver = file.solver.unwrap_or(Solver::Explicit);
            if solver == Solver::Steady && binding.is_some() {
                let hint = "solver = \"explicit\" or \"lod\"";
                let why = "a steady field has nothing that binds in time";
                return Err(WorldError::value(at("solver"), why, hint));
            }
            let clock =
                file.clock.as_ref().map_or(Ok(ticks.tick), |c| c.positive(&at("clock"), "min"))?;
            all.push(BuiltField {
                name: file.name.clone(),
                medium,
                solver,
                precision: file.precision.unwrap_or(Precision::Double),
                decay,
                binding,
                half,
                initial,
                every: whole(&at("clock"), clock, ticks.tick)?,
            });
        }
        Ok(all)
    }
}

/// The unit that a concentration is computed in: that of the field, for counts per µm³.
pub(super) fn concentration(unit: &str) -> Result<&'static str, String> {
    let given: exoscope_core::unit::Unit =
        unit.parse().map_err(|e: exoscope_core::unit::UnitError| e.to_string())?;
    for known in ["µM", "/µm^3"] {
        let dimension = known.parse::<exoscope_core::unit::Unit>().map(|unit| unit.dimension());
        if dimension == Ok(given.dimension()) {
            return Ok(known);
        }
    }
    Err(format!("{unit:?} is {}, no concentration", given.dimension()))
}

fn medium(
    file: &FieldFile,
    grid: &Grid,
    diffusivity: f64,
    unit: &str,
    at: &dyn Fn(&str) -> String,
) -> Result<Medium, WorldError> {
    let wrong = |key: &str| {
        let field = at(key);
        move |error: SpaceError| space(field, &error)
    };
    let mut medium = if let Some(first) = file.layer.first() {
        let mut layers = Vec::new();
        for layer in &file.layer {
            let thickness = layer.thickness.positive(&at("thickness"), "µm")?;
            layers.push((thickness, layer.diffusivity.to(&at("diffusivity"), "µm^2/min")?));
        }
        Medium::layered(*grid, axis(first.axis), &layers).map_err(wrong("layer"))?
    } else {
        Medium::uniform(*grid, diffusivity).map_err(wrong("diffusivity"))?
    };
    let BoundaryFile { x, y, z } = file.boundary.clone().unwrap_or_default();
    for (a, (key, ends)) in [("x", x), ("y", y), ("z", z)].into_iter().enumerate() {
        let Some([low, high]) = ends else { continue };
        let ends: [Boundary; 2] = [low.boundary(&at(key), unit)?, high.boundary(&at(key), unit)?];
        medium = medium.with_boundary(a, ends).map_err(wrong(key))?;
    }
    for membrane in &file.membrane {
        let a = axis(membrane.axis);
        let distance = membrane.at.positive(&at("at"), "µm")?;
        let face = (distance / grid.step()[a]).round().max(1.0) as usize;
        let permeability = membrane.permeability.to(&at("permeability"), "µm/min")?;
        medium = medium.with_membrane(a, face - 1, permeability).map_err(wrong("at"))?;
    }
    Ok(medium)
}

fn binding(
    file: &FieldFile,
    at: &dyn Fn(&str) -> String,
    stated: &mut Vec<Stated>,
) -> Result<Option<Binding>, WorldError> {
    let Some(given) = &file.binding else { return Ok(None) };
    let mut number = |given: &Given, key: &str, unit: &str| {
        stated.push(given.stated(format!("{} binding.{key}", file.name)));
        given.to(&at(key), unit)
    };
    let hint = "bound and release, or exponent and span";
    let built = match (&given.bound, &given.release, &given.exponent, &given.span) {
        (Some(bound), Some(release), None, None) => {
            Binding::reversible(number(bound, "bound", "")?, number(release, "release", "/min")?)
        }
        (None, None, Some(exponent), Some([shortest, longest])) => Binding::anomalous(
            number(exponent, "exponent", "")?,
            number(shortest, "span", "min")?,
            number(longest, "span", "min")?,
        ),
        _ => return Err(WorldError::value(at("binding"), "it is not one of two kinds", hint)),
    };
    built.map(Some).map_err(|error| WorldError::value(at("binding"), error.to_string(), hint))
}

impl Built {
    /// Particles need a medium that they can fly in, and few enough of them.
    pub(super) fn check_particles(&self) -> Result<(), WorldError> {
        for (nth, (class, field)) in self.classes.iter().enumerate() {
            if class.carrier != Carrier::Particles {
                continue;
            }
            let Some(carrier) = self.fields.get(*field) else { continue };
            let streams = exoscope_core::Streams::new(0);
            let at = format!("vesicle#{}.carrier", nth + 1);
            Particles::new(&carrier.medium, carrier.decay, streams, &class.name).map_err(
                |error| WorldError::value(at.clone(), error.to_string(), "carrier = \"field\""),
            )?;
            if carrier.half > 0.0 || carrier.binding.is_some() {
                let why = "particles neither bind nor saturate";
                return Err(WorldError::value(at, why, "carrier = \"field\""));
            }
        }
        Ok(())
    }
}

/// A number without a source of its own is assumed.
pub(super) fn plain(name: String, value: f64) -> Stated {
    let (evidence, source) = (EvidenceLevel::Assumed, "stated in the world file".to_owned());
    Stated { name, value: value.to_string(), evidence, source }
}
