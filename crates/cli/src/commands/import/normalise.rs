//! How arrays are normalised: each by itself, or by what training arrays show.

use std::fmt;
use std::str::FromStr;

use exoscope_core::Cohort;
use exoscope_import::{Normalise, UnknownNormalise};
use exoscope_read::prepare::{FittedControls, FittedQuantiles};
use exoscope_read::split::Training;

/// A method by its name on the command line.
#[derive(Clone, Copy, PartialEq)]
pub enum Method {
    /// Looks at one array at a time.
    Each(Normalise),
    /// Learns from training arrays.
    Learned(Learned),
}

/// A method that learns from training arrays.
#[derive(Clone, Copy, PartialEq)]
pub enum Learned {
    /// The constant of the 13-cancer study.
    Controls,
    /// The distribution of values.
    Quantile,
}

impl Method {
    /// What is done to each array on its own.
    pub fn of_each(self) -> Normalise {
        match self {
            Self::Each(normalise) => normalise,
            Self::Learned(_) => Normalise::None,
        }
    }
}

impl Learned {
    /// Learns from `training` and normalises `cohort`; says what was done.
    pub fn learn(
        self,
        training: &Training<Cohort>,
        cohort: Cohort,
    ) -> anyhow::Result<(Cohort, String)> {
        Ok(match self {
            Self::Controls => {
                let fitted = FittedControls::fit(training)?;
                let said = format!("controls={}, learned from the training samples", fitted.mean());
                (fitted.apply(cohort)?, said)
            }
            Self::Quantile => {
                let fitted = FittedQuantiles::fit_cohort(training)?;
                let said = "quantiles of the training samples".to_owned();
                (fitted.apply_cohort(&cohort)?, said)
            }
        })
    }
}

impl Default for Method {
    fn default() -> Self {
        Self::Each(Normalise::default())
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Each(normalise) => normalise.fmt(f),
            Self::Learned(learned) => learned.fmt(f),
        }
    }
}

impl fmt::Display for Learned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Controls => "controls",
            Self::Quantile => "quantile",
        })
    }
}

impl FromStr for Method {
    type Err = UnknownNormalise;

    fn from_str(text: &str) -> Result<Self, UnknownNormalise> {
        match text {
            "controls" => Ok(Self::Learned(Learned::Controls)),
            "quantile" => Ok(Self::Learned(Learned::Quantile)),
            _ => text.parse().map(Self::Each),
        }
    }
}
