//! The dose of a trial, taken from a simulated batch in the body.

use exoscope_core::unit::Quantity;

use super::plan::Plan;
use crate::TherapyError;
use crate::production::Batch;

impl Plan {
    /// The plan with a batch's dose as its treatment. Where D₅₀ is in cells: the cells that are given. Where it is in
    /// particles: the mean amount of vesicles in the tissue of the lesion's organ over two days, of which the plan then says
    /// what it rests on.
    ///
    /// # Errors
    ///
    /// D₅₀ is in cells, and the product are vesicles.
    pub fn with_batch(mut self, batch: &Batch) -> Result<Self, TherapyError> {
        let delivery = &batch.delivery;
        let in_cells = self.treatment.d50.to("cells").is_ok();
        let what = if in_cells {
            if !batch.cells {
                let why = format!(
                    "{} of half effect, and {} makes vesicles",
                    self.treatment.d50, batch.name
                );
                return Err(TherapyError::value(
                    "treatment.d50",
                    why,
                    "give it in particles at the lesion, as \"1e8 particles\"",
                ));
            }
            self.treatment.dose = batch.given.clone();
            "cells given".to_owned()
        } else {
            self.treatment.dose =
                format!("{} particles", delivery.mean).parse::<Quantity>().map_err(|error| {
                    TherapyError::value("treatment.dose", error.to_string(), "a finite amount")
                })?;
            format!("vesicles in the {}, mean of two days", delivery.lesion)
        };
        self.treatment.name = format!("{} of {}", batch.given, batch.name);
        self.assumed.push(format!(
            "The dose is that of a simulated batch of {} in the reference adult: {what}, {:.3e}; assumed there: {}.",
            batch.name,
            self.treatment.dose.value(),
            delivery.assumed
        ));
        self.checked()
    }
}
