//! What to do about an error.

use std::error::Error;

use exoscope::design::DesignError;
use exoscope_core::cohort::AssayError;
use exoscope_core::store::{LockError, ReplaceError};
use exoscope_differential::DifferentialError;
use exoscope_fetch::FetchError;
use exoscope_import::ImportError;
use exoscope_import::export::ExportError;
use exoscope_read::audit::AuditMismatch;
use exoscope_read::compare::CompareError;
use exoscope_read::evaluate::{EvaluateError, RunError};
use exoscope_read::pipeline::CallError;
use exoscope_read::prepare::PrepareError;
use exoscope_read::split::LabelledError;
use exoscope_screening::ScreeningError;
use exoscope_sim::solve::SolveError;
use exoscope_study::StudyError;
use exoscope_study::reproduce::ReproduceError;
use exoscope_therapy::TherapyError;

/// The command line asks for something that does not go together: exit code 2.
#[derive(Debug)]
pub struct Misuse(String);

impl Misuse {
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl std::fmt::Display for Misuse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Misuse {}

/// Whether a use case refused what it was asked, rather than failed to do it.
pub fn is_misuse(error: &anyhow::Error) -> bool {
    use exoscope::Error as Refused;
    use exoscope_prep::claim::ClaimError;
    use exoscope_prep::run::RunError;
    // A sentence of the command line, and a folder named for what would not go there.
    if error.is::<ClaimError>()
        || matches!(error.downcast_ref(), Some(RunError::InTheWay(_) | RunError::Input(_)))
    {
        return true;
    }
    match error.downcast_ref() {
        Some(Refused::Design(_) | Refused::Rules(_)) => true,
        Some(Refused::Differential(error)) => error.is_misuse(),
        _ => false,
    }
}

/// What the user can do about an error, where there is something to say.
pub fn hint(error: &anyhow::Error) -> Option<String> {
    let stated = error.chain().find_map(of_cause).map(|hint| with_options(&hint));
    stated.or_else(|| of_dash(&error.to_string()))
}

/// Where a file that could not be read is `-`: which commands read standard input.
fn of_dash(error: &str) -> Option<String> {
    let named = ["-: ", "cannot read -:", "cannot read -,"];
    named.iter().any(|start| error.starts_with(start)).then(|| {
        "standard input is read by annotate and by import table, counts, geo, geo-matrix and nanostring; here name a \
         file"
            .to_owned()
    })
}

/// Libraries name settings, in backticks; here they are options of the same names.
fn with_options(hint: &str) -> String {
    let mut parts = hint.split('`');
    let mut text = parts.next().unwrap_or_default().to_owned();
    while let (Some(setting), rest) = (parts.next(), parts.next()) {
        text.push_str("--");
        text.push_str(setting);
        text.push_str(rest.unwrap_or_default());
    }
    text
}

fn of_cause(cause: &(dyn Error + 'static)) -> Option<String> {
    if let Some(hint) = own_hint(cause) {
        return Some(hint);
    }
    if let Some(error) = cause.downcast_ref::<DesignError>() {
        return match error {
            DesignError::BatchIsClass { .. } => Some("leave out --combat".into()),
            DesignError::GroupIsLabel { .. } => Some("name another column with --group".into()),
            _ => None,
        };
    }
    if let Some(error) = cause.downcast_ref::<ImportError>() {
        return error.hint();
    }
    if let Some(error) = cause.downcast_ref::<ReplaceError>() {
        return match error {
            ReplaceError::OtherKind { .. } => Some("name another file, or give --force".into()),
            ReplaceError::Ending { wanted, .. } => Some(match wanted.ending() {
                Some(ending) => format!("end its name in .{ending}"),
                None => "name it without an ending".into(),
            }),
            ReplaceError::Foreign { .. } => Some("name another folder, or give --force".into()),
            _ => Some("name another file".into()),
        };
    }
    if let Some(error) = cause.downcast_ref::<AssayError>() {
        return match error {
            AssayError::UnknownScale => {
                Some("state it: exoscope annotate COHORT --scale counts --out …".into())
            }
            AssayError::MixedNames { .. } => {
                Some("import mature miRNAs and precursors as two cohorts".into())
            }
            _ => None,
        };
    }
    if let Some(error) = cause.downcast_ref::<LabelledError>() {
        return match error {
            LabelledError::NoLabel => {
                Some("name it: exoscope annotate COHORT --label COLUMN --out …".into())
            }
            _ => Some("exoscope describe COHORT lists columns and classes".into()),
        };
    }
    if let Some(CallError::OtherAssay { .. }) = cause.downcast_ref() {
        return Some(
            "a reader calls only what was measured and scaled as its training cohort".into(),
        );
    }
    if let Some(CallError::TooFewMirnas { .. }) = cause.downcast_ref() {
        return Some("--max-missing SHARE lets more be missing, at the cost of trust".into());
    }
    if let Some(EvaluateError::TestIsTraining { .. }) = cause.downcast_ref() {
        return Some("--test takes samples that training has not seen".into());
    }
    if let Some(RunError::NotFinished { .. }) = cause.downcast_ref() {
        return Some("run exoscope evaluate … --out RUN to its end".into());
    }
    if let Some(RunError::Changed { .. }) = cause.downcast_ref() {
        return Some("run exoscope evaluate again; a run's files are not to be edited".into());
    }
    if let Some(RunError::InTheWay { .. }) = cause.downcast_ref() {
        return Some("name a new folder with --out".into());
    }
    if let Some(mismatch) = cause.downcast_ref::<AuditMismatch>() {
        let options = match mismatch {
            AuditMismatch::Split { column } => format!("--batch {column},… "),
            AuditMismatch::Classes { .. } => "--classes A,B,… ".to_owned(),
            _ => String::new(),
        };
        return Some(format!("{}: exoscope audit COHORT {options}--out JSON", mismatch.hint()));
    }
    if let Some(CompareError::OtherSamples { .. }) = cause.downcast_ref() {
        return Some("evaluate both on one cohort with the same --classes and --group, or compare what they share with --common".into());
    }
    if let Some(ExportError::Anndata(error)) = cause.downcast_ref() {
        return error.hint();
    }
    if let Some(ExportError::InTheWay { .. }) = cause.downcast_ref() {
        return Some("name a new folder with --out".into());
    }
    if let Some(LockError::Held { .. }) = cause.downcast_ref() {
        return Some("wait for it, or name another folder".into());
    }
    if let Some(SolveError::Late { .. }) = cause.downcast_ref() {
        return Some("follow it longer with --for, or give it earlier".into());
    }
    if let Some(StudyError::Specificity { .. }) = cause.downcast_ref() {
        return Some("ask for --specificity 0.99, 0.995 or 0.999".into());
    }
    if let Some(PrepareError::ZeroTotal { .. }) = cause.downcast_ref() {
        return Some("take samples without reads out of the cohort".into());
    }
    None
}

/// Errors that know themselves what to do.
fn own_hint(cause: &(dyn Error + 'static)) -> Option<String> {
    of_preparation(cause)
        .or_else(|| of_tissue(cause))
        .or_else(|| cause.downcast_ref::<ReproduceError>()?.hint())
        .or_else(|| cause.downcast_ref::<FetchError>()?.hint())
        .or_else(|| cause.downcast_ref::<DifferentialError>()?.hint().map(str::to_owned))
        .or_else(|| cause.downcast_ref::<ScreeningError>()?.hint())
        .or_else(|| cause.downcast_ref::<TherapyError>()?.hint())
        .or_else(|| of_fit(cause))
}

/// Errors of `exoscope nca` and `exoscope fit`.
fn of_fit(cause: &(dyn Error + 'static)) -> Option<String> {
    use exoscope_fit::body::BodyFitError;
    use exoscope_fit::nca::NcaError;
    use exoscope_fit::table::TableError;
    let of_table = cause.downcast_ref::<TableError>().map(TableError::hint);
    of_table
        .or_else(|| Some(cause.downcast_ref::<NcaError>()?.hint().to_owned()))
        .or_else(|| cause.downcast_ref::<BodyFitError>()?.hint())
}

/// Errors of `exoscope simulate tissue`.
fn of_tissue(cause: &(dyn Error + 'static)) -> Option<String> {
    use exoscope_tissue::world::{CheckpointError, FolderError, WorldError};
    if let Some(error) = cause.downcast_ref::<WorldError>() {
        return Some(error.hint());
    }
    if let Some(CheckpointError::OtherWorld { .. }) = cause.downcast_ref() {
        return Some(
            "give the world file that the checkpoint was made with; --for lengthens a run".into(),
        );
    }
    cause.downcast_ref::<FolderError>().and_then(FolderError::hint)
}

/// Errors of `exoscope prep`.
fn of_preparation(cause: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = cause.downcast_ref::<exoscope_prep::ReadError>() {
        return error.hint();
    }
    if let Some(error) = cause.downcast_ref::<exoscope_prep::run::RunError>() {
        return error.hint();
    }
    if let Some(error) = cause.downcast_ref::<exoscope_prep::calibration::CalibrationError>() {
        return error.hint();
    }
    if let Some(error) = cause.downcast_ref::<exoscope_prep::claim::ClaimError>() {
        return Some(error.hint());
    }
    cause
        .downcast_ref::<exoscope_prep::sheet::SheetError>()
        .map(exoscope_prep::sheet::SheetError::hint)
}

#[cfg(test)]
mod tests {
    use super::with_options;

    #[test]
    fn settings_in_backticks_become_options() {
        assert_eq!(with_options("state it with `scale`"), "state it with --scale");
        assert_eq!(with_options("`keep` it, or `leave-out` it"), "--keep it, or --leave-out it");
        assert_eq!(with_options("wait for it"), "wait for it");
    }
}
