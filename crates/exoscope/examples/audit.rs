//! Audits a cohort: can its classes be told from its batches at all?
//!
//!     cargo run --example audit -- cohort.parquet slide

use std::error::Error;
use std::path::Path;

use exoscope::audit::AuditCohort;
use exoscope::prelude::*;
use exoscope::read::audit::Audit;

/// Audits with one batch variable, few draws and permutations, and writes `audit.json` and `audit.html`
/// into the folder.
///
/// # Errors
///
/// Where the cohort cannot be read, or lacks the column.
pub fn audit(cohort: &Path, column: &str, out: &Path) -> Result<Audit, Box<dyn Error>> {
    let batches = vec![column.to_owned()];
    let audit = AuditCohort { batches, draws: 2, permutations: 19, ..AuditCohort::default() };
    let inputs = Inputs::default().with_file("cohort.parquet", cohort);
    let found = audit.run(&inputs, &mut Outputs::folder(out), &Silent)?;
    println!("{}: {}", found.verdict, found.sentence);
    Ok(found)
}

/// Takes cohort and column from the command line.
///
/// # Errors
///
/// As [`audit`].
pub fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [cohort, column] = args.as_slice() else {
        return Err("name a cohort and a batch variable".into());
    };
    audit(cohort.as_ref(), column, ".".as_ref()).map(|_| ())
}
