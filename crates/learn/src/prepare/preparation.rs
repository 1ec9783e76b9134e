//! All steps in order.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::combat::{Batched, Combat, CombatSettings, FittedCombat};
use super::depth::{Depth, DepthSettings};
use super::error::{PrepareError, same_width};
use super::filter::{Filter, FilterSettings, FittedFilter};
use super::impute::{FittedImpute, Impute};
use super::profiles::{Measured, Profiles};
use super::quantiles::{FittedQuantiles, needs_log2};
use super::scale::FittedScale;
use super::standardise::{FittedStandardise, Standardise};
use crate::split::Training;

/// Settings of the whole preparation.
///
/// | Setting | Default | Meaning |
/// |---|---|---|
/// | `depth` | `"log2-cpm"` | [`DepthSettings`]; for counts alone: values in CPM become `log2(x + 1)`, log2 values stay, and TMM is refused for both |
/// | `quantiles` | false | whether log2 values, of arrays, are put on the training samples' distribution ([`FittedQuantiles`]); refused for counts and CPM |
/// | `filter` | [`FilterSettings`] | which miRNAs are kept |
/// | `combat` | none | [`CombatSettings`]; needs the batch of each sample |
/// | `standardise` | true | whether each miRNA is brought to mean 0 and SD 1 |
///
/// Imputation has no settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PreparationSettings {
    /// How the depth of a sample is found.
    pub depth: DepthSettings,
    /// Whether log2 values are put on the training samples' distribution.
    pub quantiles: bool,
    /// Which miRNAs are kept.
    pub filter: FilterSettings,
    /// Batch correction, if any.
    pub combat: Option<CombatSettings>,
    /// Whether each miRNA is brought to mean 0 and SD 1.
    pub standardise: bool,
}

impl Default for PreparationSettings {
    fn default() -> Self {
        Self {
            depth: DepthSettings::default(),
            quantiles: false,
            filter: FilterSettings::default(),
            combat: None,
            standardise: true,
        }
    }
}

/// Checked [`PreparationSettings`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preparation {
    depth: Depth,
    quantiles: bool,
    filter: Filter,
    combat: Option<Combat>,
    standardise: bool,
}

/// Fitted [`Preparation`]: plain data, for the model file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedPreparation {
    scale: FittedScale,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quantiles: Option<FittedQuantiles>,
    filter: FittedFilter,
    impute: FittedImpute,
    combat: Option<FittedCombat>,
    standardise: Option<FittedStandardise>,
}

/// What a learner sees, and what was done to get there.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// Samples × kept miRNAs, on a log2 scale or standardised.
    pub x: Array2<f32>,
    /// Values that were missing and are now the training median.
    pub filled: usize,
    /// Samples of a batch unknown to `ComBat`, left uncorrected; 0 without it.
    pub uncorrected: usize,
}

impl PreparationSettings {
    /// Checks the settings of every step.
    pub fn check(self) -> Result<Preparation, PrepareError> {
        Ok(Preparation {
            depth: self.depth.check()?,
            quantiles: self.quantiles,
            filter: self.filter.check()?,
            combat: self.combat.map(CombatSettings::check),
            standardise: self.standardise,
        })
    }
}

impl Preparation {
    /// Learns every step from training samples, each on what the steps before it give, and returns
    /// the training samples as a learner sees them.
    ///
    /// Holds one prepared copy of the matrix besides what it is given.
    ///
    /// ```
    /// use exoscope_learn::prepare::{Measured, PreparationSettings, Profiles};
    /// use exoscope_learn::split::Learnable;
    /// use ndarray::array;
    ///
    /// let counts = array![[90.0, 10.0, 0.0], [70.0, 30.0, 0.0], [80.0, 20.0, 1.0]];
    /// let training = Profiles::new(Measured::Counts(counts.view())).training();
    /// let (fitted, prepared) = PreparationSettings::default().check()?.fit(&training)?;
    /// assert_eq!(fitted.kept(), [0, 1]);
    /// assert_eq!(prepared.x.dim(), (3, 2));
    ///
    /// let new = array![[85.0, 15.0, 3.0]];
    /// let prepared = fitted.apply(&Profiles::new(Measured::Counts(new.view())))?;
    /// assert_eq!(prepared.x.dim(), (1, 2));
    /// # Ok::<(), exoscope_learn::prepare::PrepareError>(())
    /// ```
    ///
    /// Held-out samples cannot be learned from:
    ///
    /// ```compile_fail,E0308
    /// use exoscope_learn::prepare::{Measured, PreparationSettings, Profiles};
    /// use exoscope_learn::split::HeldOut;
    /// use ndarray::array;
    ///
    /// let counts = array![[90.0, 10.0], [70.0, 30.0]];
    /// let held_out = HeldOut::new(Profiles::new(Measured::Counts(counts.view())));
    /// PreparationSettings::default().check()?.fit(&held_out)?;
    /// # Ok::<(), exoscope_learn::prepare::PrepareError>(())
    /// ```
    pub fn fit(
        &self,
        training: &Training<Profiles<'_>>,
    ) -> Result<(FittedPreparation, Training<Prepared>), PrepareError> {
        let quantiles = match &training.values {
            Measured::Log2(x) if self.quantiles => {
                Some(FittedQuantiles::fit(&Training::new(x.reborrow()))?)
            }
            other if self.quantiles => return Err(needs_log2(other.scale())),
            _ => None,
        };
        let ranked = quantiles.as_ref().map(|fitted| on_quantiles(fitted, &training.values));
        let ranked = ranked.transpose()?;
        let values =
            ranked.as_ref().map_or(training.values.reborrow(), |x| Measured::Log2(x.view()));
        let scale = FittedScale::fit(&self.depth, training)?;
        let filter = match values {
            Measured::Counts(counts) => self.filter.fit_counts(&Training::new(counts)),
            Measured::Cpm(x) => self.filter.fit_cpm(&Training::new(x)),
            Measured::Log2(x) => self.filter.fit_intensities(&Training::new(x)),
        }?;
        let mut x = scale.apply(&values, &filter.kept())?;

        let impute = Impute.fit(&Training::new(x.view()))?;
        let filled = impute.apply(x.view_mut())?;

        let mut uncorrected = 0;
        let mut fitted_combat = None;
        if let Some(combat) = &self.combat {
            let batches = training.batches.ok_or(PrepareError::NoBatches)?;
            let batched = Batched { x: x.view(), batches, classes: training.classes };
            let fitted = combat.fit(&Training::new(batched))?;
            uncorrected = fitted.apply(x.view_mut(), batches)?;
            fitted_combat = Some(fitted);
        }

        let standardise = if self.standardise {
            let fitted = Standardise.fit(&Training::new(x.view()))?;
            fitted.apply(x.view_mut())?;
            Some(fitted)
        } else {
            None
        };

        let fitted = FittedPreparation {
            scale,
            quantiles,
            filter,
            impute,
            combat: fitted_combat,
            standardise,
        };
        Ok((fitted, Training::new(Prepared { x, filled, uncorrected })))
    }
}

impl FittedPreparation {
    /// Prepares samples as those of training were, each on its own: the values of a sample do not
    /// depend on which others are with it. Classes are not looked at.
    ///
    /// Fails if the scale or the number of miRNAs is another than in training.
    pub fn apply(&self, profiles: &Profiles<'_>) -> Result<Prepared, PrepareError> {
        same_width("the filter", self.filter.verdicts().len(), profiles.values.n_mirnas())?;
        let ranked = self.quantiles.as_ref().map(|fitted| on_quantiles(fitted, &profiles.values));
        let ranked = ranked.transpose()?;
        let values =
            ranked.as_ref().map_or(profiles.values.reborrow(), |x| Measured::Log2(x.view()));
        let mut x = self.scale.apply(&values, &self.filter.kept())?;
        let filled = self.impute.apply(x.view_mut())?;
        let uncorrected = match &self.combat {
            Some(combat) => {
                let batches = profiles.batches.ok_or(PrepareError::NoBatches)?;
                combat.apply(x.view_mut(), batches)?
            }
            None => 0,
        };
        if let Some(standardise) = &self.standardise {
            standardise.apply(x.view_mut())?;
        }
        Ok(Prepared { x, filled, uncorrected })
    }

    /// Columns of the measured matrix that are kept, ascending: the columns of [`Prepared::x`].
    pub fn kept(&self) -> Vec<usize> {
        self.filter.kept()
    }

    /// Which miRNAs were dropped, and why.
    pub fn filter(&self) -> &FittedFilter {
        &self.filter
    }

    /// Medians of the kept miRNAs, and how many training values they stand in for.
    pub fn impute(&self) -> &FittedImpute {
        &self.impute
    }

    /// Adjustments of the training batches, if asked for.
    pub fn combat(&self) -> Option<&FittedCombat> {
        self.combat.as_ref()
    }

    /// Mean and SD of the kept miRNAs, if they were standardised.
    pub fn standardise(&self) -> Option<&FittedStandardise> {
        self.standardise.as_ref()
    }
}

/// Log2 values at their ranks on the training samples' distribution.
fn on_quantiles(
    fitted: &FittedQuantiles,
    values: &Measured<'_>,
) -> Result<Array2<f32>, PrepareError> {
    match values {
        Measured::Log2(x) => Ok(fitted.apply(x.reborrow())),
        other => Err(needs_log2(other.scale())),
    }
}

#[cfg(test)]
#[path = "preparation/tests.rs"]
mod tests;
