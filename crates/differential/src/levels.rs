//! Levels of the miRNAs: values of a cohort as log2, miRNAs × samples, and which miRNAs can be tested.

use exoscope_core::background::ABSENT;
use exoscope_core::{Cohort, Scale};
use exoscope_learn::prepare::{DepthSettings, TmmSettings};
use exoscope_learn::split::Learnable;
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::design::Design;
use crate::filter::enough_reads;
use crate::voom::voom;
use crate::{Censored, DifferentialError, Method};

/// Prior count of log2 CPM for limma-trend, at the mean library size (edgeR's guide takes 3).
const PRIOR_COUNT: f64 = 3.0;

/// Share of the samples of one class, at least, in which a miRNA has to be detected where values can be censored.
const DETECTED: f64 = 0.5;

/// A miRNA that is not tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untested {
    /// Its name.
    pub mirna: String,
    /// Why not.
    pub reason: Reason,
}

/// Why a miRNA is not tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// Too few reads in too few samples.
    FewReads,
    /// Below the limit of detection in more than half of the samples of every class.
    RarelyDetected,
    /// Fewer than two samples of a class have a value.
    FewValues,
    /// All values are the same.
    Constant,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::FewReads => "few reads",
            Self::RarelyDetected => "rarely detected",
            Self::FewValues => "few values",
            Self::Constant => "constant",
        })
    }
}

/// What is tested.
#[derive(Debug)]
pub(crate) struct Levels {
    /// Columns of the cohort that are tested.
    pub columns: Vec<usize>,
    /// log2 values, tested miRNAs × samples of the model, NaN where missing.
    pub log2: Array2<f64>,
    /// Precision weights, after voom.
    pub weights: Option<Array2<f64>>,
    /// Values of each tested miRNA below the limit of detection.
    pub censored: Vec<usize>,
    /// miRNAs that are not tested.
    pub untested: Vec<Untested>,
    /// What the levels are.
    pub unit: &'static str,
}

impl Levels {
    /// The levels that `method` takes of the samples of the design.
    pub(crate) fn of(
        cohort: &Cohort,
        design: &Design,
        method: Method,
        censored: Censored,
    ) -> Result<Self, DifferentialError> {
        let scale = cohort.assay()?.scale;
        if method == Method::Voom && scale != Scale::Counts {
            return Err(DifferentialError::NotCounts { scale });
        }
        let raw = raw(cohort, &design.rows);
        let found = match scale {
            Scale::Counts => of_counts(cohort, design, method, raw)?,
            _ => of_values(cohort, design, raw, scale, censored),
        };
        let (left, all) = (found.columns.len(), cohort.n_mirnas());
        if left < 2 {
            let reasons = found.reasons();
            return Err(DifferentialError::TooFewMirnas { left, all, reasons });
        }
        Ok(found)
    }

    /// Why miRNAs are not tested, with their numbers.
    pub(crate) fn reasons(&self) -> String {
        let mut count = std::collections::BTreeMap::new();
        for untested in &self.untested {
            *count.entry(untested.reason).or_insert(0_usize) += 1;
        }
        let listed: Vec<String> =
            count.iter().map(|(reason, n)| format!("{reason}: {n}")).collect();
        listed.join(", ")
    }
}

/// Values as they are, miRNAs × samples.
fn raw(cohort: &Cohort, rows: &[usize]) -> Array2<f64> {
    let mut raw = Array2::zeros((cohort.n_mirnas(), rows.len()));
    for (mut column, &row) in raw.columns_mut().into_iter().zip(rows) {
        for (value, found) in column.iter_mut().zip(cohort.values().row(row)) {
            *value = found;
        }
    }
    raw
}

/// Verdicts on miRNAs: the columns that stay, and why others go.
struct Sifted {
    columns: Vec<usize>,
    untested: Vec<Untested>,
}

fn sift(cohort: &Cohort, verdict: impl Fn(usize) -> Option<Reason>) -> Sifted {
    let mut sifted = Sifted { columns: Vec::new(), untested: Vec::new() };
    for (column, mirna) in cohort.mirnas().iter().enumerate() {
        match verdict(column) {
            None => sifted.columns.push(column),
            Some(reason) => sifted.untested.push(Untested { mirna: mirna.to_string(), reason }),
        }
    }
    sifted
}

/// Whether fewer than two samples of a class have a value, or all values are the same.
fn unfit(values: ndarray::ArrayView1<'_, f64>, class_of: &[usize]) -> Option<Reason> {
    let mut seen = std::collections::BTreeMap::new();
    for (value, class) in values.iter().zip(class_of) {
        *seen.entry(class).or_insert(0_usize) += usize::from(!value.is_nan());
    }
    if seen.values().any(|n| *n < 2) {
        return Some(Reason::FewValues);
    }
    let mut present = values.iter().filter(|value| !value.is_nan());
    let first = present.next();
    present.all(|value| Some(value) == first).then_some(Reason::Constant)
}

/// Counts: filtered, TMM-normalised, as log2 CPM.
fn of_counts(
    cohort: &Cohort,
    design: &Design,
    method: Method,
    raw: Array2<f64>,
) -> Result<Levels, DifferentialError> {
    let class_of = design.class_of();
    let total = |column: ndarray::ArrayView1<'_, f64>| -> f64 {
        column.iter().filter(|count| !count.is_nan()).sum()
    };
    let no_reads = |sample: usize| DifferentialError::NoReads {
        sample: design
            .rows
            .get(sample)
            .map(|&row| cohort.samples()[row].to_string())
            .unwrap_or_default(),
    };
    let sizes: Vec<f64> = raw.columns().into_iter().map(total).collect();
    if let Some(empty) = sizes.iter().position(|size| *size <= 0.0) {
        return Err(no_reads(empty));
    }
    let smallest = design.classes.sizes(&design.rows).into_iter().filter(|n| *n > 0).min();
    let enough = enough_reads(&raw, &sizes, smallest.unwrap_or(1));
    let verdict = |column: usize| {
        if enough[column] { unfit(raw.row(column), &class_of) } else { Some(Reason::FewReads) }
    };
    let Sifted { columns, untested } = sift(cohort, verdict);
    let counts = raw.select(Axis(0), &columns);
    if columns.is_empty() {
        let log2 = counts;
        return Ok(Levels {
            columns,
            log2,
            weights: None,
            censored: Vec::new(),
            untested,
            unit: "",
        });
    }
    let kept: Vec<f64> = counts.columns().into_iter().map(total).collect();
    if let Some(empty) = kept.iter().position(|size| *size <= 0.0) {
        return Err(no_reads(empty));
    }
    let by_sample = counts.t().as_standard_layout().into_owned();
    let tmm = DepthSettings::Tmm(TmmSettings::default()).check()?;
    let sizes = tmm.fit(&by_sample.view().training())?.depths(by_sample.view())?;
    let (log2, weights, unit) = if method == Method::Voom {
        let found = voom(&counts, &sizes, &design.model);
        (found.log2_cpm, Some(found.weights), "log2 CPM (TMM, voom)")
    } else {
        (log2_cpm(&counts, &sizes), None, "log2 CPM (TMM, prior count 3)")
    };
    let censored = vec![0; columns.len()];
    Ok(Levels { columns, log2, weights, censored, untested, unit })
}

/// edgeR's `cpm(log = TRUE)`: a prior count in proportion to the library size.
fn log2_cpm(counts: &Array2<f64>, sizes: &[f64]) -> Array2<f64> {
    let mean = sizes.iter().sum::<f64>() / sizes.len() as f64;
    Array2::from_shape_fn(counts.dim(), |(mirna, sample)| {
        let prior = PRIOR_COUNT * sizes[sample] / mean;
        ((counts[[mirna, sample]] + prior) / (sizes[sample] + 2.0 * prior) * 1e6).log2()
    })
}

/// Values that are log2, or become it.
fn of_values(
    cohort: &Cohort,
    design: &Design,
    mut values: Array2<f64>,
    scale: Scale,
    censored: Censored,
) -> Levels {
    let limit = match scale {
        Scale::Ct => Some(Scale::Ct.for_analysis(exoscope_core::scale::CT_CYCLES)),
        Scale::Log2Intensity => Some(f64::from(ABSENT as f32)),
        _ => None,
    };
    let is_censored = |value: f64| match (scale, limit) {
        (Scale::Ct, Some(limit)) => value <= limit,
        // Other arrays may measure less than what stands for absence on this one.
        (_, Some(limit)) => (value - limit).abs() < 1e-9,
        (_, None) => false,
    };
    values.mapv_inplace(|value| {
        let value = scale.for_analysis(value);
        if matches!(scale.analysed_as(), Scale::Cpm) { (value + 1.0).log2() } else { value }
    });
    let below: Vec<Vec<bool>> =
        values.outer_iter().map(|row| row.iter().map(|v| is_censored(*v)).collect()).collect();
    for (mut row, below) in values.outer_iter_mut().zip(&below) {
        for (value, _) in row.iter_mut().zip(below).filter(|(_, below)| **below) {
            *value = match (censored, limit) {
                (Censored::AtLimit, Some(limit)) => limit,
                _ => f64::NAN,
            };
        }
    }
    let class_of = design.class_of();
    let verdict = |column: usize| {
        if rarely_detected(&below[column], &class_of) {
            return Some(Reason::RarelyDetected);
        }
        unfit(values.row(column), &class_of)
    };
    let Sifted { columns, untested } = sift(cohort, verdict);
    let log2 = values.select(Axis(0), &columns);
    let censored =
        columns.iter().map(|&c| below[c].iter().filter(|below| **below).count()).collect();
    let unit = match scale {
        Scale::Ct => "40 − Ct",
        Scale::DeltaCt => "−ΔCt",
        Scale::ZScore => "standard deviations",
        Scale::Cpm | Scale::Fraction | Scale::Percent => "log2(CPM + 1)",
        Scale::Log2Cpm => "log2 CPM",
        _ => "log2 intensity",
    };
    Levels { columns, log2, weights: None, censored, untested, unit }
}

/// Whether every class has more than half of its values below the limit.
fn rarely_detected(below: &[bool], class_of: &[usize]) -> bool {
    let mut seen = std::collections::BTreeMap::new();
    for (&below, class) in below.iter().zip(class_of) {
        let (detected, all) = seen.entry(class).or_insert((0_usize, 0_usize));
        *detected += usize::from(!below);
        *all += 1;
    }
    seen.values().all(|(detected, all)| (*detected as f64) < DETECTED * *all as f64)
}
