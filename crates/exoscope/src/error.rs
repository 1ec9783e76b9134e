//! Why a use case ends without an answer.

use exoscope_core::cohort::{AssayError, CohortError, OpenError};
use exoscope_core::progress::Cancelled;
use exoscope_core::sample::{MetadataError, RolesError};
use exoscope_core::store::WriteError;
use exoscope_differential::{AnalysisError, DifferentialError};
use exoscope_import::{ImportError, PatternError, UnknownDecimal};
use exoscope_read::audit::AuditError;
use exoscope_read::call::CallSettingsError;
use exoscope_read::compare::CompareError;
use exoscope_read::evaluate::{EvaluateError, PlanError, RunError};
use exoscope_read::pipeline::{CallError, FitPipelineError, OpenModelError};
use exoscope_read::split::LabelledError;
use exoscope_report::PageError;
use exoscope_sim::cohort::StudyError;

use crate::design::DesignError;
use crate::explain::ExplainError;
use crate::files::FileError;
use crate::samples::NoSuchSample;

macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident($of:ty),)*) => {
        /// Why a use case ends without an answer; what happened in which module is its source.
        #[derive(Debug, thiserror::Error)]
        #[non_exhaustive]
        pub enum Error {
            $($(#[$doc])* #[error("{0}")] $name(#[from] $of),)*
        }
    };
}

errors! {
    /// A named file cannot be read or written.
    File(FileError),
    /// A file is no cohort.
    Cohort(OpenError),
    /// A file is no model.
    Model(OpenModelError),
    /// A file cannot be imported.
    Import(ImportError),
    /// A pattern over names is none.
    Pattern(PatternError),
    /// A text names no decimal mark.
    Decimal(UnknownDecimal),
    /// Values cannot be on a stated scale.
    Scale(CohortError),
    /// Values are on no scale that something can be fitted on.
    Assay(AssayError),
    /// Samples have no classes.
    Labels(LabelledError),
    /// A column of facts is not there.
    Metadata(MetadataError),
    /// Roles of classes do not fit.
    Roles(RolesError),
    /// What is asked for does not go with the design of the cohort.
    Design(DesignError),
    /// Settings of the rules of calls are out of range.
    Rules(CallSettingsError),
    /// Samples cannot be split.
    Plan(PlanError),
    /// A pipeline cannot be fitted.
    Fit(FitPipelineError),
    /// A pipeline cannot be evaluated.
    Evaluate(EvaluateError),
    /// Samples cannot be called.
    Call(CallError),
    /// There is no sample of a name.
    Sample(NoSuchSample),
    /// Calls cannot be explained as asked.
    Explain(ExplainError),
    /// A cohort cannot be audited.
    Audit(AuditError),
    /// A run cannot be read or written.
    Run(RunError),
    /// Two runs cannot be compared.
    Compare(CompareError),
    /// Classes cannot be compared miRNA by miRNA.
    Differential(DifferentialError),
    /// People cannot be simulated.
    Simulate(StudyError),
    /// A page cannot be made.
    Page(PageError),
    /// A file cannot be written.
    Write(WriteError),
    /// Whoever asked for it ended it.
    Cancelled(Cancelled),
}

impl From<AnalysisError> for Error {
    fn from(error: AnalysisError) -> Self {
        match error {
            AnalysisError::Differential(error) => Self::Differential(error),
            AnalysisError::Cancelled(error) => Self::Cancelled(error),
        }
    }
}

impl Error {
    /// What can be done about it, in words that hold for any caller.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Labels(LabelledError::NoLabel) => Some("say which column is the label"),
            Self::Assay(AssayError::UnknownScale) => Some("state the scale of the cohort"),
            Self::Call(CallError::OtherAssay { .. }) => {
                Some("a model calls only what was measured and scaled as its training cohort")
            }
            Self::Call(CallError::TooFewMirnas { .. }) => {
                Some("let a larger share of miRNAs be missing, at the cost of trust")
            }
            Self::Run(RunError::NotFinished { .. }) => Some("let the evaluation end"),
            Self::Run(RunError::InTheWay { .. }) => Some("name a new folder"),
            Self::Compare(CompareError::OtherSamples { .. }) => {
                Some("evaluate both on one cohort with the same classes and groups")
            }
            Self::Evaluate(EvaluateError::TestIsTraining { .. }) => {
                Some("test on samples that training has not seen")
            }
            Self::Differential(error) => error.hint(),
            _ => None,
        }
    }
}
