//! Patients: natural history of a disease and the endpoint that a visit records, one file a disease.

mod event;
pub mod gvhd;
pub mod pain;
pub mod spinal;
pub mod split;
pub mod wound;

use serde::{Deserialize, Serialize};

use crate::TherapyError;
use crate::fortune::Fortune;
use crate::trial::plan::Severity;

/// What an endpoint is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// Reached or not; the outcome is 1 or 0.
    Binary {
        /// What is reached.
        success: String,
    },
    /// A number; more is better.
    Continuous {
        /// What it is, with its unit.
        measure: String,
        /// Standard deviation between people, by which an effect is scaled.
        sd: f64,
    },
}

impl Endpoint {
    /// Whether it is reached or not.
    pub const fn is_binary(&self) -> bool {
        matches!(self, Self::Binary { .. })
    }
}

/// A patient at enrolment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Patient {
    /// Number of the stratum, of [`NaturalHistory::strata`].
    pub stratum: usize,
    /// State at baseline as it is.
    pub state: usize,
    /// Days from the onset of disease to the first examination.
    pub first: f64,
    /// Days from the onset to the last examination.
    pub last: f64,
    /// Factor on the hazards of recovery (of a mean, its logarithm in standard deviations).
    pub frailty: f64,
}

/// What treatment and circumstances do to a patient's course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    /// Logarithm of the hazard ratio by treatment.
    pub log_ratio: f64,
    /// Days from the first examination to treatment.
    pub delay: f64,
    /// Days that the effect lasts. A score is of its day: an effect that ended before the visit is not in it.
    pub lasts: f64,
    /// Logarithm of the hazard ratio by circumstances that treatment has no part in (calendar time, hospital).
    pub drift: f64,
    /// Side of the body, 0 or 1.
    pub side: usize,
}

impl Course {
    /// Natural history.
    pub const NATURAL: Self = Self { log_ratio: 0.0, delay: 0.0, lasts: 0.0, drift: 0.0, side: 0 };
}

/// Who is enrolled: number of the patient in the arm and size of the arm, from which strata of exact size follow, and the
/// factor of unmeasured severity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seat {
    /// Number in the arm, from 0.
    pub number: usize,
    /// Size of the arm.
    pub of: usize,
    /// Factor on hazards of unmeasured severity; 1 where there is none.
    pub frailty: f64,
}

/// A disease without treatment, and with hazards (or a mean) shifted by one.
pub trait NaturalHistory: Send + Sync {
    /// What is recorded.
    fn endpoint(&self) -> Endpoint;

    /// Names of the strata at baseline.
    fn strata(&self) -> Vec<String>;

    /// Enrols a patient.
    fn enrol(&self, seat: Seat, fortune: &Fortune) -> Patient;

    /// The endpoint as read at the last visit: 1 or 0, or a number of which more is better.
    fn outcome(&self, patient: &Patient, course: &Course, fortune: &Fortune) -> f64;

    /// Days from the first examination to the last of the patient whose windows leave the fewest: who is treated later is
    /// not treated in this trial.
    fn shortest_follow_up(&self) -> f64;

    /// Whether two sides of one body can be compared.
    fn has_sides(&self) -> bool {
        false
    }
}

/// Diseases that a plan can name, with their settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disease {
    /// Spinal cord injury, AIS grade.
    SpinalCord(spinal::SpinalPlan),
    /// Acute graft-versus-host disease, response.
    Gvhd(gvhd::GvhdPlan),
    /// Knee osteoarthritis, pain.
    Knee(pain::PainPlan),
    /// Skin or hair treated on sides of one body.
    Split(split::SplitPlan),
    /// Wound closure.
    Wound(wound::WoundPlan),
}

/// Where a disease's lesion is, and what of a product gets there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesion {
    /// The lesion in words.
    pub name: &'static str,
    /// The organ of the simulator's body whose tissue stands for it; nothing where that body has none.
    pub organ: Option<&'static str>,
    /// Whether cells by vein are a treatment of it, whose D50 then counts cells given.
    pub by_vein: bool,
}

impl Disease {
    /// Where its lesion is.
    pub const fn lesion(&self) -> Lesion {
        match self {
            Self::SpinalCord(_) => Lesion {
                name: "spinal cord, as tissue of the brain",
                organ: Some("brain"),
                by_vein: true,
            },
            Self::Gvhd(_) => Lesion {
                name: "gut, as small intestine",
                organ: Some("small intestine"),
                by_vein: true,
            },
            Self::Knee(_) => Lesion { name: "knee joint", organ: None, by_vein: false },
            Self::Split(_) => Lesion { name: "skin", organ: Some("skin"), by_vein: false },
            Self::Wound(_) => {
                Lesion { name: "wound, as skin", organ: Some("skin"), by_vein: false }
            }
        }
    }

    /// The natural history, its settings checked. Where the plan gives a share that recovers (graft-versus-host disease,
    /// wounds), it is that of untreated people of all degrees of `severity` together; where hazards are fitted to tables
    /// (spinal cord), the mean hazard is that of the tables.
    pub fn history(
        &self,
        severity: Option<&Severity>,
    ) -> Result<Box<dyn NaturalHistory>, TherapyError> {
        Ok(match self {
            Self::SpinalCord(plan) => Box::new(spinal::SpinalCord::new(plan)?),
            Self::Gvhd(plan) => Box::new(gvhd::Gvhd::new(plan, severity)?),
            Self::Knee(plan) => Box::new(pain::Knee::new(plan)?),
            Self::Split(plan) => Box::new(split::Split::new(plan)?),
            Self::Wound(plan) => Box::new(wound::Wound::new(plan, severity)?),
        })
    }
}
