//! One constant for a whole study of 3D-Gene arrays.
//!
//! Matsuzaki et al. 2023 subtract the mean of three miRNAs over the training arrays and add 10.9. It
//! is one number for all arrays, so array effects stay, and a reader that standardises does not see
//! it; it brings cohorts normalised so by others onto the same numbers.

use exoscope_core::cohort::{CohortError, Step};
use exoscope_core::mirna::MirnaName;
use exoscope_core::{Cohort, Scale};
use ndarray::Array2;

use crate::split::Training;

/// The miRNAs that the constant is the mean of.
pub const CONTROLS: [&str; 3] = ["hsa-miR-149-3p", "hsa-miR-2861", "hsa-miR-4463"];

/// What the mean of these becomes, log2.
const TARGET: f64 = 10.9;

/// The constant, learned from training arrays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FittedControls {
    mean: f64,
}

/// Why the constant cannot be learned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlsError {
    /// The values are no log2 intensities.
    #[error("the constant of the arrays takes log2-intensity values, and these are {found}")]
    Scale {
        /// What they are.
        found: Scale,
    },
    /// One of the miRNAs is not there.
    #[error("{mirna} is not there, one of the miRNAs whose mean is the constant of the arrays")]
    NotMeasured {
        /// The miRNA.
        mirna: &'static str,
    },
    /// None of the three has a value in any training array.
    #[error("no training array has a value of the miRNAs whose mean is the constant")]
    NoValues,
}

impl FittedControls {
    /// Learns the mean of the three miRNAs over all training arrays, absent ones (0.1) included.
    ///
    /// ```
    /// use exoscope_core::{Cohort, Scale};
    /// use exoscope_learn::prepare::FittedControls;
    /// use exoscope_learn::split::Learnable;
    /// use ndarray::array;
    ///
    /// let mirnas = ["miR-149-3p", "miR-2861", "miR-4463"].map(|name| name.parse());
    /// let mirnas = mirnas.into_iter().collect::<Result<_, _>>()?;
    /// let values = array![[9.0, 10.0, 11.0]];
    /// let cohort = Cohort::new(vec!["a".parse()?], mirnas, values, Scale::Log2Intensity)?;
    /// let fitted = FittedControls::fit(&cohort.clone().training())?;
    /// assert_eq!(fitted.mean(), 10.0);
    /// assert_eq!(fitted.apply(cohort)?.values().get(0, 0), Some(f64::from(9.9_f32)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit(training: &Training<Cohort>) -> Result<Self, ControlsError> {
        if training.scale() != Scale::Log2Intensity {
            return Err(ControlsError::Scale { found: training.scale() });
        }
        let (mut sum, mut count) = (0.0, 0_usize);
        for mirna in CONTROLS {
            let is_it = |name: &MirnaName| name.canonical() == mirna;
            let column = training.mirnas().iter().position(is_it);
            let column = column.ok_or(ControlsError::NotMeasured { mirna })?;
            for value in training.values().column(column).filter(|value| !value.is_nan()) {
                sum += value;
                count += 1;
            }
        }
        if count == 0 {
            return Err(ControlsError::NoValues);
        }
        Ok(Self { mean: sum / count as f64 })
    }

    /// The mean, log2.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Subtracts the mean from every value of a cohort and adds 10.9.
    pub fn apply(&self, cohort: Cohort) -> Result<Cohort, CohortError> {
        let shift = TARGET - self.mean;
        let rows = (0..cohort.n_samples()).flat_map(|row| cohort.values().row(row));
        let values: Vec<f64> = rows.map(|value| value + shift).collect();
        let shape = (cohort.n_samples(), cohort.n_mirnas());
        // There are as many values as the shape says: they are those of the cohort.
        let values = Array2::from_shape_vec(shape, values).unwrap_or_default();
        let mut cohort = cohort.with_values(values, cohort.scale())?;
        let what = format!("{} subtracted, 10.9 added: the constant of training arrays", self.mean);
        cohort.add_step(Step::new(what, vec![]));
        Ok(cohort)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ndarray::array;

    fn cohort(third: &str, scale: Scale) -> Cohort {
        let mirnas = ["hsa-miR-149-3p", "hsa-miR-2861", third];
        let mirnas = mirnas.map(|name| name.parse().unwrap()).to_vec();
        let samples = vec!["a".parse().unwrap(), "b".parse().unwrap()];
        let values = array![[9.0, 0.1, f64::NAN], [11.0, 10.0, 12.0]];
        Cohort::new(samples, mirnas, values, scale).unwrap()
    }

    #[test]
    fn every_value_moves_by_what_training_says() {
        let whole = cohort("hsa-miR-4463", Scale::Log2Intensity);
        let training = Training::new(whole.select_samples(&[1]).unwrap());
        let fitted = FittedControls::fit(&training).unwrap();
        assert!((fitted.mean() - 11.0).abs() < 1e-12);
        let moved = fitted.apply(whole).unwrap();
        assert!((moved.values().get(0, 1).unwrap() - 0.0).abs() < 1e-6);
        assert!(moved.values().get(0, 2).unwrap().is_nan());
        let all = FittedControls::fit(&Training::new(moved)).unwrap();
        assert!((all.mean() - (8.9 + 0.0 + 10.9 + 9.9 + 11.9) / 5.0).abs() < 1e-6);
    }

    #[test]
    fn other_cohorts_are_refused() {
        let fit = |cohort| FittedControls::fit(&Training::new(cohort));
        let mirna = "hsa-miR-4463";
        let without = cohort("hsa-miR-21-5p", Scale::Log2Intensity);
        assert_eq!(fit(without), Err(ControlsError::NotMeasured { mirna }));
        let found = Scale::Log2Cpm;
        assert_eq!(fit(cohort(mirna, found)), Err(ControlsError::Scale { found }));
    }
}
