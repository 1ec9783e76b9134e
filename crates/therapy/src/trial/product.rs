//! The dose of a trial, taken from a simulated batch in the body.

use exoscope_core::unit::Quantity;

use super::plan::Plan;
use crate::TherapyError;
use crate::dose::{Route, deliver};
use crate::patient::Lesion;
use crate::production::Batch;
use crate::quantity::{Counted, counted};

impl Plan {
    /// The plan with a batch's dose as its treatment. Where D₅₀ is in cells: the cells that are given, by a route that is a
    /// treatment of the lesion. Where it is in particles: the mean amount of vesicles over two days in the tissue that stands for
    /// the plan's lesion, whichever organ the process names; the plan then says what that rests on.
    ///
    /// # Errors
    ///
    /// The body of the simulator has no organ of the lesion, the route does not reach it, or D₅₀ is in cells and the product
    /// are vesicles.
    pub fn with_batch(mut self, batch: &Batch) -> Result<Self, TherapyError> {
        let lesion = self.disease.lesion();
        let in_cells = counted("treatment.d50", &self.treatment.d50)? == Counted::Cells;
        if in_cells && !batch.cells {
            let why =
                format!("{} of half effect, and {} makes vesicles", self.treatment.d50, batch.name);
            let hint = "give it in particles at the lesion, as \"1e8 particles\"";
            return Err(TherapyError::value("treatment.d50", why, hint));
        }
        let (dose, what) =
            if in_cells { cells_given(batch, lesion)? } else { at_the_lesion(batch, lesion)? };
        self.treatment.dose = dose;
        self.treatment.name = format!("{} of {}", batch.given, batch.name);
        self.assumed.push(format!(
            "The dose is that of a simulated batch of {} in the reference adult: {what}, {:.3e}; assumed there: {}.",
            batch.name,
            self.treatment.dose.value(),
            batch.delivery.assumed
        ));
        self.checked()
    }
}

fn unreached(batch: &Batch, lesion: Lesion, hint: &str) -> TherapyError {
    let why = format!(
        "{}, given {}, does not reach the {}",
        batch.name,
        batch.route.0.words(),
        lesion.name
    );
    TherapyError::value("treatment.dose", why, hint)
}

fn cells_given(batch: &Batch, lesion: Lesion) -> Result<(Quantity, String), TherapyError> {
    let into_fluid = batch.route.0 == Route::Intrathecal && lesion.organ == Some("brain");
    let by_vein = matches!(batch.route.0, Route::Vein | Route::Drip) && lesion.by_vein;
    if !into_fluid && !by_vein {
        let hint = "a product of another route, or the dose at the lesion written in the plan";
        return Err(unreached(batch, lesion, hint));
    }
    Ok((batch.given.clone(), format!("cells given {}", batch.route.0.words())))
}

fn at_the_lesion(batch: &Batch, lesion: Lesion) -> Result<(Quantity, String), TherapyError> {
    let hint = "the amount at the lesion written in the plan, as dose = \"1e8 particles\"";
    let Some(organ) = lesion.organ else { return Err(unreached(batch, lesion, hint)) };
    let (route, duration) = &batch.route;
    if *route == Route::Intrathecal && organ != "brain" {
        return Err(unreached(batch, lesion, hint));
    }
    let delivery = deliver(&batch.given, *route, duration.as_ref(), organ)?;
    if delivery.mean <= 0.0 {
        return Err(unreached(batch, lesion, hint));
    }
    let dose = format!("{} particles", delivery.mean).parse::<Quantity>().map_err(|error| {
        TherapyError::value("treatment.dose", error.to_string(), "a finite amount")
    })?;
    let what = format!(
        "vesicles in the {} ({}), given {}, mean of two days",
        organ,
        lesion.name,
        route.words()
    );
    Ok((dose, what))
}
