//! Options that the design of a cohort does not allow.

use exoscope_core::sample::Role;
use exoscope_read::audit::Key;
use exoscope_read::pipeline::Pipeline;
use exoscope_read::split::Labelled;
use exoscope_score::Prevalence;

use crate::hint::Misuse;

/// Refuses a batch correction whose batches follow the classes, and a grouping by the label itself.
pub fn check(labelled: &Labelled<'_>, settings: &Pipeline) -> anyhow::Result<()> {
    if let Some(column) = &settings.batch
        && Key::of(labelled, column)?.follows_class(labelled)
    {
        return Err(Misuse::new(format!(
            "--combat {column}: every batch holds samples of one class, so a correction for {column} \
             cannot be told from one for the class"
        ))
        .into());
    }
    if let Some(column) = &settings.group
        && Key::of(labelled, column)?.is_label(labelled)
    {
        return Err(Misuse::new(format!(
            "--group {column}: the column is the label by another name (each of its values is one class), \
             so no fit could learn the class that it is to call"
        ))
        .into());
    }
    Ok(())
}

/// Refuses a prevalence of what is no cancer among these classes.
pub fn check_prevalence(
    prevalence: &Prevalence,
    classes: &[String],
    role: impl Fn(&String) -> Option<Role>,
) -> Result<(), Misuse> {
    let is_cancer: Vec<bool> =
        classes.iter().map(|class| role(class) == Some(Role::Cancer)).collect();
    let checked = prevalence.check(classes, &is_cancer);
    checked.map_err(|error| Misuse::new(format!("--prevalence: {error}")))
}
