//! A process out of its text, and what its values can be.

use std::str::FromStr;

use exoscope_core::unit::Quantity;

use super::growth::Growth;
use super::plan::{Culture, DosePlan, GrowthPlan, Process};
use super::step::Step;
use crate::TherapyError;
use crate::quantity::{not_negative, positive, share};

const HINT: &str = "exoscope simulate production NAME --print prints a built-in process to edit";

/// A positive number in a unit.
pub(super) fn number(field: &str, quantity: &Quantity, unit: &str) -> Result<f64, TherapyError> {
    let value = quantity.to(unit).map_err(|error| {
        TherapyError::value(
            field,
            error.to_string(),
            format!("write it in {unit} or a unit of its kind"),
        )
    })?;
    positive(field, value)?;
    Ok(value)
}

/// The same, or 0.
pub(super) fn number_or_zero(
    field: &str,
    quantity: &Quantity,
    unit: &str,
) -> Result<f64, TherapyError> {
    if quantity.value() == 0.0 {
        quantity.to(unit).map_err(|error| {
            TherapyError::value(field, error.to_string(), format!("write it in {unit}"))
        })?;
        return Ok(0.0);
    }
    number(field, quantity, unit)
}

impl FromStr for Process {
    type Err = TherapyError;

    fn from_str(text: &str) -> Result<Self, TherapyError> {
        let plan: Self =
            toml::from_str(text).map_err(|error| TherapyError::syntax(&error, text, HINT))?;
        plan.check().map_err(|error| error.located(text))?;
        Ok(plan)
    }
}

impl Process {
    fn check(&self) -> Result<(), TherapyError> {
        if self.format != 1 {
            let why = format!("format {}, but this program reads format 1", self.format);
            return Err(TherapyError::value("format", why, "write format = 1"));
        }
        if !(1..=1_000_000).contains(&self.draws) {
            return Err(TherapyError::value(
                "draws",
                format!("{} draws", self.draws),
                "from 1 to 1e6",
            ));
        }
        let age = number_or_zero("harvest.donor_age", &self.harvest.donor_age, "year")?;
        if age > 120.0 {
            return Err(TherapyError::value(
                "harvest.donor_age",
                format!("{age} years"),
                "from 0 to 120 years",
            ));
        }
        number("harvest.volume", &self.harvest.volume, "mL")?;
        number("harvest.density", &self.harvest.density, "cells/mL")?;
        self.growth.growth()?;
        number("growth.cells", &self.growth.cells, "cells")?;
        culture(&self.culture)?;
        let medium = &self.medium;
        for (name, quantity, unit) in [
            ("medium.vesicles", &medium.vesicles, "/mL"),
            ("medium.lipoproteins", &medium.lipoproteins, "/mL"),
            ("medium.protein", &medium.protein, "µg/mL"),
        ] {
            if let Some(quantity) = quantity {
                number_or_zero(name, quantity, unit)?;
            }
        }
        self.step.iter().enumerate().try_for_each(|(n, step)| check_step(n + 1, step))?;
        dose(&self.dose)?;
        if self.is_cells()? && !self.step.is_empty() {
            let why = "cells are given, and a step would purify vesicles";
            return Err(TherapyError::value(
                "dose.amount",
                why,
                "a dose in particles, or no [[step]]",
            ));
        }
        let cost = &self.cost;
        for (name, value) in [
            ("cost.harvest", cost.harvest),
            ("cost.passage", cost.passage),
            ("cost.litre", cost.litre),
            ("cost.step", cost.step),
            ("cost.release", cost.release),
        ] {
            not_negative(name, value)?;
        }
        Ok(())
    }

    /// Whether the product is cells; else vesicles.
    pub(super) fn is_cells(&self) -> Result<bool, TherapyError> {
        let amount = &self.dose.amount;
        positive("dose.amount", amount.value())?;
        match (amount.to("cells"), amount.to("")) {
            (Ok(_), _) => Ok(true),
            (_, Ok(_)) => Ok(false),
            (Err(error), _) => Err(TherapyError::value(
                "dose.amount",
                error.to_string(),
                "in cells or in particles",
            )),
        }
    }
}

impl GrowthPlan {
    /// Growth with its values checked.
    pub(super) fn growth(&self) -> Result<Growth, TherapyError> {
        let growth = Growth {
            doubling: number("growth.doubling", &self.doubling, "day")?,
            per_passage: self.per_passage,
            per_decade: self.per_decade,
            seeding: number("growth.seeding", &self.seeding, "cells/cm^2")?,
            harvest: number("growth.harvest", &self.harvest, "cells/cm^2")?,
            confluent: number("growth.confluent", &self.confluent, "cells/cm^2")?,
            lag: number_or_zero("growth.lag", &self.lag, "day")?,
            senescent: self.senescent,
            passages: self.passages,
            limit: self.limit,
        };
        not_negative("growth.per_passage", growth.per_passage)?;
        not_negative("growth.per_decade", growth.per_decade)?;
        share("growth.senescent", growth.senescent)?;
        positive("growth.limit", growth.limit)?;
        if growth.harvest <= growth.seeding {
            let why = format!(
                "harvested at {} and seeded at {}: a passage without doublings",
                self.harvest, self.seeding
            );
            return Err(TherapyError::value(
                "growth.harvest",
                why,
                "a denser harvest than seeding",
            ));
        }
        if growth.confluent <= growth.harvest {
            let why = format!(
                "growth ends at {}, at or before the harvest at {}",
                self.confluent, self.harvest
            );
            return Err(TherapyError::value(
                "growth.confluent",
                why,
                "above the density at harvest",
            ));
        }
        if !(1..=100).contains(&growth.passages) {
            let why = format!("{} passages", growth.passages);
            return Err(TherapyError::value("growth.passages", why, "from 1 to 100"));
        }
        Ok(growth)
    }
}

fn culture(culture: &Culture) -> Result<(), TherapyError> {
    let low = number("culture.secretion", &culture.secretion.0, "/cell/day")?;
    let high = number("culture.secretion", &culture.secretion.1, "/cell/day")?;
    if low > high {
        let why = format!("from {} to {}", culture.secretion.0, culture.secretion.1);
        return Err(TherapyError::value("culture.secretion", why, "the lower end first"));
    }
    if high > 1e7 {
        let why = format!("{} is beyond what any cell sheds", culture.secretion.1);
        return Err(TherapyError::value("culture.secretion", why, "cells shed 1e3 to 1e4 a day"));
    }
    if let Some(density) = &culture.cells_per_volume {
        number("culture.cells_per_volume", density, "cells/mL")?;
    }
    number("culture.collect", &culture.collect, "day")?;
    if !(1..=1000).contains(&culture.collections) {
        let why = format!("{} collections", culture.collections);
        return Err(TherapyError::value("culture.collections", why, "from 1 to 1000"));
    }
    number_or_zero("culture.host_cell_protein", &culture.host_cell_protein, "µg/cell/day")?;
    number_or_zero("culture.dna", &culture.dna, "µg/cell/day")?;
    Ok(())
}

fn check_step(number: usize, step: &Step) -> Result<(), TherapyError> {
    let names = [
        "vesicles",
        "vesicles",
        "fragments",
        "lipoproteins",
        "protein",
        "host_cell_protein",
        "dna",
    ];
    for (name, (low, high)) in names.into_iter().zip(step.ranges()) {
        let field = format!("step#{number}.{name}");
        share(&field, low)?;
        share(&field, high)?;
        if low > high {
            let why = format!("recovery from {low} to {high}");
            return Err(TherapyError::value(field, why, "the lower end first"));
        }
    }
    share(&format!("step#{number}.broken"), step.broken)?;
    positive(&format!("step#{number}.volume"), step.volume)
}

fn dose(dose: &DosePlan) -> Result<(), TherapyError> {
    if !(1..=1_000_000).contains(&dose.patients) {
        return Err(TherapyError::value(
            "dose.patients",
            format!("{} patients", dose.patients),
            "from 1 to 1e6",
        ));
    }
    share("dose.kept", dose.kept)?;
    if dose.kept >= 1.0 {
        return Err(TherapyError::value(
            "dose.kept",
            "all of the batch is kept for tests",
            "below 1",
        ));
    }
    share("dose.viability", dose.viability)?;
    positive("dose.viability", dose.viability)?;
    number("dose.weight", &dose.weight, "kg")?;
    number("dose.volume", &dose.volume, "mL")?;
    not_negative("dose.endotoxin_eu_per_ml", dose.endotoxin_eu_per_ml)?;
    crate::dose::check(dose.route, dose.duration.as_ref())
}
