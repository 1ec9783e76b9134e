//! People in whom a marker is followed: simulated once, for every world and marker.

use exoscope_core::Streams;
use exoscope_sim::cohort::{Design, Preparation, Role, SimulatedPerson, Study, Truth};
use exoscope_sim::parameter::Table;
use rayon::prelude::*;

use super::rim::Rim;
use crate::StudyError;

/// A person of a cohort.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Subject {
    /// Number among all people.
    pub number: u64,
    /// The person without a tumour, a response to one, or lysed red cells in the tube.
    pub well: SimulatedPerson,
    /// Tumour vesicles per mL of plasma of each cell of a tumour that lies near vessels.
    pub per_cell: f64,
    /// Response of the host when it is full.
    pub response: f64,
}

/// People with a tumour, and people without, who set the cut-off.
#[derive(Debug)]
pub(super) struct People {
    /// The design that all of them are of, its first class that of the tumours.
    pub design: Design,
    pub ill: Vec<Subject>,
    pub well: Vec<Subject>,
}

/// Number of the first person: nobody of a cohort that trains a reader is among them.
const FIRST: u64 = 500_000_000;
/// A tumour of a metre calls forth all of the response that a person has.
const LARGE: f64 = 1000.0;

impl People {
    pub(super) fn draw(
        design: &Design,
        class: usize,
        ill: usize,
        controls: usize,
        streams: Streams,
    ) -> Result<Self, StudyError> {
        let mut design = design.clone();
        let tumours = design.class.get(class).cloned();
        let well = design.class.iter().find(|class| class.role == Role::Control).cloned();
        let none = StudyError::Setting { what: "design", why: "it needs a cancer and controls" };
        let (mut tumours, mut well) = tumours.zip(well).ok_or(none)?;
        (tumours.people, well.people) = (ill, controls);
        tumours.stages = [0.0, 1.0, 0.0, 0.0, 0.0]; // no metastases
        tumours.growth = None;
        design.class = vec![tumours, well];
        design.tumour.diameter = [(LARGE, LARGE); 5];
        design.host.scale = 1.0;
        design.preparation = Preparation::Vesicles;
        design.handling.duplicates = 0.0;
        design.handling.swaps = 0.0;
        let near_vessels = Rim::of(&Table::published()?)?;
        let study = Study::later(design.clone(), streams, FIRST)?;
        let subject = |row: usize| -> Result<Subject, StudyError> {
            let one = study.sample(row)?.measured;
            let truth = one.truth;
            let well = Truth { vesicles: truth.vesicles, ..Truth::default() };
            Ok(Subject {
                number: study.person(row).unwrap_or_default(),
                per_cell: truth.tumour_vesicles / near_vessels.cells(truth.tumour_cells).max(1.0),
                response: truth.host_response / design.host.called(LARGE),
                well: SimulatedPerson { truth: well, ..one },
            })
        };
        let all: Vec<Subject> =
            (0..study.len()).into_par_iter().map(subject).collect::<Result<_, _>>()?;
        let (ill, well) = all.into_iter().partition(|subject| subject.well.class == 0);
        Ok(Self { design, ill, well })
    }
}
