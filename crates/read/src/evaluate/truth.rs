//! What a cohort knows of the samples that are called.

use exoscope_core::sample::{Field, Role, Sex, Stage};

use crate::split::Samples;
use exoscope_score::{ScoreError, Truth};

/// Class, role and stage of each sample, and the facts by which figures are given: sex and site. A
/// class is a cancer or a control where the cohort's roles say so.
pub(crate) fn truth(labelled: &dyn Samples) -> Result<Truth, ScoreError> {
    let are = |wanted| labelled.roles().iter().map(|role| *role == Some(wanted)).collect();
    let metadata = labelled.cohort().metadata();
    let stage = metadata.field(Field::Stage);
    let stages = labelled.rows().iter().map(|&row| {
        let text = stage?.get(row)?;
        text.parse::<Stage>().ok().map(Stage::number)
    });
    let (classes, y) = (labelled.classes().to_vec(), labelled.y().to_vec());
    let mut truth = Truth::new(classes, are(Role::Cancer), y)?
        .with_controls(are(Role::Control))?
        .with_stages(stages.collect())?;
    for field in [Field::Sex, Field::Site] {
        let Some(column) = metadata.field(field) else { continue };
        let value = |&row: &usize| {
            let text = column.get(row)?;
            let sex = (field == Field::Sex).then(|| text.parse::<Sex>().ok()).flatten();
            Some(sex.map_or_else(|| text.into_owned(), |sex| sex.to_string()))
        };
        let values = labelled.rows().iter().map(value).collect();
        truth = truth.with_subgroup(&field.to_string(), values)?;
    }
    Ok(truth)
}
