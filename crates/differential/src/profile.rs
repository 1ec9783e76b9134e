//! Profile of one miRNA: its levels by class and batch, and what the contrasts say of it.

use std::collections::BTreeMap;

use exoscope_core::Cohort;
use exoscope_core::mirna::MirnaName;
use exoscope_core::suggest::did_you_mean;
use serde::Serialize;

use crate::levels::Reason;
use crate::{Analysis, DifferentialError, Row};

/// Levels of one miRNA.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// The miRNA.
    pub mirna: String,
    /// What a level is.
    pub unit: String,
    /// Its row of every contrast, with the contrast's name.
    pub contrasts: Vec<(String, Row)>,
    /// Levels of each class.
    pub by_class: Vec<LevelBox>,
    /// Levels of each class in each batch, by every batch variable asked for.
    pub by_batch: Vec<BatchBoxes>,
}

/// Levels by class within the batches of one column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BatchBoxes {
    /// The column.
    pub column: String,
    /// Levels of each class in each batch.
    pub boxes: Vec<LevelBox>,
}

/// A box plot's figures: quartiles (R's type 7), and whiskers to the last value within 1.5 of their distance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelBox {
    /// The class.
    pub class: String,
    /// The batch, where levels are by batch.
    pub batch: Option<String>,
    /// Samples with a value.
    pub n: usize,
    /// Lower whisker, first quartile, median, third quartile, upper whisker.
    pub five: [f64; 5],
    /// Values beyond the whiskers.
    pub beyond: Vec<f64>,
}

impl Analysis {
    /// The profile of a tested miRNA, by class and by the batches of `columns`.
    ///
    /// # Errors
    ///
    /// Where the cohort has no such miRNA (the nearest are named), it was not tested, or a column is not there.
    pub fn profile(
        &self,
        cohort: &Cohort,
        name: &str,
        columns: &[String],
    ) -> Result<Profile, DifferentialError> {
        let number = self.find(cohort, name)?;
        let levels = self.levels.log2.row(number);
        let class_of = self.design.class_of();
        let classes = &self.design.classes.names;
        let mut by_class: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for (&class, &level) in class_of.iter().zip(levels).filter(|(_, level)| !level.is_nan()) {
            by_class.entry(class).or_default().push(level);
        }
        let by_class = by_class
            .into_iter()
            .filter_map(|(class, levels)| LevelBox::of(classes.get(class)?, None, levels))
            .collect();
        let mut by_batch = Vec::with_capacity(columns.len());
        for name in columns {
            let column = cohort.metadata().column(name)?;
            let mut groups: BTreeMap<(String, usize), Vec<f64>> = BTreeMap::new();
            for ((&row, &class), &level) in self.design.rows.iter().zip(&class_of).zip(levels) {
                if let (Some(batch), false) = (column.get(row), level.is_nan()) {
                    groups.entry((batch.into_owned(), class)).or_default().push(level);
                }
            }
            let boxes = groups
                .into_iter()
                .filter_map(|((batch, class), of)| {
                    LevelBox::of(classes.get(class)?, Some(batch), of)
                })
                .collect();
            by_batch.push(BatchBoxes { column: name.clone(), boxes });
        }
        let mirna = self.names[number].clone();
        let row = |contrast: &crate::ContrastResult| {
            let row = contrast.rows.iter().find(|row| row.mirna == mirna)?;
            Some((contrast.name.clone(), row.clone()))
        };
        let contrasts = self.result.contrasts.iter().filter_map(row).collect();
        Ok(Profile { unit: self.result.unit.clone(), mirna, contrasts, by_class, by_batch })
    }

    /// The number of a tested miRNA.
    fn find(&self, cohort: &Cohort, name: &str) -> Result<usize, DifferentialError> {
        let wanted = name.parse::<MirnaName>().ok();
        let same =
            |known: &MirnaName| wanted.as_ref() == Some(known) || known.original() == name.trim();
        let Some(column) = cohort.mirnas().iter().position(same) else {
            let known: Vec<String> = cohort.mirnas().iter().map(ToString::to_string).collect();
            let suggestion = did_you_mean(name, known.iter().map(String::as_str));
            return Err(DifferentialError::NoSuchMirna { name: name.to_owned(), suggestion });
        };
        self.levels.columns.iter().position(|&tested| tested == column).ok_or_else(|| {
            let mirna = cohort.mirnas()[column].to_string();
            let untested = self.result.untested.iter().find(|untested| untested.mirna == mirna);
            let reason = untested.map_or(Reason::FewValues, |untested| untested.reason);
            DifferentialError::NotTested { mirna, reason }
        })
    }
}

impl LevelBox {
    /// `None` of no values.
    fn of(class: &str, batch: Option<String>, mut levels: Vec<f64>) -> Option<Self> {
        levels.sort_unstable_by(f64::total_cmp);
        let (first, last) = (*levels.first()?, *levels.last()?);
        let quantile = |p: f64| {
            let at = p * (levels.len() - 1) as f64;
            let value = |i: f64| levels.get(i as usize).copied().unwrap_or(last);
            let (low, high) = (value(at.floor()), value(at.ceil()));
            low + (at - at.floor()) * (high - low)
        };
        let [q1, median, q3] = [0.25, 0.5, 0.75].map(quantile);
        let reach = 1.5 * (q3 - q1);
        let within = |level: &&f64| (q1 - reach..=q3 + reach).contains(*level);
        let low = levels.iter().find(within).copied().unwrap_or(first);
        let high = levels.iter().rev().find(within).copied().unwrap_or(last);
        let beyond = levels.iter().copied().filter(|level| !within(&level)).collect();
        let n = levels.len();
        Some(Self { class: class.to_owned(), batch, n, five: [low, q1, median, q3, high], beyond })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;

    /// R 4.2.2: `boxplot.stats(…, coef = 1.5)` with `quantile` in the place of Tukey's hinges.
    #[test]
    fn whiskers_end_at_the_last_value_within_reach() {
        let levels = vec![1.0, 2.0, 3.0, 4.0, 5.0, 30.0];
        let found = LevelBox::of("a", None, levels).unwrap();
        assert_eq!((found.five, found.beyond), ([1.0, 2.25, 3.5, 4.75, 5.0], vec![30.0]));
        assert!(LevelBox::of("a", None, Vec::new()).is_none());
    }
}
