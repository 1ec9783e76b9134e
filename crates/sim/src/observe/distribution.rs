//! Where a dose is: biodistribution.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Blueprint, Site};
use crate::solve::TimeCourse;

/// What one organ holds over time: in its vessels, between its cells and, where followed, in them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Content {
    /// Vesicles at each time of the course.
    pub vesicles: Vec<f64>,
    /// The same without the blood in the organ's vessels, as after perfusion.
    pub tissue: Vec<f64>,
    /// Minutes at which `tissue` is highest.
    pub peak: f64,
}

/// The content of every organ.
pub fn organs(blueprint: &Blueprint, course: &TimeCourse) -> BTreeMap<String, Content> {
    let mut places: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (place, compartment) in blueprint.compartments.iter().enumerate() {
        let Some(organ) = &compartment.organ else { continue };
        let (all, tissue) = places.entry(organ).or_default();
        match compartment.place {
            Site::Vessels => all.push(place),
            Site::Interstitium | Site::Cells => {
                all.push(place);
                tissue.push(place);
            }
            _ => {}
        }
    }
    let content = |(all, tissue): (Vec<usize>, Vec<usize>)| {
        let tissue = course.together(&tissue);
        let highest = tissue.iter().zip(&course.times).max_by(|a, b| a.0.total_cmp(b.0));
        let peak = highest.map_or(0.0, |(_, &time)| time);
        Content { vesicles: course.together(&all), tissue, peak }
    };
    places.into_iter().map(|(organ, both)| (organ.to_owned(), content(both))).collect()
}
