//! Whom a model describes.

use serde::{Deserialize, Serialize};

/// Sex, for the reference masses of organs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Reference man.
    Man,
    /// Reference woman.
    Woman,
}

/// A body to scale the reference to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Person {
    /// Sex.
    pub sex: Sex,
    /// Age in years.
    pub age: f64,
    /// Weight in kg.
    pub weight: f64,
}

impl Person {
    /// Factor on the cardiac output against the age of 30: it falls by 0.5 % a year from then on,
    /// but not below one half. Assumed: a round figure for the fall at rest.
    pub(crate) fn cardiac_factor(self) -> f64 {
        (1.0 - 0.005 * (self.age - 30.0).max(0.0)).max(0.5)
    }
}
