//! One simulated person: who they are, what grows in them, and the vesicles in their plasma.

use exoscope_core::Streams;
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

use super::design::AGES;
use super::{ClassPlan, Design, Role, StudyError};
use crate::model::{Blueprint, Person, Sex, Site};
use crate::parameter::{Parameter, Spread, Table};
use crate::solve::{SolveError, System, groups, steady_state};
use crate::world::people::Population;
use crate::world::tumour::{Density, Shedding};

/// What is true of a person, whatever the assay shows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Truth {
    /// Living cells of the primary tumour; 0 without one.
    pub tumour_cells: f64,
    /// Its diameter in mm.
    pub tumour_diameter: f64,
    /// Whether lymph nodes hold tumour.
    pub nodes: bool,
    /// Number of metastases.
    pub metastases: u32,
    /// Living cells of all metastases.
    pub metastatic_cells: f64,
    /// The primary tumour's age in years, where its law of growth ever reaches this size.
    pub tumour_years: Option<f64>,
    /// Its vesicles per mL of plasma.
    pub tumour_vesicles: f64,
    /// All other vesicles per mL of plasma.
    pub vesicles: f64,
    /// Response of the host, 1 for a full one.
    pub host_response: f64,
    /// miRNA from lysed red cells over all other miRNA.
    pub haemolysis: f64,
}

/// A simulated person.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedPerson {
    /// Place of the class in the design.
    pub class: usize,
    /// Sex, age, weight.
    pub person: Person,
    /// Stage of a cancer, 0 to 4.
    pub stage: Option<u8>,
    /// Vesicles per mL of plasma of each class of the body.
    pub vesicles: Vec<f64>,
    /// What is true.
    pub truth: Truth,
}

/// What all people are drawn with.
#[derive(Debug, Clone)]
pub(super) struct Physiology {
    body: Blueprint,
    secretion: f64,
    reaching: Parameter,
    density: Density,
    /// Depth in mm from which what a tumour sheds comes to blood.
    rim: f64,
    haemolysis: Parameter,
}

impl Physiology {
    pub(super) fn new(body: Blueprint, table: &Table) -> Result<Self, StudyError> {
        let density = table.number("tumour.density")? * 1e-6; // per m³ to per cm³
        let density = Density::new(density).ok_or_else(|| StudyError::Value {
            line: None,
            field: "tumour.density".into(),
            why: "must be positive".into(),
        })?;
        // What a design's default law of growth rests on.
        table.look_up("tumour.growth")?;
        Ok(Self {
            body,
            secretion: table.number("tumour.secretion")? * 86_400.0,
            reaching: table.look_up("tumour.reaching-blood")?.clone(),
            density,
            rim: table.number("tumour.rim")? * 1000.0, // from m to mm
            haemolysis: table.look_up("assay.haemolysis")?.clone(),
        })
    }

    pub(super) fn body(&self) -> &Blueprint {
        &self.body
    }

    /// Vesicles per mL of plasma of each class of the body, in the reference adult.
    pub(super) fn reference(&self) -> Result<Vec<f64>, SolveError> {
        Ok(self.plasma(&self.body.values())?.0)
    }

    /// Person `number` of the cohort, of class `place` of the design: the same whoever else is drawn.
    pub(super) fn simulate(
        &self,
        design: &Design,
        place: usize,
        number: u64,
        streams: Streams,
    ) -> Result<SimulatedPerson, StudyError> {
        let Some(class) = design.class.get(place) else {
            return Err(StudyError::Value {
                line: None,
                field: "class".into(),
                why: "no such class".into(),
            });
        };
        let stream = &mut streams.stream("person of a cohort", number);
        let person = person(class, stream);
        let stage = (class.role == Role::Cancer).then(|| stage(&class.stages, stream));
        let mut truth = self.disease(design, class, stage, stream);
        if let Some(years) = truth.tumour_years.filter(|years| *years > person.age) {
            return Err(StudyError::Value {
                line: None,
                field: "tumour".into(),
                why: format!(
                    "at this growth a tumour of {:.0} mm of class {:?} is {years:.0} years old, in a person of \
                     {:.0}: let it grow faster, or be smaller",
                    truth.tumour_diameter, class.label, person.age
                ),
            });
        }
        let values = if design.variation {
            self.body.draw(person, stream)
        } else {
            self.body.values_of(person)
        };
        let (vesicles, exposure) = self.plasma(&values)?;
        let shed = Shedding {
            per_cell: design.tumour.shedding * self.secretion,
            per_death: 0.0,
            reaching: drawn(design, &self.reaching, stream),
        };
        let deaths = class.growth.unwrap_or(design.tumour.growth).deaths();
        let near_vessels = self.near_vessels(&truth);
        truth.tumour_vesicles = shed.into_plasma(near_vessels, deaths) / 1440.0 * exposure;
        truth.vesicles = vesicles.iter().sum();
        truth.haemolysis = design.handling.haemolysis * drawn(design, &self.haemolysis, stream);
        Ok(SimulatedPerson { class: place, person, stage, vesicles, truth })
    }

    fn disease(
        &self,
        design: &Design,
        class: &ClassPlan,
        stage: Option<u8>,
        stream: &mut impl Rng,
    ) -> Truth {
        let (u, z): (f64, f64) = (stream.random(), StandardNormal.sample(stream));
        let size = stage.and_then(|stage| design.tumour.diameter.get(usize::from(stage)));
        let diameter = size.map_or(0.0, |&(low, high)| low * (high / low).powf(u));
        let cells = self.density.cells(diameter);
        let spread = Spreading::draw(stage, stream);
        let metastatic_cells = f64::from(spread.metastases) * self.density.cells(spread.diameter);
        let called = match class.role {
            Role::Cancer => design.host.called(self.density.diameter(cells + metastatic_cells)),
            Role::Benign => design.host.benign,
            Role::Control => 0.0,
        };
        let varied = if design.variation { (0.3 * z).exp() } else { 1.0 };
        let days = (cells >= 1.0)
            .then(|| class.growth.unwrap_or(design.tumour.growth).days(1.0, cells))
            .flatten();
        Truth {
            tumour_cells: cells,
            tumour_diameter: diameter,
            nodes: spread.nodes,
            metastases: spread.metastases,
            metastatic_cells,
            tumour_years: days.map(|days| days / 365.25),
            host_response: design.host.scale * called * varied,
            ..Truth::default()
        }
    }

    /// Cells of the primary tumour and of its metastases that lie near vessels.
    fn near_vessels(&self, truth: &Truth) -> f64 {
        let many = f64::from(truth.metastases.max(1));
        let metastases = many * self.density.within_rim(truth.metastatic_cells / many, self.rim);
        self.density.within_rim(truth.tumour_cells, self.rim) + metastases
    }

    /// Vesicles per mL of plasma of each class at rest, and the concentration that one vesicle a minute
    /// into plasma comes to (min/mL: 1 / clearance).
    fn plasma(&self, values: &[f64]) -> Result<(Vec<f64>, f64), SolveError> {
        let settled = steady_state(&self.body, values)?;
        let veins = self.body.compartments.iter().position(|c| c.place == Site::Veins);
        let veins = veins.ok_or(SolveError::NoSteadyState)?;
        let volume = settled.volumes.get(veins).copied().unwrap_or(f64::NAN);
        let there = |row: &Vec<f64>| row.get(veins).copied().unwrap_or(0.0) / volume;
        let vesicles = settled.by_class.iter().map(there).collect();
        let group = groups(&self.body, values).into_iter().next();
        let group = group.ok_or(SolveError::NoSteadyState)?;
        let system = System::new(&self.body, values, &group)?;
        let mut one = vec![0.0; system.len()];
        if let Some(here) = one.get_mut(veins) {
            *here = 1.0;
        }
        let held = system.settled(&one)?.get(veins).copied().unwrap_or(f64::NAN);
        Ok((vesicles, held / volume))
    }
}

/// How far a cancer has spread: lymph nodes and metastases, as its stage says (TNM).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spreading {
    nodes: bool,
    metastases: u32,
    /// Diameter in mm of each metastasis.
    diameter: f64,
}

/// Fraction of the people of each stage whose nodes hold tumour. Stages 0 and I have none by definition and stage III mostly
/// some; the parts are assumed.
const NODES: [f64; 5] = [0.0, 0.0, 0.4, 0.85, 0.8];
/// Most metastases, and the ends of their diameters in mm, log-uniform: assumed.
const MOST_METASTASES: f64 = 20.0;
const METASTASIS: (f64, f64) = (3.0, 30.0);

impl Spreading {
    /// Takes three numbers from the stream whatever the stage is.
    fn draw(stage: Option<u8>, stream: &mut impl Rng) -> Self {
        let [nodes, many, size]: [f64; 3] = std::array::from_fn(|_| stream.random());
        let part = stage.and_then(|stage| NODES.get(usize::from(stage))).copied().unwrap_or(0.0);
        let metastases =
            if stage == Some(4) { MOST_METASTASES.powf(many).floor() as u32 } else { 0 };
        let diameter = METASTASIS.0 * (METASTASIS.1 / METASTASIS.0).powf(size);
        Self { nodes: nodes < part, metastases, diameter }
    }
}

/// A value of a parameter for one person; its own where people do not differ.
fn drawn(design: &Design, parameter: &Parameter, stream: &mut impl Rng) -> f64 {
    let value = parameter.value.in_base();
    let spread = if design.variation { &parameter.spread } else { &Spread::Fixed };
    spread.draw(value, stream)
}

fn person(class: &ClassPlan, stream: &mut impl Rng) -> Person {
    let sex = if stream.random::<f64>() < class.female_fraction { Sex::Woman } else { Sex::Man };
    let (mean, sd) = class.age;
    let (age, size): (f64, f64) = (StandardNormal.sample(stream), StandardNormal.sample(stream));
    let population = Population::default();
    let median = if sex == Sex::Woman { population.weight.1 } else { population.weight.0 };
    let weight = median * (size * (1.0 + population.weight_cv.powi(2)).ln().sqrt()).exp();
    Person { sex, age: within(mean, sd, age, stream).round(), weight }
}

/// An age from a normal law cut off at the ages that are drawn: one outside is drawn again, so that none pile
/// up at the ends. `z` is the first draw.
fn within(mean: f64, sd: f64, mut z: f64, stream: &mut impl Rng) -> f64 {
    // A design's checks leave at least a tenth of the law inside: 1,000 draws all miss it once in 1e45.
    for _ in 0..1000 {
        let age = mean + sd * z;
        if AGES.contains(&age) {
            return age;
        }
        z = StandardNormal.sample(stream);
    }
    mean.clamp(*AGES.start(), *AGES.end())
}

fn stage(parts: &[f64; 5], stream: &mut impl Rng) -> u8 {
    let mut left = stream.random::<f64>() * parts.iter().sum::<f64>();
    for (stage, part) in (0..).zip(parts) {
        left -= part;
        if left < 0.0 {
            return stage;
        }
    }
    4
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ages_do_not_pile_up_at_the_ends(mean in 20.0..95.0_f64, sd in 0.0..60.0_f64, seed in 0..1000_u64) {
            let stream = &mut Streams::new(seed).stream("ages", 0);
            let ages: Vec<f64> = (0..200)
                .map(|_| {
                    let z = StandardNormal.sample(stream);
                    within(mean, sd, z, stream)
                })
                .collect();
            prop_assert!(ages.iter().all(|age| AGES.contains(age)));
            let near = |age: f64, end: f64| (age - end).abs() < 1e-9;
            let at_an_end = |age: &&f64| near(**age, *AGES.start()) || near(**age, *AGES.end());
            prop_assert!(sd < 1e-9 || ages.iter().filter(at_an_end).count() < 3);
        }
    }
}
