//! Why a text is not a table of miRNAs.

use exoscope_core::mirna::{MirnaName, ParseError};
use exoscope_core::sample::SampleIdError;

use super::super::error::Place;
use super::super::layout::looks_like_mirna;
use super::super::names::{is_accession, like};
use super::super::number::{has_comma, has_groups};

/// Why a text is not a table of miRNAs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// No delimiter stands in the first lines.
    #[error("there is one column: no tab, semicolon, comma or space parts it")]
    OneColumn,
    /// More columns than allowed.
    #[error("more than {limit} columns")]
    TooManyColumns {
        /// How many may be.
        limit: usize,
    },
    /// More values than allowed.
    #[error("more than {limit} values")]
    TooManyValues {
        /// How many may be.
        limit: usize,
    },
    /// A line with too few or too many cells.
    #[error("{found} cells, where {expected} are expected")]
    Ragged {
        /// Cells of the lines above.
        expected: usize,
        /// Cells of this one.
        found: usize,
    },
    /// A cell that should hold a number.
    #[error("{text:?} is no number{}", of_column(.column))]
    NotANumber {
        /// What it holds.
        text: String,
        /// The heading of its column.
        column: String,
    },
    /// Neither the first line nor the first column names miRNAs.
    #[error("no miRNA is named in the first line or the first column, which start with {examples}")]
    NoMirnaNames {
        /// Cells of both.
        examples: String,
    },
    /// The first line and the first column name miRNAs.
    #[error("both the first line and the first column name miRNAs")]
    BothNameMirnas,
    /// A name that should be a miRNA's.
    #[error(transparent)]
    UnknownMirna(ParseError),
    /// A heading that would pass for a fact, though it was to name a miRNA.
    #[error("heading {text:?} looks like a miRNA's name and is none")]
    LikeMirna {
        /// The heading.
        text: String,
    },
    /// A miRNA is there twice.
    #[error("miRNA {mirna} is there twice, first at {first}{}", as_written(.mirna, .written))]
    DuplicateMirna {
        /// The miRNA.
        mirna: Box<MirnaName>,
        /// How it is written the first time.
        written: String,
        /// Where it stands first.
        first: Place,
    },
    /// A text that cannot name a sample.
    #[error(transparent)]
    SampleName(SampleIdError),
    /// A sample is there twice.
    #[error("sample {sample} is there twice, first at {first}")]
    DuplicateSample {
        /// The sample.
        sample: exoscope_core::sample::SampleId,
        /// Where it stands first.
        first: Place,
    },
    /// Two columns of facts have one heading.
    #[error("two columns are called {name:?}, the first is column {first}")]
    DuplicateColumn {
        /// The heading.
        name: String,
        /// The first column called so, from 1.
        first: usize,
    },
    /// A column of facts cannot be called so.
    #[error("a column of facts cannot be called {name:?}")]
    ColumnName {
        /// The heading.
        name: String,
    },
    /// There is a heading and nothing below.
    #[error("there is no row of values")]
    NoRows,
    /// A table of a format whose tables end with a certain line does not.
    #[error("the table is cut short: no line {end:?} ends it")]
    NoEnd {
        /// The line that should be there.
        end: &'static str,
    },
    /// Lines follow the line that ends the table.
    #[error("text follows the end of the table on line {end}")]
    AfterEnd {
        /// The line that ends it.
        end: usize,
    },
    /// No column has the heading asked for.
    #[error("no column is called {name:?}{suggestion}")]
    NoSuchColumn {
        /// The heading asked for.
        name: String,
        /// Headings like it.
        suggestion: String,
    },
    /// A column that should hold values holds words.
    #[error(
        "column {column:?} holds text, such as {text:?}, where values of a sample are expected"
    )]
    TextColumn {
        /// Its heading.
        column: String,
        /// Its first cell.
        text: String,
    },
    /// No column is left that could be a sample.
    #[error("no column holds a sample: all are names, annotation, statistics or totals")]
    NoSamples,
    /// A table with a line a value, not a matrix.
    #[error(
        "the table has a line a value, not a line a miRNA: column {column:?} tells samples apart"
    )]
    Long {
        /// The column that does.
        column: String,
    },
    /// A column of values is stated of a table that has no line a value.
    #[error("the table has no line a value: beside the miRNAs no column names samples")]
    NotLong,
    /// Two values of one sample and miRNA, on a scale that has no mean of them.
    #[error("sample {sample} has another value of {mirna} at {first}")]
    TwoValues {
        /// The sample.
        sample: String,
        /// The miRNA.
        mirna: String,
        /// Where the first value stands.
        first: Place,
    },
    /// A table with a line a value, of which no column holds values.
    #[error("the table has a line a value, and no column of numbers holds the values")]
    NoValues,
    /// A table with a line a value, of which several columns may hold the values.
    #[error("the table has a line a value, and several columns may hold the values: {columns}")]
    SeveralValues {
        /// Their headings.
        columns: String,
    },
    /// A cell that stands under no heading.
    #[error("{text:?} stands in a column without a heading that is empty above")]
    NoHeading {
        /// What it holds.
        text: String,
    },
    /// Lines that are a summary of samples.
    #[error("the lines are a summary (count, mean, quartiles), not samples")]
    Summary,
    /// Columns that each hold a part of a sample.
    #[error("{first:?} and {second:?} are two parts of one sample, not two samples")]
    Halves {
        /// One column.
        first: String,
        /// The other.
        second: String,
    },
    /// Values that look like no sample's.
    #[error("{sample:?} looks like no sample: {why}")]
    NotASample {
        /// Its name.
        sample: String,
        /// What its values look like.
        why: String,
    },
    /// A matrix without names that has as many rows as columns.
    #[error("{size} rows and {size} columns without headings: either may be the samples")]
    Square {
        /// How many of each.
        size: usize,
    },
    /// A number that may be one of thousands.
    #[error("{text:?} may be a number of thousands or one with three decimals, as all here may")]
    Thousands {
        /// The number.
        text: String,
    },
    /// Something was not detected, on a scale that has no value for that.
    #[error("{mirna} of sample {sample} was not detected, which is a value on the scale ct alone")]
    Undetermined {
        /// The sample.
        sample: String,
        /// The miRNA.
        mirna: String,
    },
    /// A matrix without headings whose columns nobody names.
    #[error("without a heading nothing names the miRNAs in the columns")]
    NoFeatures,
    /// A file of features, and a heading as well.
    #[error("the miRNAs are named by a file of features and by a heading")]
    FeaturesAndHeader,
    /// A list of names does not fit the matrix.
    #[error("{found} {what} for {expected} {of} of the matrix")]
    Count {
        /// What is listed: `features`, `labels` or `samples`.
        what: &'static str,
        /// How many are listed.
        found: usize,
        /// What there should be as many of: `rows` or `columns`.
        of: &'static str,
        /// How many there are.
        expected: usize,
    },
    /// A list of names with a gap.
    #[error("a blank line: each line stands for a row or column of the matrix")]
    BlankLine,
    /// A list that names the rows of one matrix, and several matrices.
    #[error("names the samples of one table, and there are {tables}")]
    OneListManyTables {
        /// How many.
        tables: usize,
    },
    /// Nothing to import.
    #[error("no file was given")]
    NoFile,
    /// Files whose numbers seem to be on different scales.
    #[error("values seem to be {other} ({reason}), but {first} in {first_file}")]
    ScalesDiffer {
        /// The scale guessed for this file.
        other: exoscope_core::Scale,
        /// What speaks for it.
        reason: String,
        /// The scale guessed for the first file.
        first: exoscope_core::Scale,
        /// The first file.
        first_file: String,
    },
}

impl TableError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        let near = match self {
            Self::UnknownMirna(ParseError::NotAName { text }) | Self::LikeMirna { text }
                if looks_like_mirna(text) && !is_accession(text) =>
            {
                like(text)
            }
            _ => Vec::new(),
        };
        if !near.is_empty() {
            let what = "other names are told by a file of `names`, and left out by `drop-unknown`";
            return Some(format!("did you mean {}? {what}", near.join(" or ")));
        }
        let hint = match self {
            Self::OneColumn => "another delimiter is named with `delimiter`",
            Self::Ragged { .. } => {
                "a cell that holds the delimiter stands in quotation marks; another delimiter is \
                 named with `delimiter`"
            }
            Self::NotANumber { text, .. } if has_comma(text) => {
                "write numbers with a decimal point and nothing between thousands, or state what \
                 stands before the fraction with `decimal` ,"
            }
            Self::NotANumber { text, .. } if has_groups(text) => {
                "write numbers with nothing between thousands"
            }
            Self::Thousands { .. } => {
                "state what stands before the fraction with `decimal` , or `decimal` ."
            }
            Self::NotANumber { .. } => "leave the cell empty or write NA where a value is missing",
            Self::NoMirnaNames { examples } if examples.contains("\"MIMAT") => {
                "name the miRNAs of miRBase accessions with `names` mature.fa or aliases.txt"
            }
            Self::NoMirnaNames { examples } if spelt_otherwise(examples) => {
                "spell the names as miRBase does (hsa-miR-21-5p, miR-21-5p), or tell them by a file of `names`: a \
                 name, a tab, its miRNA"
            }
            Self::NoMirnaNames { .. } => {
                "name the miRNAs of a matrix without headings with a file of `features`"
            }
            Self::BothNameMirnas => {
                "say which with `orientation` samples-in-rows or mirnas-in-rows"
            }
            Self::UnknownMirna(ParseError::NotAName { text }) if is_accession(text) => {
                "name the miRNAs of miRBase accessions with `names` mature.fa or aliases.txt"
            }
            Self::UnknownMirna(ParseError::Empty) => {
                "fill names down where a table writes them once, or take lines without a name away"
            }
            Self::UnknownMirna(_) => {
                "leave out rows of other genes and controls with `drop-unknown`; they are listed"
            }
            Self::LikeMirna { text } if is_accession(text) => {
                "name the miRNAs of miRBase accessions with `names` mature.fa or aliases.txt"
            }
            Self::LikeMirna { .. } => {
                "correct the name, or call the column otherwise if it holds a fact"
            }
            Self::DuplicateMirna { .. } => "add the two up or take one out",
            Self::DuplicateSample { .. } => {
                "take one of the two; another column with the samples' names is named with `sample`"
            }
            Self::ColumnName { name } if name.is_empty() => {
                "does each line end in a delimiter? take it off, or name the column"
            }
            Self::ColumnName { .. } | Self::DuplicateColumn { .. } => "rename the column",
            Self::TextColumn { .. } => {
                "leave the column out with `leave-out`, or name the column of miRNAs with \
                 `mirna-column`; where a line is one value, name the column of samples with `sample`"
            }
            Self::Undetermined { .. } => {
                "write the value that stands for it, such as 0 of counts, or NA where it is missing"
            }
            Self::NoSamples => "a column that holds a sample all the same is named with `keep`",
            Self::Halves { .. } => {
                "write a line for each mature miRNA, as `hsa-miR-21-5p` and `hsa-miR-21-3p`; columns that are samples \
                 all the same are named with `keep`"
            }
            Self::NotASample { .. } => {
                "leave it out with `leave-out`, or take it as a sample with `keep`"
            }
            Self::Long { .. } | Self::NotLong => "name the column of samples with `sample`",
            Self::TwoValues { .. } => {
                "replicates are averaged on the scales ct and log2; on others take one, or add them up"
            }
            Self::NoValues | Self::SeveralValues { .. } => "name the column of values with `value`",
            Self::NoHeading { .. } => "name the column, or take the cell away",
            Self::Square { .. } => "state `orientation`: samples-in-rows or mirnas-in-rows",
            Self::NoFeatures => "name them with a file of `features`",
            Self::FeaturesAndHeader => "leave out `features`, or the heading",
            Self::ScalesDiffer { .. } => "import them one by one, or state one with `scale`",
            Self::NoEnd { .. } => "copy or download the file again",
            Self::AfterEnd { .. } => "are these several files in one? import each",
            Self::Count { .. } => "does the file have a heading of its own, or a line too few?",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

/// Whether some of the examples of a message were to be names of miRNAs.
fn spelt_otherwise(examples: &str) -> bool {
    examples.split('"').any(looks_like_mirna)
}

/// A text short enough for a message.
pub(in super::super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn of_column(column: &str) -> String {
    if column.is_empty() { String::new() } else { format!(" (column {column:?})") }
}

fn as_written(mirna: &MirnaName, first: &str) -> String {
    if mirna.original() == first {
        return String::new();
    }
    format!(": written {first:?} there and {:?} here", mirna.original())
}
