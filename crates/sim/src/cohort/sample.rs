//! Samples: who is measured, how often, from which tube; and the columns that say so.

use exoscope_core::sample::{Column, Field};
use exoscope_core::{Cohort, Streams};
use rand::RngExt;
use rand::seq::SliceRandom;

use super::batch::day;
use super::{Batch, Design, Role, SimulatedPerson, Study, StudyError};
use crate::model::Sex;

/// A tube with a label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sample {
    pub id: String,
    /// Whom the label names.
    pub person: u64,
    /// Class of that person.
    pub class: usize,
    /// The sample whose tube was measured: its own, unless it was exchanged.
    pub tube: usize,
}

/// Every person once, in a random order, then those measured twice; then tubes are exchanged.
pub(super) fn samples(design: &Design, first: u64, streams: Streams) -> Vec<Sample> {
    let mut classes: Vec<usize> = design
        .class
        .iter()
        .enumerate()
        .flat_map(|(place, class)| std::iter::repeat_n(place, class.people))
        .collect();
    classes.shuffle(&mut streams.stream("order of people", 0));
    let number = |person: usize| first + person as u64;
    let sample = |(person, &class): (usize, &usize)| Sample {
        id: format!("P{:05}", number(person) + 1),
        person: number(person),
        class,
        tube: person,
    };
    let mut all: Vec<Sample> = classes.iter().enumerate().map(sample).collect();
    for (person, &class) in classes.iter().enumerate() {
        let stream = &mut streams.stream("measured twice", number(person));
        if stream.random::<f64>() < design.handling.duplicates {
            let tube = all.len();
            let (person, id) = (number(person), format!("P{:05}-2", number(person) + 1));
            all.push(Sample { id, person, class, tube });
        }
    }
    let mut exchanged: Vec<usize> = (0..all.len()).collect();
    exchanged.shuffle(&mut streams.stream("exchanged", 0));
    let pairs = (design.handling.swaps * all.len() as f64 / 2.0).round() as usize;
    for pair in exchanged.chunks_exact(2).take(pairs) {
        if let [a, b] = *pair {
            all[a].tube = b;
            all[b].tube = a;
        }
    }
    all
}

const ROMAN: [&str; 5] = ["0", "I", "II", "III", "IV"];

/// Adds what is known of the samples, and what is true of the tubes.
pub(super) fn columns(
    cohort: &mut Cohort,
    study: &Study,
    samples: &[Sample],
    layout: &[Batch],
    measured: &[SimulatedPerson],
) -> Result<(), StudyError> {
    let design = study.design();
    // Of exchanged tubes, the label's own person is drawn anew.
    let labelled: Vec<SimulatedPerson> = samples
        .iter()
        .zip(measured)
        .map(|(sample, one)| {
            let own = study.tube_person(sample) == Some(sample.person);
            if own { Ok(one.clone()) } else { study.labelled(sample) }
        })
        .collect::<Result<_, _>>()?;
    let class = |s: &Sample| design.class.get(s.class).map(|c| c.label.clone());
    let stage = |one: &SimulatedPerson| {
        one.stage.and_then(|s| ROMAN.get(usize::from(s))).map(|s| (*s).to_owned())
    };
    let sex = |one: &SimulatedPerson| {
        let sex = if one.person.sex == Sex::Woman { "female" } else { "male" };
        Some(sex.to_owned())
    };
    let who = |person: u64| Some(format!("P{:05}", person + 1));
    let texts = [
        ("label", Field::Label, samples.iter().map(class).collect()),
        ("stage", Field::Stage, labelled.iter().map(stage).collect()),
        ("sex", Field::Sex, labelled.iter().map(sex).collect()),
        ("person", Field::Person, samples.iter().map(|s| who(s.person)).collect()),
        ("site", Field::Site, layout.iter().map(|b| Some(format!("site{}", b.site + 1))).collect()),
        ("date", Field::Date, layout.iter().map(|b| Some(day(b.date))).collect()),
        (
            "slide",
            Field::Slide,
            layout.iter().map(|b| Some(format!("SL{:05}", b.slide + 1))).collect(),
        ),
    ];
    for (name, field, values) in texts {
        cohort.add_column(Column::text(name, values))?;
        cohort.set_field(field, name)?;
    }
    let nodes = |one: &SimulatedPerson| {
        let known = one.stage.map(|_| if one.truth.nodes { "N+" } else { "N0" });
        known.map(str::to_owned)
    };
    cohort.add_column(Column::text("nodes", labelled.iter().map(nodes).collect()))?;
    let ages = labelled.iter().map(|one| Some(one.person.age)).collect();
    cohort.add_column(Column::number("age", ages))?;
    cohort.set_field(Field::Age, "age")?;
    let number = |of: fn(&SimulatedPerson) -> Option<f64>| measured.iter().map(of).collect();
    for (name, values) in [
        ("tumour_cells", number(|one| Some(one.truth.tumour_cells))),
        ("tumour_diameter_mm", number(|one| Some(one.truth.tumour_diameter))),
        ("metastases", number(|one| Some(f64::from(one.truth.metastases)))),
        ("metastatic_cells", number(|one| Some(one.truth.metastatic_cells))),
        ("tumour_years", number(|one| one.truth.tumour_years)),
        ("tumour_vesicles_per_ml", number(|one| Some(one.truth.tumour_vesicles))),
        ("vesicles_per_ml", number(|one| Some(one.truth.vesicles))),
        ("host_response", number(|one| Some(one.truth.host_response))),
        ("haemolysis", number(|one| Some(one.truth.haemolysis))),
    ] {
        cohort.add_column(Column::number(name, values))?;
    }
    if design.handling.swaps > 0.0 {
        let tubes = samples.iter().map(|s| study.tube_person(s).and_then(who)).collect();
        cohort.add_column(Column::text("measured_person", tubes))?;
    }
    let there = |role: Role| -> Vec<&str> {
        let of_role = design.class.iter().enumerate().filter(|(_, c)| c.role == role);
        let here = of_role.filter(|(place, _)| samples.iter().any(|s| s.class == *place));
        here.map(|(_, c)| c.label.as_str()).collect()
    };
    cohort.set_roles(&there(Role::Control), &there(Role::Benign))?;
    Ok(())
}
