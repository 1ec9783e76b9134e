//! A table of facts: a row a sample, a column a fact.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::{Field, FieldError};
use crate::suggest::did_you_mean_or_all;

/// What is known of the samples of a cohort, column by column, in the order of its samples, and
/// which columns hold the [`Field`]s that Exoscope understands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    columns: Vec<Column>,
    fields: BTreeMap<Field, String>,
}

/// One fact about every sample.
#[derive(Debug, Clone)]
pub struct Column {
    name: String,
    values: ColumnValues,
    /// Numbers as they were written, where some are written otherwise than their number is: should the column
    /// become one of words, `1.10` must not become `1.1`.
    written: Option<Vec<Option<String>>>,
}

/// By name and values, however numbers were written.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.values == other.values
    }
}

/// The values of a column, `None` where missing.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnValues {
    /// Words.
    Text(Vec<Option<String>>),
    /// Finite numbers.
    Number(Vec<Option<f64>>),
}

/// Why a column cannot be added or found.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// A column of this name is there already.
    #[error("there is a column {name:?} already")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// The name is empty or kept for the samples' names.
    #[error("a column cannot be called {name:?}")]
    Name {
        /// The name.
        name: String,
    },
    /// A column has too few or too many values.
    #[error("column {name:?} has {found} values for {samples} samples")]
    Length {
        /// The column.
        name: String,
        /// Number of samples.
        samples: usize,
        /// Number of values.
        found: usize,
    },
    /// No column of this name.
    #[error("no column is called {name:?}{suggestion}")]
    NoSuchColumn {
        /// The name asked for.
        name: String,
        /// Columns like it, or all there are.
        suggestion: String,
    },
    /// A value cannot stand in the field that its column is to hold.
    #[error("column {column:?} cannot be the {field}: row {row}: {source}")]
    Field {
        /// The column.
        column: String,
        /// The field.
        field: Field,
        /// Row of the value, from 1.
        row: usize,
        /// What is wrong with it.
        source: FieldError,
    },
}

impl Column {
    /// A column of `values`, guessing their kind: numbers where every value is one and no two that are
    /// written differently would become one (`007`, `1E5` and `1e400` stay words, and so do `1.1` beside `1.10`),
    /// words otherwise. Empty text, `NA`, `NaN`, `N/A` and `null` are missing.
    ///
    /// ```
    /// use exoscope_core::sample::{Column, ColumnValues};
    /// let kit = Column::guess("kit", &["1.1", "1.10"]);
    /// assert!(matches!(kit.values(), ColumnValues::Text(_)));
    /// let age = Column::guess("age", &["61", "61.0", "70.5"]);
    /// assert!(matches!(age.values(), ColumnValues::Number(_)));
    /// ```
    pub fn guess(name: &str, values: &[impl AsRef<str>]) -> Self {
        let present: Vec<Option<&str>> = values
            .iter()
            .map(|value| Some(value.as_ref().trim()).filter(|text| !is_missing(text)))
            .collect();
        let texts = || {
            present.iter().map(|value| value.map(str::to_owned)).collect::<Vec<Option<String>>>()
        };
        let name = name.trim().to_owned();
        let Some(numbers) = numbers(&present).filter(|numbers| numbers.iter().any(Option::is_some))
        else {
            return Self { name, values: ColumnValues::Text(texts()), written: None };
        };
        let otherwise = present.iter().zip(&numbers).any(|(text, number)| {
            text.zip(*number).is_some_and(|(text, number)| number.to_string() != text)
        });
        Self { name, written: otherwise.then(texts), values: ColumnValues::Number(numbers) }
    }

    /// A column of words, whatever they look like; what [`Column::guess`] takes for missing is.
    pub fn words(name: &str, values: &[impl AsRef<str>]) -> Self {
        let present = values.iter().map(|value| Some(value.as_ref().trim()));
        let present = present.map(|value| value.filter(|text| !is_missing(text)));
        Self::text(name, present.map(|value| value.map(str::to_owned)).collect())
    }

    /// A column of words.
    pub fn text(name: &str, values: Vec<Option<String>>) -> Self {
        Self { name: name.trim().to_owned(), values: ColumnValues::Text(values), written: None }
    }

    /// A column of numbers; those that are not finite count as missing.
    pub fn number(name: &str, values: Vec<Option<f64>>) -> Self {
        let finite = values.into_iter().map(|v| v.filter(|v| v.is_finite())).collect();
        Self { name: name.trim().to_owned(), values: ColumnValues::Number(finite), written: None }
    }

    /// The column's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The values.
    pub fn values(&self) -> &ColumnValues {
        &self.values
    }

    /// Number of values, missing ones included.
    pub fn len(&self) -> usize {
        match &self.values {
            ColumnValues::Text(values) => values.len(),
            ColumnValues::Number(values) => values.len(),
        }
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Value number `row` as text, `None` where missing. A whole number has no decimal point.
    pub fn get(&self, row: usize) -> Option<Cow<'_, str>> {
        match &self.values {
            ColumnValues::Text(values) => values.get(row)?.as_deref().map(Cow::Borrowed),
            ColumnValues::Number(values) => {
                values.get(row)?.map(|number| Cow::Owned(number.to_string()))
            }
        }
    }

    /// All values as text.
    pub fn texts(&self) -> impl Iterator<Item = Option<Cow<'_, str>>> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// All values as they were written, where that is known: `1.10` of a column of numbers too.
    pub fn written(&self) -> impl Iterator<Item = Option<Cow<'_, str>>> {
        (0..self.len()).map(|row| match &self.written {
            Some(texts) => texts.get(row)?.as_deref().map(Cow::Borrowed),
            None => self.get(row),
        })
    }

    /// How many values are missing.
    pub fn n_missing(&self) -> usize {
        self.texts().filter(Option::is_none).count()
    }

    /// The column with only these rows, in this order; a row out of range is missing.
    fn select(&self, rows: &[usize]) -> Self {
        let values = match &self.values {
            ColumnValues::Text(values) => ColumnValues::Text(
                rows.iter().map(|&row| values.get(row).cloned().flatten()).collect(),
            ),
            ColumnValues::Number(values) => ColumnValues::Number(
                rows.iter().map(|&row| values.get(row).copied().flatten()).collect(),
            ),
        };
        let texts = |texts: &Vec<Option<String>>| {
            rows.iter().map(|&row| texts.get(row).cloned().flatten()).collect()
        };
        let written = self.written.as_ref().map(texts);
        Self { name: self.name.clone(), values, written }
    }
}

impl Metadata {
    /// The columns, in the order they were added.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Adds a column of `samples` values under a name that is not taken.
    pub fn push(&mut self, column: Column, samples: usize) -> Result<(), MetadataError> {
        let name = column.name.clone();
        if name.is_empty() || name == "sample" || name.chars().any(char::is_control) {
            return Err(MetadataError::Name { name });
        }
        if self.columns.iter().any(|other| other.name == name) {
            return Err(MetadataError::Duplicate { name });
        }
        if column.len() != samples {
            return Err(MetadataError::Length { name, samples, found: column.len() });
        }
        self.columns.push(column);
        Ok(())
    }

    /// The column called `name`; else an error with the names nearest to it.
    pub fn column(&self, name: &str) -> Result<&Column, MetadataError> {
        self.columns.iter().find(|column| column.name == name).ok_or_else(|| {
            let suggestion = did_you_mean_or_all(name, self.columns.iter().map(Column::name));
            MetadataError::NoSuchColumn { name: name.to_owned(), suggestion }
        })
    }

    /// Says that column `name` holds `field`, after checking every value.
    pub fn set_field(&mut self, field: Field, name: &str) -> Result<(), MetadataError> {
        let column = self.column(name)?;
        for (row, value) in column.texts().enumerate() {
            if let Some(Err(source)) = value.map(|text| field.check(&text)) {
                let column = name.to_owned();
                return Err(MetadataError::Field { column, field, row: row + 1, source });
            }
        }
        self.fields.insert(field, name.to_owned());
        Ok(())
    }

    /// The column that holds `field`, where one does.
    pub fn field(&self, field: Field) -> Option<&Column> {
        let name = self.fields.get(&field)?;
        self.columns.iter().find(|column| column.name == *name)
    }

    /// Which column holds which field.
    pub fn fields(&self) -> &BTreeMap<Field, String> {
        &self.fields
    }

    /// The facts of these samples only, in this order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        Self {
            columns: self.columns.iter().map(|column| column.select(rows)).collect(),
            fields: self.fields.clone(),
        }
    }
}

/// Whether a text stands for a value that is not there: empty, `NA`, `NaN`, `N/A`, `#N/A` or `null`.
///
/// ```
/// use exoscope_core::sample::is_missing;
/// assert!(is_missing("NA") && is_missing("") && !is_missing("0"));
/// ```
pub fn is_missing(text: &str) -> bool {
    text.is_empty()
        || ["na", "nan", "n/a", "#n/a", "null"]
            .iter()
            .any(|missing| text.eq_ignore_ascii_case(missing))
}

/// The numbers that texts are, `None` where one is none, or where two texts would become one number: `1.1` and
/// `1.10` are two batches, `61` and `61.0` one age.
fn numbers(present: &[Option<&str>]) -> Option<Vec<Option<f64>>> {
    let mut of_number: HashMap<u64, &str> = HashMap::new();
    present
        .iter()
        .map(|value| {
            let Some(text) = *value else { return Some(None) };
            let number = plain_number(text)?;
            let first = *of_number.entry(number.to_bits()).or_insert(text);
            let same = first == text || number.fract() == 0.0 && bare(first) == bare(text);
            same.then_some(Some(number))
        })
        .collect()
}

/// A whole number without the zeros behind its point.
fn bare(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    }
}

/// The number a text is, unless writing the number would lose what the text says. Programs write exponents with
/// a sign or a fraction (`1e+05`, `1.0E5`); `1E5` is a plate or a clone.
fn plain_number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    // A whole number past 2^53 is a code and would lose its last digits; programs write fractions with 16 or 17.
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    let long = whole && digits.len() > 15;
    let code = digits.split_once(['e', 'E']).is_some_and(|(before, after)| {
        [before, after].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite())?;
    (!padded && !long && !code && digits.starts_with(|c: char| c.is_ascii_digit()))
        .then_some(number)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_column_is_guessed() {
        let ages = Column::guess("Age", &["76", "", "50.5", "NA"]);
        assert!(matches!(ages.values(), ColumnValues::Number(_)));
        assert_eq!(ages.n_missing(), 2);
        assert_eq!(ages.get(0).as_deref(), Some("76"));
        // As R, pandas and this program write them.
        let full = Column::guess("years", &["10.008994472168737", "6935391474.109648", "1e-300"]);
        assert!(matches!(full.values(), ColumnValues::Number(_)));
        for words in [
            ["007", "8"],
            ["12345678901234567890", "1"],
            ["inf", "1"],
            ["", "NA"],
            ["1E5", "7"],
            ["1.1", "1.10"],
            ["1e+05", "100000"],
        ] {
            let column = Column::guess("id", &words);
            assert!(matches!(column.values(), ColumnValues::Text(_)), "{words:?}");
        }
    }

    #[test]
    fn numbers_remember_how_they_were_written() {
        let kit = Column::guess("kit", &["1.10", "NA", "2.50"]);
        assert!(matches!(kit.values(), ColumnValues::Number(_)));
        assert_eq!(kit.get(0).as_deref(), Some("1.1"));
        assert_eq!(kit.written().next().flatten().as_deref(), Some("1.10"));
        assert_eq!(kit.select(&[2, 0]).written().nth(1).flatten().as_deref(), Some("1.10"));
        assert_eq!(kit, Column::number("kit", vec![Some(1.1), None, Some(2.5)]));
    }

    #[test]
    fn a_field_checks_its_values() {
        let mut metadata = Metadata::default();
        metadata.push(Column::guess("Stage", &["I", "", "V"]), 3).unwrap();
        let refused = metadata.set_field(Field::Stage, "Stage");
        assert!(matches!(refused, Err(MetadataError::Field { row: 3, .. })));
        assert!(metadata.field(Field::Stage).is_none());
    }

    #[test]
    fn names_are_unique_and_missing_ones_suggested() {
        let mut metadata = Metadata::default();
        metadata.push(Column::guess("CancerType", &["a"]), 1).unwrap();
        let again = metadata.push(Column::guess("CancerType", &["b"]), 1);
        assert!(matches!(again, Err(MetadataError::Duplicate { .. })));
        assert!(metadata.push(Column::guess("sample", &["b"]), 1).is_err());
        assert!(metadata.push(Column::guess("x", &["b", "c"]), 1).is_err());
        let message = metadata.column("cancertype").unwrap_err().to_string();
        assert!(message.contains("did you mean \"CancerType\""), "{message}");
    }
}
