//! A process out of its text, and what its values can be.

use std::str::FromStr;

use exoscope_core::number::short;
use exoscope_core::unit::Quantity;

use super::growth::Growth;
use super::plan::{Culture, DosePlan, GrowthPlan, Process};
use super::step::Step;
use crate::TherapyError;
use crate::quantity::{Counted, below_one, counted, named, positive, share, within};
use crate::trial::{MOST_CELLS, MOST_VESICLES};

const HINT: &str = "exoscope simulate production NAME --print prints a built-in process to edit";

/// Most steps of purification.
const MOST_STEPS: usize = 100;
/// Most draws and steps together: 1 GB of amounts.
const MOST_PREPARATIONS: usize = 10_000_000;

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

/// A positive number in a unit, up to `most`.
fn up_to(field: &str, quantity: &Quantity, unit: &str, most: f64) -> Result<f64, TherapyError> {
    let value = number(field, quantity, unit)?;
    if value <= most {
        return Ok(value);
    }
    let why = format!("{quantity} is beyond what any process has");
    Err(TherapyError::value(field, why, format!("up to {} {unit}", short(most))))
}

/// The same, or 0.
fn zero_up_to(
    field: &str,
    quantity: &Quantity,
    unit: &str,
    most: f64,
) -> Result<f64, TherapyError> {
    let value = number_or_zero(field, quantity, unit)?;
    if value > 0.0 { up_to(field, quantity, unit, most) } else { Ok(value) }
}

impl FromStr for Process {
    type Err = TherapyError;

    fn from_str(text: &str) -> Result<Self, TherapyError> {
        let plan: Self = TherapyError::read(text, HINT)?;
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
        named("name", &self.name)?;
        if self.step.len() > MOST_STEPS {
            let why = format!("{} steps", self.step.len());
            return Err(TherapyError::value("step", why, format!("up to {MOST_STEPS}")));
        }
        let most = MOST_PREPARATIONS / (self.step.len() + 1);
        if !(1..=most).contains(&self.draws) {
            let why = format!("{} draws of {} steps", self.draws, self.step.len());
            return Err(TherapyError::value("draws", why, format!("from 1 to {most}")));
        }
        zero_up_to("harvest.donor_age", &self.harvest.donor_age, "year", 120.0)?;
        up_to("harvest.volume", &self.harvest.volume, "mL", 1e5)?;
        up_to("harvest.density", &self.harvest.density, "cells/mL", 1e9)?;
        self.growth.growth()?;
        up_to("growth.cells", &self.growth.cells, "cells", 1e16)?;
        let cells = self.is_cells()?;
        if cells && !self.step.is_empty() {
            let why = "cells are given, and a step would purify vesicles";
            return Err(TherapyError::value(
                "dose.amount",
                why,
                "a dose in particles, or no [[step]]",
            ));
        }
        self.product(cells)?;
        culture(&self.culture)?;
        let medium = &self.medium;
        for (name, quantity, unit, most) in [
            ("medium.vesicles", &medium.vesicles, "/mL", 1e15),
            ("medium.lipoproteins", &medium.lipoproteins, "/mL", 1e18),
            ("medium.protein", &medium.protein, "µg/mL", 1e6),
        ] {
            if let Some(quantity) = quantity {
                zero_up_to(name, quantity, unit, most)?;
            }
        }
        self.step.iter().enumerate().try_for_each(|(n, step)| check_step(n + 1, step))?;
        dose(&self.dose)?;
        let cost = &self.cost;
        for (name, value) in [
            ("cost.harvest", cost.harvest),
            ("cost.passage", cost.passage),
            ("cost.litre", cost.litre),
            ("cost.step", cost.step),
            ("cost.release", cost.release),
        ] {
            within(name, value, 0.0..=1e12, "cost")?;
        }
        Ok(())
    }

    /// Whether the product is cells; else vesicles.
    pub(super) fn is_cells(&self) -> Result<bool, TherapyError> {
        let amount = &self.dose.amount;
        let cells = counted("dose.amount", amount)? == Counted::Cells;
        let most = if cells { MOST_CELLS } else { MOST_VESICLES };
        positive("dose.amount", amount.value())?;
        if amount.in_base() > most {
            let why = format!("{amount} are more than any body holds");
            return Err(TherapyError::value("dose.amount", why, format!("up to {}", short(most))));
        }
        Ok(cells)
    }

    /// What is written for vesicles, where these are the product, and not where cells are.
    fn product(&self, cells: bool) -> Result<(), TherapyError> {
        let (culture, medium) = (&self.culture, &self.medium);
        let collected = [
            (
                "culture.secretion",
                culture.secretion.is_some(),
                "[\"1e3 EV/cell/day\", \"1e4 EV/cell/day\"]",
            ),
            ("culture.collect", culture.collect.is_some(), "\"48 h\""),
            ("culture.collections", culture.collections.is_some(), "3"),
            (
                "culture.host_cell_protein",
                culture.host_cell_protein.is_some(),
                "\"1e-6 µg/cell/day\"",
            ),
            ("culture.dna", culture.dna.is_some(), "\"1e-9 µg/cell/day\""),
        ];
        for (field, given, example) in collected {
            if cells && given {
                let why = "cells are given, and nothing is collected of their medium";
                return Err(TherapyError::value(
                    field,
                    why,
                    "leave it out, or a dose in particles",
                ));
            }
            if !cells && !given {
                let name = field.rsplit('.').next().unwrap_or_default();
                let why = "missing, and the product are vesicles";
                return Err(TherapyError::value(field, why, format!("{name} = {example}")));
            }
        }
        let brought = [
            ("medium.vesicles", medium.vesicles.is_some()),
            ("medium.lipoproteins", medium.lipoproteins.is_some()),
            ("medium.protein", medium.protein.is_some()),
        ];
        if let Some((field, _)) = brought.into_iter().find(|(_, given)| cells && *given) {
            let why = "cells are given, and nothing is collected of their medium";
            return Err(TherapyError::value(field, why, "leave it out, or a dose in particles"));
        }
        if !cells && self.dose.viability.is_some() {
            let why = "a dose in particles, of which none lives";
            return Err(TherapyError::value("dose.viability", why, "leave it out"));
        }
        Ok(())
    }
}

impl GrowthPlan {
    /// Growth with its values checked.
    pub(super) fn growth(&self) -> Result<Growth, TherapyError> {
        let growth = Growth {
            doubling: up_to("growth.doubling", &self.doubling, "day", 365.0)?,
            per_passage: self.per_passage,
            per_decade: self.per_decade,
            seeding: up_to("growth.seeding", &self.seeding, "cells/cm^2", 1e8)?,
            harvest: up_to("growth.harvest", &self.harvest, "cells/cm^2", 1e8)?,
            confluent: up_to("growth.confluent", &self.confluent, "cells/cm^2", 1e8)?,
            lag: zero_up_to("growth.lag", &self.lag, "day", 365.0)?,
            senescent: self.senescent,
            passages: self.passages,
            limit: self.limit,
        };
        within("growth.per_passage", growth.per_passage, 0.0..=10.0, "rise of a doubling time")?;
        within("growth.per_decade", growth.per_decade, 0.0..=10.0, "rise of a doubling time")?;
        below_one("growth.senescent", growth.senescent, "no cell divides after a passage")?;
        positive("growth.limit", growth.limit)?;
        within("growth.limit", growth.limit, 0.0..=200.0, "number of doublings of human cells")?;
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
    if let Some((low, high)) = &culture.secretion {
        let range = [low, high].map(|end| up_to("culture.secretion", end, "/cell/day", 1e7));
        let [of_low, of_high] = range;
        if of_low? > of_high? {
            let why = format!("from {low} to {high}");
            return Err(TherapyError::value("culture.secretion", why, "the lower end first"));
        }
    }
    if let Some(density) = &culture.cells_per_volume {
        up_to("culture.cells_per_volume", density, "cells/mL", 1e9)?;
    }
    if let Some(time) = &culture.collect {
        up_to("culture.collect", time, "day", 365.0)?;
    }
    if let Some(number) = culture.collections.filter(|n| !(1..=1000).contains(n)) {
        let why = format!("{number} collections");
        return Err(TherapyError::value("culture.collections", why, "from 1 to 1000"));
    }
    for (field, shed) in
        [("culture.host_cell_protein", &culture.host_cell_protein), ("culture.dna", &culture.dna)]
    {
        if let Some(shed) = shed {
            zero_up_to(field, shed, "µg/cell/day", 1.0)?;
        }
    }
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
    within(&format!("step#{number}.volume"), step.volume, 1e-6..=1e6, "ratio of volumes")
}

fn dose(dose: &DosePlan) -> Result<(), TherapyError> {
    if !(1..=1_000_000).contains(&dose.patients) {
        return Err(TherapyError::value(
            "dose.patients",
            format!("{} patients", dose.patients),
            "from 1 to 1e6",
        ));
    }
    below_one("dose.kept", dose.kept, "all of the batch is kept for tests")?;
    if let Some(viability) = dose.viability {
        share("dose.viability", viability)?;
        positive("dose.viability", viability)?;
    }
    up_to("dose.weight", &dose.weight, "kg", 500.0)?;
    up_to("dose.volume", &dose.volume, "mL", 1e4)?;
    within("dose.endotoxin_eu_per_ml", dose.endotoxin_eu_per_ml, 0.0..=1e9, "concentration")?;
    crate::dose::check(dose.route, dose.duration.as_ref())
}
