//! Import: a table of miRNA values in any common layout to a cohort.

use exoscope_core::{Cohort, Scale};
use exoscope_import::{Decimal, ImportReport, TableSettings};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::files::{Inputs, Outputs};

/// Imports tables of miRNAs; several are stacked. Reads the named `files`; writes `cohort.parquet`. What the
/// settings leave open is found by looking, and the report says how.
///
/// ```
/// use exoscope::import_table::ImportTable;
/// use exoscope::prelude::*;
///
/// let table = "name,hsa-miR-21-5p,hsa-miR-451a,sex\na,310,22622,F\nb,418,NA,M\n";
/// let inputs = Inputs::default().with_bytes("table.csv", table.into());
/// let mut outputs = Outputs::memory();
/// let (cohort, report) = ImportTable::default().run(&inputs, &mut outputs)?;
/// assert_eq!((cohort.n_samples(), report.missing.count), (2, 1));
/// assert_eq!(cohort.scale(), Scale::Counts);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportTable {
    /// Names of the inputs that are tables.
    pub files: Vec<String>,
    /// The column with the samples' names; found where it is `None`.
    pub sample_column: Option<String>,
    /// The column that is the label.
    pub label: Option<String>,
    /// Other columns that are facts.
    pub facts: Vec<String>,
    /// What the values are; guessed where it is `None`.
    pub scale: Option<Scale>,
    /// What stands before the fraction of numbers, `.` or `,`.
    pub decimal: Option<String>,
    /// Whether lines that name no miRNA are left out, and listed.
    pub drop_unknown: bool,
}

impl Default for ImportTable {
    fn default() -> Self {
        Self {
            files: vec!["table.csv".to_owned()],
            sample_column: None,
            label: None,
            facts: Vec::new(),
            scale: None,
            decimal: None,
            drop_unknown: false,
        }
    }
}

impl ImportTable {
    /// Imports, and writes the cohort.
    ///
    /// # Errors
    ///
    /// Where a table cannot be read or is none of miRNAs, which names its line and column, or the cohort
    /// cannot be written.
    pub fn run(
        &self,
        inputs: &Inputs,
        outputs: &mut Outputs,
    ) -> Result<(Cohort, ImportReport), Error> {
        let tables: Result<Vec<_>, _> = self.files.iter().map(|name| inputs.path(name)).collect();
        let tables = tables?;
        let paths: Vec<_> = tables.iter().map(|table| table.as_ref().to_owned()).collect();
        let settings = TableSettings {
            sample_column: self.sample_column.clone(),
            label: self.label.clone(),
            facts: self.facts.clone(),
            scale: self.scale,
            decimal: self.decimal.as_deref().map(str::parse::<Decimal>).transpose()?,
            drop_unknown: self.drop_unknown,
            ..TableSettings::default()
        };
        let imported = exoscope_import::table(&paths, &settings)?;
        outputs.write("cohort.parquet", |out| out.write_all(&imported.cohort.to_bytes()?))?;
        Ok((imported.cohort, imported.report))
    }
}
