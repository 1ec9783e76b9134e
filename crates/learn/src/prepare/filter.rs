//! Which miRNAs are kept, decided on training samples.

use ndarray::parallel::prelude::*;
use ndarray::{ArrayView2, s};
use serde::{Deserialize, Serialize};

use super::blocks::column_blocks;
use super::error::PrepareError;
use crate::split::Training;

/// Settings of the expression filter.
///
/// A miRNA stays when at least `min_reads` reads of it are seen in enough training samples:
/// `min_share` of them, but no fewer than `min_samples` and no more than `max_samples`.
///
/// | Setting | Default | Range | Meaning |
/// |---|---|---|---|
/// | `min_reads` | 10 | ≥ 0 | reads that count as seen |
/// | `min_cpm` | 0 | ≥ 0 | counts per million that count as seen where reads are not known; 0 keeps all that vary |
/// | `min_share` | 0.1 | 0 to 1 | share of training samples in which it must be seen |
/// | `min_samples` | 2 | ≥ 1 | what is asked of the smallest cohort |
/// | `max_samples` | 50 | ≥ `min_samples` | what is asked of the largest |
///
/// Ten reads are the minimum of edgeR's `filterByExpr`: below them a count is mostly sampling noise,
/// which on the log scale is as large as any effect. Against five reads, the log-loss of logistic
/// regression (λ = 10, five folds × 3) falls from 0.75 to 0.68 on plasma vesicles (GSE71008, three
/// classes, isolation batches kept together) and from 0.56 to 0.55 on the tissue atlas.
///
/// A tenth of 20 samples is 2 and of 190 is 19, as is usual for small-RNA cohorts of that size. A
/// share alone would ask for 1,600 of 16,000 samples, more than most cancers have, and so drop
/// the very markers of a rare class: from 500 samples on, 50 suffice (edgeR's `filterByExpr`
/// bounds its rule by the smallest group for the same reason; here the rule sees no labels).
///
/// Of counts per million the reads are not known, so that all that vary are kept unless `min_cpm` is set (3 are ten reads of 3.3
/// million, a usual depth of small-RNA libraries). On `mirmine` (reads per million, studies left out in turn) 3 keep 744 of
/// 2,588 miRNAs in place of 2,275: of use to logistic regression (log-loss 1.49 against 1.85), but not to the kernel
/// machine, and so not to the stack.
///
/// On log2 scales these settings are not used: only what is missing or constant in all training samples goes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FilterSettings {
    /// Reads that count as seen.
    pub min_reads: f64,
    /// Counts per million that count as seen, where values are on that scale.
    pub min_cpm: f64,
    /// Share of training samples in which a miRNA must be seen.
    pub min_share: f64,
    /// Fewest samples in which it must be seen.
    pub min_samples: usize,
    /// Samples that always suffice.
    pub max_samples: usize,
}

impl Default for FilterSettings {
    fn default() -> Self {
        Self { min_reads: 10.0, min_cpm: 0.0, min_share: 0.1, min_samples: 2, max_samples: 50 }
    }
}

/// Checked [`FilterSettings`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Filter(FilterSettings);

/// What becomes of a miRNA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// It is kept.
    Kept,
    /// It is missing in every training sample.
    Missing,
    /// It has the same value in every training sample that has one.
    Constant,
    /// It was seen in `samples` training samples, fewer than the `needed`.
    Rare {
        /// Training samples with enough reads.
        samples: usize,
        /// Samples asked for.
        needed: usize,
    },
}

/// Fitted [`Filter`]: a verdict on each miRNA, in the order of the columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedFilter {
    verdicts: Vec<Verdict>,
}

impl FilterSettings {
    /// Checks the ranges.
    pub fn check(self) -> Result<Filter, PrepareError> {
        let fail = |name, value, rule| Err(PrepareError::Setting { name, value, rule });
        if !(self.min_reads.is_finite() && self.min_reads >= 0.0) {
            return fail("min_reads", self.min_reads, "a number of reads, 0 or more");
        }
        if !(self.min_cpm.is_finite() && self.min_cpm >= 0.0) {
            return fail("min_cpm", self.min_cpm, "a number of counts per million, 0 or more");
        }
        if !(0.0..=1.0).contains(&self.min_share) {
            return fail("min_share", self.min_share, "between 0 and 1");
        }
        if self.min_samples == 0 {
            return fail("min_samples", 0.0, "at least 1");
        }
        if self.max_samples < self.min_samples {
            return fail("max_samples", self.max_samples as f64, "at least min_samples");
        }
        Ok(Filter(self))
    }
}

impl Filter {
    /// Decides on raw counts (samples × miRNAs, NaN = missing).
    ///
    /// ```
    /// use exoscope_learn::prepare::{FilterSettings, Verdict};
    /// use exoscope_learn::split::Learnable;
    /// use ndarray::array;
    ///
    /// let counts = array![[20.0, 0.0], [17.0, 1.0], [0.0, 90.0]];
    /// let filter = FilterSettings::default().check()?;
    /// let fitted = filter.fit_counts(&counts.view().training())?;
    /// assert_eq!(fitted.kept(), [0]);
    /// assert_eq!(fitted.verdicts()[1], Verdict::Rare { samples: 1, needed: 2 });
    /// # Ok::<(), exoscope_learn::prepare::PrepareError>(())
    /// ```
    pub fn fit_counts(
        &self,
        training: &Training<ArrayView2<'_, f64>>,
    ) -> Result<FittedFilter, PrepareError> {
        let needed = self.needed(training.nrows());
        decide(training, self.0.min_reads, |mirna| match mirna.seen {
            samples if samples < needed => Verdict::Rare { samples, needed },
            _ => Verdict::Kept,
        })
    }

    /// Decides on counts per million (samples × miRNAs, NaN = missing).
    pub fn fit_cpm(
        &self,
        training: &Training<ArrayView2<'_, f32>>,
    ) -> Result<FittedFilter, PrepareError> {
        let needed = self.needed(training.nrows());
        decide(training, self.0.min_cpm, |mirna| match mirna.seen {
            _ if !mirna.varies => Verdict::Constant,
            samples if samples < needed => Verdict::Rare { samples, needed },
            _ => Verdict::Kept,
        })
    }

    /// Training samples, of so many, in which a miRNA must be seen.
    fn needed(&self, samples: usize) -> usize {
        let Self(FilterSettings { min_share, min_samples, max_samples, .. }) = *self;
        let share = (min_share * samples as f64).ceil() as usize;
        share.clamp(min_samples, max_samples)
    }

    /// Decides on log2 values (samples × miRNAs, NaN = missing): only what never varies is dropped.
    pub fn fit_intensities(
        &self,
        training: &Training<ArrayView2<'_, f32>>,
    ) -> Result<FittedFilter, PrepareError> {
        decide(training, 0.0, |mirna| if mirna.varies { Verdict::Kept } else { Verdict::Constant })
    }
}

impl FittedFilter {
    /// The verdict on each miRNA.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Columns that are kept, ascending.
    pub fn kept(&self) -> Vec<usize> {
        let kept = |(column, verdict): (usize, &Verdict)| {
            matches!(verdict, Verdict::Kept).then_some(column)
        };
        self.verdicts.iter().enumerate().filter_map(kept).collect()
    }
}

/// Surveys each miRNA and passes verdict on those that training has values of.
fn decide<T: Copy + Into<f64> + Sync>(
    training: &Training<ArrayView2<'_, T>>,
    min_reads: f64,
    verdict: impl Fn(&Survey) -> Verdict + Sync,
) -> Result<FittedFilter, PrepareError> {
    if training.nrows() == 0 {
        return Err(PrepareError::NoSamples);
    }
    let judge = |mirna: Survey| match mirna.first {
        None => Verdict::Missing,
        Some(_) => verdict(&mirna),
    };
    let verdicts: Vec<_> = column_blocks(training.ncols())
        .into_par_iter()
        .flat_map_iter(|columns| survey(training.slice(s![.., columns]), min_reads))
        .map(judge)
        .collect();
    if verdicts.contains(&Verdict::Kept) {
        Ok(FittedFilter { verdicts })
    } else {
        Err(PrepareError::NothingLeft { columns: verdicts.len() })
    }
}

/// What training says of one miRNA.
#[derive(Debug, Clone, Copy, Default)]
struct Survey {
    /// The first value that is not missing.
    first: Option<f64>,
    /// Whether another value differs from it.
    varies: bool,
    /// Samples with enough reads.
    seen: usize,
}

/// Surveys a few neighbouring columns row by row.
#[allow(clippy::float_cmp, reason = "constant means equal to the bit")]
fn survey<T: Copy + Into<f64>>(x: ArrayView2<'_, T>, min_reads: f64) -> Vec<Survey> {
    let mut mirnas = vec![Survey::default(); x.ncols()];
    for row in x.rows() {
        for (mirna, &value) in mirnas.iter_mut().zip(row) {
            let value: f64 = value.into();
            if !value.is_nan() {
                mirna.varies |= *mirna.first.get_or_insert(value) != value;
                mirna.seen += usize::from(value >= min_reads);
            }
        }
    }
    mirnas
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    fn needed(samples: usize) -> usize {
        let mut counts = Array2::from_elem((samples, 2), 10.0);
        counts.column_mut(1).fill(0.0);
        let filter = FilterSettings::default().check().unwrap();
        let fitted = filter.fit_counts(&Training::new(counts.view())).unwrap();
        match fitted.verdicts()[1] {
            Verdict::Rare { needed, .. } => needed,
            _ => 0,
        }
    }

    #[test]
    fn the_default_suits_cohorts_of_any_size() {
        assert_eq!([5, 20, 192, 500, 16_000].map(needed), [2, 2, 20, 50, 50]);
    }

    #[test]
    fn arrays_lose_only_what_never_varies() {
        let nan = f32::NAN;
        let x = array![[1.0, 2.0, nan, nan, 0.5], [1.0, 3.0, nan, 4.0, nan]];
        let filter = FilterSettings::default().check().unwrap();
        let fitted = filter.fit_intensities(&Training::new(x.view())).unwrap();
        let expected = [
            Verdict::Constant,
            Verdict::Kept,
            Verdict::Missing,
            Verdict::Constant,
            Verdict::Constant,
        ];
        assert_eq!(fitted.verdicts(), expected);
        assert_eq!(fitted.kept(), [1]);
    }

    #[test]
    fn counts_per_million_of_hardly_any_sample_go() {
        let x = Array2::from_shape_fn((30, 3), |(i, m)| match m {
            0 => 100.0 + i as f32,
            1 => {
                if i < 2 {
                    50.0
                } else {
                    0.1
                }
            }
            _ => {
                if i < 3 {
                    3.0
                } else {
                    0.0
                }
            }
        });
        let filter = FilterSettings { min_cpm: 3.0, ..FilterSettings::default() }.check().unwrap();
        let fitted = filter.fit_cpm(&Training::new(x.view())).unwrap();
        let rare = Verdict::Rare { samples: 2, needed: 3 };
        assert_eq!(fitted.verdicts(), [Verdict::Kept, rare, Verdict::Kept]);
        let filter = FilterSettings::default().check().unwrap();
        let all = filter.fit_cpm(&Training::new(x.view())).unwrap();
        assert_eq!(all.kept(), [0, 1, 2]);
    }

    #[test]
    fn refuses_to_drop_everything() {
        let filter = FilterSettings::default().check().unwrap();
        let refused = filter.fit_counts(&Training::new(array![[1.0, f64::NAN]].view()));
        assert_eq!(refused, Err(PrepareError::NothingLeft { columns: 2 }));
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        let default = FilterSettings::default();
        for wrong in [
            FilterSettings { min_reads: f64::NAN, ..default },
            FilterSettings { min_cpm: -1.0, ..default },
            FilterSettings { min_share: 1.5, ..default },
            FilterSettings { min_samples: 0, ..default },
            FilterSettings { max_samples: 1, ..default },
        ] {
            assert!(matches!(wrong.check(), Err(PrepareError::Setting { .. })), "{wrong:?}");
        }
    }
}
