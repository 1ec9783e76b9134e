//! Samples × miRNAs, with what is known of each sample.
//!
//! On disk a cohort is a Parquet file that pandas, R arrow and `DuckDB` open as it is: a row a
//! sample, the sample's name, the metadata columns, then a column a miRNA. Scale, roles, fields and
//! provenance travel in the file's key-value metadata under the key `exoscope`.

mod assay;
mod error;
mod parquet;
mod provenance;
mod stack;
mod values;

use std::collections::HashSet;

use ndarray::Array2;

pub use assay::{Assay, AssayError, NameForm};
pub use error::CohortError;
pub use parquet::{FORMAT_VERSION, OpenError};
pub use provenance::{Provenance, Source, Step};
pub use stack::StackError;
pub use values::Values;

use crate::mirna::MirnaName;
use crate::sample::{Column, Field, Metadata, MetadataError, Roles, RolesError, SampleId};
use crate::scale::Scale;

/// Samples × miRNAs on one stated scale, with metadata, roles of labels and provenance.
///
/// Checked when made: names of samples and of miRNAs are unique, every value is one the scale
/// admits or NaN (missing), the matrix has a row a sample and a column a miRNA.
///
/// ```
/// use exoscope_core::{Cohort, Scale};
/// use ndarray::array;
///
/// let cohort = Cohort::new(
///     vec!["A".parse()?, "B".parse()?],
///     vec!["hsa-miR-21-5p".parse()?, "hsa-miR-451a".parse()?],
///     array![[120.0, 22_622.0], [80.0, f64::NAN]],
///     Scale::Counts,
/// )?;
/// assert_eq!(cohort.values().n_missing(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    samples: Vec<SampleId>,
    mirnas: Vec<MirnaName>,
    values: Values,
    scale: Scale,
    metadata: Metadata,
    roles: Roles,
    provenance: Provenance,
}

impl Cohort {
    /// Checks and takes names, values (samples × miRNAs, NaN where missing) and their scale.
    pub fn new(
        samples: Vec<SampleId>,
        mirnas: Vec<MirnaName>,
        values: Array2<f64>,
        scale: Scale,
    ) -> Result<Self, CohortError> {
        Self::from_values(samples, mirnas, Values::Exact(values), scale)
    }

    /// [`Cohort::new`] with values in either storage; they are put into the one that the scale needs.
    pub fn from_values(
        samples: Vec<SampleId>,
        mirnas: Vec<MirnaName>,
        values: Values,
        scale: Scale,
    ) -> Result<Self, CohortError> {
        let values = values.stored_for(scale);
        if values.dim() != (samples.len(), mirnas.len()) {
            let (rows, columns) = values.dim();
            return Err(CohortError::Shape {
                rows,
                columns,
                samples: samples.len(),
                mirnas: mirnas.len(),
            });
        }
        if let Some(id) = first_duplicate(&samples) {
            return Err(CohortError::DuplicateSample { sample: id.clone() });
        }
        if let Some(name) = first_duplicate(&mirnas) {
            return Err(CohortError::DuplicateMirna { mirna: name.clone() });
        }
        if let Some((row, column, value)) = values.find(|v| !v.is_nan() && !scale.admits(v)) {
            return Err(CohortError::Value {
                sample: samples[row].clone(),
                mirna: mirnas[column].clone(),
                value,
                scale,
            });
        }
        Ok(Self {
            samples,
            mirnas,
            values,
            scale,
            metadata: Metadata::default(),
            roles: Roles::default(),
            provenance: Provenance::default(),
        })
    }

    /// The samples' names, in row order.
    pub fn samples(&self) -> &[SampleId] {
        &self.samples
    }

    /// The miRNAs, in column order.
    pub fn mirnas(&self) -> &[MirnaName] {
        &self.mirnas
    }

    /// The values, samples × miRNAs.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// What the values are.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// What is known of the samples.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The roles of the labels.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// Where the cohort came from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Number of samples.
    pub fn n_samples(&self) -> usize {
        self.samples.len()
    }

    /// Number of miRNAs.
    pub fn n_mirnas(&self) -> usize {
        self.mirnas.len()
    }

    /// States the scale anew, checking that it admits every value.
    pub fn with_scale(self, scale: Scale) -> Result<Self, CohortError> {
        let Self { samples, mirnas, values, metadata, roles, provenance, .. } = self;
        let cohort = Self::from_values(samples, mirnas, values, scale)?;
        Ok(Self { metadata, roles, provenance, ..cohort })
    }

    /// Gives the samples other names, in row order; each must be its own.
    pub fn with_samples(self, samples: Vec<SampleId>) -> Result<Self, CohortError> {
        let Self { mirnas, values, scale, metadata, roles, provenance, .. } = self;
        let cohort = Self::from_values(samples, mirnas, values, scale)?;
        Ok(Self { metadata, roles, provenance, ..cohort })
    }

    /// Gives the miRNAs other names, in column order; each must be its own.
    pub fn with_mirnas(self, mirnas: Vec<MirnaName>) -> Result<Self, CohortError> {
        let Self { samples, values, scale, metadata, roles, provenance, .. } = self;
        let cohort = Self::from_values(samples, mirnas, values, scale)?;
        Ok(Self { metadata, roles, provenance, ..cohort })
    }

    /// Adds a column of facts.
    pub fn add_column(&mut self, column: Column) -> Result<(), MetadataError> {
        self.metadata.push(column, self.samples.len())
    }

    /// Says which column holds a field. A new label column makes the roles unknown.
    pub fn set_field(&mut self, field: Field, column: &str) -> Result<(), MetadataError> {
        let before = self.metadata.field(field).map(|holder| holder.name().to_owned());
        self.metadata.set_field(field, column)?;
        if field == Field::Label && before.as_deref() != Some(column) {
            self.roles = Roles::default();
        }
        Ok(())
    }

    /// Says which labels are controls and which benign; all others are cancers.
    pub fn set_roles(
        &mut self,
        controls: &[impl AsRef<str>],
        benign: &[impl AsRef<str>],
    ) -> Result<(), RolesError> {
        let labels: Vec<String> = self
            .metadata
            .field(Field::Label)
            .map(|column| column.texts().flatten().map(Into::into).collect())
            .unwrap_or_default();
        self.roles = Roles::assign(&labels, controls, benign)?;
        Ok(())
    }

    /// Notes a step in the cohort's history.
    pub fn add_step(&mut self, step: Step) {
        self.provenance.steps.push(step);
    }

    /// The cohort of these samples (rows) only, in this order.
    pub fn select_samples(&self, rows: &[usize]) -> Result<Self, CohortError> {
        if let Some(&row) = rows.iter().find(|&&row| row >= self.n_samples()) {
            return Err(CohortError::NoSuchRow { row, samples: self.n_samples() });
        }
        let samples = rows.iter().map(|&row| self.samples[row].clone()).collect();
        let values = self.values.select_rows(rows);
        let chosen = Self::from_values(samples, self.mirnas.clone(), values, self.scale)?;
        Ok(Self {
            metadata: self.metadata.select(rows),
            roles: self.roles.clone(),
            provenance: self.provenance.clone(),
            ..chosen
        })
    }
}

impl Cohort {
    /// The cohort of these miRNAs (columns) only, in this order.
    pub fn select_mirnas(&self, columns: &[usize]) -> Result<Self, CohortError> {
        let there = self.n_mirnas();
        if let Some(&column) = columns.iter().find(|&&column| column >= there) {
            return Err(CohortError::NoSuchColumn { column, mirnas: there });
        }
        let mirnas = columns.iter().map(|&column| self.mirnas[column].clone()).collect();
        let values = self.values.select_columns(columns);
        let chosen = Self::from_values(self.samples.clone(), mirnas, values, self.scale)?;
        Ok(self.facts_onto(chosen))
    }

    /// The same samples, miRNAs and facts with other values (samples × miRNAs, NaN where missing).
    pub fn with_values(&self, values: Array2<f64>, scale: Scale) -> Result<Self, CohortError> {
        let chosen = Self::new(self.samples.clone(), self.mirnas.clone(), values, scale)?;
        Ok(self.facts_onto(chosen))
    }

    fn facts_onto(&self, other: Self) -> Self {
        Self {
            metadata: self.metadata.clone(),
            roles: self.roles.clone(),
            provenance: self.provenance.clone(),
            ..other
        }
    }
}

/// The first item that an earlier one equals.
fn first_duplicate<T: std::hash::Hash + Eq>(items: &[T]) -> Option<&T> {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().find(|item| !seen.insert(*item))
}
