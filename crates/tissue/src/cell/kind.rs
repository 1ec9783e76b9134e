//! Cell type: all that cells of one kind have in common.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::cycle::{Cycle, Inhibition};
use super::death::{Death, OxygenDependence};
use super::engulf::Engulfment;
use super::motility::{Chemotaxis, Motility};
use super::rule::Rule;
use super::volume::VolumeLaw;

/// A change into another type.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Differentiation {
    /// Into which.
    pub to: u16,
    /// At this rate, 1/min.
    pub rate: f64,
}

/// How cells of a type become senescent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Senescence {
    /// Rate, 1/min.
    pub rate: f64,
    /// Divisions after which a cell is senescent in any case.
    pub most_divisions: Option<u32>,
}

/// A type of cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellType {
    /// Its name.
    pub name: String,
    /// Volume at rest, µm³.
    pub volume: f64,
    /// Volume of the nucleus, µm³.
    pub nucleus: f64,
    /// How volume relaxes.
    pub volume_law: VolumeLaw,
    /// Cycle.
    pub cycle: Cycle,
    /// Contact inhibition.
    pub inhibition: Option<Inhibition>,
    /// Dependence on oxygen.
    pub oxygen: Option<OxygenDependence>,
    /// Death.
    pub death: Death,
    /// Motility.
    pub motility: Motility,
    /// Chemotaxis.
    pub chemotaxis: Vec<Chemotaxis>,
    /// Factor on adhesion to each type.
    pub affinity: Vec<f64>,
    /// Changes of type.
    pub differentiation: Vec<Differentiation>,
    /// Senescence.
    pub senescence: Option<Senescence>,
    /// Engulfment of the dead.
    pub engulfment: Option<Engulfment>,
    /// Responses to what is sensed.
    pub rules: Vec<Rule>,
}

/// Why a list of types cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KindError {
    /// No type, or more than can be numbered.
    #[error("{count} types of cells: from 1 to 65535")]
    Count {
        /// How many.
        count: usize,
    },
    /// A type changes into one that is not there.
    #[error("type {name:?} becomes type number {to} of {count}")]
    Differentiation {
        /// Which.
        name: String,
        /// Into what.
        to: u16,
        /// How many there are.
        count: usize,
    },
}

impl CellType {
    /// A type of 2,494 µm³ that neither divides, dies nor moves; with the published rates of volume and death of
    /// PhysiCell (MCF-7).
    ///
    /// ```
    /// use exoscope_tissue::cell::CellType;
    /// assert_eq!(CellType::inert("fibroblast").volume, 2494.0);
    /// ```
    pub fn inert(name: &str) -> Self {
        let per_hour = |fluid: f64, cytoplasm: f64, nucleus: f64, fluid_part: f64| VolumeLaw {
            fluid: fluid / 60.0,
            cytoplasm: cytoplasm / 60.0,
            nucleus: nucleus / 60.0,
            fluid_part,
        };
        Self {
            name: name.to_owned(),
            volume: 2494.0,
            nucleus: 540.0,
            volume_law: per_hour(3.0, 0.27, 0.33, 0.75),
            cycle: Cycle::quiescent(),
            inhibition: None,
            oxygen: None,
            death: Death {
                apoptosis: 0.0,
                apoptosis_duration: 516.0,
                apoptosis_volume: per_hour(3.0, 1.0, 0.35, 0.0),
                swelling: per_hour(0.67, 0.0032, 0.013, 1.0),
                lysis: per_hour(0.05, 0.0032, 0.013, 0.0),
                necrosis_duration: 86_400.0,
            },
            motility: Motility::default(),
            chemotaxis: Vec::new(),
            affinity: Vec::new(),
            differentiation: Vec::new(),
            senescence: None,
            engulfment: None,
            rules: Vec::new(),
        }
    }
}
