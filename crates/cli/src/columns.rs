//! Which sheet and which columns of a table are taken for samples.

use exoscope_import::ColumnChoice;

/// Columns that are left out or taken against what their headings and values say.
#[derive(clap::Args)]
pub struct Columns {
    /// Leave out columns (or lines) that are no samples, by their headings (or names)
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    leave_out: Vec<String>,
    /// Take columns (or lines) as samples although they look like statistics, totals or lengths
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    keep: Vec<String>,
    /// The sheet of an Excel workbook [default: the only one that holds something]
    #[arg(long, value_name = "NAME")]
    worksheet: Option<String>,
    /// The column that names the miRNAs, where a line is a miRNA [default: the one with most names]
    #[arg(long, value_name = "COL")]
    mirna_column: Option<String>,
}

impl Columns {
    /// The choice that is stated.
    pub fn choice(&self) -> ColumnChoice {
        ColumnChoice {
            leave_out: self.leave_out.clone(),
            keep: self.keep.clone(),
            worksheet: self.worksheet.clone(),
            mirnas: self.mirna_column.clone(),
        }
    }
}
