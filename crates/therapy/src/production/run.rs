//! A batch: cells grown, particles collected, purified, divided into doses, with draws of what is a range.

use exoscope_core::Streams;
use exoscope_core::number::{amount, short};
use exoscope_core::unit::Quantity;
use exoscope_sim::world::msc::Pool;
use rand::RngExt as _;
use serde::Serialize;

use super::check::{number, number_or_zero};
use super::component::{Amounts, COMPONENTS, Component};
use super::endotoxin::Endotoxin;
use super::figure::Figure;
use super::growth::Expansion;
use super::plan::{Decline, Process, REFERENCE_AGE};
use super::step::{Step, imbalance};
use super::yields::{Compared, SECRETION, TANGENTIAL_FLOW, THREE_DIMENSIONAL, compared};
use crate::TherapyError;
use crate::dose::{Delivery, Route, deliver};

/// The preparation after one step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct After {
    /// The step; the first is the collected medium.
    pub step: String,
    /// Each component, in the order of [`Component::ALL`].
    pub amounts: Vec<Figure>,
    /// Volume, mL.
    pub volume: f64,
    /// Vesicles of the cells as a share of particles.
    pub vesicle_share: Option<Figure>,
    /// Particles per µg of free protein.
    pub per_ug: Option<Figure>,
}

/// A batch with all that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Batch {
    /// Name of the process.
    pub name: String,
    /// What it makes.
    pub about: String,
    /// Master seed.
    pub seed: u64,
    /// Draws.
    pub draws: usize,
    /// Tissue, and MSC harvested there.
    pub harvested: (String, f64),
    /// MSC harvested if their number did not fall with age, or fell as published: the other of the two.
    pub harvested_otherwise: f64,
    /// What the fall with age rests on.
    pub decline: String,
    /// Growth.
    pub expansion: Expansion,
    /// Kind of vessel.
    pub system: &'static str,
    /// Medium of all collections, mL.
    pub medium: f64,
    /// The preparation after each step; nothing where cells are the product.
    pub train: Vec<After>,
    /// Names and units of the components.
    pub components: Vec<(&'static str, &'static str)>,
    /// Mass-balance residual of the purification: largest share that is neither in product nor in waste.
    pub imbalance: f64,
    /// Whether cells are the product.
    pub cells: bool,
    /// Doses of one batch.
    pub doses: Option<Figure>,
    /// Batches (and so many times the medium) for all patients.
    pub batches: Option<Figure>,
    /// Of one dose: vesicles of the cells, of the medium, protein in µg.
    pub in_a_dose: Vec<(&'static str, Figure)>,
    /// Cost of a dose made, where every whole dose of a batch is given, and the currency.
    pub cost: Option<(Figure, String)>,
    /// Cost of a dose needed: that of all batches over the patients, whatever is left over.
    pub cost_needed: Option<Figure>,
    /// Endotoxin of one dose.
    pub endotoxin: Endotoxin,
    /// Way into the body, and duration of a drip.
    pub route: (Route, Option<Quantity>),
    /// Cells of one dose, or the vesicles among its particles.
    pub given: Quantity,
    /// The median dose in the body.
    pub delivery: Delivery,
    /// Published yields.
    pub yields: Vec<Compared>,
    /// Published gains of vesicles by culture in three dimensions and by filtration, and both together.
    pub gains: [f64; 3],
    /// What in the plan is out of the usual.
    pub remarks: Vec<String>,
    /// What is assumed.
    pub assumed: Vec<String>,
    /// Where numbers come from.
    pub sources: Vec<String>,
}

/// Runs a process.
pub fn produce(plan: &Process, streams: Streams) -> Result<Batch, TherapyError> {
    let age = number_or_zero("harvest.donor_age", &plan.harvest.donor_age, "year")?;
    let pool =
        Pool::published(0.0).map_err(|error| TherapyError::Body { what: error.to_string() })?;
    let young = number("harvest.volume", &plan.harvest.volume, "mL")?
        * number("harvest.density", &plan.harvest.density, "cells/mL")?;
    let fallen = young * pool.part(age) / pool.part(REFERENCE_AGE);
    let (harvested, otherwise) = match plan.harvest.decline {
        Decline::Published => (fallen, young),
        Decline::Flat => (young, fallen),
    };
    let wanted = number("growth.cells", &plan.growth.cells, "cells")?;
    let expansion = plan.growth.growth()?.expand(harvested, wanted, age);
    let cells = plan.is_cells()?;
    let collected = collect(plan, expansion.cells)?;
    let run = if cells {
        Run::of_cells(plan, &expansion)?
    } else {
        Run::of_vesicles(plan, &collected, streams)?
    };
    let given = if cells {
        plan.dose.amount.clone()
    } else {
        // Of the particles of a dose, only those of vesicles are followed into the body.
        let share = run.vesicle_share().unwrap_or(1.0);
        Quantity::new(plan.dose.amount.value() * share, plan.dose.amount.unit().clone()).map_err(
            |error| TherapyError::value("dose.amount", error.to_string(), "a finite amount"),
        )?
    };
    let delivery =
        deliver(&given, plan.dose.route, plan.dose.duration.as_ref(), &plan.dose.lesion)?;
    let costs = plan.cost.harvest
        + plan.cost.passage * expansion.passages.len() as f64
        + plan.cost.litre * collected.volume / 1000.0
        + plan.cost.step * plan.step.len() as f64
        + plan.cost.release;
    if run.doses.iter().all(|doses| *doses <= 0.0) {
        let (found, wanted) = ("nothing of the product is left", "steps that keep some of it");
        return Err(TherapyError::value("step", found, wanted));
    }
    let per_dose =
        Figure::of(run.doses.iter().map(|doses| costs * batches_for_a_dose(*doses)).collect());
    let patients = f64::from(plan.dose.patients);
    let batches = |doses: &f64| (patients * batches_for_a_dose(*doses)).ceil();
    Ok(Batch {
        name: plan.name.clone(),
        about: plan.about.clone(),
        seed: streams.seed(),
        draws: plan.draws,
        harvested: (plan.harvest.site.clone(), harvested),
        harvested_otherwise: otherwise,
        decline: pool.caveat().to_owned(),
        expansion,
        system: plan.culture.system.name(),
        medium: collected.volume,
        components: Component::ALL.iter().map(|c| (c.name(), c.unit())).collect(),
        imbalance: run.imbalance,
        cells,
        batches: Figure::of(run.doses.iter().map(batches).collect()),
        cost_needed: Figure::of(
            run.doses.iter().map(|doses| costs * batches(doses) / patients).collect(),
        )
        .filter(|_| costs > 0.0),
        route: (plan.dose.route, plan.dose.duration.clone()),
        gains: [THREE_DIMENSIONAL, TANGENTIAL_FLOW, THREE_DIMENSIONAL * TANGENTIAL_FLOW],
        remarks: remarks(plan)?,
        in_a_dose: run.in_a_dose(),
        cost: per_dose.filter(|_| costs > 0.0).map(|figure| (figure, plan.cost.currency.clone())),
        endotoxin: Endotoxin::of(plan)?,
        given,
        delivery,
        yields: compared(),
        assumed: plan.assumed.clone(),
        sources: plan.sources.clone(),
        doses: Figure::of(run.doses.clone()),
        train: run.train,
    })
}

/// Batches for one dose, where a batch gives so many: what is left of a batch after its last whole dose is thrown away, and batches that
/// do not give one are pooled.
fn batches_for_a_dose(doses: f64) -> f64 {
    if doses >= 1.0 { 1.0 / doses.floor() } else { (1.0 / doses).ceil() }
}

/// What all collections hold before purification, apart from the draw of secretion.
struct Collected {
    /// mL.
    volume: f64,
    /// Cells times days.
    cell_days: f64,
    /// Without vesicles of the cells.
    amounts: Amounts,
}

fn collect(plan: &Process, cells: f64) -> Result<Collected, TherapyError> {
    let culture = &plan.culture;
    let density = match &culture.cells_per_volume {
        Some(density) => number("culture.cells_per_volume", density, "cells/mL")?,
        None => culture.system.cells_per_ml(),
    };
    let fillings = f64::from(culture.collections.unwrap_or(1));
    let volume = cells / density * fillings;
    let days = culture.collect.as_ref().map_or(Ok(0.0), |t| number("culture.collect", t, "day"))?;
    let cell_days = cells * fillings * days;
    let medium = |field: &str, quantity: &Option<_>, unit: &str| {
        quantity.as_ref().map_or(Ok(0.0), |quantity| number_or_zero(field, quantity, unit))
    };
    let mut amounts = Amounts::default();
    let mut set = |component: Component, amount: f64| amounts.0[component as usize] = amount;
    set(
        Component::MediumVesicles,
        volume * medium("medium.vesicles", &plan.medium.vesicles, "/mL")?,
    );
    set(
        Component::Lipoproteins,
        volume * medium("medium.lipoproteins", &plan.medium.lipoproteins, "/mL")?,
    );
    set(Component::Protein, volume * medium("medium.protein", &plan.medium.protein, "µg/mL")?);
    let shed = medium("culture.host_cell_protein", &culture.host_cell_protein, "µg/cell/day")?;
    set(Component::HostCellProtein, cell_days * shed);
    set(Component::Dna, cell_days * medium("culture.dna", &culture.dna, "µg/cell/day")?);
    Ok(Collected { volume, cell_days, amounts })
}

/// All draws of a batch.
struct Run {
    train: Vec<After>,
    imbalance: f64,
    doses: Vec<f64>,
    /// End vector over particles of it, a draw each, and particles of a dose.
    ends: Vec<Amounts>,
    dose: f64,
}

impl Run {
    fn of_cells(plan: &Process, expansion: &Expansion) -> Result<Self, TherapyError> {
        let dose = number("dose.amount", &plan.dose.amount, "cells")?;
        let alive = expansion.cells * plan.dose.viability.unwrap_or(1.0) * (1.0 - plan.dose.kept);
        Ok(Self {
            train: Vec::new(),
            imbalance: 0.0,
            doses: vec![alive / dose],
            ends: Vec::new(),
            dose,
        })
    }

    fn of_vesicles(
        plan: &Process,
        collected: &Collected,
        streams: Streams,
    ) -> Result<Self, TherapyError> {
        let (low, high) = secretion(plan)?.unwrap_or(SECRETION);
        let dose = number("dose.amount", &plan.dose.amount, "")?;
        let mut by_step: Vec<Vec<Amounts>> =
            vec![Vec::with_capacity(plan.draws); plan.step.len() + 1];
        let (mut doses, mut ends, mut worst) = (Vec::new(), Vec::new(), 0.0_f64);
        for draw in 0..plan.draws {
            let mut stream = streams.stream("production", draw as u64);
            let secretion = low * (high / low).powf(stream.random::<f64>());
            let mut now = collected.amounts;
            now.0[Component::CellVesicles as usize] = secretion * collected.cell_days;
            let (before, mut wasted) = (now, Amounts::default());
            keep(&mut by_step, 0, now);
            for (place, step) in plan.step.iter().enumerate() {
                let u: [f64; COMPONENTS] = std::array::from_fn(|_| stream.random());
                let (product, waste) = step.matrix(u).apply(&now);
                wasted.0.iter_mut().zip(waste.0).for_each(|(sum, w)| *sum += w);
                now = product;
                keep(&mut by_step, place + 1, now);
            }
            worst = worst.max(imbalance(&before, &now, &wasted));
            doses.push(now.particles() * (1.0 - plan.dose.kept) / dose);
            ends.push(now);
        }
        let names = std::iter::once("collected medium")
            .chain(plan.step.iter().map(|step| step.name.as_str()));
        let volumes = volumes(collected.volume, &plan.step);
        let train = names
            .zip(volumes)
            .zip(&by_step)
            .filter_map(|((name, volume), draws)| after(name, volume, draws));
        Ok(Self { train: train.collect(), imbalance: worst, doses, ends, dose })
    }

    /// Median share of a dose's particles that are vesicles.
    fn vesicle_share(&self) -> Option<f64> {
        let share = |end: &Amounts| {
            let vesicles = end.of(Component::CellVesicles) + end.of(Component::MediumVesicles);
            vesicles / end.particles()
        };
        Figure::of(self.ends.iter().map(share).collect()).map(|figure| figure.median)
    }

    fn in_a_dose(&self) -> Vec<(&'static str, Figure)> {
        let of = |name, amount: &dyn Fn(&Amounts) -> f64| {
            let values = self.ends.iter().map(|end| amount(end) * self.dose / end.particles());
            Figure::of(values.collect()).map(|figure| (name, figure))
        };
        let rows = [
            of("vesicles of the cells", &|end| end.of(Component::CellVesicles)),
            of("vesicles of the medium", &|end| end.of(Component::MediumVesicles)),
            of("fragments and aggregates", &|end| end.of(Component::Fragments)),
            of("lipoproteins", &|end| end.of(Component::Lipoproteins)),
            of("free protein, µg", &|end| end.protein()),
            of("DNA, µg", &|end| end.of(Component::Dna)),
        ];
        rows.into_iter().flatten().collect()
    }
}

fn keep(by_step: &mut [Vec<Amounts>], place: usize, now: Amounts) {
    if let Some(draws) = by_step.get_mut(place) {
        draws.push(now);
    }
}

fn volumes(first: f64, steps: &[Step]) -> Vec<f64> {
    let mut volumes = vec![first];
    for step in steps {
        volumes.push(volumes.last().copied().unwrap_or(first) * step.volume);
    }
    volumes
}

fn after(name: &str, volume: f64, draws: &[Amounts]) -> Option<After> {
    let amounts =
        Component::ALL.iter().map(|c| Figure::of(draws.iter().map(|d| d.of(*c)).collect()));
    Some(After {
        step: name.to_owned(),
        amounts: amounts.collect::<Option<_>>()?,
        volume,
        vesicle_share: Figure::of(draws.iter().filter_map(Amounts::vesicle_share).collect()),
        per_ug: Figure::of(draws.iter().filter_map(Amounts::per_ug).collect()),
    })
}

/// Vesicles per cell and day, low and high; nothing where the product are cells.
fn secretion(plan: &Process) -> Result<Option<(f64, f64)>, TherapyError> {
    let Some((low, high)) = &plan.culture.secretion else { return Ok(None) };
    let of = |end| number("culture.secretion", end, "/cell/day");
    Ok(Some((of(low)?, of(high)?)))
}

fn remarks(plan: &Process) -> Result<Vec<String>, TherapyError> {
    let mut remarks = Vec::new();
    if let Some((low, high)) = secretion(plan)?
        && (low < SECRETION.0 || high > SECRETION.1)
    {
        remarks.push(format!(
            "Secretion of {} to {} vesicles per cell and day is beyond the {} to {} that published yields come to.",
            short(low),
            short(high),
            amount(SECRETION.0),
            amount(SECRETION.1)
        ));
    }
    Ok(remarks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dose_takes_a_part_of_a_batch_or_several() {
        assert!((batches_for_a_dose(3.9) - 1.0 / 3.0).abs() < 1e-15);
        assert!((batches_for_a_dose(0.3) - 4.0).abs() < 1e-15);
    }
}
