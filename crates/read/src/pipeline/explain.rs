//! What a call rests on, miRNA by miRNA.

use std::collections::BTreeMap;
use std::io::{self, Write};

use exoscope_core::sample::SampleId;
use exoscope_core::suggest::did_you_mean;
use exoscope_core::{Cohort, MirnaName};
use rayon::prelude::*;
use serde::Serialize;

use super::missing;
use super::{CallError, FittedPipeline};
use exoscope_score::call;

/// What a reader's call of one sample rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The sample.
    pub sample: SampleId,
    /// The class whose score is explained.
    pub class: String,
    /// Its score: log-odds against the geometric mean of the other classes.
    pub score: f64,
    /// The score of the mean training sample.
    pub baseline: f64,
    /// One for each of the reader's miRNAs, the largest first; they sum to `score − baseline`, to
    /// 10⁻⁶.
    pub contributions: Vec<Contribution>,
}

/// What one miRNA adds to a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The miRNA.
    pub mirna: String,
    /// What it adds, in log-odds.
    pub contribution: f64,
    /// Its prepared value: standard deviations above the training mean, if these are standardised.
    pub value: f64,
    /// Whether it is missing in the sample: the value is then what it probably was, given the
    /// others.
    pub missing: bool,
}

impl FittedPipeline {
    /// Explains the calls of these samples (rows of `cohort`), or their scores for `class`.
    ///
    /// What a score is and how it is shared out is told by
    /// [`Model::contributions`](crate::learn::Model::contributions); contributions are counted from
    /// the mean training sample. Refuses what [`FittedPipeline::call`] refuses.
    pub fn explain(
        &self,
        cohort: &Cohort,
        rows: &[usize],
        class: Option<&str>,
        max_missing: f64,
    ) -> Result<Vec<Explanation>, CallError> {
        let asked = class.map(|class| self.class(class)).transpose()?;
        let mut seen = self.see(cohort, rows, max_missing)?;
        let called = missing::call(&self.model, &self.factors, &mut seen.x, &seen.missing)?;
        let classes = call(&called.probabilities);
        let mirnas = self.mirnas();
        let explain = |i: usize| -> Result<Option<Explanation>, CallError> {
            let class = asked.or_else(|| classes.get(i).copied()).unwrap_or_default();
            let sample = rows.get(i).and_then(|&row| cohort.samples().get(row));
            let (Some(name), Some(sample)) = (self.classes.get(class), sample) else {
                return Ok(None);
            };
            let x = seen.x.row(i);
            let of = self.model.contributions(x, self.factors.mean(), class)?;
            let lacks = seen.missing.get(i).map(Vec::as_slice).unwrap_or_default();
            let contribution =
                |(j, ((mirna, &value), contribution)): (_, ((&&MirnaName, _), _))| {
                    let (mirna, missing) = (mirna.to_string(), lacks.contains(&j));
                    Contribution { mirna, contribution, value: f64::from(value), missing }
                };
            let each = mirnas.iter().zip(x).zip(of.values).enumerate();
            let mut contributions: Vec<Contribution> = each.map(contribution).collect();
            contributions.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
            let (score, baseline) = (of.score, of.baseline);
            let (sample, class) = (sample.clone(), name.clone());
            Ok(Some(Explanation { sample, class, score, baseline, contributions }))
        };
        let all: Result<Vec<_>, _> = (0..rows.len()).into_par_iter().map(explain).collect();
        Ok(all?.into_iter().flatten().collect())
    }

    fn class(&self, name: &str) -> Result<usize, CallError> {
        self.classes.iter().position(|class| class == name).ok_or_else(|| {
            let suggestion = did_you_mean(name, self.classes.iter().map(String::as_str));
            CallError::NoSuchClass { class: name.to_owned(), suggestion }
        })
    }
}

impl Explanation {
    /// The heading of a table of contributions, tab-separated.
    pub const HEADING: &str = "sample\tclass\tmirna\tcontribution\tvalue\tmissing\n";

    /// Writes a line for each miRNA below [`Explanation::HEADING`], the largest contribution first;
    /// `missing` is `true` or `false`.
    pub fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
        for Contribution { mirna, contribution, value, missing } in &self.contributions {
            table.write_record([
                self.sample.as_str(),
                &self.class,
                mirna,
                &contribution.to_string(),
                &value.to_string(),
                &missing.to_string(),
            ])?;
        }
        table.flush()
    }
}

/// miRNAs by how much they contribute to the scores of many samples.
#[derive(Debug, Clone, Default)]
pub struct RankedMirnas {
    samples: usize,
    sums: BTreeMap<String, f64>,
}

impl RankedMirnas {
    /// Counts a sample in.
    pub fn add(&mut self, of: &Explanation) {
        self.samples += 1;
        for Contribution { mirna, contribution, .. } in &of.contributions {
            match self.sums.get_mut(mirna) {
                Some(sum) => *sum += contribution.abs(),
                None => {
                    self.sums.insert(mirna.clone(), contribution.abs());
                }
            }
        }
    }

    /// Number of samples counted in.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// The miRNAs with their mean absolute contributions, the largest first.
    pub fn ranked(&self) -> Vec<(&str, f64)> {
        let n = self.samples.max(1) as f64;
        let mut ranked: Vec<(&str, f64)> =
            self.sums.iter().map(|(mirna, sum)| (mirna.as_str(), sum / n)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}
