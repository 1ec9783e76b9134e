//! What is known of the samples that are called.

use ndarray::{Array2, Axis};

use super::{SPECIFICITIES, ScoreError, check_specificities};

/// The class of each sample, which classes are cancers, and the stage where known.
///
/// ```
/// use exoscope_score::Truth;
///
/// let classes = vec!["colorectal".to_owned(), "healthy".to_owned()];
/// let truth = Truth::new(classes, vec![true, false], vec![0, 1, 0])?
///     .with_stages(vec![Some(2), None, None])?;
/// assert_eq!(truth.n(), 3);
/// # Ok::<(), exoscope_score::ScoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    classes: Vec<String>,
    is_cancer: Vec<bool>,
    is_control: Vec<bool>,
    y: Vec<usize>,
    stages: Vec<Option<u8>>,
    subgroups: Vec<(String, Vec<Option<String>>)>,
    specificities: Vec<f64>,
}

impl Truth {
    /// Checks and takes the class names, whether each is a cancer, and the class (an index into
    /// these) of each sample, at least one. A class may have no sample.
    pub fn new(
        classes: Vec<String>,
        is_cancer: Vec<bool>,
        y: Vec<usize>,
    ) -> Result<Self, ScoreError> {
        let n_classes = classes.len();
        if is_cancer.len() != n_classes {
            let (expected, found) = (n_classes, is_cancer.len());
            return Err(ScoreError::Length { what: "class roles", expected, found });
        }
        if y.is_empty() {
            return Err(ScoreError::NoSamples);
        }
        if let Some((row, &class)) = y.iter().enumerate().find(|(_, class)| **class >= n_classes) {
            return Err(ScoreError::ClassOutOfRange { row, class, n_classes });
        }
        let stages = vec![None; y.len()];
        let is_control = vec![false; n_classes];
        let (subgroups, specificities) = (Vec::new(), SPECIFICITIES.to_vec());
        Ok(Self { classes, is_cancer, is_control, y, stages, subgroups, specificities })
    }

    /// States the specificities, each from 0.5 to below 1, at which sensitivity is given in the place of [`SPECIFICITIES`].
    pub fn with_specificities(mut self, specificities: &[f64]) -> Result<Self, ScoreError> {
        check_specificities(specificities)?;
        self.specificities = specificities.to_vec();
        Ok(self)
    }

    /// The specificities at which sensitivity is given.
    pub fn specificities(&self) -> &[f64] {
        &self.specificities
    }

    /// Gives each sample its stage, 0 to 4, where known.
    pub fn with_stages(mut self, stages: Vec<Option<u8>>) -> Result<Self, ScoreError> {
        if stages.len() != self.y.len() {
            let (expected, found) = (self.y.len(), stages.len());
            return Err(ScoreError::Length { what: "stages", expected, found });
        }
        let too_high = |(row, stage): (usize, &Option<u8>)| Some((row, stage.filter(|s| *s > 4)?));
        if let Some((row, stage)) = stages.iter().enumerate().find_map(too_high) {
            return Err(ScoreError::StageOutOfRange { row, stage });
        }
        self.stages = stages;
        Ok(self)
    }

    /// Says of each class whether it is a control: no known disease. What is neither a cancer nor a
    /// control is benign or not known.
    pub fn with_controls(mut self, is_control: Vec<bool>) -> Result<Self, ScoreError> {
        if is_control.len() != self.classes.len() {
            let (expected, found) = (self.classes.len(), is_control.len());
            return Err(ScoreError::Length { what: "class roles", expected, found });
        }
        self.is_control = is_control;
        Ok(self)
    }

    /// Adds a fact, such as the sex, by whose values figures are given; the value of each sample
    /// where known.
    pub fn with_subgroup(
        mut self,
        of: &str,
        values: Vec<Option<String>>,
    ) -> Result<Self, ScoreError> {
        if values.len() != self.y.len() {
            let (expected, found) = (self.y.len(), values.len());
            return Err(ScoreError::Length { what: "facts", expected, found });
        }
        self.subgroups.push((of.to_owned(), values));
        Ok(self)
    }

    /// What is known of some of the samples, by their number; `None` of none.
    pub fn part(&self, samples: &[usize]) -> Option<Self> {
        let y: Vec<usize> = samples.iter().filter_map(|&i| self.y.get(i).copied()).collect();
        let stages = samples.iter().filter_map(|&i| self.stages.get(i).copied()).collect();
        let of = |(name, values): &(String, Vec<Option<String>>)| {
            (name.clone(), samples.iter().filter_map(|&i| values.get(i).cloned()).collect())
        };
        let subgroups = self.subgroups.iter().map(of).collect();
        (!y.is_empty()).then(|| Self { y, stages, subgroups, ..self.clone() })
    }

    /// Number of samples, at least 1.
    pub fn n(&self) -> usize {
        self.y.len()
    }

    /// Names of the classes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The class of each sample, an index into [`Truth::classes`].
    pub fn y(&self) -> &[usize] {
        &self.y
    }

    /// Whether each class is a cancer.
    pub fn is_cancer(&self) -> &[bool] {
        &self.is_cancer
    }

    /// The stage of each sample, 0 to 4, where known.
    pub fn stages(&self) -> &[Option<u8>] {
        &self.stages
    }

    /// Facts by whose values figures are given, with the value of each sample where known.
    pub fn subgroups(&self) -> &[(String, Vec<Option<String>>)] {
        &self.subgroups
    }

    /// Whether each sample is a control.
    pub(super) fn are_controls(&self) -> Vec<bool> {
        self.y.iter().map(|&class| self.is_control[class]).collect()
    }

    /// The summed probability of the cancers, of each row of `p` (samples × classes).
    pub(super) fn cancer_probability(&self, p: &Array2<f64>) -> Vec<f64> {
        let classes: Vec<usize> =
            (0..self.classes.len()).filter(|&class| self.is_cancer[class]).collect();
        p.select(Axis(1), &classes).sum_axis(Axis(1)).to_vec()
    }

    /// Whether each sample has a cancer.
    pub(super) fn has_cancer(&self) -> Vec<bool> {
        self.y.iter().map(|&class| self.is_cancer[class]).collect()
    }

    /// Whether some classes are cancers and some are not, so that "a cancer" is an answer.
    pub(super) fn asks_for_cancer(&self) -> bool {
        self.is_cancer.contains(&true) && self.is_cancer.contains(&false)
    }
}
