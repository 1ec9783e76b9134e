//! What a cohort knows of the samples that are called.

use exoscope_core::sample::{Field, Role, Stage};

use crate::score::{ScoreError, Truth};
use crate::split::Labelled;

/// Class, role and stage of each sample. A class is a cancer where the cohort's roles say so.
pub(crate) fn truth(labelled: &Labelled<'_>) -> Result<Truth, ScoreError> {
    let is_cancer = labelled.roles().iter().map(|role| *role == Some(Role::Cancer)).collect();
    let stage = labelled.cohort().metadata().field(Field::Stage);
    let stages = labelled.rows().iter().map(|&row| {
        let text = stage?.get(row)?;
        text.parse::<Stage>().ok().map(Stage::number)
    });
    Truth::new(labelled.classes().to_vec(), is_cancer, labelled.y().to_vec())?
        .with_stages(stages.collect())
}
