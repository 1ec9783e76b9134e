//! Result of an analysis: a table a contrast, with what it rests on.

use std::io::{self, Write};

use exoscope_core::Scale;
use serde::Serialize;

use crate::Method;
use crate::design::{Association, LeftOut};
use crate::levels::Untested;
use crate::sets::SetResult;

/// Differential expression of the miRNAs of a cohort.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Differential {
    /// How variances are modelled.
    pub method: Method,
    /// Whether the prior is robust.
    pub robust: bool,
    /// Scale of the cohort.
    pub scale: Scale,
    /// What a level is: fold changes are differences of it.
    pub unit: String,
    /// Column that holds the classes.
    pub by: String,
    /// Samples of each class in the model.
    pub classes: Vec<ClassSize>,
    /// Columns of the model beside the classes, with what they are.
    pub terms: Vec<ModelTerm>,
    /// Samples in the model.
    pub samples: usize,
    /// Samples of the compared classes that are not.
    pub left_out: Vec<LeftOut>,
    /// Parameters of the model.
    pub parameters: usize,
    /// Prior degrees of freedom; `None` where they are infinite: all miRNAs have one variance, or the trend's.
    pub prior_df: Option<f64>,
    /// Median prior standard deviation.
    pub prior_sd: f64,
    /// miRNAs tested.
    pub tested: usize,
    /// miRNAs that are not, and why.
    pub untested: Vec<Untested>,
    /// The contrasts.
    pub contrasts: Vec<ContrastResult>,
    /// What should be known beside the figures.
    pub notes: Vec<String>,
    /// Level of the confidence intervals.
    pub level: f64,
    /// False discovery rate below which a miRNA counts as different.
    pub fdr: f64,
}

/// Samples of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClassSize {
    /// The class.
    pub class: String,
    /// Its samples in the model.
    pub samples: usize,
}

/// A column of the model beside the classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelTerm {
    /// The column.
    pub column: String,
    /// `batch`, `covariate` or `pair`.
    pub role: &'static str,
}

/// Result of one contrast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContrastResult {
    /// Its name, as it was given.
    pub name: String,
    /// The class above.
    pub above: String,
    /// The classes below, weighted equally.
    pub below: Vec<String>,
    /// Samples of the class above.
    pub samples_above: usize,
    /// Samples of the classes below.
    pub samples_below: usize,
    /// miRNAs that are higher, at the false discovery rate of the settings.
    pub up: usize,
    /// miRNAs that are lower.
    pub down: usize,
    /// log2 fold change that is found with 80 % power at p < 0.05, for the miRNA of median standard error.
    pub detectable: f64,
    /// How far the contrast coincides with batches.
    pub associations: Vec<Association>,
    /// The miRNAs, by p value.
    pub rows: Vec<Row>,
    /// Sets of miRNAs, by p value.
    pub sets: Vec<SetResult>,
}

/// One miRNA in one contrast. Figures are NaN, in JSON null, where the contrast is not estimable from the samples that have
/// a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The miRNA.
    pub mirna: String,
    /// log2 fold change: the class above less those below, adjusted for the model's other columns.
    pub log2_fold_change: f64,
    /// Lower end of its confidence interval.
    pub ci_low: f64,
    /// Upper end.
    pub ci_high: f64,
    /// Mean level over all samples of the model.
    pub average: f64,
    /// Moderated t.
    pub t: f64,
    /// Its degrees of freedom; `None` where infinite.
    pub df: Option<f64>,
    /// Two-sided p value; 0 where it is below the least number.
    pub p: f64,
    /// log10 of the p value, which is never below the least number.
    pub log10_p: f64,
    /// False discovery rate over the miRNAs of the contrast (Benjamini–Hochberg).
    pub fdr: f64,
    /// Samples with a value.
    pub values: usize,
    /// Of these, or of the missing, below the limit of detection.
    pub censored: usize,
}

/// Heading of the table.
pub const COLUMNS: [&str; 13] = [
    "contrast",
    "mirna",
    "log2_fold_change",
    "ci_low",
    "ci_high",
    "average",
    "t",
    "df",
    "p",
    "fdr",
    "values",
    "censored",
    "note",
];

impl Differential {
    /// Writes all contrasts as one table, tab-separated: tested miRNAs by p value, then those that are not with the reason
    /// in `note`. What is not defined is empty.
    pub fn write_tsv(&self, out: impl Write) -> io::Result<()> {
        let mut table = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
        table.write_record(COLUMNS)?;
        let infinite = |df: Option<f64>| df.map_or_else(|| "Inf".to_owned(), |df| df.to_string());
        for contrast in &self.contrasts {
            for row in &contrast.rows {
                let (df, note) = if row.t.is_nan() {
                    (String::new(), "not estimable")
                } else {
                    (infinite(row.df), "")
                };
                let [lfc, low, high, average, t] =
                    [row.log2_fold_change, row.ci_low, row.ci_high, row.average, row.t].map(figure);
                let [p, fdr] = [row.p, row.fdr].map(figure);
                let [values, censored] = [row.values, row.censored].map(|n| n.to_string());
                let cells = [lfc, low, high, average, t, df, p, fdr, values, censored];
                let named = [contrast.name.clone(), row.mirna.clone()].into_iter();
                table.write_record(named.chain(cells).chain([note.to_owned()]))?;
            }
            for untested in &self.untested {
                let mut cells = vec![contrast.name.clone(), untested.mirna.clone()];
                cells.resize(COLUMNS.len() - 1, String::new());
                cells.push(untested.reason.to_string());
                table.write_record(cells)?;
            }
        }
        table.flush()
    }
}

/// A figure in as many digits as it needs; nothing where it is not defined.
fn figure(value: f64) -> String {
    if value.is_nan() {
        return String::new();
    }
    if value != 0.0 && value.abs() < 1e-4 { format!("{value:e}") } else { value.to_string() }
}
