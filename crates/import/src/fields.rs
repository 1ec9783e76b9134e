//! Which columns hold the facts that Exoscope understands.

use exoscope_core::Cohort;
use exoscope_core::sample::{Column, ColumnValues, Field, MetadataError};

use super::report::{ColumnReport, FieldReport};

/// Says which column holds which field: first as `given`, which must fit, then by the names of the
/// columns from number `from` (counted from 0) on, where the values fit and no column holds the
/// field yet.
pub(super) fn set_fields(
    cohort: &mut Cohort,
    given: &[(Field, String)],
    from: usize,
) -> Result<Vec<FieldReport>, MetadataError> {
    let mut reports = Vec::new();
    for (field, column) in given {
        cohort.set_field(*field, column)?;
        reports.push(FieldReport { field: *field, column: column.clone(), refused: None });
    }
    let columns = cohort.metadata().columns().iter().skip(from);
    let names: Vec<String> = columns.map(|column| column.name().to_owned()).collect();
    for column in names {
        let Some(field) = Field::of_column(&column) else { continue };
        let refused = match cohort.metadata().field(field) {
            Some(holder) if holder.name() == column => continue,
            Some(holder) => Some(format!("column {:?} holds it", holder.name())),
            None => cohort.set_field(field, &column).err().map(|e| e.to_string()),
        };
        reports.push(FieldReport { field, column, refused });
    }
    Ok(reports)
}

/// What a report says of columns.
pub(super) fn column_reports(columns: &[Column]) -> Vec<ColumnReport> {
    let report = |column: &Column| ColumnReport {
        name: column.name().to_owned(),
        kind: match column.values() {
            ColumnValues::Text(_) => "text",
            ColumnValues::Number(_) => "number",
        },
        missing: column.n_missing(),
    };
    columns.iter().map(report).collect()
}
