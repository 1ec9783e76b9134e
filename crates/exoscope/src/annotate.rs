//! Annotation: facts about the samples of a cohort, from a table or from their names.

use std::collections::BTreeMap;

use exoscope_core::cohort::Step;
use exoscope_core::sample::Field;
use exoscope_core::{Cohort, Scale};
use exoscope_import::{AnnotationReport, Derive, Join, KeyMap, PatternError};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::files::{Inputs, Outputs};

/// Adds facts to the samples of a cohort. Reads `cohort.parquet`, and `facts.tsv` where there is one; writes
/// `annotated.parquet`.
///
/// ```
/// use exoscope::annotate::Annotate;
/// use exoscope::prelude::*;
///
/// let settings = r#"{"derive": ["kind=^([A-Z]+)"]}"#;
/// let annotate: Annotate = serde_json::from_str(settings)?;
/// let cohort = exoscope::example::cohort(Streams::new(1))?;
/// let mut facts = String::from("sample\tcentre\n");
/// for (nth, sample) in cohort.samples().iter().enumerate() {
///     facts += &format!("{sample}\t{}\n", ["north", "south"][nth % 2]);
/// }
/// let inputs = Inputs::default()
///     .with_bytes("cohort.parquet", cohort.to_bytes()?)
///     .with_bytes("facts.tsv", facts.into_bytes());
/// let (annotated, report) = annotate.run(&inputs, &mut Outputs::memory())?;
/// assert!(annotated.metadata().column("centre").is_ok());
/// assert_eq!(report.join.map(|join| join.matched), Some(cohort.n_samples()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Annotate {
    /// Column of the facts that names the samples; the first where it is `None`.
    pub key: Option<String>,
    /// How a key becomes a sample's name, as `PATTERN=REPLACEMENT` on the whole key.
    pub key_map: Option<String>,
    /// What is put before the names of the new columns.
    pub prefix: Option<String>,
    /// Whether samples without a row of facts are accepted; their facts are missing.
    pub allow_unmatched: bool,
    /// Columns made from the samples' names, as `COLUMN=PATTERN`, where the first group is the value.
    pub derive: Vec<String>,
    /// Fields and the columns that hold them; the label is one of them.
    pub fields: BTreeMap<Field, String>,
    /// Labels that are controls; `*` stands for any characters.
    pub controls: Vec<String>,
    /// Labels that are benign diseases; `*` stands for any characters.
    pub benign: Vec<String>,
    /// What the values are, where it is stated.
    pub scale: Option<Scale>,
}

const COHORT: &str = "cohort.parquet";
const FACTS: &str = "facts.tsv";

impl Annotate {
    /// Annotates, and writes the cohort.
    ///
    /// # Errors
    ///
    /// Where an input cannot be read, a pattern is none, samples have no row of facts, a fact does not fit
    /// its field, or the cohort cannot be written.
    pub fn run(
        &self,
        inputs: &Inputs,
        outputs: &mut Outputs,
    ) -> Result<(Cohort, AnnotationReport), Error> {
        let (mut cohort, _) = inputs.cohort(COHORT)?;
        if let Some(scale) = self.scale {
            cohort = cohort.with_scale(scale)?;
            cohort.add_step(Step::new(format!("scale stated as {scale}"), Vec::new()));
        }
        let facts = inputs.has(FACTS).then(|| inputs.path(FACTS)).transpose()?;
        let join = match &facts {
            Some(facts) => Some(Join {
                from: facts.as_ref().to_owned(),
                key: self.key.clone(),
                key_map: self.key_map.as_deref().map(str::parse::<KeyMap>).transpose()?,
                prefix: self.prefix.clone(),
                allow_unmatched: self.allow_unmatched,
                ..Join::default()
            }),
            None => None,
        };
        let derive: Result<Vec<Derive>, PatternError> =
            self.derive.iter().map(|pattern| pattern.parse()).collect();
        let annotation = exoscope_import::Annotation {
            join,
            derive: derive?,
            fields: self.fields.iter().map(|(field, column)| (*field, column.clone())).collect(),
            controls: self.controls.clone(),
            benign: self.benign.clone(),
        };
        let annotated = exoscope_import::annotate(cohort, &inputs.shown(COHORT), &annotation)?;
        outputs.write("annotated.parquet", |out| out.write_all(&annotated.cohort.to_bytes()?))?;
        Ok((annotated.cohort, annotated.report))
    }
}
